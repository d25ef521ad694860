"""Sums and counts of what lies within a radius of every cell, block by block.

A block that lies wholly within the radius of a point takes its weight at once; only blocks that its circle crosses hand
it down, from 16 cells to 4 to the single cell. Which way a point goes depends on the absolute block alone and weights
are added in the order of the features, so a window holds the very numbers of the whole.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from geo.space.cells import Ball, any_cell, ball_of_nodes, ball_of_quarter, place, segment_d2
from geo.space.ellipsoid import F64, chord_km, to_ecef
from geo.space.grid import Grid
from geo.space.groups import ball_of_places, neighbours
from geo.space.jit import kernel, spread
from geo.space.nearest import Block, Lead, Place, blocks

I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
F32 = npt.NDArray[np.float32]
_SLACK = 1e-9


@kernel
def _split(
    seg: F64, weight: F64, ids: I64, given: I64, n: int, ball: Ball, radius: float, kept: I64
) -> tuple[int, float]:
    """Add what reaches all of the ball, keep what reaches part of it; return how many are kept and the sum.

    Segments of one id (negative: each for itself) follow each other; an id that reaches all counts once and is dropped.
    """
    x, y, z, r = ball
    within, beyond = max(radius - r, -1.0), (radius + r) ** 2
    m, total, run, settled = 0, 0.0, 0, -1
    for a in range(n):
        k = given[a]
        if ids[k] >= 0 and ids[k] == settled:
            continue
        if m and ids[k] != ids[kept[m - 1]]:
            run = m
        d2 = segment_d2(x, y, z, seg, k)
        if within >= 0 and d2 <= within * within:
            total += weight[k]
            settled = ids[k]
            m = run if settled >= 0 else m
        elif d2 <= beyond:
            kept[m] = k
            m += 1
    return m, total


@kernel
def _count(
    nodes: F64, at: Place, seg: F64, weight: F64, ids: I64, given: I64, n: int, radius2: float, sums: F64, last: I64
) -> None:
    """Add the kept segments to the sums of 4 x 4 cells, all 16 at once."""
    cells = np.empty((3, 16))
    place(nodes, at[0], at[1], at[2], at[3], cells)
    last[:] = -1
    for a in range(n):
        k, w, one = given[a], weight[given[a]], ids[given[a]]
        ax, ay, az, vx, vy, vz, inverse = seg[k, 0], seg[k, 1], seg[k, 2], seg[k, 3], seg[k, 4], seg[k, 5], seg[k, 6]
        for c in range(16):
            px, py, pz = cells[0, c] - ax, cells[1, c] - ay, cells[2, c] - az
            t = (px * vx + py * vy + pz * vz) * inverse
            t = 0.0 if t < 0.0 else t
            t = 1.0 if t > 1.0 else t
            px, py, pz = px - t * vx, py - t * vy, pz - t * vz
            counts = (px * px + py * py + pz * pz <= radius2) & ((one < 0) | (one != last[c]))
            sums[c] += w if counts else 0.0
            last[c] = one if counts else last[c]


@kernel
def _square(
    nodes: F64, at: Place, codes: I32, seg: F64, weight: F64, ids: I64, given: I64, n: int, radius: float, out: F32
) -> None:
    i, j, r0, c0 = at
    kept, fewer = np.empty(n, np.int64), np.empty(n, np.int64)
    sums, last = np.empty(16), np.empty(16, np.int64)
    m, base = _split(seg, weight, ids, given, n, ball_of_nodes(nodes, i, i + 1, j, j + 1), radius, kept)
    for row in range(0, 16, 4):
        for col in range(0, 16, 4):
            if not any_cell(codes, -1, r0 + row, r0 + row + 4, c0 + col, c0 + col + 4):
                continue
            ball = ball_of_quarter(nodes, i, j, row, col, 4)
            few, more = _split(seg, weight, ids, kept, m, ball, radius, fewer)
            sums[:] = base + more
            _count(nodes, (i, j, row, col), seg, weight, ids, fewer, few, radius * radius, sums, last)
            for c in range(16):
                r, k = r0 + row + c // 4, c0 + col + c % 4
                if any_cell(codes, -1, r, r + 1, k, k + 1):
                    out[r, k] = sums[c]


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
def _block(
    nodes: F64, block: Block, lead: Lead, codes: I32, seg: F64, weight: F64, ids: I64, radius: float, out: F32
) -> None:
    i0, i1, j0, j1 = block
    near, nearer = np.empty(len(seg), np.int64), np.empty(len(seg), np.int64)
    n1 = _near(seg, np.arange(len(seg)), len(seg), ball_of_nodes(nodes, i0, i1, j0, j1), radius, near)
    for bi in range(i0, i1, 4):
        for bj in range(j0, j1, 4):
            ei, ej = min(bi + 4, i1), min(bj + 4, j1)
            top, left = bi * 16 - lead[0], bj * 16 - lead[1]
            if not any_cell(codes, -1, top, ei * 16 - lead[0], left, ej * 16 - lead[1]):
                continue
            n2 = _near(seg, near, n1, ball_of_nodes(nodes, bi, ei, bj, ej), radius, nearer)
            for i in range(bi, ei):
                for j in range(bj, ej):
                    r0, c0 = i * 16 - lead[0], j * 16 - lead[1]
                    if any_cell(codes, -1, r0, r0 + 16, c0, c0 + 16):
                        _square(nodes, (i, j, r0, c0), codes, seg, weight, ids, nearer, n2, radius, out)


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
        What each segment adds.
    ids : numpy.ndarray
        Segments of one id, which must follow each other, add once; negative ids add each for itself.
    """
    lattice, radius = grid.lattice(), chord_km(radius_km)
    lead = (lattice.row_lead, lattice.col_lead)

    def run(block: Block) -> None:
        _block(lattice.ecef, block, lead, codes, seg, weight, ids, radius, out)

    spread(run, blocks(grid, (0, grid.shape[0]), (0, grid.shape[1])))


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
