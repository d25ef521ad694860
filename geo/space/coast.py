"""Distance to the sea, from a land mask whose coast was widened by one cell.

Lakes are not the sea. Widening also closes narrow straits (the Inland Sea of Japan falls apart), so water counts as sea
where it comes within some cells of water that does, down to water at the edge of the mask.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from geo.errors import InputError
from geo.space.components import numbered_runs
from geo.space.distance import check_positive
from geo.space.ellipsoid import F64, to_ecef
from geo.space.grid import Grid
from geo.space.landmask import Bool, LandMask
from geo.space.measure import Measure
from geo.space.nearest import nearest_at_points, nearest_on_grid
from geo.space.shapes import Segments

F32 = npt.NDArray[np.float32]
I32 = npt.NDArray[np.int32]
STRAIT_CELLS = 2
"""Water bodies with at most twice as many land cells between them are one sea."""


def open_sea(land: Bool) -> Bool:
    """Return the water (cells that are not land) joined to water at the edge of the raster, narrow gaps skipped."""
    runs, number = numbered_runs(_widened(~land, STRAIT_CELLS), corners=True)
    sea = ~land
    joined = np.isin(number, number[_at_edge_of(sea, runs)])
    for row, first, end in runs[~joined]:
        sea[row, first:end] = False
    return np.asarray(sea)


def _at_edge_of(water: Bool, runs: I32) -> Bool:
    """Tell which runs (row, first and past-the-last column) hold water at the edge of the raster."""
    row, first, end = runs.T
    rows, cols = water.shape
    found = ((first == 0) & water[row, 0]) | ((end == cols) & water[row, -1])
    for k in np.flatnonzero((row == 0) | (row == rows - 1)):
        found[k] |= water[row[k], first[k] : end[k]].any()
    return np.asarray(found)


def _widened(cells: Bool, steps: int) -> Bool:
    """Return True for cells within some steps, corners included, of a True one; the raster's outside is False."""
    out = np.array(cells)
    for step in range(1, steps + 1):
        out[step:] |= cells[:-step]
        out[:-step] |= cells[step:]
    rows = out.copy()
    for step in range(1, steps + 1):
        out[:, step:] |= rows[:, :-step]
        out[:, :-step] |= rows[:, step:]
    return out


@lru_cache(maxsize=4)
def shore(land: LandMask) -> Segments:
    """Return the centres of the land cells that touch open sea, ready for distance kernels (kept per mask).

    The mask's coast is widened by one cell, so these are the cells that were the first of the sea.
    """
    ground = land.labels != 0
    rows, cols = np.divmod(np.flatnonzero(ground & _widened(open_sea(ground), 1)), ground.shape[1])
    t = land.transform
    table = np.zeros((rows.size, 7))
    table[:, :3] = to_ecef(t.c + (cols + 0.5) * t.a, t.f + (rows + 0.5) * t.e)
    return Segments(table, np.arange(rows.size, dtype=np.int64))


@dataclass(frozen=True)
class CoastDistance(Measure):
    """Distance to the nearest cell of sea, in km; good to one or two cells of the land mask (1 to 2 km).

    Parameters
    ----------
    cap_km : float
        Places farther away get the cap itself.
    """

    cap_km: float

    def __post_init__(self) -> None:
        check_positive(self.cap_km, "CoastDistance.cap_km")

    def on_land(self, _features: Any, grid: Grid, land: LandMask | None) -> F32:
        """Return km (land cells,)."""
        mask = _needed(land)
        where = mask.on(grid)
        out = np.empty(where.cells.count, np.float32)
        nearest_on_grid(shore(mask), grid, where.asked, self.cap_km, out)
        return out

    def at_points(self, _features: Any, lon: npt.ArrayLike, lat: npt.ArrayLike, land: LandMask | None = None) -> F64:
        """Return km (n,) at places in WGS 84 degrees; 0 for places at sea."""
        mask = _needed(land)
        distance = nearest_at_points(shore(mask), lon, lat, self.cap_km)[1]
        return np.where(mask.at(np.atleast_1d(lon), np.atleast_1d(lat)), distance, 0.0)


def _needed(land: LandMask | None) -> LandMask:
    if land is None:
        raise InputError("a distance to the coast needs a land mask", where="CoastDistance")
    return land
