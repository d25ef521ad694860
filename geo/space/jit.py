"""Compiling kernels and sharing work between threads, in one place so that every kernel is built the same way.

Kernels run without the interpreter lock, keep IEEE arithmetic (no fastmath: a tile must equal the whole bit for bit)
and are spread over plain Python threads, so that they may be called from several threads of a web server at once.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar, cast

from geo.machine_code import Kernel

F = TypeVar("F", bound=Callable[..., object])
T = TypeVar("T")


def kernel(function: F) -> F:
    """Compile on the first call: kept on disk, no interpreter lock, IEEE arithmetic (x / 0 is infinite), no bounds
    checks."""
    return cast(F, Kernel(function, cache=True, nogil=True, boundscheck=False, error_model="numpy"))


def bare(function: F) -> F:
    """Compile a small kernel that makes no array, without counting references to those it is given.

    Counting takes two locked instructions an array and call, more than the work of a kernel for a few cells.
    """
    return cast(F, Kernel(function, cache=True, nogil=True, boundscheck=False, error_model="numpy", _nrt=False))


def inlined(function: F) -> F:
    """Compile a small function into every kernel that calls it."""
    return cast(F, Kernel(function, inline="always", boundscheck=False, error_model="numpy"))


def thread_count() -> int:
    """Return how many threads kernels share: the processors this process may use."""
    return max(1, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else (os.cpu_count() or 1))


def spread(task: Callable[[T], None], parts: Iterable[T]) -> None:
    """Run `task` over independent parts on all processors; the first error raised by a part is raised here."""
    parts = list(parts)
    threads = min(thread_count(), len(parts))
    if threads <= 1:
        for part in parts:
            task(part)
        return
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(task, parts))


def bands(rows: int, of: int = 256) -> list[slice]:
    """Return slices of some rows each that cover all of them: parts for `spread`."""
    return [slice(top, min(top + of, rows)) for top in range(0, rows, of)]
