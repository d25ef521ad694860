"""How many different things lie within a radius of every cell, block by block, and of places.

A thing is a row of segments that follow each other. Going down from blocks of 256 to squares of 16 cells, a thing that
surely lies within reach of every cell of a ball is counted there once and for all, one that reaches none is left out,
and only what is undecided goes further down: the cells themselves are compared along the rims alone. The test at a cell
is the same operation on the same numbers whatever the window, so a window holds the very numbers of the whole.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from geo.space.asked import EVERY, Asked, marked
from geo.space.block import Block, Lead, Room, block_of, keep, room_for, write
from geo.space.cells import Ball, any_mark, ball_of_nodes, place_square, segment_d2
from geo.space.ellipsoid import F64, chord_km, to_ecef
from geo.space.grid import Grid
from geo.space.groups import ball_of_places, in_groups
from geo.space.jit import bare, kernel, spread
from geo.space.nearest import blocks

I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
F32 = npt.NDArray[np.float32]
Marks = npt.NDArray[np.uint8]
_SLACK = 1e-9


@bare
def _undecided(seg: F64, ids: I64, given: I64, n: int, ball: Ball, radius: float, kept: I64) -> tuple[int, int]:
    """Keep the segments of things that may reach a part of the ball only; return how many, and how many things reach
    all of it."""
    x, y, z, r = ball
    beyond, within = (radius + r + _SLACK) ** 2, max(radius - r - _SLACK, 0.0) ** 2
    m, whole, a = 0, 0, 0
    while a < n:
        one, before, holds = ids[given[a]], m, False
        while a < n and ids[given[a]] == one:
            if not holds:
                d2 = segment_d2(x, y, z, seg, given[a])
                holds = d2 < within
                if d2 <= beyond:
                    kept[m] = given[a]
                    m += 1
            a += 1
        if holds:
            m, whole = before, whole + 1
    return m, whole


@bare
def _square(seg: F64, ids: I64, given: I64, n: int, radius2: float, hit: Marks, room: Room) -> None:
    """Add to `who` of each cell of a square how many of the given things have a segment within reach of it."""
    x, y, z = room.flat_cells[0], room.flat_cells[1], room.flat_cells[2]
    a = 0
    while a < n:
        one = ids[given[a]]
        hit[:] = 0
        while a < n and ids[given[a]] == one:
            k = given[a]
            ax, ay, az = seg[k, 0], seg[k, 1], seg[k, 2]
            vx, vy, vz, inverse = seg[k, 3], seg[k, 4], seg[k, 5], seg[k, 6]
            for c in range(hit.size):
                px, py, pz = x[c] - ax, y[c] - ay, z[c] - az
                t = (px * vx + py * vy + pz * vz) * inverse
                t = 0.0 if t < 0.0 else t
                t = 1.0 if t > 1.0 else t
                px, py, pz = px - t * vx, py - t * vy, pz - t * vz
                hit[c] |= px * px + py * py + pz * pz <= radius2
            a += 1
        for c in range(hit.size):
            room.flat_who[c] += hit[c]


@kernel
def _block(nodes: F64, block: Block, lead: Lead, asked: Asked, seg: F64, ids: I64, radius: float, out: F32) -> None:
    """Count in the lattice squares of one block of up to 16 x 16 squares."""
    n, (i0, i1, j0, j1) = len(seg), block
    marks, unused = marked(asked, EVERY, block, lead), np.empty(0, np.int32)
    if not marks.any():
        return
    near, nearer, rims = np.empty(n, np.int64), np.empty(n, np.int64), np.empty(n, np.int64)
    room, hit = room_for(64, 16 * (j1 - j0)), np.empty(256, np.uint8)
    n1, all1 = _undecided(seg, ids, np.arange(n), n, ball_of_nodes(nodes, i0, i1, j0, j1), radius, near)
    for bi in range(i0, i1, 4):
        ei = min(bi + 4, i1)
        for bj in range(j0, j1, 4):
            ej = min(bj + 4, j1)
            n2, all2 = _undecided(seg, ids, near, n1, ball_of_nodes(nodes, bi, ei, bj, ej), radius, nearer)
            for i in range(bi, ei):
                for j in range(bj, ej):
                    row, col = 4 * (i - i0), 4 * (j - j0)
                    if not any_mark(marks, row, row + 4, col, col + 4):
                        continue
                    ball = ball_of_nodes(nodes, i, i + 1, j, j + 1)
                    n3, all3 = _undecided(seg, ids, nearer, n2, ball, radius, rims)
                    room.flat_who[:] = all1 + all2 + all3
                    if n3 > 0:
                        place_square(nodes, i, j, room.cells)
                        _square(seg, ids, rims, n3, radius * radius, hit, room)
                    room.flat_best[:] = room.flat_who
                    keep(room, i - bi, j - j0)
        write(asked, EVERY, (bi, ei, j0, j1), lead, room, out, unused)


@kernel
def _blocks(nodes: F64, share: I64, lead: Lead, asked: Asked, seg: F64, ids: I64, radius: float, out: F32) -> None:
    for b in range(len(share)):
        _block(nodes, block_of(share, b), lead, asked, seg, ids, radius, out)


def count_on_grid(seg: F64, ids: I64, grid: Grid, asked: Asked, radius_km: float, out: F32) -> None:
    """Write how many ids have a segment within a radius of every land cell.

    Parameters
    ----------
    seg : numpy.ndarray
        Segment table (n, 7) as in Segments, in km.
    ids : numpy.ndarray
        Of each segment; those of one id follow each other.
    """
    lattice, radius = grid.lattice(), chord_km(radius_km)
    lead = (lattice.row_lead, lattice.col_lead)

    def run(share: I64) -> None:
        _blocks(lattice.ecef, share, lead, asked, seg, ids, radius, out)

    spread(run, blocks(grid, (0, grid.shape[0]), (0, grid.shape[1])))


@kernel
def _at_group(xyz: F64, group: I64, seg: F64, ids: I64, radius: float, given: I64, near: I64, out: F64) -> None:
    """Count the things within the radius of each place of a group."""
    m, whole = _undecided(seg, ids, given, len(seg), ball_of_places(xyz, group), radius, near)
    for a in range(len(group)):
        p, last = group[a], -1
        out[p] = whole
        for b in range(m):
            k = near[b]
            if ids[k] != last and segment_d2(xyz[p, 0], xyz[p, 1], xyz[p, 2], seg, k) <= radius * radius:
                out[p] += 1
                last = ids[k]


def count_at_points(seg: F64, ids: I64, lon: npt.ArrayLike, lat: npt.ArrayLike, radius_km: float) -> F64:
    """Return how many ids have a segment within a radius of each place; see `count_on_grid`."""
    xyz = to_ecef(np.atleast_1d(np.asarray(lon, float)), np.atleast_1d(np.asarray(lat, float)))
    out, radius, given = np.empty(len(xyz)), chord_km(radius_km), np.arange(len(seg))

    def run(groups: list[I64]) -> None:
        near = np.empty(len(seg), np.int64)
        for group in groups:
            _at_group(xyz, group, seg, ids, radius, given, near, out)

    in_groups(run, xyz)
    return out
