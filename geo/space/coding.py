"""Stored codes of a field: physical units to scaled 16-bit integers in one pass."""

from __future__ import annotations

import itertools
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import numpy.typing as npt

from geo.space.jit import kernel, thread_count

UNKNOWN_CODE = 65535
I32 = npt.NDArray[np.int32]
U16 = npt.NDArray[np.uint16]


@kernel
def _encode(values: npt.NDArray[Any], cells: I32, low: float, high: float, scale: float, out: U16) -> None:
    for i in range(cells.size):
        value = np.float64(values[cells[i]])
        if value != value:
            out[i] = UNKNOWN_CODE
        else:
            out[i] = np.uint16(np.rint((min(max(value, low), high) - low) / scale))


def encode_field(values: npt.ArrayLike, cells: I32, low: float, high: float, scale: float) -> U16:
    """Codes `round((value - low) / scale)` of values clipped to [low, high]; NaN becomes 65535.

    Parameters
    ----------
    values : any shape
    cells : int32 (n,)
        Flat indices of the values whose codes are wanted, (n,).
    """
    array = np.asarray(values)
    array = np.ascontiguousarray(array if array.dtype in (np.float32, np.float64) else array.astype(np.float64))
    codes, flat, limits = np.empty(cells.size, np.uint16), array.reshape(-1), (float(low), float(high), float(scale))
    bounds = np.linspace(0, cells.size, thread_count() + 1).astype(int)
    parts = [slice(a, b) for a, b in itertools.pairwise(bounds)]
    with ThreadPoolExecutor(len(parts)) as pool:
        list(pool.map(lambda part: _encode(flat, cells[part], *limits, codes[part]), parts))
    return codes


def passing(plane: U16) -> U16:
    """The same numbers through a mapping of their own: once it is let go, a whole plane read counts in no memory."""
    if not isinstance(plane, np.memmap) or plane.filename is None:
        return plane
    try:
        return np.memmap(plane.filename, plane.dtype, "r", plane.offset, plane.shape).view(np.ndarray)
    except OSError:
        return plane
