"""Policy and exposure in the ordinary mechanism: numbers by hand, off at first, and a scenario that lets them count."""

from __future__ import annotations

import numpy as np
import pytest
from pyproj import Geod

from geo.catalogue.preset import Scenario
from geo.decision.brief import Brief
from geo.gate_sheet import GateSheet, sheet_at, stated_facts, told
from geo.models.scorecard import Item, headings, holds_in, use_of
from geo.places import PlaceFields
from geo.report import explain_point
from geo.siting import assess
from geo.ui.policy_page import scorecard_items
from geo.workspace import Workspace
from layers import catalogue

CATALOGUE = catalogue()
GROUP = "Policy and security"
PLACES = {
    "au": {"Sydney": (151.209, -33.868), "Canberra": (149.13, -35.28), "Albury": (146.916, -36.08)},
    "jp": {"Naha": (127.68, 26.21), "Tokyo": (139.767, 35.681), "Sapporo": (141.354, 43.062)},
}
DARWIN = (130.842, -12.463)


def fields(workspace: Workspace, region: str, *points: tuple[float, float]) -> PlaceFields:
    chosen = np.array(points or list(PLACES[region].values()))
    return PlaceFields(workspace.region(region), chosen[:, 0], chosen[:, 1])


def raw(workspace: Workspace, region: str, key: str, *points: tuple[float, float], year: int = 2029) -> list[float]:
    criterion, brief = CATALOGUE.criteria[key], Brief(energise_by=year)
    found: list[float] = criterion.raw(fields(workspace, region, *points).inputs(criterion.fields, brief)).tolist()
    return found


@pytest.mark.parametrize("region", ["au", "jp"])
def test_every_place_of_known_state_lies_in_that_state(bundled: Workspace, region: str) -> None:
    data = bundled.region(region)
    states = data.facts["policy.states"]
    cities = data.access.table("cities")
    for row in cities[cities["region"] == region].itertuples():
        assert states.at(row.lon, row.lat) == row.state, row.name
    assert len(states.names) == {"au": 8, "jp": 47}[region]


def test_the_capital_territory_ends_at_its_border(bundled: Workspace) -> None:
    states = bundled.region("au").facts["policy.states"]
    assert states.at(149.13, -35.28) == "ACT"
    assert states.at(148.85, -36.30) == "NSW", "Jindabyne's side of the border"
    assert states.at(149.72, -34.75) == "NSW", "Goulburn"


def test_copyright_hinders_training_in_australia_and_helps_it_in_japan(bundled: Workspace) -> None:
    assert set(raw(bundled, "au", "policy_copyright")) == {-1.0}
    assert set(raw(bundled, "jp", "policy_copyright")) == {1.0}


def test_the_order_date_of_a_transformer_moves_with_the_year_and_not_with_the_place(bundled: Workspace) -> None:
    near, far = raw(bundled, "au", "policy_transformer"), raw(bundled, "jp", "policy_transformer", year=2032)
    assert near == pytest.approx([2026 + 200 / 365.2425] * 3)
    assert far == pytest.approx([2029 + 199 / 365.2425] * 3), "896 days before January 2032: 19 July 2029"


def test_distances_to_bases_are_those_of_the_geodesic(bundled: Workspace) -> None:
    geod = Geod(ellps="WGS84")
    futenma = geod.inv(*PLACES["jp"]["Naha"], 127.756, 26.274)[2] / 1000
    darwin = geod.inv(*DARWIN, 130.877, -12.415)[2] / 1000
    assert raw(bundled, "jp", "exposure_base", PLACES["jp"]["Naha"])[0] == pytest.approx(futenma, abs=0.05)
    assert raw(bundled, "au", "exposure_base", DARWIN)[0] == pytest.approx(darwin, abs=0.05)
    assert 9.0 < futenma < 12.0, "Futenma is about 10 km north-east of the middle of Naha"
    assert darwin < 8.0, "the air base begins in the suburbs of Darwin"


def test_the_ranges_that_reach_a_place_agree_with_the_list_of_scenarios(bundled: Workspace) -> None:
    for region, points in PLACES.items():
        data = bundled.region(region)
        tell = CATALOGUE.layers["exposure"].explain["conflict"]
        for point, count in zip(points.values(), raw(bundled, region, "exposure_missile"), strict=True):
            listed = [row["within_range"] for row in tell(data, *point, Brief())["rows"]]
            assert count == listed.count("yes")
    assert raw(bundled, "jp", "exposure_missile") == [4.0, 3.0, 1.0]


