"""Rows of a large tile, filled by two threads: one of the request, one kept for it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from geo.space.jit import thread_count

SHARED = 1 << 20
"""Bytes to fill from which on two threads are worth their while."""
_HELPER = ThreadPoolExecutor(max(1, thread_count() - 1), thread_name_prefix="tile-helper")


def in_halves(fill: Callable[[range], None], rows: int, row_bytes: int) -> None:
    """Call `fill` with all row numbers, in two parts side by side where there is much to fill."""
    half = rows // 2 if rows * row_bytes >= SHARED else 0
    other = _helped(fill, range(half)) if half else None
    fill(range(half if other else 0, rows))
    if other is not None:
        other.result()


def _helped(fill: Callable[[range], None], rows: range) -> Future[None] | None:
    """Rows that the other thread fills; None where it takes no more, as the process is ending."""
    try:
        return _HELPER.submit(fill, rows)
    except RuntimeError:
        return None
