"""Known places: what a connection costs there, and whether firm power by 2029 is stated, on bundled facts."""

from __future__ import annotations

import numpy as np
import pytest

from geo.decision.brief import Brief
from geo.errors import InputError
from geo.models.power_date import Verdict
from geo.places import Floats, PlaceFields
from geo.report import details_at
from geo.siting import assess
from geo.workspace import Workspace
from layers._options import connection_options

AU = {
    "Eastern Creek": (150.851, -33.807),
    "Mount Isa": (139.49, -20.73),
    "Broken Hill": (141.45, -31.96),
    "Newman": (119.73, -23.36),
    "Kalgoorlie": (121.46, -30.75),
    "Darwin": (130.95, -12.50),
    "Latrobe Valley": (146.39, -38.25),
    "Bayswater": (150.95, -32.39),
    "Canberra": (149.13, -35.28),
}
JP = {"Inzai": (140.15, 35.80), "Naha": (127.70, 26.23), "Tokyo": (139.767, 35.681)}


def at(workspace: Workspace, name: str) -> PlaceFields:
    region, places = ("au", AU) if name in AU else ("jp", JP)
    lon, lat = places[name]
    return PlaceFields(workspace.region(region), np.array([lon]), np.array([lat]))


def raw(fields: PlaceFields, key: str, brief: Brief) -> Floats:
    criterion = fields.data.catalogue.criteria[key]
    return np.asarray(criterion.raw(fields.inputs(criterion.fields, brief)))


def verdict(workspace: Workspace, name: str, brief: Brief) -> Verdict:
    fields = at(workspace, name)
    code = int(fields.field("power_date.statements", brief)[0])
    found: Verdict = fields.data.facts["power_date.evidence"].verdicts(brief.load_mw, brief.energise_by)[code]
    return found


def barred(workspace: Workspace, name: str, key: str, brief: Brief) -> bool:
    fields = at(workspace, name)
    constraint = fields.data.catalogue.constraints[key]
    return bool(constraint.bars(fields.inputs(constraint.fields, brief), constraint.limit)[0])


@pytest.mark.parametrize("name", ["Mount Isa", "Broken Hill", "Newman", "Kalgoorlie"])
def test_far_mining_towns_fail_on_power_though_a_line_is_near(bundled: Workspace, name: str) -> None:
    assert verdict(bundled, name, Brief()).gate == "FAIL"
    assert barred(bundled, name, "power_date_fail", Brief())
    assert raw(at(bundled, name), "power_date", Brief())[0] == 0


@pytest.mark.parametrize("name", ["Mount Isa", "Newman", "Darwin", "Naha"])
def test_small_systems_fail_on_their_size(bundled: Workspace, name: str) -> None:
    found = verdict(bundled, name, Brief())
    assert found.gate == "FAIL"
    assert found.reason.startswith("its system takes at most")


def test_darwin_may_have_50_megawatts_and_finds_132_kv_within_ten_kilometres(bundled: Workspace) -> None:
    small = Brief(load_mw=50.0)
    assert verdict(bundled, "Darwin", small).gate == "UNKNOWN"
    best = connection_options(bundled.region("au"), *AU["Darwin"], small)[0]
    assert best.offer.distance_km < 10
    assert "132 kV" in best.offer.name


@pytest.mark.parametrize("name", ["Eastern Creek", "Inzai"])
def test_the_crowded_clusters_never_pass_by_2029(bundled: Workspace, name: str) -> None:
    for load_mw in (50.0, 300.0, 1000.0):
        assert verdict(bundled, name, Brief(load_mw=load_mw)).gate in ("FAIL", "UNKNOWN")
    assert barred(bundled, name, "power_date_unknown", Brief())


def test_western_sydney_fails_by_2029_and_is_open_again_by_2035(bundled: Workspace) -> None:
    now = verdict(bundled, "Eastern Creek", Brief())
    assert (now.gate, now.reason) == ("FAIL", "not before 2031")
    assert verdict(bundled, "Eastern Creek", Brief(energise_by=2035)).gate == "UNKNOWN"


@pytest.mark.parametrize("name", ["Latrobe Valley", "Bayswater", "Canberra"])
def test_where_nothing_firm_is_stated_the_gate_is_unknown_and_bars_only_the_strict(
    bundled: Workspace, name: str
) -> None:
    assert verdict(bundled, name, Brief()).gate == "UNKNOWN"
    assert np.isnan(raw(at(bundled, name), "power_date", Brief())[0])
    assert not barred(bundled, name, "power_date_fail", Brief())
    assert barred(bundled, name, "power_date_unknown", Brief())


