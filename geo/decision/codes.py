"""Byte codes: how values, scores and criterion indices are kept in rasters, and the way there and back."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from geo.decision.jit import kernel
from geo.errors import DataError

Bytes = npt.NDArray[np.uint8]
Scores = npt.NDArray[np.uint16]
Floats = npt.NDArray[np.float64]

VALUE_STEPS: Final = 250
"""A value of 1 as a code; one step is 0.4 points, far below what any criterion can tell apart."""
UNKNOWN: Final = 255
"""Value code of a value that is not known."""
SCORE_STEPS: Final = 10_000
"""A score of 1 as a code: hundredths of a point."""
NO_SCORE: Final = 65_535
"""Score code where building is barred, outside the region, or where nothing is known."""
NO_CRITERION: Final = 255
"""Criterion index where no criterion limits: no score, or nothing lost."""

WEIGHTED_SUM, GEOMETRIC, MINIMUM, OWA, TOPSIS = range(5)
"""Rules, where a kernel is told one by number."""


def encode(values: npt.ArrayLike) -> Bytes:
    """Values in [0, 1] as value codes, rounded half up; NaN becomes `UNKNOWN`.

    Raises
    ------
    DataError
        A value lies outside [0, 1] by more than 1e-6: a value function is broken.
    """
    raw = np.asarray(values)
    raw = np.ascontiguousarray(raw if raw.dtype in (np.float32, np.float64) else raw.astype(np.float64))
    codes = np.empty(raw.shape, np.uint8)
    if _encode(raw.reshape(-1), codes.reshape(-1)):
        found = f"{np.nanmin(raw)} to {np.nanmax(raw)}"
        raise DataError("a value function left its range", found=found, allowed="0 to 1, NaN for unknown")
    return codes


@kernel
def _encode(raw: npt.NDArray[Any], codes: Bytes) -> int:
    """Fill `codes`; return how many values lie outside [0, 1]."""
    outside = 0
    for i in range(raw.size):
        value = raw[i]
        code = np.int32(UNKNOWN)
        if value == value:
            outside += not -1e-6 <= value <= 1.0 + 1e-6
            code = np.int32(min(max(value, 0.0), 1.0) * VALUE_STEPS + 0.5)
        codes[i] = code
    return outside


def decode(codes: npt.ArrayLike) -> npt.NDArray[np.float32]:
    """Value codes as values in [0, 1]; `UNKNOWN` becomes NaN."""
    table = np.arange(256, dtype=np.float32) / VALUE_STEPS
    table[VALUE_STEPS + 1 :] = np.nan
    return np.asarray(table[np.asarray(codes, dtype=np.uint8)], dtype=np.float32)


def decode_scores(scores: npt.ArrayLike) -> npt.NDArray[np.float32]:
    """Score codes as points 0..100; `NO_SCORE` becomes NaN."""
    codes = np.asarray(scores, dtype=np.uint16)
    points = codes.astype(np.float32) / np.float32(SCORE_STEPS / 100)
    points[codes == NO_SCORE] = np.nan
    return points
