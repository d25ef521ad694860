"""Compiled loops of the tiles: pixels to cells, cells to codes, codes to palette entries."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from geo.decision.jit import kernel
from geo.decision.overlay import overlay, unknown_shares
from geo.decision.tables import gather
from geo.decision.uncertainty import uncertainty_map
from geo.decision.weight_prior import WeightPrior
from geo.space.land_cells import SIDE, slot_of
from geo.tiles.palette import BARRED, UNKNOWN

F64 = npt.NDArray[np.float64]
I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
U8 = npt.NDArray[np.uint8]
U16 = npt.NDArray[np.uint16]
U32 = npt.NDArray[np.uint32]
U64 = npt.NDArray[np.uint64]
LINE = 16
"""Cells of a tile that share a line of memory, about: 32 cells fill one, and pixels step by 1.2 to 2.4 of them."""
HALF, LOW = np.uint32(16), np.uint32(0xFFFF)
NOWHERE = np.uint32(0xFFFFFFFF)
"""What stands for no cell where cells are told by their row in the upper and their column in the lower half."""
HATCH = 8
"""Pixels between hatching lines, of which two are drawn; divides every tile size, so that lines run on."""


@kernel
def locate(down: F64, across: F64, row_nodes: F64, col_nodes: F64, rows: int, cols: int, cell: U32, span: I64) -> None:
    """Fill `cell` (pixel rows, pixel columns) with row * 65,536 + column of each pixel's cell, NOWHERE off the grid.

    Parameters
    ----------
    down, across : interpolation weights (pixel rows, nodes) and (nodes, pixel columns)
    row_nodes, col_nodes : fractional grid rows and columns at the nodes
    span : set to the first and last row, first and last column met; the last are -1 where none is
    """
    nodes, width = across.shape
    row, col = np.empty(width), np.empty(width)
    top, bottom, left, right = np.int32(rows), np.int32(-1), np.int32(cols), np.int32(-1)
    for i in range(down.shape[0]):
        row[:] = 0.0
        col[:] = 0.0
        for j in range(nodes):
            r, c = 0.0, 0.0
            for k in range(nodes):
                r += down[i, k] * row_nodes[k, j]
                c += down[i, k] * col_nodes[k, j]
            for p in range(width):
                row[p] += r * across[j, p]
                col[p] += c * across[j, p]
        for p in range(width):
            if 0.0 <= row[p] < rows and 0.0 <= col[p] < cols:
                a, b = np.int32(row[p]), np.int32(col[p])
                top, bottom, left, right = min(top, a), max(bottom, a), min(left, b), max(right, b)
                cell[i, p] = (np.uint32(a) << HALF) | np.uint32(b)
            else:
                cell[i, p] = NOWHERE
    span[0], span[1], span[2], span[3] = top, bottom, left, right


@kernel
def land_of_window(marks: U64, first: I32, cell: U32, span: I64, slots: I32, number: I32) -> int:
    """List the slots of the land cells that `span` frames, in the order in which they are stored; return how many.

    `number` is set to which of them lies under each pixel, -1 where none does.
    """
    top, left, width = span[0], span[2], span[3] - span[2] + 1
    listed = np.full((span[1] - top + 1, width), -1, np.int32)
    count = 0
    for head in range(top - top % SIDE, span[1] + 1, SIDE):
        for strip in range(left // SIDE, span[3] // SIDE + 1):
            for row in range(max(head, top), min(head + SIDE, span[1] + 1)):
                bits, slot = marks[row, strip], first[row, strip]
                for bit in range(SIDE):
                    if (bits >> np.uint64(bit)) & np.uint64(1):
                        col = strip * SIDE + bit - left
                        if 0 <= col < width:
                            listed[row - top, col] = count
                            slots[count] = slot
                            count += 1
                        slot += 1
    for i in range(cell.shape[0]):
        for p in range(cell.shape[1]):
            at = cell[i, p]
            number[i, p] = -1 if at == NOWHERE else listed[np.int64(at >> HALF) - top, np.int64(at & LOW) - left]
    return count


@kernel
def land_of_pixels(marks: U64, first: I32, cell: U32, slots: I32, number: I32) -> int:
    """List the slot of the land cell of every pixel that has one; return how many.

    `number` is set to which of them lies under each pixel, -1 where none does.
    """
    count = 0
    for i in range(cell.shape[0]):
        for p in range(cell.shape[1]):
            at, number[i, p] = cell[i, p], -1
            if at != NOWHERE:
                slot = slot_of(marks, first, at >> HALF, at & LOW)
                if slot >= 0:
                    slots[count], number[i, p] = slot, count
                    count += 1
    return count


@kernel
def translate(plane: U16, cells: I32, table: U8, out: U8) -> None:
    """Byte that a table gives for the code at each cell; a number without sign needs no check for one from the end.

    A tile asks every plane for some hundred rows of cells that lie far apart in memory. One cell in sixteen, about one
    of each line of memory, is read first: those reads wait together, the others find their line in the cache.
    """
    for k in range(0, cells.size, LINE):
        out[k] = table[plane[np.uint32(cells[k])]]
    for k in range(cells.size):
        out[k] = table[plane[np.uint32(cells[k])]]


@kernel
def fetch(plane: U16, cells: I32) -> int:
    """Bring the lines of memory of a tile's cells into the cache; see `translate`. The sum of what was read is of no
    use, but without it nothing would be read."""
    total = 0
    for k in range(0, cells.size, LINE):
        total += plane[np.uint32(cells[k])]
    return total


@kernel
def paint(ink: U8, number: I32, top: int, left: int, out: U8) -> None:
    """Write the palette entry of each pixel's cell into scanlines (rows, 1 + columns); marked ground is hatched."""
    for i in range(number.shape[0]):
        for p in range(number.shape[1]):
            k = number[i, p]
            if k >= 0:
                entry = ink[k]
                if entry in (BARRED, UNKNOWN) and (i + top + p + left) % HATCH < 2:
                    entry += np.uint8(1)
                out[i + top, 1 + p + left] = entry


def plain(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """A read-only flat view without its memory-map class, so that all planes share one compiled kernel."""
    view = np.asarray(array).view(np.ndarray).reshape(-1)
    view.flags.writeable = False
    return view


def warm() -> None:
    """Compile (or load) every kernel that a tile needs, so that the first tile does not wait for it."""
    cell, span, mesh = np.zeros((2, 2), np.uint32), np.array([2, -1, 2, -1], np.int64), np.ones((2, 2))
    locate(mesh, mesh, mesh, mesh, 2, 2, cell, span)
    marks, first, slots = np.zeros((2, 1), np.uint64), np.zeros((2, 1), np.int32), np.empty(4, np.int32)
    number = np.zeros((2, 2), np.int32)
    land_of_window(marks, first, cell, np.array([0, 1, 0, 1], np.int64), slots, number)
    land_of_pixels(marks, first, cell, slots, number)
    plane, cells, bytes_ = plain(np.zeros((2, 2), np.uint16)), np.zeros(2, np.int32), np.zeros(2, np.uint8)
    translate(plane, cells, np.zeros(65536, np.uint8), bytes_)
    fetch(plane, cells)
    gather(plane, cells)
    overlay(np.zeros((1, 2), np.uint8), [1.0], limiting=True)
    unknown_shares(np.zeros((1, 2), np.uint8), [1.0])
    uncertainty_map(np.zeros((1, 2), np.uint8), WeightPrior.of([1.0]))
    paint(bytes_, np.zeros((2, 2), np.int32), 0, 0, np.zeros((2, 3), np.uint8))
