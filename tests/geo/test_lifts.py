"""What would lift a bar, a failed gate and a rank: worked by hand on Toyland, and held against real places."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest

from geo.catalogue.catalogue import Catalogue
from geo.catalogue.layer import Layer, Reader, Style
from geo.catalogue.preset import Scenario
from geo.decision.constraint import Constraint
from geo.decision.criterion import Criterion, Inputs
from geo.decision.lever import Lever
from geo.decision.value_functions import Classes
from geo.levers import last_that
from geo.lifts import Trial, lifts
from geo.places import PlaceFields
from geo.reasons import reasons
from geo.report import ranked_sites
from geo.siting import Ranking, assess, nowhere, rank
from geo.workspace import Workspace
from tests.toy import toy_catalogue, toy_layers

LON = np.array([10.2, 10.25, 10.3, 10.35, 10.38, 10.41, 10.49, 10.02])
LAT = np.full(8, 0.25)
"""Eastwards from station A. The seventh lies 32.3 km from A, beyond the limit of 30 km, and 10.0 km from B."""
FAR = 6


def ranked(toy: Workspace, **changes: object) -> Ranking:
    plain = toy.catalogue.scenario("toy").model_dump()
    scenario = toy.catalogue.check(Scenario.checked({**plain, **changes}, where="test"))
    data = toy.region("toy")
    sites = gpd.GeoDataFrame(
        {"name": [f"s{n}" for n in range(len(LON))]}, geometry=gpd.points_from_xy(LON, LAT), crs="EPSG:4326"
    )
    return rank(sites, assess(PlaceFields(data, LON, LAT), scenario), nowhere(data, scenario))


def told(ranking: Ranking, row: int, **wanted: object) -> list[dict[str, Any]]:
    every = lifts(ranking.assessment, row, ranking)
    return [each for each in every if all(each[key] == value for key, value in wanted.items())]


def _dated(inputs: Inputs) -> Any:
    """Fails before 2032, is unknown before 2035, passes from then on; passes at N whenever."""
    year, shape = inputs.brief.energise_by, inputs["dated.d"].shape
    passes = year >= 2035 or inputs.brief.redundancy == "N"
    return np.full(shape, 1.0 if passes else 0.0 if year < 2032 else np.nan)


def _too_soon(inputs: Inputs, _limit: float) -> Any:
    return _dated(inputs) == 0.0


def _stations_at(_data: object, _lon: float, _lat: float, brief: Any) -> list[Lever]:
    def words(km: float) -> str:
        return f"a station stood within {km:g} km by {brief.energise_by}"

    return [Lever(criterion="near", raw=lambda km: km, words=words, most=100.0, unit="km")]


@pytest.fixture
def dated(tmp_path: Path) -> Workspace:
    """Toyland with a gate and a bar by year, and a lever of stations."""
    plain = toy_catalogue(tmp_path / "data")
    ground, stations, plants = toy_layers()
    gate = Criterion(
        key="gate", title="Gate", unit="gate", group="Power", fields=("dated.d",), derive=_dated,
        value_function=Classes(((0, 0.0), (1, 1.0))), weight=0.0, evidence="assumed", rationale="toy",
        references=("toy",),
    )  # fmt: skip
    bar = Constraint(key="soon", title="Too soon", fields=("dated.d",), excludes=_too_soon, on=True, rationale="toy")
    reader: Any = stations.readers[0]
    layer = Layer(
        key="dated", title="Dated", theme="toy", description="toy", style=Style(kind="point"),
        readers=(Reader(tier="bundled", sources=(), read=reader.read),),
        fields=(replace(stations.fields[0], key="d"),), criteria=(gate,), constraints=(bar,),
    )  # fmt: skip
    levered = replace(stations, levers={"station": _stations_at})
    return Workspace(Catalogue([ground, levered, plants, layer], plain.data_root), tmp_path / "cache")


def test_a_limit_that_lets_a_place_through_is_told_with_what_is_there_and_the_rank(toy: Workspace) -> None:
    """32.28 km to A: the limit in tenths is 32.3. Nearer sites all score higher: rank 7 of 7."""
    (limit,) = told(ranked(toy), FAR, by="limit")
    assert (limit["value"], limit["unit"]) == (pytest.approx(32.3), "km")
    assert (limit["rank"], limit["of"], limit["still_barred_by"]) == (7, 7, [])
    assert limit["text"] == (
        "Far: no longer barred if its limit is 32.3 km (now 30 km; here 32.28 km), then rank 7 of 7"
    )


def test_a_smaller_load_that_another_station_carries_is_told_with_the_rank_among_sites_at_that_load(
    toy: Workspace,
) -> None:
    """At 100 MW station B counts: 10.0 km give 60 points, which beats s2 alone (11.1 km of A, B: 58.3)."""
    (load,) = told(ranked(toy), FAR, by="load_mw")
    assert (load["value"], load["unit"], load["rank"], load["of"]) == (100.0, "MW", 6, 7)
    assert "if the load is 100 MW (now 300 MW)" in load["text"]


def test_a_rule_lifted_alone_is_told_and_the_sea_cannot_be_lifted(toy: Workspace) -> None:
    ranking = ranked(toy)
    (off,) = told(ranking, FAR, by="rule")
    assert (off["key"], off["rank"]) == ("far", 7)
    (sea,) = told(ranking, 7, key="sea")
    assert sea["by"] is None
    assert sea["text"] == "Sea: no later year, no smaller load and no lower redundancy lifts it"


def test_other_bars_that_stay_are_named(toy: Workspace) -> None:
    """The last site is at sea and 20 km from A: with a limit of 10 km both bar it."""
    lifted = told(ranked(toy, constraints={"far": 10.0}), 7, key="far")
    assert {each["by"] for each in lifted} == {"limit", "rule"}
    assert all(each["still_barred_by"] == ["sea"] and each["rank"] is None for each in lifted)
    assert all(each["text"].endswith("then still barred by: Sea") for each in lifted)


def test_a_place_that_nothing_bars_has_no_bars_to_lift(toy: Workspace) -> None:
    assert told(ranked(toy), 0, kind="bar") == []


def test_the_first_year_that_lifts_a_bar_and_the_year_a_gate_passes_are_told(dated: Workspace) -> None:
    ranking = ranked(dated)
    (year,) = told(ranking, 0, key="soon", by="energise_by")
    assert (year["value"], year["unit"], year["rank"], year["of"]) == (2032, "year", 1, 6)
    assert year["text"] == "Too soon: no longer barred if power is due in 2032 (now 2029), then rank 1 of 6"
    (gate,) = told(ranking, 0, kind="gate")
    assert (gate["now"], gate["then"], gate["by"], gate["value"]) == ("fail", "pass", "energise_by", 2035)
    (single,) = told(ranking, 0, key="soon", by="redundancy")
    assert single["value"] == "N"


def test_an_unknown_gate_is_told_when_it_passes(dated: Workspace) -> None:
    ranking = ranked(dated, energise_by=2033)
    (gate,) = told(ranking, 0, kind="gate")
    assert (gate["now"], gate["value"]) == ("unknown", 2035)
    assert told(ranked(dated, energise_by=2036), 0, kind="gate") == []


def test_a_lever_tells_how_far_it_must_go_for_the_best_rank_it_can_give(dated: Workspace) -> None:
    """s3 has 49.9 points; a station right there gives 75: above s2 (58.3), below s1 (79.1). s2 is 11.13 km from A."""
    (lever,) = told(ranked(dated, energise_by=2036), 3, kind="lever")
    assert (lever["value"], lever["rank"], lever["of"]) == (11.0, 3, 6)
    assert lever["text"] == "near: 11 km if a station stood within 11 km by 2036, then rank 3 of 6"


def test_a_lever_that_lifts_nothing_or_moves_an_unweighed_criterion_is_silent(dated: Workspace) -> None:
    assert told(ranked(dated, energise_by=2036), 0, kind="lever") == []
    assert told(ranked(dated, energise_by=2036, weights={"plants": 1.0}), 3, kind="lever") == []


def test_an_unknown_that_bars_is_lifted_by_counting_it_as_a_half(toy: Workspace) -> None:
    ranking = ranked(toy, weights={"near": 1.0, "unknown": 1.0}, unknowns="exclude")
    (counted,) = told(ranking, 0, key="unknown")
    assert (counted["value"], counted["rank"]) == ("neutral", 1)
    nothing = told(ranked(toy, weights={"unknown": 1.0}, unknowns="exclude"), 0, key="unknown")
    assert [each["by"] for each in nothing] == [None]


def test_the_greatest_that_holds_is_found_within_the_ends() -> None:
    assert [last_that(lambda n, most=most: n <= most, 0, 9) for most in (0, 4, 9, 50)] == [0, 4, 9, 9]


def test_western_sydney_is_told_the_year_that_lifts_its_bar_and_the_rank_that_a_ranking_of_that_year_gives(
    bundled: Workspace,
) -> None:
    """The statement behind the bar gives 2031; the rank is that of the place in an own ranking of that year."""
    data, plain = bundled.region("au"), bundled.catalogue.scenario("au")
    fields = PlaceFields(data, np.array([150.85]), np.array([-33.85]))
    found, sites = assess(fields, plain), ranked_sites(data, plain)
    assert found.excluded_by[0] == ["power_date_fail"]
    (year,) = [each for each in lifts(found, 0, sites) if each["kind"] == "bar" and each["by"] == "energise_by"]
    later = plain.model_copy(update={"energise_by": year["value"]})
    before = plain.model_copy(update={"energise_by": year["value"] - 1})
    assert (assess(fields, later).excluded_by[0], assess(fields, before).excluded_by[0]) == ([], ["power_date_fail"])
    then = reasons(assess(fields, later), 0, ranked_sites(data, later))
    assert (year["rank"], year["of"]) == (then["rank_among_sites"], then["sites"] + 1)


def test_every_lift_of_a_real_place_holds_when_it_is_tried(bundled: Workspace) -> None:
    data, plain = bundled.region("au"), bundled.catalogue.scenario("au")
    fields = PlaceFields(data, np.array([150.85]), np.array([-33.85]))
    found, sites = assess(fields, plain), ranked_sites(data, plain)
    trial = Trial(found, 0, sites)
    told_bars = [each for each in lifts(found, 0, sites) if each["kind"] == "bar"]
    loads = [each for each in told_bars if each["by"] == "load_mw"]
    assert loads
    for each in loads:
        assert not trial.barred(each["key"], plain.model_copy(update={"load_mw": each["value"]}))
        assert trial.barred(each["key"], plain.model_copy(update={"load_mw": each["value"] + 10.0}))
