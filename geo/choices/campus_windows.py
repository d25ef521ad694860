"""Campuses looked at again with other cells: exact scores in small windows around places already found.

Every field is measured exactly at the centres of the cells (`geo.places`), so a window needs no map of its cell size.
Distances and densities gain by it. What comes from a raster or from the land mask stays as coarse as that is.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from geo.catalogue.preset import Scenario
from geo.catalogue.region_data import RegionData
from geo.decision.account import account
from geo.decision.aggregation import fill_unknown
from geo.decision.campus_finder import Campus, find_campuses
from geo.decision.codes import NO_SCORE, SCORE_STEPS, Scores
from geo.places import PlaceFields
from geo.siting import filling, weight_shares
from geo.space.grid import Grid
from geo.space.raster import RasterSource
from geo.surface import weighted

MOST_CELLS: Final = 400
"""Cells of one campus in a window: with more, larger cells are taken."""
FINER_M: Final = (100.0, 200.0, 500.0)
METRES_PER_DEGREE: Final = 111_195.0


@dataclass(frozen=True)
class Box:
    """Rows and columns of a grid of the region, by absolute number."""

    row: int
    col: int
    height: int
    width: int

    def metres(self, cell_m: float) -> tuple[float, float, float, float]:
        """North, west, south, east edge in metres from the corner of the grid's coordinate system, southward."""
        return (
            self.row * cell_m,
            self.col * cell_m,
            (self.row + self.height) * cell_m,
            (self.col + self.width) * cell_m,
        )


@dataclass(frozen=True)
class Placed:
    """The best campus of one window, in cells of the region's grid of that size."""

    grid: Grid
    campus: Campus

    @property
    def box(self) -> Box:
        """Its bounding box, counted from the whole numbers of the coordinate system, so that grids compare."""
        north, west = lattice_origin(self.grid)
        shape = self.campus.footprint
        return Box(north + self.campus.row, west + self.campus.col, shape.height, shape.width)


def lattice_origin(grid: Grid) -> tuple[int, int]:
    """Row and column of a window's first cell on the lattice of its cell size (edges on whole multiples)."""
    size = grid.cell_m
    return round(-grid.transform.f / size), round(grid.transform.c / size)


def window(whole: Grid, box: Box, cell_m: float, margin_m: float) -> Grid | None:
    """The part of a grid that covers a box of other cells and a margin around it; None where it lies outside."""
    north, west, south, east = box.metres(cell_m)
    size, (row0, col0) = whole.cell_m, lattice_origin(whole)
    top, left = (math.floor((edge - margin_m) / size + 1e-9) for edge in (north, west))
    bottom, right = (math.ceil((edge + margin_m) / size - 1e-9) for edge in (south, east))
    rows = slice(max(top - row0, 0), max(min(bottom - row0, whole.shape[0]), 0))
    cols = slice(max(left - col0, 0), max(min(right - col0, whole.shape[1]), 0))
    return whole.window(rows, cols) if rows.start < rows.stop and cols.start < cols.stop else None


def scores_of(data: RegionData, scenario: Scenario, grids: Sequence[Grid]) -> list[Scores]:
    """Score codes of the cells of some windows, all measured together."""
    places = [grid.lonlat(*np.indices(grid.shape)) for grid in grids]
    if not places:
        return []
    lon, lat = (np.concatenate([part[axis].ravel() for part in places]) for axis in (0, 1))
    codes = point_scores(PlaceFields(data, lon, lat, keep=False), scenario)
    ends = np.cumsum([lon_.size for lon_, _ in places])
    return [part.reshape(grid.shape) for part, grid in zip(np.split(codes, ends[:-1]), grids, strict=True)]


def point_scores(fields: PlaceFields, scenario: Scenario) -> Scores:
    """Score codes of points (n,), 65535 where barred: the criteria that weigh, and nothing else, are measured."""
    data, brief = fields.data, scenario.brief
    keys, shares = weighted(scenario), weight_shares(fields.data, scenario)
    criteria = [data.catalogue.criteria[key] for key in keys]
    table = np.column_stack([c.value(fields.inputs(c.fields_for(brief), brief)).astype(np.float64) for c in criteria])
    weights = np.array([shares[key] for key in keys])
    score = account(scenario.rule, fill_unknown(table, filling(scenario)), weights, scenario.attitude).score
    unknown = np.isnan(table) @ weights
    barred = np.array([bool(bars) for bars in fields.excluded_by(scenario)], dtype=np.bool_)
    barred |= unknown >= 1.0 - 1e-9
    if scenario.unknowns == "exclude":
        barred |= unknown > 0
    codes = np.rint(np.clip(score, 0.0, 100.0) * (SCORE_STEPS / 100.0)).astype(np.uint16)
    return np.where(barred, NO_SCORE, codes).astype(np.uint16)