def test_nothing_of_law_and_security_counts_unless_a_scenario_says_so() -> None:
    for criterion in CATALOGUE.criteria.values():
        if criterion.group == GROUP:
            assert criterion.weight == 0.0
            assert all(preset.weights.get(criterion.key, 0.0) == 0.0 for preset in CATALOGUE.presets.values())
    for constraint in CATALOGUE.constraints.values():
        if constraint.group == GROUP:
            assert not constraint.on
            assert all(constraint.key not in preset.constraints for preset in CATALOGUE.presets.values())


@pytest.mark.parametrize("region", ["au", "jp"])
def test_every_item_with_a_number_or_verdict_can_gate_and_weigh(bundled: Workspace, region: str) -> None:
    items = scorecard_items(bundled.region(region))
    assert len({item.id for item in items}) == len(items)
    for item in items:
        assert item.optional or item.setting in CATALOGUE.criteria, item.id
        assert item.optional or item.setting in CATALOGUE.constraints, item.id
        assert item.source, item.id
        assert item.date, item.id
        assert (item.date == "unverified") is (item.evidence == "unverified"), item.id


def test_a_scenario_file_lets_a_topic_gate_and_weigh(bundled: Workspace) -> None:
    start = CATALOGUE.scenario("au")
    changed = start.model_dump() | {
        "weights": start.weights | {"policy_planning": 50.0},
        "constraints": {"policy_community": 0.0, "exposure_base": 60.0},
    }
    scenario = CATALOGUE.check(Scenario.checked(changed, where="test"))
    limits = CATALOGUE.limits(scenario)
    assert use_of("policy_planning", scenario.weights, limits) == "weighs"
    assert use_of("policy_community", scenario.weights, limits) == "gates"
    assert use_of("policy_alliance", scenario.weights, limits) == "shown"
    found = assess(fields(bundled, "au"), scenario)
    assert "policy_community" in found.excluded_by[0], "calls for a freeze in New South Wales"
    assert "exposure_base" in found.excluded_by[0], "Richmond is 50 km from Sydney"
    assert not {"policy_community", "exposure_base"} & set(found.excluded_by[1])
    assert found.contributions["policy_planning"].max() > 0


def test_items_of_a_state_follow_those_of_the_country() -> None:
    def item(id: str, state: str = "", heading: str = "Planning") -> Item:
        words = {"title": "t", "value": "v", "fact": "f", "source": "s", "date": "2026", "evidence": "measured"}
        return Item(id=id, heading=heading, region="au", state=state, **words)  # type: ignore[arg-type]

    items = [item("a", "NSW"), item("b"), item("c", "VIC"), item("d", heading="Grid rules")]
    assert [i.id for i in holds_in(items, "NSW")] == ["b", "d", "a"]
    assert [i.id for i in holds_in(items, "")] == ["b", "d"]
    assert headings(items) == ["Planning", "Grid rules"]
    series = item("e")
    assert series.trend == ""


def test_the_sheet_at_a_place_asks_the_map_and_takes_what_is_stated(bundled: Workspace) -> None:
    data = bundled.region("jp")
    sheet = GateSheet.of(data)
    stated = stated_facts(["site_area_ha=40", "industrial_water=no"], sheet)
    lines = {line.id: line for line in sheet_at(data, 141.35, 40.95, Brief(), stated)}
    assert (lines["jp-land"].verdict, lines["jp-land"].number) == ("PASS", "40 ha")
    assert lines["jp-water"].verdict == "FAIL"
    assert lines["jp-away"].verdict == "PASS"
    assert lines["jp-designated"].verdict == "CONDITIONAL", "Aomori applied"
    assert "enehub.jp" in lines["jp-designated"].decided_source
    counts = told(lines.values())["counts"]
    assert counts == {"PASS": 2, "CONDITIONAL": 1, "FAIL": 1, "UNKNOWN": 5}


def test_the_report_of_a_point_carries_the_same_sheet(bundled_jp: Workspace) -> None:
    data, scenario = bundled_jp.region("jp"), CATALOGUE.scenario("jp")
    found = explain_point(bundled_jp, data, scenario, 140.146, 35.820)
    assert found["gate_sheet"] == told(sheet_at(data, 140.146, 35.820, scenario.brief))
    assert found["gate_sheet"]["overall"] == "FAIL", "Inzai lies in the Tokyo area"
    assert found["details"]["policy"]["state"]["state"] == "Chiba"
