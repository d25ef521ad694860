"""Stored codes of a field: physical units to scaled 16-bit integers in one pass."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from geo.space.jit import bands, kernel, spread

UNKNOWN_CODE = 65535
U16 = npt.NDArray[np.uint16]
Numbers = npt.NDArray[Any]
Limits = tuple[float, float, float]
UNKNOWN = np.float64(UNKNOWN_CODE)
_PART = 1 << 20


@kernel
def _encode(values: Numbers, limits: Limits, out: U16) -> None:
    low, high, scale = limits
    for k in range(values.size):
        value = np.float64(values[k])
        inside = value if value > low else low
        inside = inside if inside < high else high
        code = np.rint((inside - low) / scale)
        out[k] = np.uint16(np.int32(UNKNOWN if value != value else code))


def encode_field(values: npt.ArrayLike, low: float, high: float, scale: float) -> U16:
    """Codes `round((value - low) / scale)` of numbers (n,), values clipped to [low, high]; NaN becomes 65535."""
    array = np.asarray(values)
    array = np.ascontiguousarray(array if array.dtype in (np.float32, np.float64) else array.astype(np.float64))
    codes, limits = np.empty(array.shape, np.uint16), (float(low), float(high), float(scale))
    spread(lambda part: _encode(array[part], limits, codes[part]), bands(array.size, _PART))
    return codes


def passing(plane: U16) -> U16:
    """The same numbers through a mapping of their own: once it is let go, a whole plane read counts in no memory."""
    if not isinstance(plane, np.memmap) or plane.filename is None:
        return plane
    try:
        return np.memmap(plane.filename, plane.dtype, "r", plane.offset, plane.shape).view(np.ndarray)
    except OSError:
        return plane
