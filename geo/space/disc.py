"""The mean of a raster over a disc around each cell or place.

The disc is sampled at 37 points of equal weight. Means are made at nodes, two to a raster cell each way, and sampled
bilinearly, on the grid and at places alike, so that both give the same number.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from affine import Affine

from geo.space.distance import check_positive
from geo.space.ellipsoid import F64, MEAN_RADIUS_KM
from geo.space.grid import Grid
from geo.space.jit import kernel, spread
from geo.space.landmask import LandMask
from geo.space.measure import Measure
from geo.space.raster import F32, RasterSource, Sample
from geo.space.sampler import Raster

I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
NODES = 2
RINGS = 3
BAND = 64
_SURE = 1e-6
"""Share of a cell within which rounding might say that a point lies in the next one."""
KM_PER_DEGREE = MEAN_RADIUS_KM * math.pi / 180.0


@dataclass(frozen=True)
class DiscMean(Measure):
    """Mean of a raster within a radius, in the raster's unit; unknown cells take no part.

    Parameters
    ----------
    radius_km : float
        Radius of the disc; good to 0.5 % (a sphere), and never finer than the raster's own cells.
    """

    radius_km: float

    def __post_init__(self) -> None:
        check_positive(self.radius_km, "DiscMean.radius_km")

    def on_land(self, features: RasterSource, grid: Grid, land: LandMask | None) -> F32:
        """Return means (land cells,), NaN where all is unknown."""
        return Sample("bilinear").on_land(self._nodes(features), grid, land)

    def at_points(
        self, features: RasterSource, lon: npt.ArrayLike, lat: npt.ArrayLike, land: LandMask | None = None
    ) -> F64:
        """Return means (n,) at places in WGS 84 degrees, on land or not."""
        lons, lats = np.atleast_1d(np.asarray(lon, float)), np.atleast_1d(np.asarray(lat, float))
        t, (rows, cols) = features.transform, (size * NODES for size in features.array.shape)
        with np.errstate(invalid="ignore"):
            row, col = np.floor((lats - t.f) / t.e * NODES), np.floor((lons - t.c) / t.a * NODES)
            inside = (row >= 0) & (row < rows) & (col >= 0) & (col < cols)
        out = np.full(lons.size, np.nan)
        if inside.any():
            nodes = self._nodes_near(features, row[inside].astype(np.int64), col[inside].astype(np.int64))
            out[inside] = Sample("bilinear").at_points(nodes, lons[inside], lats[inside])
        return out

    def _nodes_near(self, features: RasterSource, row: I64, col: I64) -> RasterSource:
        """Means at the nodes around some nodes; a raster that is unknown elsewhere, just large enough for them."""
        rows, cols = (size * NODES for size in features.array.shape)
        top, left = max(int(row.min()) - 1, 0), max(int(col.min()) - 1, 0)
        shape = (min(int(row.max()) + 2, rows) - top, min(int(col.max()) + 2, cols) - left)
        wanted = np.zeros(shape, dtype=bool)
        for down, right in np.ndindex(3, 3):
            r, c = row - top + down - 1, col - left + right - 1
            kept = (r >= 0) & (r < shape[0]) & (c >= 0) & (c < shape[1])
            wanted[r[kept], c[kept]] = True
        where = np.nonzero(wanted)
        means = np.full(shape, np.nan, np.float32)
        means[where] = self._means(features, top + where[0], left + where[1])
        t = features.transform
        dx, dy = t.a / NODES, t.e / NODES
        return RasterSource(means, Affine(dx, 0.0, t.c + left * dx, 0.0, dy, t.f + top * dy))

    def _nodes(self, features: RasterSource) -> RasterSource:
        """Means at every node, as a raster of its own."""
        shape, t = tuple(size * NODES for size in features.array.shape), features.transform
        lat = t.f + (np.arange(shape[0]) + 0.5) * (t.e / NODES)
        lon = t.c + (np.arange(shape[1]) + 0.5) * (t.a / NODES)
        points = np.array(disc_points(self.radius_km))
        rows = np.floor((lat[:, None] + points[:, 1] / KM_PER_DEGREE - t.f) / t.e).astype(np.int64)
        shifts = points[:, 0] / (KM_PER_DEGREE * np.cos(np.radians(lat)))[:, None]
        means, array, line = np.empty(shape, np.float32), features.plain, (float(t.c), float(t.a))
        value, known = np.empty(array.shape), np.empty(array.shape, np.int32)
        _known(array, features.unknown, value, known)

        def run(part: slice) -> None:
            _fill_means(value, known, line, lon, rows[part], shifts[part], means[part])

        spread(run, [slice(first, first + BAND) for first in range(0, shape[0], BAND)])
        return RasterSource(means, Affine(t.a / NODES, 0.0, t.c, 0.0, t.e / NODES, t.f))

    def _means(self, features: RasterSource, node_row: I64, node_col: I64) -> F32:
        """Means at nodes by row and column, which are broadcast against each other."""
        t = features.transform
        lat = t.f + (node_row + 0.5) * (t.e / NODES)
        lon = t.c + (node_col + 0.5) * (t.a / NODES)
        shape = np.broadcast_shapes(lat.shape, lon.shape)
        total, count = np.zeros(shape, np.float64), np.zeros(shape, np.int32)
        per_lon = KM_PER_DEGREE * np.cos(np.radians(lat))
        for east, north in disc_points(self.radius_km):
            row = np.floor((lat + north / KM_PER_DEGREE - t.f) / t.e).astype(np.int64)
            col = np.floor((lon + east / per_lon - t.c) / t.a).astype(np.int64)
            _add(features, row, col, total, count)
        return np.where(count > 0, total / np.maximum(count, 1), np.nan).astype(np.float32)


def disc_points(radius_km: float) -> list[tuple[float, float]]:
    """Points (km east, km north) that stand for equal parts of a disc: the middle, then rings of 6, 12 and 18."""
    points = [(0.0, 0.0)]
    for ring in range(1, RINGS + 1):
        reach = radius_km * ring / (RINGS + 0.5)
        turns = 2.0 * math.pi * (np.arange(6 * ring) + 0.5 * (ring % 2)) / (6 * ring)
        points += [(reach * math.cos(turn), reach * math.sin(turn)) for turn in turns]
    return points


def _add(features: RasterSource, row: I64, col: I64, total: F64, count: npt.NDArray[np.int32]) -> None:
    """Add the raster's values at rows and columns to the sums; outside and unknown add nothing."""
    rows, cols = features.array.shape
    inside = (row >= 0) & (row < rows) & (col >= 0) & (col < cols)
    values = features.array[np.clip(row, 0, rows - 1), np.clip(col, 0, cols - 1)].astype(np.float64)
    known = inside & np.isfinite(values) & (values != features.unknown)
    total += np.where(known, values, 0.0)
    count += known


