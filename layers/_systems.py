"""Synchronous systems: which are too small for a load, as several grid layers ask it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from geo.decision.criterion import FloatArray

SYSTEM = "substations.system"
LARGEST = "substations.largest_load_mw"
"""The field with the system of a place by code, and the fact with the largest load of each system [MW]."""


def too_small(codes: FloatArray, largest_mw: FloatArray, load_mw: float) -> NDArray[np.bool_]:
    """Whether a load is above the stated share of the peak of the system with each code; unknown ones are not."""
    known = np.isfinite(codes) & (codes >= 0) & (codes < len(largest_mw))
    loads = np.append(largest_mw, np.nan)[np.where(known, codes, len(largest_mw)).astype(int)]
    return np.asarray(loads < load_mw)