def test_mining_towns_cost_more_to_join_than_the_old_coal_valleys(bundled: Workspace) -> None:
    coal = max(raw(at(bundled, name), "connection_cost", Brief())[0] for name in ("Latrobe Valley", "Bayswater"))
    for name in ("Broken Hill", "Newman", "Kalgoorlie"):
        assert raw(at(bundled, name), "connection_cost", Brief())[0] > 10 * coal


MINING, COAL = ("Mount Isa", "Broken Hill", "Newman", "Kalgoorlie"), ("Latrobe Valley", "Bayswater")


@pytest.mark.parametrize("tier", ["bundled", "fetched"])
def test_mining_towns_rank_below_the_old_coal_valleys_though_a_line_is_near(
    tier: str, request: pytest.FixtureRequest
) -> None:
    workspace: Workspace = request.getfixturevalue(tier)
    data, scenario = workspace.region("au"), workspace.catalogue.scenario("au")
    fields = PlaceFields(data, *np.array([AU[name] for name in (*MINING, *COAL)]).T)
    lines = fields.nearest("transmission_lines.service_km", scenario.brief)
    assert lines is not None
    assert (lines.distance_km[:4] < 5).all(), "a line is near"
    found = assess(fields, scenario)
    assert np.isnan(found.score[:4]).all(), "barred sites have no rank"
    assert all("power_date_fail" in keys for keys in found.excluded_by[:4])
    assert np.isfinite(found.score[4:]).all()
    assert found.unbarred_score[:4].max() < found.unbarred_score[4:].min(), "nor would they were nothing barred"


@pytest.mark.parametrize("tier", ["bundled", "fetched"])
@pytest.mark.parametrize(("name", "region"), [("Eastern Creek", "au"), ("Inzai", "jp")])
def test_the_clusters_are_among_the_cheapest_tenth_of_buildable_serviced_land_to_join(
    tier: str, name: str, region: str, request: pytest.FixtureRequest
) -> None:
    workspace: Workspace = request.getfixturevalue(tier)
    data, scenario = workspace.region(region), workspace.catalogue.scenario(region)
    west, south, east, north = data.region.bbox
    lon, lat = (axis.ravel() for axis in np.meshgrid(np.arange(west, east, 0.2), np.arange(south, north, 0.2)))
    land = data.land.at(lon, lat)
    fields = PlaceFields(data, lon[land], lat[land])
    service = data.catalogue.service_layer
    assert service is not None
    assert service.service is not None
    served = service.service.serves(fields.inputs(service.service.fields, scenario.brief))
    buildable = np.array([not keys for keys in fields.excluded_by(scenario)])
    costs = raw(fields, "connection_cost", scenario.brief)[served & buildable]
    assert len(costs) > 100
    assert raw(at(workspace, name), "connection_cost", scenario.brief)[0] <= np.quantile(costs, 0.1)


def test_the_map_prices_every_class_that_carries_the_load_and_not_the_lowest_alone(bundled: Workspace) -> None:
    """Bayswater has 330 kV next door, a class above the lowest that carries 300 MW at N-1."""
    fields, brief = at(bundled, "Bayswater"), Brief()
    criterion = fields.data.catalogue.criteria["connection_cost"]
    near = fields.behind(criterion, brief)
    assert near is not None
    assert near.features.iloc[near.index[0]]["name"] == "Bayswater"
    best = connection_options(fields.data, *AU["Bayswater"], brief)[0]
    assert raw(fields, "connection_cost", brief)[0] == pytest.approx(best.annual_usd.central)


@pytest.mark.parametrize("name", ["Darwin", "Naha", "Newman"])
def test_where_no_station_of_the_system_carries_the_load_none_is_named_however_near_one_across_the_sea(
    bundled: Workspace, name: str
) -> None:
    fields = at(bundled, name)
    near = fields.behind(fields.data.catalogue.criteria["connection_cost"], Brief())
    assert near is not None
    assert near.index[0] == -1
    lon, lat = (AU | JP)[name]
    told = details_at(fields.data, Brief(), lon, lat)["grid_connection"]["connection"]
    assert set(told) == {"unreachable"}
    assert "Kagoshima" not in told["unreachable"]
    assert barred(bundled, name, "system_too_small", Brief())


