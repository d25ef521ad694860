"""Exact nearest feature of every cell, block by block: far features are pruned, the few that can win are compared.

Blocks of 256, 64, 16 and 4 cells hand down the features whose least possible distance does not exceed the greatest
possible distance of the best one (and the cap). The minimum over what is left is the minimum over all, whatever the
window, because the comparison at a cell is the same operation on the same numbers; among equals the first feature wins.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from geo.space.asked import EVERY, Asked, marked
from geo.space.block import Block, Lead, Room, arcs, block_of, keep_none, keep_segments, room_for, write
from geo.space.cells import (
    Ball,
    Marks,
    any_mark,
    ball_of_nodes,
    ball_of_quarter,
    place,
    place_square,
)
from geo.space.ellipsoid import F64, arc_km, chord_km, to_ecef
from geo.space.grid import Grid
from geo.space.groups import ball_of_places, in_groups
from geo.space.jit import bare, inlined, kernel, spread
from geo.space.shapes import Segments

I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
F32 = npt.NDArray[np.float32]
Window = tuple[tuple[int, int], tuple[int, int]]
Cap = tuple[float, float]
_SLACK = 1e-9
_FEW = 2
_SHARES = 16
_ENDLESS = np.array([math.inf]).view(np.int64).item()


class Near(NamedTuple):
    """Segments that may be nearest: their rows of the table column by column, (7, n), for vector lanes, and which they
    are, (n,)."""

    seg: F64
    who: I64


@kernel
def _room(size: int) -> Near:
    return Near(np.empty((7, size)), np.empty(size, np.int64))


@inlined
def _take(given: Near, a: int, kept: Near, m: int) -> None:
    for i in range(7):
        kept.seg[i, m] = given.seg[i, a]
    kept.who[m] = given.who[a]


@inlined
def _d2(px: float, py: float, pz: float, vx: float, vy: float, vz: float, inverse: float) -> float:
    """Return the squared distance of a place from a segment, both counted from its start."""
    t = (px * vx + py * vy + pz * vz) * inverse
    t = 0.0 if t < 0.0 else t
    t = 1.0 if t > 1.0 else t
    px, py, pz = px - t * vx, py - t * vy, pz - t * vz
    return float(px * px + py * py + pz * pz)


@bare
def _prune(given: Near, n: int, ball: Ball, cap: float, kept: Near, d2: F64) -> int:
    """Keep the segments that may be nearest to some place in the ball and within the cap; return how many."""
    x, y, z, r = ball
    seg, away = given.seg, d2[:n]
    ax, ay, az, vx, vy, vz, inverse = seg[0], seg[1], seg[2], seg[3], seg[4], seg[5], seg[6]
    for a in range(away.size):
        away[a] = _d2(x - ax[a], y - ay[a], z - az[a], vx[a], vy[a], vz[a], inverse[a])
    least, order = _ENDLESS, away.view(np.int64)  # numbers from 0 are in the order of their bits
    for a in range(order.size):
        least = min(least, order[a])
    reach, m = min(math.sqrt(np.int64(least).view(np.float64)) + 2 * r, cap + r) + _SLACK, 0
    for a in range(away.size):
        if away[a] <= reach * reach:
            _take(given, a, kept, m)
            m += 1
    return m


@bare
def _compare(near: Near, n: int, cells: F64, best: F64, who: I64, told: bool) -> None:
    """Compare every segment with all cells; `who` is kept up only where it is to be told."""
    x, y, z, seg = cells[0], cells[1], cells[2], near.seg
    for a in range(n):
        k, inverse = near.who[a], seg[6, a]
        ax, ay, az, vx, vy, vz = seg[0, a], seg[1, a], seg[2, a], seg[3, a], seg[4, a], seg[5, a]
        if told:
            for c in range(best.size):
                d2 = _d2(x[c] - ax, y[c] - ay, z[c] - az, vx, vy, vz, inverse)
                nearer = d2 < best[c]
                best[c] = d2 if nearer else best[c]
                who[c] = k if nearer else who[c]
        elif inverse == 0.0:
            for c in range(best.size):
                px, py, pz = x[c] - ax, y[c] - ay, z[c] - az
                d2 = px * px + py * py + pz * pz
                best[c] = d2 if d2 < best[c] else best[c]
        else:
            for c in range(best.size):
                d2 = _d2(x[c] - ax, y[c] - ay, z[c] - az, vx, vy, vz, inverse)
                best[c] = d2 if d2 < best[c] else best[c]


@bare
def _square(
    nodes: F64, i: int, j: int, marks: Marks, near: Near, n: int, reach: float, room: Room, few: Near, d2: F64,
    told: bool,
) -> None:  # fmt: skip
    """Find the nearest segment of the 256 cells of one lattice square, 4 x 4 at a time where many may win."""
    for c in range(256):
        room.flat_best[c], room.flat_who[c] = reach * reach, -1
    if n <= _FEW:
        place_square(nodes, i, j, room.cells)
        _compare(near, n, room.flat_cells, room.flat_best, room.flat_who, told)
        return
    for part in range(16):
        row, col = part // 4, part % 4
        if not marks[row, col]:
            continue
        place(nodes, i, j, 4 * row, 4 * col, room.quarter)
        for c in range(16):
            room.quarter_best[c], room.quarter_who[c] = reach * reach, -1
        m = _prune(near, n, ball_of_quarter(room.quarter), reach, few, d2)
        _compare(few, m, room.quarter, room.quarter_best, room.quarter_who, told)
        for c in range(16):
            r, k = 4 * row + c // 4, 4 * col + c % 4
            room.best[r, k], room.who[r, k] = room.quarter_best[c], room.quarter_who[c]


@kernel
def _block(
    nodes: F64, block: Block, lead: Lead, asked: Asked, code: int, every: Near, cap: Cap, out: F32, index: I32
) -> None:
    """Measure the lattice squares of one block of up to 16 x 16 squares."""
    n, (i0, i1, j0, j1) = len(every.who), block
    marks = marked(asked, code, block, lead)
    if not marks.any():
        return
    near, d2 = _room(n), np.empty(n)
    n1 = _prune(every, n, ball_of_nodes(nodes, i0, i1, j0, j1), cap[1], near, d2)
    nearer, nearest, few = _room(n1), _room(n1), _room(n1)
    room, told, limit = room_for(64, 16 * (j1 - j0)), index.size > 0, cap[1] * cap[1]
    for bi in range(i0, i1, 4):
        ei = min(bi + 4, i1)
        for bj in range(j0, j1, 4):
            ej = min(bj + 4, j1)
            if not any_mark(marks, 4 * (bi - i0), 4 * (ei - i0), 4 * (bj - j0), 4 * (ej - j0)):
                continue
            n2 = _prune(near, n1, ball_of_nodes(nodes, bi, ei, bj, ej), cap[1], nearer, d2)
            for i in range(bi, ei):
                for j in range(bj, ej):
                    row, col = 4 * (i - i0), 4 * (j - j0)
                    if any_mark(marks, row, row + 4, col, col + 4):
                        n3 = _prune(nearer, n2, ball_of_nodes(nodes, i, i + 1, j, j + 1), cap[1], nearest, d2)
                        if n3 == 0:
                            keep_none(room, i - bi, j - j0, cap[0], told)
                            continue
                        some = marks[row : row + 4, col : col + 4]
                        _square(nodes, i, j, some, nearest, n3, cap[1], room, few, d2, told)
                        arcs(room, i - bi, j - j0, cap[0], limit)
                        if told:
                            keep_segments(room, i - bi, j - j0)
        write(asked, code, (bi, ei, j0, j1), lead, room, out, index)


@kernel
def _blocks(
    nodes: F64, share: I64, lead: Lead, asked: Asked, code: int, every: Near, cap: Cap, out: F32, index: I32
) -> None:
    for b in range(len(share)):
        _block(nodes, block_of(share, b), lead, asked, code, every, cap, out, index)


def _near(shapes: Segments) -> Near:
    """Return all segments, ready to be pruned."""
    return Near(np.ascontiguousarray(shapes.table.T), np.arange(len(shapes)))


def blocks(grid: Grid, rows: tuple[int, int], cols: tuple[int, int]) -> list[I64]:
    """Return the blocks of at most 16 x 16 lattice squares that cover rows and columns (first, past the last).

    They come in shares, (n, 4) each, of blocks from all over: a thread that takes a share goes on without the
    interpreter, for which others may keep it waiting.
    """
    lattice = grid.lattice()
    i0, i1 = (rows[0] + lattice.row_lead) // 16, (rows[1] - 1 + lattice.row_lead) // 16 + 1
    j0, j1 = (cols[0] + lattice.col_lead) // 16, (cols[1] - 1 + lattice.col_lead) // 16 + 1
    found = [(i, min(i + 16, i1), j, min(j + 16, j1)) for i in range(i0, i1, 16) for j in range(j0, j1, 16)]
    return [np.array(found[n::_SHARES]) for n in range(min(_SHARES, len(found)))]


def nearest_on_grid(
    shapes: Segments,
    grid: Grid,
    asked: Asked,
    cap_km: float,
    out: F32,
    index: I32 | None = None,
    *,
    code: int = EVERY,
    window: Window | None = None,
) -> None:
    """Write the distance to the nearest segment into the land cells of one code.

    Parameters
    ----------
    shapes : Segments
        May be empty: every cell of the code then gets the cap.
    grid : Grid
        Where the cells are.
    asked : Asked
        Land cells of the grid. Only those whose code equals `code` are written, or all of them.
    cap_km : float
        Greatest distance told apart, in km.
    out : numpy.ndarray
        float32 per land cell, km; empty where only the index is wanted.
    index : numpy.ndarray, optional
        int32 per land cell: position of the nearest segment in `shapes`, -1 beyond the cap.
    window : tuple, optional
        ((first row, past the last), (first column, past the last)) that hold all cells of the code.
    """
    lattice = grid.lattice()
    rows, cols = window or ((0, grid.shape[0]), (0, grid.shape[1]))
    who = np.empty(0, np.int32) if index is None else index
    cap, lead, every = (float(cap_km), chord_km(cap_km)), (lattice.row_lead, lattice.col_lead), _near(shapes)

    def run(share: I64) -> None:
        _blocks(lattice.ecef, share, lead, asked, code, every, cap, out, who)

    spread(run, blocks(grid, rows, cols))


@kernel
def _at_group(
    xyz: F64, group: I64, code: int, every: Near, seg_code: I64, reach: float, of_code: Near, near: Near, d2: F64,
    best: F64, who: I64,
) -> None:  # fmt: skip
    """Measure one group of places of one code against the segments of that code that may be nearest to any of them."""
    n = 0
    for k in range(len(seg_code)):
        if seg_code[k] == code:
            _take(every, k, of_code, n)
            n += 1
    m = _prune(of_code, n, ball_of_places(xyz, group), reach, near, d2)
    seg = near.seg
    for a in range(len(group)):
        p = group[a]
        best[p], who[p] = reach * reach, -1
        for b in range(m):
            px, py, pz = xyz[p, 0] - seg[0, b], xyz[p, 1] - seg[1, b], xyz[p, 2] - seg[2, b]
            away = _d2(px, py, pz, seg[3, b], seg[4, b], seg[5, b], seg[6, b])
            if away < best[p]:
                best[p], who[p] = away, near.who[b]


def nearest_at_points(
    shapes: Segments,
    lon: npt.ArrayLike,
    lat: npt.ArrayLike,
    cap_km: float,
    point_code: I64 | None = None,
    segment_code: I64 | None = None,
) -> tuple[I64, F64]:
    """Return the nearest segment of each place among those of its code (all, without codes) and its distance in km.

    Beyond the cap the segment is -1 and the distance the cap.
    """
    xyz = to_ecef(lon, lat)
    best, who = np.empty(len(xyz)), np.empty(len(xyz), np.int64)
    codes = np.zeros(len(xyz), np.int64) if point_code is None else point_code
    wanted = np.zeros(len(shapes), np.int64) if segment_code is None else segment_code

    reach, size, every = chord_km(cap_km), len(shapes), _near(shapes)

    def run(groups: list[I64]) -> None:
        of_code, near, d2 = _room(size), _room(size), np.empty(size)
        for group in groups:
            _at_group(xyz, group, int(codes[group[0]]), every, wanted, reach, of_code, near, d2, best, who)

    in_groups(run, xyz, codes)
    return who, np.where(who < 0, cap_km, np.minimum(arc_km(np.sqrt(best)), cap_km))
