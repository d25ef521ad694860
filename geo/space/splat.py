"""Sums of what lies within a radius of every cell, row by row.

Along a row of cells the squared distance to a point is convex, so the cells within the radius are one run. Its two
ends are found by exact comparison, starting where those of the rows before lead; the run adds its weight at one end and
takes it back past the other, and one running sum along the row gives the sums of all cells. Weights are whole numbers
of a fixed small unit, so that no order of adding matters: a window holds the very numbers of the whole.

Convex holds while the radius is far below the radius of the earth: second differences are 2 cells squared, and the
bend between lattice squares takes off at most a share of 8 (radius / earth)**2 of it, 0.8 at `GREATEST_KM`.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from geo.errors import DataError
from geo.space.cells import Ball
from geo.space.ellipsoid import F64, chord_km, from_ecef, to_ecef
from geo.space.grid import Grid
from geo.space.groups import ball_of_places, in_groups
from geo.space.jit import bare, inlined, kernel, spread

I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
F32 = npt.NDArray[np.float32]
GREATEST_KM = 2000.0
BAND = 128
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


@inlined
def _d2(cells: F64, c: int, x: float, y: float, z: float) -> float:
    dx, dy, dz = cells[0, c] - x, cells[1, c] - y, cells[2, c] - z
    return float(dx * dx + dy * dy + dz * dz)


@bare
def _begin(cells: F64, x: float, y: float, z: float, radius2: float, first: int, low: int, high: int) -> int:
    """Return the first cell of the run if one of low..high is within reach, else `high`."""
    if low < high and _d2(cells, low, x, y, z) <= radius2:
        while low > first and _d2(cells, low - 1, x, y, z) <= radius2:
            low -= 1
        return low
    low += 1
    while low < high and _d2(cells, low, x, y, z) > radius2:
        low += 1
    return min(low, high)


@bare
def _nearest(cells: F64, x: float, y: float, z: float, radius2: float, first: int, last: int, at: int) -> int:
    """Return a cell within reach, looking from `at`, or the nearest one where there is none."""
    best = _d2(cells, at, x, y, z)
    if best <= radius2:
        return at
    step = 1 if at + 1 < last and _d2(cells, at + 1, x, y, z) < best else -1
    while first <= at + step < last:
        d2 = _d2(cells, at + step, x, y, z)
        if d2 >= best:
            break
        at, best = at + step, d2
        if best <= radius2:
            break
    return at


@bare
def _four(cells: F64, c: int, x: float, y: float, z: float, radius2: float) -> int:
    """Return how many of the four cells from c lie beyond the radius."""
    xs, ys, zs = cells[0, c : c + 4], cells[1, c : c + 4], cells[2, c : c + 4]
    beyond = 0
    for n in range(4):
        dx, dy, dz = xs[n] - x, ys[n] - y, zs[n] - z
        beyond += dx * dx + dy * dy + dz * dz > radius2
    return beyond


@bare
def _run(
    cells: F64, x: float, y: float, z: float, radius2: float, first: int, last: int, low: int, high: int
) -> tuple[int, int]:
    """Return the run (first, past the last) of cells first..last within reach; low and high say where to look first.

    An end within a cell of where it was looked for shows in four cells. An empty run stands at the nearest cell.
    """
    if first + 2 <= low and low + 4 <= high and high + 2 <= last:
        before, after = _four(cells, low - 2, x, y, z, radius2), _four(cells, high - 2, x, y, z, radius2)
        if 0 < before < 4 and 0 < after < 4:
            return low - 2 + before, high + 2 - after
    low, high = min(max(low, first), last), max(min(high, last), first)
    begin = _begin(cells, x, y, z, radius2, first, low, high)
    if begin >= high:
        at = _nearest(cells, x, y, z, radius2, first, last, min(max((low + high) // 2, first), last - 1))
        if _d2(cells, at, x, y, z) > radius2:
            return at, at
        begin, high = _begin(cells, x, y, z, radius2, first, at, at + 1), at + 1
    while _d2(cells, high - 1, x, y, z) > radius2:
        high -= 1
    while high < last and _d2(cells, high, x, y, z) <= radius2:
        high += 1
    return begin, high


@kernel
def _band(
    nodes: F64, lead: tuple[int, int], top: int, codes: I32, xyz: F64, weight: I64, rows: I64, cols: I64,
    radius2: float, out: F32,
) -> None:  # fmt: skip
    """Write the sums of consecutive rows of cells from `top`; `rows` (n, 2) is where each point can reach."""
    first, last = lead[1], lead[1] + codes.shape[1]
    cells, change = np.empty((3, 16 * (nodes.shape[1] - 1))), np.empty(16 * nodes.shape[1], np.int64)
    low, high = cols.copy(), cols.copy()
    lower, higher = np.zeros(cols.size, np.int64), np.zeros(cols.size, np.int64)
    for r in range(codes.shape[0]):
        _places(nodes, lead[0] + top + r, cells)
        change[:] = 0
        for k in range(len(xyz)):
            if rows[k, 0] <= top + r <= rows[k, 1]:
                a, b = low[k] + lower[k], high[k] + higher[k]
                a, b = _run(cells, xyz[k, 0], xyz[k, 1], xyz[k, 2], radius2, first, last, a, b)
                lower[k], higher[k], low[k], high[k] = a - low[k], b - high[k], a, b
                change[a] += weight[k]
                change[b] -= weight[k]
        total = np.int64(0)
        for c in range(codes.shape[1]):
            total += change[first + c]
            if codes[r, c] != 0:
                out[r, c] = total * UNIT


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


def sum_on_grid(xyz: F64, weight: F64, grid: Grid, codes: I32, radius_km: float, out: F32) -> None:
    """Write the sum of weights within a radius into the cells whose code is not 0.

    Parameters
    ----------
    xyz : numpy.ndarray
        Points (n, 3), earth-centred in km.
    weight : numpy.ndarray
        What each point adds, rounded to `UNIT`.
    radius_km : float
        At most `GREATEST_KM`.
    """
    lattice, radius = grid.lattice(), chord_km(radius_km)
    lead, whole = (lattice.row_lead, lattice.col_lead), _whole(weight)
    rows, cols = _reach(xyz, grid, radius)

    def run(top: int) -> None:
        band = slice(top, min(top + BAND, grid.shape[0]))
        near = np.flatnonzero((rows[:, 0] < band.stop) & (rows[:, 1] >= top))
        _band(
            lattice.ecef, lead, top, codes[band], xyz[near], whole[near], rows[near], cols[near],
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


def _reach(xyz: F64, grid: Grid, radius: float) -> tuple[I64, I64]:
    """Return first and last row (n, 2) that each point may reach, some more than it needs, and its lattice column."""
    lattice = grid.lattice()
    per_row = np.linalg.norm(np.diff(lattice.ecef, axis=0), axis=-1).min() / 16
    xy = grid.project(np.stack(from_ecef(xyz), axis=-1))
    row, col = (grid.transform.f - xy[..., 1]) / grid.cell_m, (xy[..., 0] - grid.transform.c) / grid.cell_m
    more = radius / (0.9 * per_row) + 2
    rows = np.stack([np.floor(row - more), np.ceil(row + more)], axis=-1)
    return rows.astype(np.int64), col.astype(np.int64) + lattice.col_lead


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
