"""Stored codes of a field: physical units to scaled 16-bit integers in one pass."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from geo.space.jit import bands, inlined, kernel, spread
from geo.space.land_cells import SIDE, LandCells

UNKNOWN_CODE = 65535
I32 = npt.NDArray[np.int32]
U16 = npt.NDArray[np.uint16]
U64 = npt.NDArray[np.uint64]
Plane = npt.NDArray[Any]
Span = tuple[int, int]
Limits = tuple[float, float, float]
ALL, UNKNOWN = np.uint64(0xFFFFFFFFFFFFFFFF), np.float64(UNKNOWN_CODE)


@inlined
def _code(value: float, low: float, high: float, scale: float) -> int:
    inside = value if value > low else low
    inside = inside if inside < high else high
    code = np.rint((inside - low) / scale)
    return int(np.uint16(np.int32(UNKNOWN if value != value else code)))


@kernel
def _encode(values: Plane, marks: U64, first: I32, rows: Span, limits: Limits, out: U16) -> None:
    """Code some rows. All 64 cells of a run are coded in vector lanes; of those, the land cells are kept."""
    (low, high, scale), cols, flat = limits, np.uint64(values.shape[1]), values.reshape(-1)
    codes, kept = np.empty(SIDE, np.uint16), np.empty(SIDE + 1, np.uint16)
    for row in range(rows[0], rows[1]):
        for strip in range(marks.shape[1]):
            bits, slot, left = marks[row, strip], np.uint64(first[row, strip]), np.uint64(strip * SIDE)
            if bits == 0:
                continue
            at, size = np.uint64(row) * cols + left, min(np.uint64(SIDE), cols - left)
            if bits == ALL:
                for k in range(size):
                    out[slot + k] = _code(np.float64(flat[at + k]), low, high, scale)
                continue
            for k in range(size):
                codes[k] = _code(np.float64(flat[at + k]), low, high, scale)
            count = np.uint64(0)
            for k in range(size):
                kept[count] = codes[k]
                count += (bits >> k) & np.uint64(1)
            for k in range(count):
                out[slot + k] = kept[k]


def encode_field(values: npt.ArrayLike, land: LandCells, low: float, high: float, scale: float) -> U16:
    """Codes `round((value - low) / scale)` of the land cells, values clipped to [low, high]; NaN becomes 65535.

    Parameters
    ----------
    values : (rows, columns) of the grid
    land : its land cells, whose order the codes (land.count,) have
    """
    array = np.asarray(values)
    array = np.ascontiguousarray(array if array.dtype in (np.float32, np.float64) else array.astype(np.float64))
    codes, limits = np.empty(land.count, np.uint16), (float(low), float(high), float(scale))
    marks, first = land.marks, land.first
    spread(lambda part: _encode(array, marks, first, (part.start, part.stop), limits, codes), bands(land.shape[0]))
    return codes


def passing(plane: U16) -> U16:
    """The same numbers through a mapping of their own: once it is let go, a whole plane read counts in no memory."""
    if not isinstance(plane, np.memmap) or plane.filename is None:
        return plane
    try:
        return np.memmap(plane.filename, plane.dtype, "r", plane.offset, plane.shape).view(np.ndarray)
    except OSError:
        return plane
