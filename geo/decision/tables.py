"""Look-up tables over chosen cells: one fused read of field codes, table and cell list."""

from __future__ import annotations

import itertools
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from geo.decision.codes import Bytes
from geo.decision.jit import kernel

Codes = NDArray[np.uint16]
Cells = NDArray[np.int32]


@kernel
def _look_up(table: Bytes, plane: Codes, cells: Cells, out: Bytes) -> None:
    for i in range(cells.size):
        out[i] = table[plane[cells[i]]]


@kernel
def _gather(plane: Codes, cells: Cells, out: Codes) -> None:
    for i in range(cells.size):
        out[i] = plane[cells[i]]


@kernel
def keep_better(best: Bytes, other: Bytes) -> None:
    """Keep the greater of two value codes, in place; an unknown one (255) takes no part."""
    for i in range(best.size):
        if other[i] != 255 and (best[i] == 255 or other[i] > best[i]):
            best[i] = other[i]


def look_up(table: Bytes, plane: Codes, cells: Cells, out: Bytes, workers: int = 1) -> None:
    """Fill `out[i] = table[plane[cells[i]]]`.

    Parameters
    ----------
    table : uint8 (65536,)
    plane : uint16, any shape
        Field codes of a whole region.
    cells : int32 (n,)
        Flat indices into the plane.
    out : uint8 (n,)
    workers : int
        Threads; the result does not depend on it.
    """
    flat = np.asarray(plane).reshape(-1)
    bounds = np.linspace(0, cells.size, workers + 1).astype(np.int64)
    parts = [slice(int(a), int(b)) for a, b in itertools.pairwise(bounds)]
    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(lambda part: _look_up(table, flat, cells[part], out[part]), parts))


def gather(plane: Codes, cells: Cells) -> Codes:
    """Field codes of chosen cells, uint16 (n,)."""
    out = np.empty(cells.size, np.uint16)
    _gather(np.asarray(plane).reshape(-1), cells, out)
    return out
