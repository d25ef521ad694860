"""Footprints of a campus in whole cells: a block of full rows or columns, and what is left over along a side."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geo.errors import InputError

Rectangle = tuple[int, int, int, int]
"""First row, first column, row after the last, column after the last."""
EMPTY: Rectangle = (0, 0, 0, 0)


@dataclass(frozen=True)
class Footprint:
    """A shape of one or two rectangles within a bounding box of `height` x `width` cells."""

    height: int
    width: int
    block: Rectangle
    rest: Rectangle = EMPTY

    @property
    def cells(self) -> npt.NDArray[np.int64]:
        """Rows and columns (n, 2) of the cells, from the bounding box's north-western one."""
        found = [
            (row, col)
            for north, west, south, east in (self.block, self.rest)
            for row in range(north, south)
            for col in range(west, east)
        ]
        return np.array(sorted(found), dtype=np.int64)

    @property
    def perimeter(self) -> int:
        """Outline in cell edges: that of the bounding box, since the shape has no bay."""
        return 2 * (self.height + self.width)

    @property
    def compactness(self) -> float:
        """Shortest outline of as many cells (Harary and Harborth 1976: 2 ceil(2 sqrt n)) over this one, 0 to 1."""
        return shortest_outline(len(self.cells)) / self.perimeter

    def row(self) -> tuple[int, ...]:
        """The numbers that the kernels read."""
        return (self.height, self.width, *self.block, *self.rest)


def shortest_outline(cells: int) -> int:
    """Shortest outline [cell edges] of a connected shape of so many cells."""
    root = math.isqrt(4 * cells)
    return 2 * (root if root * root == 4 * cells else root + 1)


def footprints(cells: int, least_compactness: float = 0.8) -> tuple[Footprint, ...]:
    """Every footprint of exactly so many cells that is compact enough, the most compact first.

    For each width: as many full rows as fit, what is left over as part of one more row, north or south of them and
    flush west or east; and the same with columns.
    """
    if cells < 1 or not 0 <= least_compactness <= 1:
        raise InputError(
            "no such footprint", found=f"{cells} cells, compactness {least_compactness}", allowed="1 or more, 0 to 1"
        )
    made: dict[tuple[tuple[int, int], ...], Footprint] = {}
    for width in range(1, cells + 1):
        full, left = divmod(cells, width)
        if shortest_outline(cells) < least_compactness * 2 * (width + full + (left > 0)) - 1e-9:
            continue
        for shape in _of_width(width, full, left):
            for turned in (shape, _transposed(shape)):
                made.setdefault(tuple(map(tuple, turned.cells.tolist())), turned)
    return tuple(sorted(made.values(), key=lambda shape: (-shape.compactness, shape.row())))


def _of_width(width: int, full: int, left: int) -> list[Footprint]:
    if left == 0:
        return [Footprint(full, width, (0, 0, full, width))]
    height = full + 1
    found = []
    for north in (True, False):
        block = (1, 0, height, width) if north else (0, 0, full, width)
        row = 0 if north else full
        for west in (True, False):
            first = 0 if west else width - left
            found.append(Footprint(height, width, block, (row, first, row + 1, first + left)))
    return found


def _transposed(shape: Footprint) -> Footprint:
    def turn(r: Rectangle) -> Rectangle:
        return r[1], r[0], r[3], r[2]

    return Footprint(shape.width, shape.height, turn(shape.block), turn(shape.rest))
