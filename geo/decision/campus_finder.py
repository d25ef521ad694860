"""The best campuses anywhere on a surface: compact areas of a needed number of cells, apart from each other.

The family that is searched is stated, so that "best" can be checked: every placement of every footprint of
`footprints(cells)`, all its cells suitable. A placement is worth its mean score less a charge for a long outline; the
best is taken, what lies too near to it is dropped, and so on. The answer equals that of trying all placements in order
of worth (ties: northern row, western column, footprint), which is what the tests do.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from geo.decision.codes import NO_SCORE, SCORE_STEPS, Scores
from geo.decision.footprints import Footprint, footprints
from geo.decision.jit import kernel
from geo.errors import InputError

Worths = npt.NDArray[np.int32]
Sums = npt.NDArray[np.int64]
Table = npt.NDArray[np.int64]

BARRED: Final = 1 << 32
"""Stands in the sums for a cell that cannot be built on: no sum of scores comes near it."""
NOTHING: Final = -(1 << 31) + 1
MOST_CELLS: Final = 100_000
"""Cells of one campus: `MOST_CELLS * SCORE_STEPS` must fit 31 bits."""


@dataclass(frozen=True)
class Campus:
    """One area found.

    Attributes
    ----------
    row, col : first row and column of its bounding box in the grid
    footprint : its shape
    mean_score : mean score of its cells, 0 to 100
    worth : mean score less the charge for its outline [points]
    """

    row: int
    col: int
    footprint: Footprint
    mean_score: float
    worth: float

    @property
    def cells(self) -> npt.NDArray[np.int64]:
        """Rows and columns (n, 2) of its cells in the grid."""
        return np.asarray(self.footprint.cells + np.array([self.row, self.col]), dtype=np.int64)

    @property
    def centre(self) -> tuple[float, float]:
        """Mean row and column of its cells; whole numbers are cell centres."""
        row, col = self.cells.mean(axis=0)
        return float(row), float(col)


def find_campuses(
    scores: Scores,
    cells: int,
    top: int,
    spacing_cells: float = 0.0,
    least_score: float = 0.0,
    least_compactness: float = 0.8,
    outline_charge: float = 10.0,
) -> list[Campus]:
    """Find the best campuses of a whole surface, best first; fewer than `top` where no more fit.

    Parameters
    ----------
    scores : uint16 (rows, columns)
        Score codes in hundredths of a point; 65535 where building is barred.
    cells : int
        Cells that a campus needs.
    spacing_cells : float
        Least distance between the bounding boxes of two campuses, in cells; 0 lets them touch.
    least_score : float
        Least score of every single cell, 0 to 100.
    least_compactness : float
        Least compactness of a footprint, 0 to 1: the shortest possible outline over its own.
    outline_charge : float
        Points that a footprint loses as its compactness goes from 1 to 0.
    """
    _check(scores, cells, top, spacing_cells, outline_charge)
    shapes = footprints(cells, least_compactness)
    table = np.array([shape.row() for shape in shapes], dtype=np.int64)
    charges = np.array([charge(shape, outline_charge) for shape in shapes], dtype=np.int64)
    sums = _summed(np.ascontiguousarray(scores), math.ceil(least_score * SCORE_STEPS / 100.0 - 1e-9))
    worth = np.full(scores.shape, NOTHING, np.int32)
    which = np.zeros(scores.shape, np.uint16)
    for index in range(len(shapes)):
        _try_everywhere(sums, table[index], charges[index], index, worth, which)
    taken = _pick(sums, table, charges, worth, which, top, spacing_cells)
    return [_campus(row, col, shapes[index], value, charges[index]) for row, col, index, value in taken.tolist()]


def charge(shape: Footprint, outline_charge: float) -> int:
    """What a footprint's outline costs, in hundredths of a point times cells, whole so that sums stay exact."""
    return round(outline_charge * SCORE_STEPS / 100.0 * len(shape.cells) * (1.0 - shape.compactness))


def _campus(row: int, col: int, shape: Footprint, value: int, charged: int) -> Campus:
    unit = len(shape.cells) * SCORE_STEPS / 100.0
    return Campus(row, col, shape, (value + int(charged)) / unit, value / unit)


