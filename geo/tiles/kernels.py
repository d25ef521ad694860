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
from geo.lookup import UNKNOWN_VALUE
from geo.space.coding import UNKNOWN_CODE
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
BLOCK_SLOTS = 1024
"""Slots of which is kept what classes of code they hold: a quarter of a square of land, some hundredths of a tile."""
OTHER, NO_CLASS = np.uint16(62), np.uint16(63)
"""Classes of code: each of the lowest its own, as areas have, all others one, and unknown one."""
HALF, LOW = np.uint32(16), np.uint32(0xFFFF)
NO_CODE = np.uint16(UNKNOWN_CODE)
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
def _classes_in(codes: U16) -> np.uint64:
    """Most blocks lie above the low codes: for those the least and the highest code say it, in vector lanes."""
    least, highest = np.uint16(NO_CODE), np.uint16(0)
    for k in range(codes.size):
        least, highest = min(least, codes[k]), max(highest, codes[k])
    found = np.uint64(0)
    if least >= OTHER and highest < NO_CODE:
        return np.uint64(1) << np.uint64(OTHER)
    for k in range(codes.size):
        found |= np.uint64(1) << np.uint64(NO_CLASS if codes[k] == NO_CODE else min(codes[k], OTHER))
    return found


@kernel
def classes_of(plane: U16, blocks: I32, kept: U64) -> np.uint64:
    """Classes of code in some blocks of slots, a bit each; what a block has is found once and kept.

    Parameters
    ----------
    plane : uint16 (slots,)
    blocks : int32, numbers of blocks of `BLOCK_SLOTS` slots
    kept : uint64 (blocks,), 0 for those that were not looked at; written
    """
    found = np.uint64(0)
    for b in blocks:
        if kept[b] == 0:
            kept[b] = _classes_in(plane[b * BLOCK_SLOTS : min((b + 1) * BLOCK_SLOTS, plane.size)])
        found |= kept[b]
    return found


@kernel
def blocks_of(slots: I32) -> I32:
    """Return numbers of the blocks of slots that hold any of some slots, upwards."""
    last = 0
    for k in range(slots.size):
        last = max(last, slots[k])
    held = np.zeros(last // BLOCK_SLOTS + 1, np.uint8)
    for k in range(slots.size):
        held[slots[k] // BLOCK_SLOTS] = 1
    out, count = np.empty(held.size, np.int32), 0
    for b in range(held.size):
        if held[b]:
            out[count] = b
            count += 1
    return out[:count].copy()


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


def block_count(slots: int) -> int:
    """Blocks that so many slots make."""
    return (slots + BLOCK_SLOTS - 1) // BLOCK_SLOTS


def unknown_classes(table: U8) -> tuple[int, int]:
    """Classes of code of which a table leaves some unknown, and those of which it leaves all unknown, a bit each."""
    lacking = table == UNKNOWN_VALUE
    own = sum(1 << int(code) for code in np.flatnonzero(lacking[:OTHER]))
    own |= int(lacking[NO_CODE]) << int(NO_CLASS)
    others = lacking[OTHER:NO_CODE]
    return own | int(others.any()) << int(OTHER), own | int(others.all()) << int(OTHER)


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
    classes_of(plane, blocks_of(cells), np.zeros(1, np.uint64))
    overlay(np.zeros((1, 2), np.uint8), [1.0], limiting=True)
    unknown_shares(np.zeros((1, 2), np.uint8), [1.0])
    uncertainty_map(np.zeros((1, 2), np.uint8), WeightPrior.of([1.0]))
    paint(bytes_, np.zeros((2, 2), np.int32), 0, 0, np.zeros((2, 3), np.uint8))
