"""The runs of cells within a radius of points, row by row.

Along a row of cells the squared distance to a point is convex, so the cells within the radius are one run. Its ends are
guessed from how the cells about the point lie and found by exact comparison: nearly always the cells on both sides of a
guessed end show that it is right.

Convex holds while the radius is far below the radius of the earth: second differences are 2 cells squared, and the
bend between lattice squares takes off at most a share of 8 (radius / earth)**2 of it, 0.8 at `GREATEST_KM`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from geo.space.ellipsoid import F64, from_ecef
from geo.space.grid import Grid
from geo.space.jit import bare, inlined, kernel, spread

I64 = npt.NDArray[np.int64]
Ends = npt.NDArray[Any]
GREATEST_KM = 2000.0
BAND = 128


@dataclass(frozen=True, eq=False)
class Band:
    """Runs in consecutive rows of cells from `top`.

    Attributes
    ----------
    point : which points reach a row of the band, (n,)
    rows : first and past-the-last row in the band that each of them may reach, (n, 2)
    ends : first and past-the-last column of their runs, point after point and row after row, (sum of rows, 2)
    """

    top: int
    point: I64
    rows: I64
    ends: Ends


@bare
def _places(nodes: F64, at: int, cells: F64) -> None:
    """Write the positions (16 a lattice square, 3) of one row of cells, `at` counted from the first node."""
    i, v = at // 16, (at % 16 + 0.5) / 16
    for j in range(nodes.shape[1] - 1):
        for axis in range(3):
            a = (1 - v) * nodes[i, j, axis] + v * nodes[i + 1, j, axis]
            b = (1 - v) * nodes[i, j + 1, axis] + v * nodes[i + 1, j + 1, axis]
            for n in range(16):
                u = (n + 0.5) / 16
                cells[16 * j + n, axis] = (1 - u) * a + u * b


@inlined
def _d2(cells: F64, c: int, x: float, y: float, z: float) -> float:
    """Return the squared distance to a cell. Positions lie flat: a view of one row would be counted as a reference,
    which takes longer than the distances to both ends of a run."""
    at = np.uint64(3 * c)
    dx, dy, dz = cells[at] - x, cells[at + np.uint64(1)] - y, cells[at + np.uint64(2)] - z
    return float(dx * dx + dy * dy + dz * dz)


@inlined
def _begins(cells: F64, c: int, x: float, y: float, z: float, radius2: float) -> bool:
    """Tell whether a run begins at a cell: it is within reach, the one before it is not."""
    return bool((_d2(cells, c - 1, x, y, z) > radius2) & (_d2(cells, c, x, y, z) <= radius2))


@inlined
def _ends(cells: F64, c: int, x: float, y: float, z: float, radius2: float) -> bool:
    """Tell whether a run ends before a cell."""
    return bool((_d2(cells, c - 1, x, y, z) <= radius2) & (_d2(cells, c, x, y, z) > radius2))


@inlined
def _misses(cells: F64, c: int, x: float, y: float, z: float, radius2: float) -> bool:
    """Tell whether a cell is the nearest of its row and out of reach, as in the rows above and below a disc."""
    here = _d2(cells, c, x, y, z)
    return bool((here > radius2) & (_d2(cells, c - 1, x, y, z) > here) & (_d2(cells, c + 1, x, y, z) > here))


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
def _run(
    cells: F64, x: float, y: float, z: float, radius2: float, first: int, last: int, low: int, high: int
) -> tuple[int, int]:
    """Return the run (first, past the last) of cells first..last within reach; low and high say where to look first.

    An empty run stands at the nearest cell.
    """
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


@bare
def _guess(nodes: F64, i: int, j: int, radius2: float) -> tuple[float, float, float]:
    """Return how the runs of a point in lattice square (i, j) shift with every row, their squared half width at its own
    row, and what each squared row takes off: in cells, as if all lay as those about the point do."""
    aa, ab, bb = 0.0, 0.0, 0.0
    for axis in range(3):
        across = (nodes[i, j + 1, axis] - nodes[i, j, axis]) / 16
        down = (nodes[i + 1, j, axis] - nodes[i, j, axis]) / 16
        aa, ab, bb = aa + across * across, ab + across * down, bb + down * down
    return -ab / aa, radius2 / aa, (aa * bb - ab * ab) / (aa * aa)


@kernel
def _find(
    nodes: F64, top: int, columns: tuple[int, int], xyz: F64, at: F64, rows: I64, radius2: float, ends: Ends
) -> None:
    """Write the runs of points in the rows of cells from `top`, within columns, both counted from the first node as are
    `at`, the row and column of each point."""
    first, last = columns
    width, m = 16 * (nodes.shape[1] - 1), 0
    places = np.empty((rows[:, 1].max(), width, 3))
    for r in range(len(places)):
        _places(nodes, top + r, places[r])
    cells = places.reshape(-1)
    for k in range(len(xyz)):
        x, y, z, (row, col) = xyz[k, 0], xyz[k, 1], xyz[k, 2], (at[k, 0], at[k, 1])
        i = min(max(int(row) // 16, 0), nodes.shape[0] - 2)
        j = min(max(int(col) // 16, 0), nodes.shape[1] - 2)
        shift, wide, less = _guess(nodes, i, j, radius2)
        for r in range(rows[k, 0], rows[k, 1]):
            down = top + r + 0.5 - row
            middle, half = col + shift * down - 0.5, math.sqrt(max(wide - less * down * down, 0.0))
            low, high = math.ceil(middle - half), math.floor(middle + half) + 1
            base, near, sure = r * width, math.floor(middle + 0.5), False
            if first < low < high < last:
                sure = _begins(cells, base + low, x, y, z, radius2) & _ends(cells, base + high, x, y, z, radius2)
            elif first < near < last - 1:
                low = high = near
                sure = _misses(cells, base + near, x, y, z, radius2)
            if not sure:
                begin, end = base + first, base + last
                low, high = _run(cells, x, y, z, radius2, begin, end, base + low, base + high)
                low, high = low - base, high - base
            ends[m, 0], ends[m, 1] = low - first, high - first
            m += 1


def runs_on_grid(xyz: F64, grid: Grid, radius: float) -> list[Band]:
    """Return the runs of cells within a radius of points, band by band.

    Parameters
    ----------
    xyz : numpy.ndarray
        Points (n, 3), earth-centred in km.
    radius : float
        A chord in km.
    """
    lattice = grid.lattice()
    reach, at = _reach(xyz, grid, radius)
    kind = np.promote_types(np.min_scalar_type(grid.shape[1]), np.uint16)
    found: list[Band] = []
    for top in range(0, grid.shape[0], BAND):
        bottom = min(top + BAND, grid.shape[0])
        point = np.flatnonzero((reach[:, 0] < bottom) & (reach[:, 1] >= top))
        rows: I64 = np.clip(reach[point] + np.array([0, 1]), top, bottom) - top
        ends = np.empty((int((rows[:, 1] - rows[:, 0]).sum()), 2), kind)
        found.append(Band(top, point, rows, ends))

    columns = (lattice.col_lead, lattice.col_lead + grid.shape[1])

    def run(band: Band) -> None:
        top, of = lattice.row_lead + band.top, band.point
        _find(lattice.ecef, top, columns, xyz[of], at[of], band.rows, radius * radius, band.ends)

    spread(run, [band for band in found if len(band.point)])
    return found


def _reach(xyz: F64, grid: Grid, radius: float) -> tuple[I64, F64]:
    """Return first and last row (n, 2) that each point may reach, some more than it needs, and where it lies: its row
    and column (n, 2), counted in cells from the first node."""
    lattice = grid.lattice()
    per_row = np.linalg.norm(np.diff(lattice.ecef, axis=0), axis=-1).min() / 16
    xy = grid.project(np.stack(from_ecef(xyz), axis=-1))
    row, col = (grid.transform.f - xy[..., 1]) / grid.cell_m, (xy[..., 0] - grid.transform.c) / grid.cell_m
    more = radius / (0.9 * per_row) + 2
    rows = np.stack([np.floor(row - more), np.ceil(row + more)], axis=-1).astype(np.int64)
    return rows, np.stack([row + lattice.row_lead, col + lattice.col_lead], axis=-1)
