"""Two scenarios of Toyland compared, with parts worked out by hand."""

from pathlib import Path

import geopandas as gpd
import pytest

from geo.catalogue.preset import Scenario
from geo.errors import InputError
from geo.report import candidate_sites
from geo.scenario_diff import compare, ranks_of, settings_changed
from geo.workspace import Workspace

SITES = gpd.GeoDataFrame(
    {"name": ["at A", "at B", "sea"]}, geometry=gpd.points_from_xy([10.2, 10.4, 10.05], [0.25] * 3), crs="EPSG:4326"
)


def test_a_weight_change_is_the_weights_doing(toy: Workspace) -> None:
    data = toy.region("toy")
    first, second = toy.catalogue.scenario("toy"), toy.catalogue.scenario("toy", "near_only")
    found = compare(data, first, second, SITES)
    at_a = next(site for site in found["sites"] if site["site"] == "at A")
    # A: on its substation (value 1, weight 3/4 -> 1), 150 of 300 MW around (value 1/2, weight 1/4 -> 0)
    assert at_a["contributions"]["near"] == pytest.approx({"by_weight": 25.0, "by_value": 0.0, "change": 25.0})
    assert at_a["contributions"]["plants"] == pytest.approx({"by_weight": -12.5, "by_value": 0.0, "change": -12.5})
    assert at_a["score"] == pytest.approx([87.5, 100.0])
    assert found["settings"] == {"weight near": [0.75, 1.0], "weight plants": [0.25, 0.0]}


def test_a_load_change_is_the_values_doing_and_the_parts_add_up(toy: Workspace) -> None:
    data = toy.region("toy")
    first = toy.catalogue.scenario("toy", "near_only")
    second = first.model_copy(update={"load_mw": 50.0})
    found = compare(data, first, second, SITES)
    at_b = next(site for site in found["sites"] if site["site"] == "at B")
    # at 300 MW the nearest 220 kV station is A, 0.2 degrees of the equator west: 22.26 km of 50; at 50 MW B itself
    assert at_b["contributions"]["near"]["by_weight"] == 0.0
    assert at_b["contributions"]["near"]["by_value"] == pytest.approx(100 * 22.26 / 50, abs=0.02)
    for site in found["sites"]:
        changes = sum(part["change"] for part in site["contributions"].values())
        assert changes == pytest.approx(site["unbarred_score_change"], abs=1e-3)
    assert found["settings"] == {"load_mw": [300.0, 50.0]}


def test_a_barred_site_has_no_rank_and_says_why(toy: Workspace) -> None:
    scenario = toy.catalogue.scenario("toy")
    relaxed = scenario.model_copy(update={"constraints": {"sea": False}})
    found = compare(toy.region("toy"), scenario, relaxed, SITES)
    first = found["sites"][0]
    assert (first["site"], first["rank"][0], first["rank_change"]) == ("sea", None, None)
    assert first["barred_by"] == [["sea"], []]
    assert "constraint sea" in found["settings"]


def test_a_scenario_does_not_differ_from_itself(toy: Workspace) -> None:
    scenario = toy.catalogue.scenario("toy")
    found = compare(toy.region("toy"), scenario, scenario, SITES)
    assert (found["settings"], found["moved"]) == ({}, 0)
    assert all(site["unbarred_score_change"] == 0 and not site["causes"] for site in found["sites"])


def test_a_change_of_scale_of_the_weights_is_no_change(toy: Workspace) -> None:
    scenario = toy.catalogue.scenario("toy")
    doubled = scenario.model_copy(update={"weights": {key: 2 * weight for key, weight in scenario.weights.items()}})
    assert settings_changed(scenario, doubled, toy.region("toy")) == {}


def test_scenarios_of_two_regions_are_not_compared(toy: Workspace, tmp_path: Path) -> None:
    scenario = toy.catalogue.scenario("toy")
    elsewhere = Scenario(**{**scenario.model_dump(), "region": "other"})
    with pytest.raises(InputError, match="different regions"):
        compare(toy.region("toy"), scenario, elsewhere, SITES)


def test_ranks_run_from_the_best_and_leave_out_the_barred() -> None:
    assert ranks_of(SITES.geometry.x.to_numpy() * float("nan")) == [None, None, None]


def test_a_value_that_moved_a_site_is_told_with_the_fact_behind_it(bundled_jp: Workspace) -> None:
    data, first = bundled_jp.region("jp"), bundled_jp.catalogue.scenario("jp")
    found = compare(data, first, first.model_copy(update={"load_mw": 900.0}), candidate_sites(data).head(12))
    site = next(site for site in found["sites"] if site["facts"])
    key, fact = next(iter(site["facts"].items()))
    assert key in site["causes"]
    assert fact["raw"][0] != fact["raw"][1]
    assert fact["unit"] == data.catalogue.criteria[key].unit
    same = compare(data, first, first, candidate_sites(data).head(12))
    assert all(site["facts"] == {} for site in same["sites"])
