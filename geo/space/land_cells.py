"""The land cells of a grid in the order in which fields are stored, and the slot of each in that order.

Fields hold numbers for land alone. Their cells follow each other square by square (64 x 64 cells, row by row within
each), so that what lies together on the map lies together in memory: a tile reads a few runs of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from geo.space.jit import kernel

N = TypeVar("N", bound=np.generic)
Bool = npt.NDArray[np.bool_]
I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
U64 = npt.NDArray[np.uint64]
SIDE = 64
"""Cells along a side of a square: as many as a mark has bits."""
ALL = np.uint64(0xFFFFFFFFFFFFFFFF)
"""A mark of 64 cells that are all land."""
_ONE, _TWO, _FOUR, _TOP = (np.uint64(n) for n in (1, 2, 4, 56))
_PAIRS, _QUADS, _BYTES, _SUM = (
    np.uint64(n) for n in (0x5555555555555555, 0x3333333333333333, 0x0F0F0F0F0F0F0F0F, 0x0101010101010101)
)


@kernel
def ones(bits: np.uint64) -> int:
    """Count the bits that are set; compiled to one instruction where the processor has it."""
    pairs = bits - ((bits >> _ONE) & _PAIRS)
    quads = (pairs & _QUADS) + ((pairs >> _TWO) & _QUADS)
    return int((((quads + (quads >> _FOUR)) & _BYTES) * _SUM) >> _TOP)


@kernel
def _mark(land: Bool, marks: U64) -> None:
    for row in range(land.shape[0]):
        for strip in range(marks.shape[1]):
            left, bits = strip * SIDE, np.uint64(0)
            for col in range(left, min(left + SIDE, land.shape[1])):
                if land[row, col]:
                    bits |= _ONE << np.uint64(col - left)
            marks[row, strip] = bits


@kernel
def _number(marks: U64, first: I32) -> int:
    """Write the slot of the first land cell of every run; return how many land cells there are."""
    rows, strips = marks.shape
    count = 0
    for top in range(0, rows, SIDE):
        for strip in range(strips):
            for row in range(top, min(top + SIDE, rows)):
                first[row, strip] = count
                count += ones(marks[row, strip])
    return count


@kernel
def _list(marks: U64, first: I32, cols: int, cells: I32) -> None:
    for row in range(marks.shape[0]):
        for strip in range(marks.shape[1]):
            slot, bits = first[row, strip], marks[row, strip]
            for bit in range(SIDE):
                if (bits >> np.uint64(bit)) & _ONE:
                    cells[slot] = row * cols + strip * SIDE + bit
                    slot += 1


@kernel
def slot_of(marks: U64, first: I32, row: int, col: int) -> int:
    """Slot of a cell of the grid; -1 where it is no land."""
    strip, bit = col // SIDE, np.uint64(col % SIDE)
    bits = marks[row, strip]
    if not (bits >> bit) & _ONE:
        return -1
    return int(first[row, strip]) + ones(bits & ((_ONE << bit) - _ONE))


@kernel
def _slots(marks: U64, first: I32, cols: int, cells: I32, out: I32) -> None:
    for k in range(cells.size):
        out[k] = slot_of(marks, first, cells[k] // cols, cells[k] % cols) if cells[k] >= 0 else -1


@kernel
def _pick(plane: npt.NDArray[Any], marks: U64, first: I32, out: npt.NDArray[Any]) -> None:
    for row in range(marks.shape[0]):
        for strip in range(marks.shape[1]):
            bits, slot = marks[row, strip], np.uint64(first[row, strip])
            if bits == 0:
                continue
            line = plane[row, strip * SIDE : min(strip * SIDE + SIDE, plane.shape[1])]
            if bits == ALL:
                for k in range(np.uint64(SIDE)):
                    out[slot + k] = line[k]
            else:
                for k in range(np.uint64(line.size)):
                    if (bits >> k) & _ONE:
                        out[slot] = line[k]
                        slot += _ONE


@dataclass(frozen=True, eq=False)
class LandCells:
    """Which cells of a grid are land.

    Parameters
    ----------
    marks : numpy.ndarray
        uint64 (rows, strips): bit b of strip s says whether column 64 s + b of the row is land.
    shape : tuple
        Rows and columns of the grid.
    """

    marks: U64
    shape: tuple[int, int]

    @classmethod
    def of(cls, land: Bool) -> LandCells:
        """Take a raster (rows, columns) of True for land."""
        rows, cols = land.shape
        marks = np.empty((rows, -(-cols // SIDE)), np.uint64)
        _mark(np.ascontiguousarray(land), marks)
        return cls(marks, (rows, cols))

    @classmethod
    def every(cls, shape: tuple[int, int]) -> LandCells:
        """Take all cells of a grid for land."""
        return cls.of(np.ones(shape, np.bool_))

    @cached_property
    def _numbered(self) -> tuple[I32, int]:
        first = np.empty(self.marks.shape, np.int32)
        return first, _number(self.marks, first)

    @property
    def first(self) -> I32:
        """Slot of the first land cell of every 64 cells of a row, (rows, strips)."""
        return self._numbered[0]

    @property
    def count(self) -> int:
        """Land cells: the length of every stored field."""
        return self._numbered[1]

    @cached_property
    def cells(self) -> I32:
        """Flat index (row * columns + column) of the cell in every slot, (count,)."""
        cells = np.empty(self.count, np.int32)
        _list(self.marks, self.first, self.shape[1], cells)
        return cells

    def slots(self, cells: I32) -> I32:
        """Slot of cells given by flat index, of the same shape; -1 where one is no land or below 0."""
        out = np.empty(cells.shape, np.int32)
        _slots(self.marks, self.first, self.shape[1], np.ascontiguousarray(cells).reshape(-1), out.reshape(-1))
        return out

    def raster(self, stored: npt.NDArray[N], elsewhere: N) -> npt.NDArray[N]:
        """Numbers of the land cells (count,) on the whole grid (rows, columns), one number elsewhere."""
        whole = np.full(self.shape, elsewhere, stored.dtype)
        whole.reshape(-1)[self.cells] = stored
        return whole

    def pick(self, plane: npt.NDArray[N]) -> npt.NDArray[N]:
        """Numbers of the land cells (count,) out of those of the whole grid (rows, columns)."""
        picked: npt.NDArray[N] = np.empty(self.count, plane.dtype)
        _pick(plane, self.marks, self.first, picked)
        return picked

    @cached_property
    def _overviews(self) -> dict[int, tuple[LandCells, I32]]:
        return {}

    def overview(self, stride: int) -> tuple[LandCells, I32]:
        """Every `stride`-th cell in both directions, from the middle of the first square of so many: its land cells,
        and their slots here."""
        if stride not in self._overviews:
            rows, cols = (np.arange(stride // 2, size, stride, dtype=np.int32) for size in self.shape)
            slots = self.slots(rows[:, None] * np.int32(self.shape[1]) + cols)
            picked = LandCells.of(slots >= 0)
            self._overviews[stride] = (picked, np.ascontiguousarray(slots.reshape(-1)[picked.cells]))
        return self._overviews[stride]