def _check(scores: Scores, cells: int, top: int, spacing_cells: float, outline_charge: float) -> None:
    if scores.ndim != 2 or scores.dtype != np.uint16:
        raise InputError("scores are a grid of score codes", found=f"{scores.dtype} {scores.shape}", allowed="uint16")
    if not 1 <= cells <= MOST_CELLS:
        raise InputError("a campus cannot have so many cells", found=str(cells), allowed=f"1 to {MOST_CELLS}")
    if top < 1:
        raise InputError("at least one campus must be asked for", found=str(top), allowed="1 or more")
    if not (math.isfinite(spacing_cells) and spacing_cells >= 0):
        raise InputError("the spacing must not be negative", found=str(spacing_cells), allowed="0 or more")
    if not 0 <= outline_charge <= 100:
        raise InputError("the charge for the outline is in points", found=str(outline_charge), allowed="0 to 100")


@kernel
def _summed(scores: Scores, floor: int) -> Sums:
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
def _try_everywhere(sums: Sums, shape: Table, charged: int, index: int, worth: Worths, which: Scores) -> None:
    """Place one footprint at every anchor; keep it where it beats what is there."""
    height, width = shape[0], shape[1]
    b0, b1, b2, b3 = shape[2], shape[3], shape[4], shape[5]
    e0, e1, e2, e3 = shape[6], shape[7], shape[8], shape[9]
    count = sums.shape[1] - width
    for r in range(sums.shape[0] - height):
        north, south, upper, lower = sums[r + b0], sums[r + b2], sums[r + e0], sums[r + e2]
        best, chosen = worth[r], which[r]
        for c in range(count):
            total = south[c + b3] - north[c + b3] - south[c + b1] + north[c + b1]
            total += lower[c + e3] - upper[c + e3] - lower[c + e1] + upper[c + e1]
            value = np.int32(total - charged) if total < BARRED else np.int32(NOTHING)
            better = value > best[c]
            best[c] = value if better else best[c]
            chosen[c] = np.uint16(index) if better else chosen[c]


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
def _row_bests(worth: Worths, start: int, stop: int, bests: Worths) -> None:
    for r in range(start, stop):
        best = np.int32(NOTHING)
        for c in range(worth.shape[1]):
            best = max(best, worth[r, c])
        bests[r] = best


@kernel
def _pick(sums: Sums, table: Table, charges: Table, worth: Worths, which: Scores, top: int, spacing: float) -> Table:
    """Rows (row, column, footprint, worth) of the campuses, best first; near a new one, anchors are tried again."""
    rows, cols = worth.shape
    bests = np.empty(rows, np.int32)
    _row_bests(worth, 0, rows, bests)
    taken = np.zeros((top, 4), np.int64)
    reach = math.ceil(spacing)
    tallest, widest = table[:, 0].max(), table[:, 1].max()
    count = 0
    while count < top:
        r = int(np.argmax(bests))
        if bests[r] == NOTHING:
            break
        c = int(np.argmax(worth[r]))
        taken[count] = (r, c, np.int64(which[r, c]), np.int64(worth[r, c]))
        shape = table[which[r, c]]
        count += 1
        start, stop = max(0, r - reach - tallest), min(rows, r + shape[0] + reach + 1)
        for y in range(start, stop):
            for x in range(max(0, c - reach - widest), min(cols, c + shape[1] + reach + 1)):
                if worth[y, x] != NOTHING:
                    _try_again(sums, table, charges, taken, count, y, x, worth, which, spacing)
        _row_bests(worth, start, stop, bests)
    return taken[:count]


@kernel
def _try_again(
    sums: Sums,
    table: Table,
    charges: Table,
    taken: Table,
    count: int,
    y: int,
    x: int,
    worth: Worths,
    which: Scores,
    spacing: float,
) -> None:
    """The best footprint at an anchor that keeps its distance from all taken."""
    worth[y, x] = NOTHING
    for index in range(table.shape[0]):
        value = _worth(sums, table[index], charges[index], y, x)
        if value > worth[y, x] and _apart(taken, count, table, y, x, table[index], spacing):
            worth[y, x], which[y, x] = value, index