@kernel
def _known(raster: Raster, unknown: float, value: F64, known: I32) -> None:
    """Write the numbers of a raster and 1, or 0 and 0 where they are unknown."""
    for r in range(raster.shape[0]):
        for c in range(raster.shape[1]):
            number = np.float64(raster[r, c])
            told = math.isfinite(number) and number != unknown
            value[r, c], known[r, c] = number if told else 0.0, told


@kernel
def _fill_means(
    value: F64, known: I32, line: tuple[float, float], lon: F64, rows: I64, shifts: F64, means: F32
) -> None:
    """Write the mean of the raster at rows (n, points) and shifted longitudes; outside and unknown add nothing.

    Every NODES-th node lies one raster cell farther east, so its point does too, unless rounding might decide.
    """
    (west, dx), size = line, value.shape[1]
    total, count = np.empty((NODES, size)), np.empty((NODES, size), np.int32)
    for r in range(means.shape[0]):
        total[:], count[:] = 0.0, 0
        for p in range(rows.shape[1]):
            if not 0 <= rows[r, p] < len(value):
                continue
            numbers, told = value[rows[r, p]], known[rows[r, p]]
            for m in range(NODES):
                at = (lon[m] + shifts[r, p] - west) / dx
                col = math.floor(at)
                if _SURE < at - col < 1 - _SURE:
                    first, last = max(0, -col), max(min(size, size - col), 0, -col)
                    sums, ones = total[m, first:last], count[m, first:last]
                    adds, more = numbers[first + col : last + col], told[first + col : last + col]
                    for c in range(sums.size):
                        sums[c] += adds[c]
                        ones[c] += more[c]
                else:
                    for c in range(size):
                        col = math.floor((lon[NODES * c + m] + shifts[r, p] - west) / dx)
                        if 0 <= col < size:
                            total[m, c] += numbers[col]
                            count[m, c] += told[col]
        for m in range(NODES):
            for c in range(size):
                means[r, NODES * c + m] = total[m, c] / count[m, c] if count[m, c] > 0 else np.nan
