"""Sums and counts of what lies within a radius of every cell, row by row.

Along a row of cells the squared distance to a point is convex, so the cells within the radius are one run. Its two
ends are found by exact comparison, starting where those of the row before were; the run adds its weight at one end and
takes it back past the other, and one running sum along the row gives the sums of all cells. Weights are whole numbers
of a fixed small unit, so that no order of adding matters: a window holds the very numbers of the whole.

Convex holds while the radius is far below the radius of the earth: second differences are 2 cells squared, and the
bend between lattice squares takes off at most a share of 8 (radius / earth)**2 of it, 0.8 at `GREATEST_KM`. For a
line it holds too, but where a row runs within a centimetre along the border of what lies within the radius.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from geo.errors import DataError
from geo.space.cells import Ball, segment_d2
from geo.space.ellipsoid import F64, chord_km, from_ecef, to_ecef
from geo.space.grid import Grid
from geo.space.groups import ball_of_places, neighbours
from geo.space.jit import bare, kernel, spread

I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
F32 = npt.NDArray[np.float32]
GREATEST_KM = 2000.0
BAND = 64
UNIT = 2.0**-20
"""Weights are rounded to this: a millionth of a megawatt, of a kilometre of line, of a person."""
_SLACK = 1e-9


@bare
def _places(nodes: F64, at: int, cells: F64) -> None:
    """Write the positions (3, 16 a lattice square) of one row of cells, `at` counted from the first node."""
    i, v = at // 16, (at % 16 + 0.5) / 16
    for axis in range(3):
        into = cells[axis]
        for j in range(nodes.shape[1] - 1):
            a = (1 - v) * nodes[i, j, axis] + v * nodes[i + 1, j, axis]
            b = (1 - v) * nodes[i, j + 1, axis] + v * nodes[i + 1, j + 1, axis]
            for n in range(16):
                u = (n + 0.5) / 16
                into[16 * j + n] = (1 - u) * a + u * b


@bare
def _run(cells: F64, seg: F64, k: int, radius2: float, first: int, last: int, low: int, high: int) -> tuple[int, int]:
    """Return the run (first, past the last) of cells first..last within reach; low and high say where to look first.

    An empty run stands at the nearest cell.
    """
    x, y, z = cells[0], cells[1], cells[2]
    at = min(max((low + high) // 2, first), last - 1)
    best = segment_d2(x[at], y[at], z[at], seg, k)
    if best > radius2:
        step = 1 if at + 1 < last and segment_d2(x[at + 1], y[at + 1], z[at + 1], seg, k) < best else -1
        while first <= at + step < last:
            d2 = segment_d2(x[at + step], y[at + step], z[at + step], seg, k)
            if d2 >= best:
                break
            at, best = at + step, d2
            if best <= radius2:
                break
        if best > radius2:
            return at, at
    low, high = min(max(low, first), at), max(min(high, last), at + 1)
    while low < at and segment_d2(x[low], y[low], z[low], seg, k) > radius2:
        low += 1
    while low > first and segment_d2(x[low - 1], y[low - 1], z[low - 1], seg, k) <= radius2:
        low -= 1
    while high - 1 > at and segment_d2(x[high - 1], y[high - 1], z[high - 1], seg, k) > radius2:
        high -= 1
    while high < last and segment_d2(x[high], y[high], z[high], seg, k) <= radius2:
        high += 1
    return low, high


@bare
def _held(cells: F64, seg: F64, k: int, radius2: float, first: int, last: int, at: int, run: I64) -> bool:
    """Tell whether the run of a segment surely lies in a known one: a cell of it does, those at both sides do not."""
    low, high, x, y, z = run[0], run[1], cells[0], cells[1], cells[2]
    if not low <= at < high or segment_d2(x[at], y[at], z[at], seg, k) > radius2:
        return False
    if low > first and segment_d2(x[low - 1], y[low - 1], z[low - 1], seg, k) <= radius2:
        return False
    return high == last or segment_d2(x[high], y[high], z[high], seg, k) > radius2


@bare
def _once(runs: I64, n: int, weight: np.int64, change: I64) -> None:
    """Add the weight over the union of n runs."""
    for a in range(1, n):
        low, high, b = runs[a, 0], runs[a, 1], a
        while b > 0 and runs[b - 1, 0] > low:
            runs[b, 0], runs[b, 1] = runs[b - 1, 0], runs[b - 1, 1]
            b -= 1
        runs[b, 0], runs[b, 1] = low, high
    reached = -1
    for a in range(n):
        low, high = max(runs[a, 0], reached), runs[a, 1]
        if high > low:
            change[low] += weight
            change[high] -= weight
            reached = high


@kernel
def _band(
    nodes: F64, lead: tuple[int, int], top: int, codes: I32, seg: F64, weight: I64, ids: I64, rows: I64, cols: I64,
    radius2: float, out: F32,
) -> None:  # fmt: skip
    """Write the sums of consecutive rows of cells from `top`; `rows` (n, 2) is where each segment can reach."""
    first, last = lead[1], lead[1] + codes.shape[1]
    cells, change = np.empty((3, 16 * (nodes.shape[1] - 1))), np.empty(16 * nodes.shape[1], np.int64)
    low, high, runs = cols.copy(), cols.copy(), np.empty((len(seg), 2), np.int64)
    for r in range(codes.shape[0]):
        _places(nodes, lead[0] + top + r, cells)
        change[:] = 0
        n, one, unit = 0, np.int64(-1), np.int64(0)
        for k in range(len(seg)):
            if not rows[k, 0] <= top + r <= rows[k, 1]:
                continue
            if ids[k] < 0:
                low[k], high[k] = _run(cells, seg, k, radius2, first, last, low[k], high[k])
                change[low[k]] += weight[k]
                change[high[k]] -= weight[k]
                continue
            if ids[k] != one:
                _once(runs, n, unit, change)
                n, one, unit = 0, ids[k], weight[k]
            if n and _held(cells, seg, k, radius2, first, last, (low[k] + high[k]) // 2, runs[n - 1]):
                continue
            low[k], high[k] = _run(cells, seg, k, radius2, first, last, low[k], high[k])
            if high[k] > low[k]:
                if n and low[k] <= runs[n - 1, 1] and high[k] >= runs[n - 1, 0]:
                    runs[n - 1, 0], runs[n - 1, 1] = min(runs[n - 1, 0], low[k]), max(runs[n - 1, 1], high[k])
                else:
                    runs[n, 0], runs[n, 1] = low[k], high[k]
                    n += 1
        _once(runs, n, unit, change)
        total = np.int64(0)
        for c in range(codes.shape[1]):
            total += change[first + c]
            if codes[r, c] != 0:
                out[r, c] = total * UNIT


@kernel
def _near(seg: F64, given: I64, n: int, ball: Ball, radius: float, kept: I64) -> int:
    """Keep what reaches any part of the ball."""
    beyond, m = (radius + ball[3]) ** 2, 0
    for a in range(n):
        if segment_d2(ball[0], ball[1], ball[2], seg, given[a]) <= beyond:
            kept[m] = given[a]
            m += 1
    return m


@kernel
def _at_group(
    xyz: F64, group: I64, seg: F64, weight: F64, ids: I64, radius: float, given: I64, near: I64, out: F64
) -> None:
    """Add up what lies within the radius of each place of a group, in the order of the segments."""
    m = _near(seg, given, len(seg), ball_of_places(xyz, group), radius + _SLACK, near)
    for a in range(len(group)):
        p = group[a]
        out[p], last = 0.0, -1
        for b in range(m):
            k = near[b]
            d2 = segment_d2(xyz[p, 0], xyz[p, 1], xyz[p, 2], seg, k)
            if (ids[k] < 0 or ids[k] != last) and d2 <= radius * radius:
                out[p] += weight[k]
                last = ids[k]


def sum_on_grid(seg: F64, weight: F64, ids: I64, grid: Grid, codes: I32, radius_km: float, out: F32) -> None:
    """Write the sum of weights within a radius into the cells whose code is not 0.

    Parameters
    ----------
    seg : numpy.ndarray
        Segment table (n, 7) as in Segments, in km.
    weight : numpy.ndarray
        What each segment adds, rounded to `UNIT`; all segments of one id the same.
    ids : numpy.ndarray
        Segments of one id, which must follow each other, add once; negative ids add each for itself.
    radius_km : float
        At most `GREATEST_KM`.
    """
    lattice, radius = grid.lattice(), chord_km(radius_km)
    lead, whole = (lattice.row_lead, lattice.col_lead), _whole(weight)
    rows, cols = _reach(seg, grid, radius)

    def run(top: int) -> None:
        band = slice(top, min(top + BAND, grid.shape[0]))
        near = np.flatnonzero((rows[:, 0] < band.stop) & (rows[:, 1] >= top))
        _band(
            lattice.ecef, lead, top, codes[band], seg[near], whole[near], ids[near], rows[near], cols[near],
            radius * radius, out[band],
        )  # fmt: skip

    spread(run, range(0, grid.shape[0], BAND))


def _whole(weight: F64) -> I64:
    """Return weights as whole numbers of `UNIT`."""
    total = float(np.abs(weight).sum())
    if total / UNIT >= 2.0**62:
        raise DataError(
            "a sum is too great to be kept exactly", found=f"{total:g}", allowed=f"up to {2.0**62 * UNIT:g}"
        )
    return np.rint(weight / UNIT).astype(np.int64)


def _reach(seg: F64, grid: Grid, radius: float) -> tuple[I64, I64]:
    """Return first and last row (n, 2) that each segment may reach, some more than it needs, and its lattice column."""
    lattice = grid.lattice()
    per_row = np.linalg.norm(np.diff(lattice.ecef, axis=0), axis=-1).min() / 16
    ends = np.stack([seg[:, :3], seg[:, :3] + seg[:, 3:6]])
    xy = grid.project(np.stack(from_ecef(ends), axis=-1))
    row, col = (grid.transform.f - xy[..., 1]) / grid.cell_m, (xy[..., 0] - grid.transform.c) / grid.cell_m
    more = radius / (0.9 * per_row) + 2
    rows = np.stack([np.floor(row.min(axis=0) - more), np.ceil(row.max(axis=0) + more)], axis=-1)
    return rows.astype(np.int64), col[0].astype(np.int64) + lattice.col_lead


def sum_at_points(seg: F64, weight: F64, ids: I64, lon: npt.ArrayLike, lat: npt.ArrayLike, radius_km: float) -> F64:
    """Return the sum of weights within a radius of each place; see `sum_on_grid`."""
    xyz = to_ecef(np.atleast_1d(np.asarray(lon, float)), np.atleast_1d(np.asarray(lat, float)))
    out, radius = np.empty(len(xyz)), chord_km(radius_km)

    given = np.arange(len(seg))

    def run(groups: list[I64]) -> None:
        near = np.empty(len(seg), np.int64)
        for group in groups:
            _at_group(xyz, group, seg, weight, ids, radius, given, near, out)

    groups = neighbours(xyz, np.zeros(len(xyz), np.int64))
    spread(run, [groups[start : start + 16] for start in range(0, len(groups), 16)])
    return out
