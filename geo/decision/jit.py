"""The one door to numba: compiled kernels that keep their type and let other threads run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar, cast

from geo.machine_code import Kernel

P = ParamSpec("P")
R = TypeVar("R")


def on_disk(compiled: Callable[..., object]) -> bool:
    """Whether machine code of a kernel, for its present source, is kept on disk.

    Parameters
    ----------
    compiled : what `kernel` gave
    """
    kept: Any = compiled
    return bool(kept.compiled._cache._cache_file._load_index())


def kernel(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a function on its first call, release the GIL inside it and keep the machine code on disk.

    No fast-math: a cell must score the same bit for bit in a tile, in the whole region and on any thread.
    """
    return cast(Callable[P, R], Kernel(function, nogil=True, cache=True, error_model="numpy"))
