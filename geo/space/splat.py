"""Sums of what lies within a radius of every cell, row by row.

The run of cells that a point reaches in a row adds its weight at one end and takes it back past the other, and one
running sum along the row gives the sums of all cells. Weights are whole numbers of a fixed small unit, so that no order
of adding matters: a window holds the very numbers of the whole.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from geo.errors import DataError
from geo.space.asked import EVERY, Asked, put, span_of
from geo.space.cells import Ball
from geo.space.ellipsoid import F64, chord_km, to_ecef
from geo.space.grid import Grid
from geo.space.groups import ball_of_places, in_groups
from geo.space.jit import kernel, spread
from geo.space.land_cells import SIDE
from geo.space.runs import BAND, Band, Ends, runs_on_grid

I64 = npt.NDArray[np.int64]
F32 = npt.NDArray[np.float32]
UNIT = 2.0**-20
"""Weights are rounded to this: a millionth of a megawatt, of a kilometre of line, of a person."""
_SLACK = 1e-9


@kernel
def _add(ends: Ends, rows: I64, weight: I64, change: I64) -> None:
    """Add the weight of each point at the first cell of its runs, and take it back past their last."""
    m = 0
    for k in range(len(rows)):
        if weight[k] == 0:
            m += rows[k, 1] - rows[k, 0]
            continue
        for r in range(rows[k, 0], rows[k, 1]):
            change[r, ends[m, 0]] += weight[k]
            change[r, ends[m, 1]] -= weight[k]
            m += 1


@kernel
def _total(change: I64, top: int, asked: Asked, out: F32) -> None:
    sums = np.empty(SIDE, np.float32)
    for r in range(len(change)):
        total, (begin, end) = np.int64(0), span_of(asked, top + r)
        for c in range(begin):
            total += change[r, c]
        for left in range(begin, end, SIDE):
            more = change[r, left : min(left + SIDE, end)]
            for c in range(more.size):
                total += more[c]
                sums[c] = total * UNIT
            put(asked, top + r, left, sums[: more.size], EVERY, out)


@kernel
def _band(ends: Ends, rows: I64, point: I64, weight: I64, span: tuple[int, int], asked: Asked, out: F32) -> None:
    """Write the sums of a band of rows (first, past the last) of cells."""
    change = np.zeros((span[1] - span[0], asked.cols + 1), np.int64)
    _add(ends, rows, weight[point], change)
    _total(change, span[0], asked, out)


@kernel
def _near(xyz: F64, given: I64, ball: Ball, radius: float, kept: I64) -> int:
    """Keep what reaches any part of the ball."""
    beyond, m = (radius + ball[3]) ** 2, 0
    for a in range(len(given)):
        k = given[a]
        if (xyz[k, 0] - ball[0]) ** 2 + (xyz[k, 1] - ball[1]) ** 2 + (xyz[k, 2] - ball[2]) ** 2 <= beyond:
            kept[m] = k
            m += 1
    return m


@kernel
def _at_group(places: F64, group: I64, xyz: F64, weight: F64, radius: float, given: I64, near: I64, out: F64) -> None:
    """Add up what lies within the radius of each place of a group, in the order of the points."""
    m = _near(xyz, given, ball_of_places(places, group), radius + _SLACK, near)
    for a in range(len(group)):
        p = group[a]
        out[p] = 0.0
        for b in range(m):
            dx, dy, dz = places[p, 0] - xyz[near[b], 0], places[p, 1] - xyz[near[b], 1], places[p, 2] - xyz[near[b], 2]
            if dx * dx + dy * dy + dz * dz <= radius * radius:
                out[p] += weight[near[b]]


def sum_on_grid(xyz: F64, weight: F64, grid: Grid, asked: Asked, radius_km: float, out: F32) -> None:
    """Write the sum of weights within a radius of every land cell.

    Parameters
    ----------
    xyz : numpy.ndarray
        Points (n, 3), earth-centred in km.
    weight : numpy.ndarray
        What each point adds, rounded to `UNIT`.
    radius_km : float
        At most `GREATEST_KM`.
    """
    sum_runs(runs_on_grid(xyz, grid, chord_km(radius_km)), weight, asked, out)


def sum_runs(runs: Sequence[Band], weight: F64, asked: Asked, out: F32) -> None:
    """Write the sum of the weights of the points whose runs hold a cell; see `sum_on_grid`."""
    whole = _whole(weight)

    def run(band: Band) -> None:
        span = (band.top, min(band.top + BAND, len(asked.marks)))
        _band(band.ends, band.rows, band.point, whole, span, asked, out)

    spread(run, runs)


def _whole(weight: F64) -> I64:
    """Return weights as whole numbers of `UNIT`."""
    total = float(np.abs(weight).sum())
    if total / UNIT >= 2.0**62:
        raise DataError(
            "a sum is too great to be kept exactly", found=f"{total:g}", allowed=f"up to {2.0**62 * UNIT:g}"
        )
    return np.rint(weight / UNIT).astype(np.int64)


def sum_at_points(xyz: F64, weight: F64, lon: npt.ArrayLike, lat: npt.ArrayLike, radius_km: float) -> F64:
    """Return the sum of weights within a radius of each place; see `sum_on_grid`."""
    places = to_ecef(np.atleast_1d(np.asarray(lon, float)), np.atleast_1d(np.asarray(lat, float)))
    out, radius, given = np.empty(len(places)), chord_km(radius_km), np.arange(len(xyz))

    def run(groups: list[I64]) -> None:
        near = np.empty(len(xyz), np.int64)
        for group in groups:
            _at_group(places, group, xyz, weight, radius, given, near, out)

    in_groups(run, places)
    return out
