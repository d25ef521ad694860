"""The mean factor of the ground under a straight line: 16 samples, evenly spaced in longitude and latitude."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from geo.space.jit import bare, kernel
from geo.space.rows import GeoLine

I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
U16 = npt.NDArray[np.uint16]
STEPS = 16
OPEN = 100
"""Open ground, in hundredths: what a line costs there is what it costs."""


class Ground(NamedTuple):
    """Factors of ground in hundredths, row after row, how many rows and columns they make, and where these lie."""

    factors: U16
    rows: float
    cols: float
    line: GeoLine


def laid_out(factors: U16, line: GeoLine) -> Ground:
    """Return a raster of factors (rows, columns) as kernels take it."""
    return Ground(np.ascontiguousarray(factors).ravel(), float(factors.shape[0]), float(factors.shape[1]), line)


@kernel
def room_for_steps() -> I64:
    """Return room for the samples of a line."""
    return np.empty(STEPS, np.int64)


@bare
def mean_factor(ground: Ground, lon0: float, lat0: float, lon1: float, lat1: float, at: I64) -> float:
    """Return the mean factor of the ground under a line; outside the raster it is 1. `at` is from `room_for_steps`."""
    total, (west, dx, north, dy) = 0, ground.line
    across, down = 1.0 / dx, 1.0 / dy
    for n in range(STEPS):
        t = (n + 0.5) / STEPS
        col = np.floor((lon0 + t * (lon1 - lon0) - west) * across)
        row = np.floor((lat0 + t * (lat1 - lat0) - north) * down)
        inside = (row >= 0) & (row < ground.rows) & (col >= 0) & (col < ground.cols)
        at[n] = np.int64(row * ground.cols + col) if inside else -1
    for n in range(STEPS):
        total += ground.factors[np.uint64(at[n])] if at[n] >= 0 else OPEN
    return total / (OPEN * STEPS)


@kernel
def dear_before(ground: U16) -> I32:
    """Return how many cells above and left of each corner of the raster are not open ground (rows + 1, columns + 1)."""
    out = np.zeros((ground.shape[0] + 1, ground.shape[1] + 1), np.int32)
    for r in range(ground.shape[0]):
        along = 0
        for c in range(ground.shape[1]):
            along += ground[r, c] != OPEN
            out[r + 1, c + 1] = out[r, c + 1] + along
    return out


@bare
def _cells_between(first: float, last: float, origin: float, per: float, size: int) -> tuple[int, int]:
    """Return the first and past the last cell along one axis that a line's samples touch, within the raster."""
    t = 0.5 / STEPS
    a = math.floor((first + t * (last - first) - origin) * per)
    b = math.floor((first + (1 - t) * (last - first) - origin) * per)
    return min(max(min(a, b) - 1, 0), size), max(min(max(a, b) + 2, size), 0)


@bare
def all_open(dear: I32, line: GeoLine, lon0: float, lat0: float, lon1: float, lat1: float) -> bool:
    """Tell whether all ground in the rectangle round a line is open, which makes its mean factor 1."""
    left, right = _cells_between(lon0, lon1, line[0], 1.0 / line[1], dear.shape[1] - 1)
    top, bottom = _cells_between(lat0, lat1, line[2], 1.0 / line[3], len(dear) - 1)
    return bool(dear[bottom, right] - dear[top, right] - dear[bottom, left] + dear[top, left] == 0)
