"""Stored codes of a field: physical units to scaled 16-bit integers in one pass."""

from __future__ import annotations

import itertools
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import numpy.typing as npt

from geo.space.jit import kernel, thread_count

UNKNOWN_CODE = 65535


@kernel
def _encode(values: npt.NDArray[Any], low: float, high: float, scale: float, out: npt.NDArray[np.uint16]) -> None:
    for i in range(values.size):
        value = np.float64(values[i])
        if value != value:
            out[i] = UNKNOWN_CODE
        else:
            out[i] = np.uint16(np.rint((min(max(value, low), high) - low) / scale))


def encode_field(values: npt.ArrayLike, low: float, high: float, scale: float) -> npt.NDArray[np.uint16]:
    """Codes `round((value - low) / scale)` of values clipped to [low, high], of the same shape; NaN becomes 65535."""
    array = np.asarray(values)
    array = np.ascontiguousarray(array if array.dtype in (np.float32, np.float64) else array.astype(np.float64))
    codes, flat = np.empty(array.shape, np.uint16), array.reshape(-1)
    out = codes.reshape(-1)
    bounds = np.linspace(0, flat.size, thread_count() + 1).astype(int)
    parts = [slice(a, b) for a, b in itertools.pairwise(bounds)]
    with ThreadPoolExecutor(len(parts)) as pool:
        list(pool.map(lambda part: _encode(flat[part], float(low), float(high), float(scale), out[part]), parts))
    return codes


def passing(plane: npt.NDArray[np.uint16]) -> npt.NDArray[np.uint16]:
    """The same numbers through a mapping of their own: once it is let go, a whole plane read counts in no memory."""
    if not isinstance(plane, np.memmap) or plane.filename is None:
        return plane
    try:
        return np.memmap(plane.filename, plane.dtype, "r", plane.offset, plane.shape).view(np.ndarray)
    except OSError:
        return plane
