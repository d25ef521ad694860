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

from geo.decision.campus_kernels import best_cells, bounds, pick, summed
from geo.decision.codes import SCORE_STEPS, Scores
from geo.decision.footprints import Footprint, footprints
from geo.errors import InputError

MOST_CELLS: Final = 100_000
"""Cells of one campus: `MOST_CELLS * SCORE_STEPS` must stay below what stands for a barred cell."""
TILE: Final = 12
"""Anchors a side of the tiles that are tried, or never tried, together."""


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
    tile: int = TILE,
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
    tile : int
        Anchors a side of what is tried together; it changes the time and nothing else.
    """
    _check(scores, cells, top, spacing_cells, outline_charge)
    if tile < 1:
        raise InputError("a tile has at least one anchor", found=str(tile), allowed="1 or more")
    shapes = footprints(cells, least_compactness)
    table = np.array([shape.row() for shape in shapes], dtype=np.int64)
    charges = np.array([charge(shape, outline_charge) for shape in shapes], dtype=np.int64)
    floor = math.ceil(least_score * SCORE_STEPS / 100.0 - 1e-9)
    codes = np.ascontiguousarray(scores)
    best = best_cells(codes, floor, tile)
    bound = bounds(best, tile, table, cells, int(charges.min()))
    taken = pick(summed(codes, floor), table, charges, bound, tile, top, float(spacing_cells))
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
