"""Memory that comes and goes: what is freed is kept for the next array of its size."""

from __future__ import annotations

import ctypes

import numpy as np

_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8
"""Parameters of mallopt(3) of the GNU C library."""
PLANE_BYTES = 1 << 30
"""Above every array of a build."""
TILE_BYTES = 16 << 20
"""Above the value codes of all criteria under a tile of 512 pixels."""
_PIECE = 4 << 20


def keep_freed_memory(largest: int = PLANE_BYTES) -> None:
    """Let the C library hand freed arrays of up to `largest` bytes out again instead of giving them back to the system.

    The system clears every page that it gives: a tenth of the time of a build, a third of a tile with all criteria. The
    greatest amount of memory in use stays the same. Where the C library is not GNU's, nothing is changed.
    """
    tune = getattr(ctypes.CDLL(None), "mallopt", None)
    if tune is None:
        return
    tune(_ARENA_MAX, 1)
    tune(_MMAP_THRESHOLD, largest)
    tune(_TRIM_THRESHOLD, min(16 * largest, 2 * PLANE_BYTES - 1))


def at_hand(count: int) -> None:
    """Take so many bytes once and let them go, so that arrays which are kept later find cleared pages."""
    pieces = [np.ones(_PIECE, np.uint8) for _ in range(count // _PIECE)]
    del pieces