def best_in(grid: Grid, scores: Scores, cells: int, least_score: float) -> Placed | None:
    """The best campus of a window; None where none fits."""
    found = find_campuses(scores, cells, 1, least_score=least_score)
    return Placed(grid, found[0]) if found else None


def apart(
    windows: Sequence[tuple[Grid, Scores]], cells: int, least_score: float, spacing_m: float
) -> list[Placed | None]:
    """The best campus of every window, in order of worth, each as far from all better ones as is asked for.

    What a better campus bars is taken out of the windows of the others. None where nothing is left.
    """
    left = {n: (grid, scores, best_in(grid, scores, cells, least_score)) for n, (grid, scores) in enumerate(windows)}
    chosen: list[Placed | None] = [None] * len(windows)
    while True:
        open_ = [(-placed.campus.worth, n) for n, (_, _, placed) in left.items() if placed is not None]
        if not open_:
            return chosen
        first = min(open_)[1]
        taken = chosen[first] = left.pop(first)[2]
        assert taken is not None
        for n, (grid, scores, placed) in list(left.items()):
            kept = without(grid, scores, taken.box, spacing_m)
            if placed is not None and kept is not scores:
                left[n] = (grid, kept, best_in(grid, kept, cells, least_score))


def without(grid: Grid, scores: Scores, box: Box, spacing_m: float) -> Scores:
    """The scores with every cell barred that lies nearer than the spacing to a box of the same lattice."""
    size, (row0, col0) = grid.cell_m, lattice_origin(grid)
    rows, cols = (np.arange(count) + first for count, first in zip(scores.shape, (row0, col0), strict=True))
    down = np.maximum(np.maximum(box.row - rows - 1, rows - (box.row + box.height)), -1)
    across = np.maximum(np.maximum(box.col - cols - 1, cols - (box.col + box.width)), -1)
    overlap = (down < 0)[:, None] & (across < 0)[None, :]
    gap = np.hypot(np.maximum(down, 0)[:, None], np.maximum(across, 0)[None, :]) * size
    near = overlap | (gap < spacing_m)
    return np.where(near, NO_SCORE, scores).astype(np.uint16) if near.any() else scores


def coarser_inputs(data: RegionData, scenario: Scenario, cell_m: float) -> dict[str, int]:
    """Fields behind a score that come from cells coarser than these, and about how many metres wide those are."""
    catalogue = data.catalogue
    names = {name for key in weighted(scenario) for name in catalogue.criteria[key].fields}
    names |= {name for key in catalogue.limits(scenario) for name in catalogue.constraints[key].fields}
    found = {f"{catalogue.land_layer.key} mask": data.land.transform.a}
    for name in sorted(names):
        features = data.features(catalogue.layer_of(name).key)
        if isinstance(features, RasterSource):
            found[name] = features.transform.a
    wide = {name: round(degrees * METRES_PER_DEGREE, -1) for name, degrees in found.items()}
    return {name: int(metres) for name, metres in wide.items() if metres > cell_m}


def finer_cell_m(area_ha: float, wanted_m: float, region_m: float) -> float | None:
    """Smallest cell of `FINER_M`, from the wanted one on, with which a campus has no more than `MOST_CELLS` cells."""
    for size in FINER_M:
        if size >= wanted_m and size < region_m and area_ha * 1e4 / size**2 <= MOST_CELLS:
            return size
    return None


def ranks_of(placed: Sequence[Placed | None]) -> list[int | None]:
    """Rank of every window's campus by worth, 1 the best, ties in the order given; None where there is none."""
    order = sorted((-found.campus.worth, n) for n, found in enumerate(placed) if found is not None)
    ranks: list[int | None] = [None] * len(placed)
    for rank, (_, n) in enumerate(order, start=1):
        ranks[n] = rank
    return ranks
