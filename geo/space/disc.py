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
from geo.space.landmask import LandMask
from geo.space.raster import F32, RasterSource, Sample

NODES = 2
RINGS = 3
KM_PER_DEGREE = MEAN_RADIUS_KM * math.pi / 180.0


@dataclass(frozen=True)
class DiscMean:
    """Mean of a raster within a radius, in the raster's unit; unknown cells take no part.

    Parameters
    ----------
    radius_km : float
        Radius of the disc; good to 0.5 % (a sphere), and never finer than the raster's own cells.
    """

    radius_km: float

    def __post_init__(self) -> None:
        check_positive(self.radius_km, "DiscMean.radius_km")

    def on_grid(self, features: RasterSource, grid: Grid, land: LandMask | None) -> F32:
        """Return means (rows, columns) for cell centres on land; NaN elsewhere and where all is unknown."""
        rows, cols = features.array.shape
        nodes = self._nodes(features, 0, 0, (rows * NODES, cols * NODES))
        return Sample("bilinear").on_grid(nodes, grid, land)

    def at_points(
        self, features: RasterSource, lon: npt.ArrayLike, lat: npt.ArrayLike, land: LandMask | None = None
    ) -> F64:
        """Return means (n,) at places in WGS 84 degrees, on land or not."""
        lons, lats = np.atleast_1d(np.asarray(lon, float)), np.atleast_1d(np.asarray(lat, float))
        return np.array([self._at(features, x, y) for x, y in zip(lons, lats, strict=True)], dtype=np.float64)

    def _at(self, features: RasterSource, lon: float, lat: float) -> float:
        t = features.transform
        if not (math.isfinite(lon) and math.isfinite(lat)):
            return math.nan
        row, col = math.floor((lat - t.f) / t.e * NODES), math.floor((lon - t.c) / t.a * NODES)
        rows, cols = (size * NODES for size in features.array.shape)
        if not (0 <= row < rows and 0 <= col < cols):
            return math.nan
        top, left = max(row - 1, 0), max(col - 1, 0)
        shape = (min(row + 2, rows) - top, min(col + 2, cols) - left)
        return float(Sample("bilinear").at_points(self._nodes(features, top, left, shape), [lon], [lat])[0])

    def _nodes(self, features: RasterSource, top: int, left: int, shape: tuple[int, int]) -> RasterSource:
        """Means at a window of nodes, as a raster of its own."""
        t = features.transform
        dx, dy = t.a / NODES, t.e / NODES
        lat = t.f + (top + np.arange(shape[0]) + 0.5) * dy
        lon = t.c + (left + np.arange(shape[1]) + 0.5) * dx
        total, count = np.zeros(shape, np.float64), np.zeros(shape, np.int32)
        per_lon = KM_PER_DEGREE * np.cos(np.radians(lat))
        for east, north in disc_points(self.radius_km):
            row = np.floor((lat + north / KM_PER_DEGREE - t.f) / t.e).astype(np.int64)
            col = np.floor((lon[None, :] + (east / per_lon)[:, None] - t.c) / t.a).astype(np.int64)
            _add(features, row, col, total, count)
        means = np.where(count > 0, total / np.maximum(count, 1), np.nan).astype(np.float32)
        return RasterSource(means, Affine(dx, 0.0, t.c + left * dx, 0.0, dy, t.f + top * dy))


def disc_points(radius_km: float) -> list[tuple[float, float]]:
    """Points (km east, km north) that stand for equal parts of a disc: the middle, then rings of 6, 12 and 18."""
    points = [(0.0, 0.0)]
    for ring in range(1, RINGS + 1):
        reach = radius_km * ring / (RINGS + 0.5)
        turns = 2.0 * math.pi * (np.arange(6 * ring) + 0.5 * (ring % 2)) / (6 * ring)
        points += [(reach * math.cos(turn), reach * math.sin(turn)) for turn in turns]
    return points


def _add(
    features: RasterSource,
    row: npt.NDArray[np.int64],
    col: npt.NDArray[np.int64],
    total: F64,
    count: npt.NDArray[np.int32],
) -> None:
    """Add the raster's values at rows (n,) and columns (n, m) to the sums; outside and unknown add nothing."""
    rows, cols = features.array.shape
    inside = ((row >= 0) & (row < rows))[:, None] & (col >= 0) & (col < cols)
    values = features.array[np.clip(row, 0, rows - 1)[:, None], np.clip(col, 0, cols - 1)].astype(np.float64)
    known = inside & np.isfinite(values) & (values != features.unknown)
    total += np.where(known, values, 0.0)
    count += known
