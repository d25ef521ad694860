"""Which rows to compare and exchange so that any numbers end up in order."""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt


@cache
def sorting_network(count: int) -> npt.NDArray[np.int64]:
    """Compare-exchange pairs that sort `count` rows: Batcher's merge exchange (Knuth, TAOCP 3, algorithm 5.2.2 M)."""
    pairs: list[tuple[int, int]] = []
    top = 1 << max(count - 1, 0).bit_length() >> 1
    step = top
    while step > 0:
        reach, phase, gap = top, 0, step
        while True:
            pairs += [(i, i + gap) for i in range(count - gap) if i & step == phase]
            if reach == step:
                break
            gap, reach, phase = reach - step, reach >> 1, step
        step >>= 1
    return np.array(pairs, dtype=np.int64).reshape(-1, 2)
