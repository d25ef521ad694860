"""Land and sea on a lon/lat raster, and which land mass each place lies on.

Islands are told apart before the coast is widened: cells that touch by an edge are one land mass. Then the coast is
widened once by one mask cell (3 x 3), because a harbour or power station on a shore often falls on a sea cell; the rim
takes the label of the land it touches.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from threading import RLock
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
from affine import Affine

from geo.errors import DataError
from geo.space.asked import Asked
from geo.space.components import components
from geo.space.drawing import draw
from geo.space.ellipsoid import MEAN_RADIUS_KM
from geo.space.grid import Bounds, Grid
from geo.space.jit import bands, kernel, spread
from geo.space.land_cells import LandCells
from geo.space.sampler import cell_at, sample_nearest

Bool = npt.NDArray[np.bool_]
I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
F32 = npt.NDArray[np.float32]
T = TypeVar("T")
_NO_CODES = np.empty(0, np.int32)


@kernel
def _spread_labels(labels: I32, out: I32, top: int, bottom: int) -> None:
    """Give each sea cell of some rows the label of a land neighbour, edges before corners, north and west first."""
    steps = ((-1, 0), (0, -1), (0, 1), (1, 0), (-1, -1), (-1, 1), (1, -1), (1, 1))
    rows, cols = labels.shape
    near, above = np.zeros(cols, np.bool_), np.zeros(cols + 2, np.bool_)
    for r in range(top, bottom):
        above[:] = False
        for line in range(max(r - 1, 0), min(r + 2, rows)):
            row = labels[line]
            for c in range(cols):
                above[c + 1] |= row[c] != 0
        for c in range(cols):
            near[c] = above[c] | above[c + 1] | above[c + 2]
        for c in range(cols):
            out[r, c] = labels[r, c]
            if labels[r, c] == 0 and near[c]:
                for dr, dc in steps:
                    if 0 <= r + dr < rows and 0 <= c + dc < cols and labels[r + dr, c + dc] != 0:
                        out[r, c] = labels[r + dr, c + dc]
                        break


@dataclass(frozen=True, eq=False)
class LandOnGrid:
    """Which cells of a grid have their centre on land, and the land mass of each.

    Parameters
    ----------
    cells : LandCells
    masses : numpy.ndarray
        int32 (cells.count,), from 1.
    """

    cells: LandCells
    masses: I32

    @classmethod
    def every(cls, grid: Grid) -> LandOnGrid:
        """Take all cells for one land mass."""
        cells = LandCells.every(grid.shape)
        return cls(cells, np.ones(cells.count, np.int32))

    @property
    def asked(self) -> Asked:
        """All land cells, for kernels that do not look at land masses."""
        return self.by(_NO_CODES)

    def by(self, codes: I32) -> Asked:
        """Land cells with a code each (cells.count,), for kernels."""
        return Asked(self.cells.marks, self.cells.first, codes, self.cells.shape[1])

    def plane(self, values: F32) -> F32:
        """Numbers of the land cells on the whole grid (rows, columns), NaN elsewhere."""
        return self.cells.raster(values, np.float32(np.nan))


def land_on(land: LandMask | None, grid: Grid) -> LandOnGrid:
    """Return the land of a grid; without a mask all cells are one land mass."""
    return LandOnGrid.every(grid) if land is None else land.on(grid)


@dataclass(frozen=True, eq=False)
class LandMask:
    """Land masses on a lon/lat raster, coast already widened by one mask cell.

    Parameters
    ----------
    labels : numpy.ndarray
        int32 (rows, columns): 0 sea, otherwise the number of the land mass.
    transform : affine.Affine
        From (column, row) to WGS 84 degrees, rows running south.

    Notes
    -----
    The numbers hold within one mask; another crop of the same source numbers its land masses anew.
    """

    labels: I32
    transform: Affine
    _kept: dict[str, tuple[Hashable, Any]] = field(default_factory=dict, init=False, repr=False)
    _locks: dict[str, RLock] = field(default_factory=lambda: defaultdict(RLock), init=False, repr=False)

    @classmethod
    def of(cls, land: Bool, transform: Affine) -> LandMask:
        """Make the mask of a boolean raster (True = land): label, then widen the coast by one cell.

        Raises
        ------
        DataError
            The raster is not two-dimensional or its transform is not north-up.
        """
        if land.ndim != 2 or transform.b or transform.d or not (transform.a > 0 > transform.e):
            raise DataError("a land mask needs a north-up lon/lat raster", where="LandMask", found=str(transform))
        labels, _ = components(np.ascontiguousarray(land), corners=False)
        widened = np.empty_like(labels)
        spread(lambda rows: _spread_labels(labels, widened, rows.start, rows.stop), bands(len(labels)))
        return cls(widened, transform)

    @classmethod
    def from_polygons(cls, shapes: Iterable[object], bbox: Bounds, resolution: float) -> LandMask:
        """Make the mask of polygons in WGS 84 degrees, `resolution` degrees a cell.

        Parameters
        ----------
        shapes : iterable of shapely geometries
            Land, such as the geometry column of a bundled outline.
        bbox : tuple
            West, south, east, north of the raster.
        """
        west, south, east, north = bbox
        shape = (math.ceil((north - south) / resolution - 1e-9), math.ceil((east - west) / resolution - 1e-9))
        transform = Affine(resolution, 0.0, west, 0.0, -resolution, north)
        land = np.zeros(shape, np.uint8)
        draw(((shape_, 1) for shape_ in shapes), land, transform)
        return cls.of(land.astype(bool), transform)

    def on(self, grid: Grid) -> LandOnGrid:
        """Return the land of a grid; that of the last grid is remembered."""

        def make() -> LandOnGrid:
            labels = np.zeros(grid.shape, np.int32)
            sample_nearest(self.labels, self.transform, grid, labels)
            cells = LandCells.of(labels != 0)
            return LandOnGrid(cells, cells.pick(labels))

        return self.remembered("land", grid, make)

    def on_grid(self, grid: Grid) -> Bool:
        """Return True for the cells whose centre lies on land."""
        cells = self.on(grid).cells
        return cells.raster(np.ones(cells.count, np.bool_), np.False_)

    def remembered(self, what: str, key: Hashable, make: Callable[[], T]) -> T:
        """Return what was last made under this name if its key is the same, else make it and keep this."""
        with self._locks[what]:
            kept = self._kept.get(what)
            if kept is None or kept[0] != key:
                kept = self._kept[what] = (key, make())
            made: T = kept[1]
            return made

    def label_at(self, lon: npt.ArrayLike, lat: npt.ArrayLike) -> I64:
        """Return the land mass at places in WGS 84 degrees, 0 at sea and outside the mask."""
        row, col = cell_at(self.labels.shape, self.transform, lon, lat)
        return np.where(row >= 0, self.labels[row, col], 0).astype(np.int64)

    def at(self, lon: npt.ArrayLike, lat: npt.ArrayLike) -> Bool:
        """Tell whether places in WGS 84 degrees lie on land."""
        return np.asarray(self.label_at(lon, lat) != 0)

    def label_near(self, lon: npt.ArrayLike, lat: npt.ArrayLike, within_km: float = 2.0) -> I64:
        """Return the land mass at places or, at sea, that of the nearest land cell centre within some km; 0 if none."""
        lons, lats = np.atleast_1d(np.asarray(lon, float)), np.atleast_1d(np.asarray(lat, float))
        label = self.label_at(lons, lats)
        for n in np.flatnonzero(label == 0):
            label[n] = self._nearest_label(float(lons[n]), float(lats[n]), within_km)
        return label

    def _nearest_label(self, lon: float, lat: float, within_km: float) -> int:
        degree = MEAN_RADIUS_KM * math.pi / 180
        across = degree * max(math.cos(math.radians(lat)), 0.01)
        x, y = (lon - self.transform.c) / self.transform.a, (lat - self.transform.f) / self.transform.e
        height, width = abs(self.transform.e) * degree, self.transform.a * across
        half_rows, half_cols = math.ceil(within_km / height) + 1, math.ceil(within_km / width) + 1
        row, col = math.floor(y), math.floor(x)
        rows = np.arange(max(row - half_rows, 0), min(row + half_rows + 1, self.labels.shape[0]))
        cols = np.arange(max(col - half_cols, 0), min(col + half_cols + 1, self.labels.shape[1]))
        if not (rows.size and cols.size):
            return 0
        window = self.labels[rows[0] : rows[-1] + 1, cols[0] : cols[-1] + 1]
        distance = np.hypot(((rows + 0.5 - y) * height)[:, None], ((cols + 0.5 - x) * width)[None, :])
        distance[(window == 0) | (distance > within_km)] = np.inf
        best = int(np.argmin(distance))
        return int(window.flat[best]) if np.isfinite(distance.flat[best]) else 0
