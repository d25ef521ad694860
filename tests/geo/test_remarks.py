"""Nothing is said by a silent number: contradictory gates, ties, one site, criteria of which nothing is known."""

from __future__ import annotations

import re

import geopandas as gpd
import numpy as np
import pytest

from geo.catalogue.preset import Scenario
from geo.places import PlaceFields
from geo.remarks import bars_of_cells, bars_of_sites, remarks
from geo.report import rank_sites
from geo.siting import Assessment, assess
from geo.workspace import Workspace


def scenario_of(toy: Workspace, **changes: object) -> Scenario:
    return toy.catalogue.check(
        Scenario.checked({**toy.catalogue.scenario("toy").model_dump(), **changes}, where="test")
    )


def assessed(toy: Workspace, *places: tuple[float, float], **changes: object) -> Assessment:
    lon, lat = (np.array(axis) for axis in zip(*places, strict=True))
    return assess(PlaceFields(toy.region("toy"), lon, lat), scenario_of(toy, **changes))


def test_gates_that_leave_nothing_are_counted_each_and_alone(toy: Workspace) -> None:
    """Ten kilometres from A, at sea (too far as well), and on the far side."""
    found = assessed(toy, (10.3, 0.25), (10.02, 0.25), (10.49, 0.25), constraints={"far": 1.0})
    assert [(bar["key"], bar["count"], bar["alone"]) for bar in bars_of_sites(found)] == [("far", 3, 2), ("sea", 1, 0)]
    (said,) = remarks(found)
    assert said.startswith("Nothing is left: all 3 sites are barred. Far: 3 (2 alone); Sea: 1 (0 alone).")


def test_cells_are_counted_by_constraint_too(toy: Workspace) -> None:
    scenario, data = scenario_of(toy, constraints={"far": 10.0}), toy.region("toy")
    toy.build(data, scenario)
    (far,) = bars_of_cells(data, toy.planes(data), scenario)
    surface = toy.suitability(data, scenario)
    assert far["key"] == "far"
    assert far["count"] == far["alone"] == data.land_cells.count - surface.buildable_cells


def test_a_map_without_a_cell_left_names_what_removed_them(toy: Workspace) -> None:
    """Near the only large station all is unknown, farther off it is too far."""
    scenario = scenario_of(toy, weights={"unknown": 1.0})
    data = toy.region("toy")
    toy.build(data, scenario)
    sites = gpd.GeoDataFrame({"name": ["A"]}, geometry=gpd.points_from_xy([10.2], [0.25]), crs="EPSG:4326")
    told = " ".join(rank_sites(toy, data, scenario, sites).metadata["remarks"])
    assert "Nothing is left: all 1 sites are barred. Too much is unknown: 1 (1 alone)" in told
    assert re.search(r"land cells are barred\. .*Too much is unknown: [0-9,]+ \([0-9,]+ alone\)", told)
    assert "Of no criterion with weight is anything known at any site" in told


def test_ties_are_named_by_their_ranks(toy: Workspace) -> None:
    found = assessed(toy, (10.3, 0.25), (10.2, 0.25), (10.3, 0.25), (10.35, 0.25), (10.3, 0.25))
    assert remarks(found) == ["Sites tie at ranks 2 to 4: within a tie they keep the order in which they were given."]


def test_a_criterion_that_no_site_knows_is_named_with_its_weight(toy: Workspace) -> None:
    found = assessed(toy, (10.3, 0.25), (10.2, 0.25), weights={"near": 3.0, "unknown": 1.0})
    assert remarks(found) == ["Known at no site: unknown (25% of the weight). It tells no site from another."]


def test_a_plain_ranking_needs_no_remark(toy: Workspace) -> None:
    assert remarks(assessed(toy, (10.3, 0.25), (10.2, 0.25))) == []
    assert remarks(assessed(toy, (10.3, 0.25))) == []


@pytest.mark.parametrize("count", [1, 2, 7])
def test_every_site_alike_is_one_tie(toy: Workspace, count: int) -> None:
    said = remarks(assessed(toy, *[(10.3, 0.25)] * count))
    assert said == ([] if count == 1 else [said[0]])
    assert count == 1 or f"1 to {count}:" in said[0]
