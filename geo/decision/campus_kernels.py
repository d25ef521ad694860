"""Compiled parts of the campus finder: bounds by tile, placements tried in a tile, the pick.

A tile is a square of anchors (north-western corners of footprints). No placement of a tile can be worth more than its
best cell that many times over, less the smallest charge. So tiles are tried best bound first and most are never tried:
the answer is that of trying all, whatever the bounds.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
import numpy.typing as npt

from geo.decision.codes import NO_SCORE, Scores
from geo.decision.jit import kernel

Sums = npt.NDArray[np.int64]
Table = npt.NDArray[np.int64]

BARRED: Final = 1 << 32
"""Stands in the sums for a cell that cannot be built on: no sum of scores comes near it."""
NOTHING: Final = -(1 << 62)


@kernel
def summed(scores: Scores, floor: int) -> Sums:
    """Sums (rows + 1, columns + 1) over everything north-west of a corner."""
    rows, cols = scores.shape
    out = np.zeros((rows + 1, cols + 1), np.int64)
    for r in range(rows):
        running = np.int64(0)
        for c in range(cols):
            code = np.int64(scores[r, c])
            running += BARRED if code == NO_SCORE or code < floor else code
            out[r + 1, c + 1] = out[r, c + 1] + running
    return out


@kernel
def best_cells(scores: Scores, floor: int, tile: int) -> Table:
    """Best usable code of every tile's own cells, -1 where none is usable."""
    rows, cols = scores.shape
    out = np.full((-(-rows // tile), -(-cols // tile)), -1, np.int64)
    for r in range(rows):
        for block in range(out.shape[1]):
            best = np.int32(-1)
            for c in range(block * tile, min(cols, (block + 1) * tile)):
                code = np.int32(scores[r, c])
                best = max(best, np.int32(-1) if code == NO_SCORE or code < floor else code)
            out[r // tile, block] = max(out[r // tile, block], np.int64(best))
    return out


@kernel
def bounds(best: Table, tile: int, table: Table, cells: int, least_charge: int) -> Table:
    """What a placement anchored in each tile is worth at most; NOTHING where no cell of its reach is usable."""
    down = -(-(table[:, 0].max() - 1) // tile)
    across = -(-(table[:, 1].max() - 1) // tile)
    out = np.empty(best.shape, np.int64)
    for i in range(best.shape[0]):
        for j in range(best.shape[1]):
            most = best[i : i + down + 1, j : j + across + 1].max()
            out[i, j] = NOTHING if most < 0 else most * cells - least_charge
    return out


@kernel
def _worth(sums: Sums, shape: Table, charged: int, r: int, c: int) -> int:
    """Worth of one placement, or NOTHING."""
    if r + shape[0] >= sums.shape[0] or c + shape[1] >= sums.shape[1]:
        return NOTHING
    total = np.int64(0)
    for first in (2, 6):
        north, west, south, east = shape[first], shape[first + 1], shape[first + 2], shape[first + 3]
        total += sums[r + south, c + east] - sums[r + north, c + east]
        total += sums[r + north, c + west] - sums[r + south, c + west]
    return NOTHING if total >= BARRED else int(total - charged)


@kernel
def _apart(taken: Table, count: int, table: Table, r: int, c: int, shape: Table, spacing: float) -> bool:
    """Whether a placement keeps its distance from everything taken so far."""
    for i in range(count):
        other = table[taken[i, 2]]
        down = max(taken[i, 0] - (r + shape[0]), r - (taken[i, 0] + other[0]))
        across = max(taken[i, 1] - (c + shape[1]), c - (taken[i, 1] + other[1]))
        if down < 0 and across < 0:
            return False
        gap_down, gap_across = max(down, 0), max(across, 0)
        if gap_down * gap_down + gap_across * gap_across < spacing * spacing:
            return False
    return True


@kernel
def _try_freely(sums: Sums, table: Table, charges: Table, top: int, left: int, tile: int, out: Table) -> None:
    """Best placement (row, column, footprint, worth) anchored in a tile that nothing taken comes near."""
    stop, edge = min(top + tile, sums.shape[0] - 1), min(left + tile, sums.shape[1] - 1)
    best = np.full((stop - top, edge - left), NOTHING, np.int64)
    which = np.zeros(best.shape, np.int64)
    for index in range(table.shape[0]):
        shape = table[index]
        b0, b1, b2, b3 = shape[2], shape[3], shape[4], shape[5]
        e0, e1, e2, e3 = shape[6], shape[7], shape[8], shape[9]
        charged = charges[index]
        count = min(edge, sums.shape[1] - shape[1]) - left
        for r in range(top, min(stop, sums.shape[0] - shape[0])):
            north, south, upper, lower = sums[r + b0], sums[r + b2], sums[r + e0], sums[r + e2]
            row, chosen = best[r - top], which[r - top]
            for c in range(count):
                x = left + c
                total = south[x + b3] - north[x + b3] - south[x + b1] + north[x + b1]
                total += lower[x + e3] - upper[x + e3] - lower[x + e1] + upper[x + e1]
                value = total - charged if total < BARRED else np.int64(NOTHING)
                better = value > row[c]
                row[c] = value if better else row[c]
                chosen[c] = index if better else chosen[c]
    out[3] = NOTHING
    for r in range(best.shape[0]):
        for c in range(best.shape[1]):
            if best[r, c] > out[3]:
                out[0], out[1], out[2], out[3] = top + r, left + c, which[r, c], best[r, c]


@kernel
def _try_apart(
    sums: Sums,
    table: Table,
    charges: Table,
    taken: Table,
    count: int,
    top: int,
    left: int,
    tile: int,
    spacing: float,
    out: Table,
) -> None:
    """The same where something taken is near: only placements that keep their distance count."""
    out[3] = NOTHING
    for r in range(top, min(top + tile, sums.shape[0] - 1)):
        for c in range(left, min(left + tile, sums.shape[1] - 1)):
            for index in range(table.shape[0]):
                value = _worth(sums, table[index], charges[index], r, c)
                if value > out[3] and _apart(taken, count, table, r, c, table[index], spacing):
                    out[0], out[1], out[2], out[3] = r, c, index, value


@kernel
def _near(taken: Table, count: int, table: Table, top: int, left: int, tile: int, reach: int) -> bool:
    """Whether anything taken can bar a placement anchored in a tile."""
    tallest, widest = table[:, 0].max(), table[:, 1].max()
    for i in range(count):
        other = table[taken[i, 2]]
        clear = taken[i, 0] + other[0] + reach < top or top + tile + tallest + reach < taken[i, 0]
        if not (clear or taken[i, 1] + other[1] + reach < left or left + tile + widest + reach < taken[i, 1]):
            return True
    return False


@kernel
def _first_of(bound: Table, tried: npt.NDArray[np.bool_], found: Table, i: int, tile: int) -> int:
    """Of the tiles of a row with its greatest bound the one whose placement is, or may be, first in reading order."""
    at, row, col = -1, np.int64(0), np.int64(0)
    most = bound[i].max()
    for j in range(bound.shape[1]):
        if bound[i, j] == most:
            r, c = (found[i, j, 0], found[i, j, 1]) if tried[i, j] else (np.int64(i * tile), np.int64(j * tile))
            if at < 0 or r < row or (r == row and c < col):
                at, row, col = j, r, c
    return at


@kernel
def pick(sums: Sums, table: Table, charges: Table, bound: Table, tile: int, top: int, spacing: float) -> Table:
    """Rows (row, column, footprint, worth) of the campuses, best first. `bound` is used up."""
    reach = math.ceil(spacing)
    tried = np.zeros(bound.shape, np.bool_)
    found = np.zeros((bound.shape[0], bound.shape[1], 4), np.int64)
    most = np.array([bound[i].max() for i in range(bound.shape[0])])
    taken = np.zeros((top, 4), np.int64)
    count = 0
    while count < top:
        i = int(np.argmax(most))
        if most[i] == NOTHING:
            break
        j = _first_of(bound, tried, found, i, tile)
        if tried[i, j]:
            taken[count] = found[i, j]
            count += 1
            _reopen(taken[count - 1 : count], table, tried, tile, reach)
            continue
        if _near(taken, count, table, i * tile, j * tile, tile, reach):
            _try_apart(sums, table, charges, taken, count, i * tile, j * tile, tile, spacing, found[i, j])
        else:
            _try_freely(sums, table, charges, i * tile, j * tile, tile, found[i, j])
        tried[i, j], bound[i, j] = True, found[i, j, 3]
        most[i] = bound[i].max()
    return taken[:count]


@kernel
def _reopen(last: Table, table: Table, tried: npt.NDArray[np.bool_], tile: int, reach: int) -> None:
    """Tiles that the last one taken comes near are to be tried again; what they held bounds what they hold."""
    for y in range(tried.shape[0]):
        for x in range(tried.shape[1]):
            if tried[y, x] and _near(last, 1, table, y * tile, x * tile, tile, reach):
                tried[y, x] = False