def test_the_load_moves_class_and_cost(bundled: Workspace) -> None:
    costs = [raw(at(bundled, "Bayswater"), "connection_cost", Brief(load_mw=mw))[0] for mw in (50, 300, 1000)]
    assert costs[0] < costs[1] < costs[2]
    one = raw(at(bundled, "Bayswater"), "connection_cost", Brief(redundancy="N"))[0]
    assert one < costs[1]


def test_a_site_sees_its_substation_and_the_runner_up(bundled: Workspace) -> None:
    best, runner_up = connection_options(bundled.region("au"), *AU["Eastern Creek"], Brief())[:2]
    assert best.offer.name.startswith("Sydney West")
    assert runner_up.offer.name != best.offer.name
    assert best.annual_usd.central <= runner_up.annual_usd.central
    assert best.annual_usd.low < best.annual_usd.central < best.annual_usd.high
    assert best.offer.costs.currency == "AUD"


def test_naha_is_told_in_words_that_nothing_carries_300_megawatts(bundled: Workspace) -> None:
    with pytest.raises(InputError, match="no substation in reach carries the load"):
        connection_options(bundled.region("jp"), *JP["Naha"], Brief())


def test_a_load_that_no_class_carries_is_refused_in_words(bundled: Workspace) -> None:
    with pytest.raises(InputError, match="no voltage class"):
        connection_options(bundled.region("jp"), *JP["Tokyo"], Brief(load_mw=2000.0))


def test_energy_is_told_by_market_area_and_unknown_where_there_is_no_market(bundled: Workspace) -> None:
    brief = Brief()
    # A$103.1 and 13,001 yen a MWh at 0.648 and 0.00664 US dollars.
    assert raw(at(bundled, "Eastern Creek"), "energy_price", brief)[0] == pytest.approx(66.8, abs=0.1)
    assert raw(at(bundled, "Tokyo"), "energy_price", brief)[0] == pytest.approx(86.3, abs=0.1)
    assert np.isnan(raw(at(bundled, "Mount Isa"), "energy_price", brief)[0]), "not joined to the market"
    assert raw(at(bundled, "Latrobe Valley"), "carbon_intensity", brief)[0] == 770
    assert raw(at(bundled, "Kalgoorlie"), "carbon_intensity", brief)[0] == 510
    assert raw(at(bundled, "Newman"), "carbon_intensity", brief)[0] == 610


def test_full_borders_and_coasts_find_the_same_areas_as_the_outline(fetched: Workspace) -> None:
    data = fetched.region("au")
    places = np.array([AU["Canberra"], AU["Eastern Creek"], AU["Darwin"], (151.29, -33.83), (131.0, -25.0)])
    areas = PlaceFields(data, places[:, 0], places[:, 1]).field("energy_areas.area", Brief())
    names = data.access.table("energy_areas").query("region == 'au'")["id"].to_numpy()
    assert [names[int(code)] for code in areas[:4]] == ["nsw", "nsw", "nt-dkis", "nsw"]
    assert np.isnan(areas[4]), "Uluru belongs to no market and no listed system"


def test_a_load_above_the_share_of_its_systems_peak_fails_also_where_no_statement_speaks(bundled: Workspace) -> None:
    """1,000 MW in eastern Hokkaido: 18 % of 5,480 MW are 986 MW; 900 MW stay open."""
    data = bundled.region("jp")
    fields = PlaceFields(data, np.array([144.38]), np.array([42.98]))
    large, small = Brief(load_mw=1000.0), Brief(load_mw=900.0)
    assert raw(fields, "power_date", large)[0] == 0
    assert np.isnan(raw(fields, "power_date", small)[0])
    constraint = data.catalogue.constraints["power_date_fail"]
    assert constraint.bars(fields.inputs(constraint.fields, large), 0.0)[0]
    assert not constraint.bars(fields.inputs(constraint.fields, small), 0.0)[0]
    told = details_at(data, large, 144.38, 42.98)["power_date"]["headroom"]
    assert (told["gate"], told["reason"]) == ("fail", "its system takes at most 986 MW at one place")


def test_the_strict_switch_bars_every_site_that_does_not_pass_and_says_so(bundled: Workspace) -> None:
    scenario = bundled.catalogue.scenario("au")
    strict = scenario.model_copy(update={"constraints": {**scenario.constraints, "power_date_unknown": True}})
    fields = PlaceFields(bundled.region("au"), *np.array([AU[name] for name in (*MINING, *COAL)]).T)
    assert all("power_date_unknown" in keys for keys in assess(fields, strict).excluded_by)
    assert not any("power_date_unknown" in keys for keys in assess(fields, scenario).excluded_by)
