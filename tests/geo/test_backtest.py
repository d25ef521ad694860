"""The back-test on Japan's bundled facts, and its parts by hand."""

import geopandas as gpd
import numpy as np
import pytest

from geo.backtest import (
    LOAD_STEPS_MW,
    known_campuses,
    load_scenario,
    null_scenario,
    own_year,
    report,
    run,
    site_table,
    with_briefs,
)
from geo.errors import InputError
from geo.workspace import Workspace


def points(count: int, **columns: list[object]) -> gpd.GeoDataFrame:
    geometry = gpd.points_from_xy([140.0 + row / 10 for row in range(count)], [36.0] * count)
    return gpd.GeoDataFrame(columns, geometry=geometry, crs="EPSG:4326")


def test_sites_without_columns_are_positives_of_unknown_load_each_on_its_own() -> None:
    table = site_table(points(2, name=["a", "b"]))
    assert table["group"].tolist() == ["site 0", "site 1"]
    assert table["load_mw"].isna().all()
    assert not table["large"].any()
    assert not table["negative"].any()


def test_large_and_stalled_sites_are_told_apart() -> None:
    table = site_table(points(3, load_mw=["99", "100", ""], status=["stalled", "operating", "announced"]))
    assert table["large"].tolist() == [False, True, False]
    assert table["negative"].tolist() == [True, False, False]


def test_a_load_is_taken_to_the_nearest_step_and_to_what_the_grid_carries(bundled: Workspace) -> None:
    data, scenario = bundled.region("jp"), bundled.catalogue.scenario("jp")
    assert load_scenario(scenario, data, 120.0).load_mw == 100.0
    assert load_scenario(scenario, data, float("nan")).load_mw == scenario.load_mw
    carried = load_scenario(scenario, data, 5000.0).load_mw
    assert carried in LOAD_STEPS_MW
    assert carried <= 1500.0


def test_a_site_is_tested_at_its_own_year(bundled: Workspace) -> None:
    scenario, nothing = bundled.catalogue.scenario("jp"), float("nan")
    assert own_year(scenario, 2031.0, 2024.0) == 2031
    # three years after the announcement; what is past counts as the first year that a brief may name
    assert own_year(scenario, nothing, 2025.0) == 2028
    assert own_year(scenario, nothing, 2019.0) == 2026
    assert own_year(scenario, nothing, nothing) == scenario.energise_by
    table = with_briefs(scenario, bundled.region("jp"), points(2, load_mw=[120, None], announced_year=["2025", ""]))
    assert table["tested_year"].tolist() == [2028, scenario.energise_by]
    assert table["tested_mw"].tolist() == [100.0, scenario.load_mw]


def test_each_country_has_enough_known_campuses(bundled: Workspace) -> None:
    for key in ("au", "jp"):
        sites = known_campuses(bundled.region(key))
        assert len(sites) >= 25
        assert site_table(sites)["negative"].any()


def test_japan_is_tested_against_its_null(bundled_jp: Workspace) -> None:
    data, scenario = bundled_jp.region("jp"), bundled_jp.catalogue.scenario("jp")
    sites = known_campuses(data).assign(load_mw=np.nan, announced_year=np.nan, energised_year=np.nan)
    bundled_jp.build(data, null_scenario(scenario, data))
    tested = run(bundled_jp, data, scenario, sites)
    found = report(tested, data, scenario)
    figures = found["summary"]["all"]
    assert figures["sites"] == len(sites) - found["summary"]["negatives"]["sites"]
    # a campus stands where people and grid are: far better than chance on either map
    assert 0.6 < figures["auc"] <= 1.0
    assert 0.6 < figures["null_auc"] <= 1.0
    assert figures["lift"] == pytest.approx(figures["auc"] - figures["null_auc"])
    low, high = figures["auc_interval"]
    assert low <= figures["auc"] <= high
    assert tested.background.sum() == pytest.approx(1.0)
    first = found["sites"][0]
    surface = bundled_jp.suitability(data, scenario)
    # the percentile counts lower cells, the placement adds half of the equal ones
    assert 100 * first["placement"] == pytest.approx(surface.percentile(np.array([first["score"]]))[0], abs=0.5)


def test_a_barred_site_says_what_bars_it_and_stands_last(bundled_jp: Workspace) -> None:
    data, scenario = bundled_jp.region("jp"), bundled_jp.catalogue.scenario("jp")
    bundled_jp.build(data, null_scenario(scenario, data))
    # Inzai, and a point in the Pacific
    places = gpd.GeoDataFrame(geometry=gpd.points_from_xy([145.0, 140.15], [30.0, 35.80]), crs="EPSG:4326")
    found = report(run(bundled_jp, data, scenario, places), data, scenario)
    assert [site["site"] for site in found["sites"]] == ["site 1", "site 0"]
    assert "sea" in found["sites"][1]["excluded_by"]
    assert (found["sites"][1]["score"], found["sites"][1]["placement"]) == (None, 0.0)
    assert found["summary"]["all"]["barred_by"]["sea"] == 1
    inland, at_sea = found["sites"]
    assert inland["unbarred_placement"] == inland["placement"]
    half = (inland["unbarred_placement"] + at_sea["unbarred_placement"]) / 2
    assert found["summary"]["all"]["auc_unbarred"] == pytest.approx(half, abs=1e-4)


def test_no_sites_are_refused(bundled: Workspace) -> None:
    data, scenario = bundled.region("jp"), bundled.catalogue.scenario("jp")
    with pytest.raises(InputError, match="no sites"):
        run(bundled, data, scenario, points(0))
