"""The raster form and the vector form of every measure agree, on real facts."""

from functools import cache
from pathlib import Path

import numpy as np
import pytest

from geo.build.fields import build_fields
from geo.catalogue.layer import Reader
from geo.catalogue.region_data import RegionData
from geo.decision.aggregation import RULES
from geo.decision.brief import Brief
from geo.places import PlaceFields
from geo.siting import assess
from geo.space.measures import CrossingDistance, Distance, GroupedDistance, GroupOf
from geo.surface import barred_cells, values_of
from geo.workspace import Workspace
from layers import catalogue

REGION = "jp"
LOADS_MW = (300.0, 50.0, 1000.0)
"""The usual load first; the others for the fields of classes that it has no use for."""


def is_bundled(reader: Reader) -> bool:
    return reader.tier == "bundled" and (reader.regions is None or REGION in reader.regions)


@cache
def region_state() -> RegionData:
    return Workspace(catalogue(), Path("nowhere")).region(REGION)


def brief_for(name: str) -> Brief | None:
    """A brief that has use for a field; None where the region has no such class."""
    briefs = (Brief(load_mw=load_mw) for load_mw in LOADS_MW)
    return next((brief for brief in briefs if region_state().variant(name, brief) is not None), None)


def bundled_fields(*measures: type) -> list[str]:
    """Fields of given measures whose features are bundled in the region."""
    found = catalogue()
    return [
        name
        for name, spec in found.fields.items()
        if isinstance(spec.measure, measures)
        and any(is_bundled(reader) for reader in found.layer_of(name).readers)
        and brief_for(name) is not None
    ]


NAMES = bundled_fields(Distance, GroupedDistance)
CROSSINGS = bundled_fields(CrossingDistance)
CLASSES = bundled_fields(GroupOf)


def sampled(workspace: Workspace, name: str) -> tuple[np.ndarray, np.ndarray, float]:
    """Decoded cells and exact values at the centres of 400 land cells."""
    data = workspace.region(REGION)
    planes = workspace.planes(data)
    brief = brief_for(name)
    assert brief is not None
    variant = data.variant(name, brief)
    assert variant is not None
    if planes.plane(name, variant) is None:
        build_fields(data, workspace.fields, [(name, variant)])
    codes = planes.plane(name, variant)
    assert codes is not None
    spec = data.catalogue.fields[name]
    chosen = np.random.default_rng(7).choice(data.land_cells.count, 400, replace=False)
    lon, lat = data.grid.lonlat(*np.divmod(data.land_cells.cells[chosen], data.grid.shape[1]))
    exact = PlaceFields(data, lon, lat).field(name, brief)
    return spec.decode(codes[chosen]), exact, data.grid.cell_m / 1000


@pytest.mark.parametrize("name", NAMES)
def test_distances_agree_within_a_cell_diagonal_and_half_a_percent(bundled_jp: Workspace, name: str) -> None:
    cells, exact, cell_km = sampled(bundled_jp, name)
    assert np.all(np.abs(cells - exact) <= cell_km * np.sqrt(2) + 0.005 * exact)


@pytest.mark.parametrize("name", CROSSINGS)
def test_weighted_lengths_agree_at_cell_centres(bundled_jp: Workspace, name: str) -> None:
    cells, exact, cell_km = sampled(bundled_jp, name)
    assert np.all(np.abs(cells - exact) <= cell_km * np.sqrt(2) + 0.005 * exact)


def test_the_least_cost_of_the_map_is_that_of_the_points(bundled_jp: Workspace) -> None:
    data = bundled_jp.region("jp")
    brief, criterion = Brief(), data.catalogue.criteria["connection_cost"]
    build_fields(data, bundled_jp.fields, data.wanted(criterion.fields, brief))
    cells = data.land_cells.cells[::997]
    codes = values_of(data, bundled_jp.planes(data), brief, ("connection_cost",))[0][::997]
    lon, lat = data.grid.lonlat(*np.divmod(cells, data.grid.shape[1]))
    fields = PlaceFields(data, lon, lat)
    exact = criterion.value(fields.inputs(criterion.fields, brief))
    assert np.abs(codes / 250 - exact).max() <= 0.005


@pytest.mark.parametrize("name", CLASSES)
def test_groups_are_the_same_at_cell_centres(bundled_jp: Workspace, name: str) -> None:
    cells, exact, _ = sampled(bundled_jp, name)
    same = (cells == exact) | (np.isnan(cells) & np.isnan(exact))
    assert same.mean() > 0.995


def test_the_map_and_the_ranking_agree_within_a_point(bundled_jp: Workspace) -> None:
    from geo.report import rank_sites

    data = bundled_jp.region("jp")
    scenario = bundled_jp.catalogue.scenario("jp")
    surface = bundled_jp.suitability(data, scenario)
    table = rank_sites(bundled_jp, data, scenario).table.dropna(subset=["score"])
    rows, cols = data.grid.rowcol(table.geometry.x.to_numpy(), table.geometry.y.to_numpy())
    codes = surface.raster()[rows, cols].astype(float)
    known = codes != 65535
    difference = np.abs(codes[known] / 100 - table["score"].to_numpy(dtype=float)[known])
    assert np.median(difference) < 1.0
    assert known.mean() > 0.9


@pytest.mark.parametrize("rule", RULES)
def test_under_every_rule_the_map_is_within_a_point_of_the_ranking_at_the_centres_of_cells(
    bundled_jp: Workspace, rule: str
) -> None:
    data = bundled_jp.region("jp")
    scenario = bundled_jp.catalogue.scenario("jp").model_copy(update={"rule": rule})
    surface = bundled_jp.suitability(data, scenario)
    scored = np.flatnonzero(surface.overlay.score != 65535)
    some = np.random.default_rng(4).choice(scored, 1000, replace=False)
    rows, cols = np.divmod(surface.land.cells[some], data.grid.shape[1])
    found = assess(PlaceFields(data, *data.grid.lonlat(rows, cols), keep=False), scenario)
    difference = np.abs(surface.overlay.score[some] / 100 - found.unbarred_score)
    assert difference.max() <= (2.0 if rule == "weighted_geometric" else 1.0)
    assert np.quantile(difference, 0.99) <= 1.0


def test_a_constraint_of_which_any_field_is_enough_bars_the_same_cells_and_points(bundled_jp: Workspace) -> None:
    data = bundled_jp.region("jp")
    scenario, key = bundled_jp.catalogue.scenario("jp", load_mw=1000.0), "power_date_fail"
    constraint = data.catalogue.constraints[key]
    assert constraint.any
    build_fields(data, bundled_jp.fields, data.wanted(constraint.fields, scenario.brief))
    cells = data.land_cells.cells[::499]
    barred = barred_cells(data, bundled_jp.planes(data), scenario, {key: constraint.limit})[::499]
    fields = PlaceFields(data, *data.grid.lonlat(*np.divmod(cells, data.grid.shape[1])))
    exact = constraint.bars(fields.inputs(constraint.fields, scenario.brief), constraint.limit)
    assert 0.05 < exact.mean() < 0.95
    assert (barred.astype(bool) == exact).mean() > 0.995
