"""Look-up tables over stored codes of a field: of all land cells, or of chosen ones."""

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
def _look_up(table: Bytes, codes: Codes, out: Bytes) -> None:
    for i in range(codes.size):
        out[i] = table[codes[i]]


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


def look_up(table: Bytes, codes: Codes, out: Bytes, workers: int = 1) -> None:
    """Fill `out[i] = table[codes[i]]`.

    Parameters
    ----------
    table : uint8 (65536,)
    codes : uint16 (n,)
        Stored codes of a field.
    out : uint8 (n,)
    workers : int
        Threads; the result does not depend on it.
    """
    flat = np.asarray(codes)
    bounds = np.linspace(0, flat.size, workers + 1).astype(np.int64)
    parts = [slice(int(a), int(b)) for a, b in itertools.pairwise(bounds)]
    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(lambda part: _look_up(table, flat[part], out[part]), parts))


def gather(plane: Codes, cells: Cells) -> Codes:
    """Codes in chosen slots of a stored field, uint16 (n,)."""
    out = np.empty(cells.size, np.uint16)
    _gather(np.asarray(plane).reshape(-1), cells, out)
    return out
