"""The land cells that a kernel is asked for: which they are, of what code, and how numbers get into their slots.

Measures give numbers of land cells alone, in the order in which fields are stored (`geo.space.land_cells`).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from geo.space.jit import bare, inlined, kernel
from geo.space.land_cells import SIDE, ones

I32 = npt.NDArray[np.int32]
U64 = npt.NDArray[np.uint64]
Marks = npt.NDArray[np.uint8]
Numbers = npt.NDArray[Any]
EVERY = -1
"""The code that stands for every land cell."""
_ONE, _ALL, _QUARTER = np.uint64(1), np.uint64(0xFFFFFFFFFFFFFFFF), np.uint64(15)


class Asked(NamedTuple):
    """Land cells of a grid as kernels take them.

    Parameters
    ----------
    marks, first : as in LandCells
    codes : int32, the code of the cell in every slot; empty where codes do not matter (each cell then has 1)
    cols : columns of the grid
    """

    marks: U64
    first: I32
    codes: I32
    cols: int


@inlined
def _lowest(n: int) -> np.uint64:
    return _ALL if n >= SIDE else (_ONE << np.uint64(n)) - _ONE


@bare
def put(asked: Asked, row: int, col: int, values: Numbers, code: int, out: Numbers) -> None:
    """Write the numbers of consecutive cells of a row, from `col`, into the slots of those that are of the code."""
    last = col + values.size
    for strip in range(col // SIDE, (last + SIDE - 1) // SIDE):
        bits, left = asked.marks[row, strip], strip * SIDE
        if bits == 0:
            continue
        low, high = max(col - left, 0), min(last - left, SIDE)
        slot = np.uint64(asked.first[row, strip] + ones(bits & _lowest(low)))
        bits, some = (bits >> np.uint64(low)) & _lowest(high - low), values[left + low - col : left + high - col]
        if bits == _lowest(high - low) and code < 0:
            for k in range(np.uint64(some.size)):
                out[slot + k] = some[k]
        elif bits == _lowest(high - low):
            for k in range(np.uint64(some.size)):
                out[slot + k] = some[k] if asked.codes[slot + k] == code else out[slot + k]
        else:
            for k in range(np.uint64(some.size)):
                if (bits >> k) & _ONE:
                    if code < 0 or asked.codes[slot] == code:
                        out[slot] = some[k]
                    slot += _ONE


@bare
def _of_code(asked: Asked, row: int, strip: int, code: int) -> np.uint64:
    """Return the bits of those 64 cells of a row that are of the code."""
    bits = np.uint64(asked.marks[row, strip])
    if code < 0 or bits == 0:
        return bits
    slot, found = np.uint64(asked.first[row, strip]), np.uint64(0)
    for k in range(np.uint64(SIDE)):
        if (bits >> k) & _ONE:
            found |= np.uint64(asked.codes[slot] == code) << k
            slot += _ONE
    return found


@kernel
def marked(asked: Asked, code: int, block: tuple[int, int, int, int], lead: tuple[int, int]) -> Marks:
    """Return 1 for every 4 x 4 cells of a block of lattice squares that hold a cell of this code."""
    i0, i1, j0, j1 = block
    marks = np.zeros((4 * (i1 - i0), 4 * (j1 - j0)), np.uint8)
    top, left = 16 * i0 - lead[0], 16 * j0 - lead[1]
    strips = range(max(left, 0) // SIDE, (min(16 * j1 - lead[1], asked.cols) + SIDE - 1) // SIDE)
    for r in range(max(top, 0), min(16 * i1 - lead[0], len(asked.marks))):
        line = marks[(r - top) // 4]
        for strip in strips:
            bits, at = _of_code(asked, r, strip, code), strip * SIDE - left
            if bits == 0:
                continue
            for n in range(max(at, 0) // 4, min((at + SIDE + 3) // 4, line.size)):
                first = 4 * n - at
                four = bits >> np.uint64(first) if first >= 0 else bits << np.uint64(-first)
                line[n] |= (four & _QUARTER) != 0
    return marks


@bare
def codes_of(asked: Asked, row: int, col: int, out: Numbers) -> None:
    """Write the codes of consecutive cells of a row, from `col`; 0 where a cell is no land or not on the grid."""
    out[:] = 0
    if not 0 <= row < len(asked.marks):
        return
    begin, end = max(col, 0), min(col + out.size, asked.cols)
    for strip in range(begin // SIDE, (end + SIDE - 1) // SIDE):
        bits, left = asked.marks[row, strip], strip * SIDE
        if bits == 0:
            continue
        low = max(begin - left, 0)
        slot = asked.first[row, strip] + ones(bits & _lowest(low))
        for k in range(low, min(end - left, SIDE)):
            if (bits >> np.uint64(k)) & _ONE:
                out[left + k - col] = asked.codes[slot] if asked.codes.size else 1
                slot += 1


@inlined
def is_asked(asked: Asked, row: int, col: int) -> bool:
    """Tell whether a cell of the grid is land."""
    return bool((asked.marks[row, col // SIDE] >> np.uint64(col % SIDE)) & _ONE)


@bare
def span_of(asked: Asked, row: int) -> tuple[int, int]:
    """Return the columns (first, past the last) that hold the land cells of a row, (0, 0) where it has none."""
    line = asked.marks[row]
    first, last = 0, line.size - 1
    while first < line.size and line[first] == 0:
        first += 1
    if first == line.size:
        return 0, 0
    while line[last] == 0:
        last -= 1
    begin, end = np.uint64(0), np.uint64(SIDE)
    while not (line[first] >> begin) & _ONE:
        begin += _ONE
    while not (line[last] >> (end - _ONE)) & _ONE:
        end -= _ONE
    return int(SIDE * first + np.int64(begin)), int(SIDE * last + np.int64(end))
