"""Places in groups of neighbours, so that a kernel leaves out far features once for a whole group."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from geo.space.cells import Ball
from geo.space.ellipsoid import F64, MEAN_RADIUS_KM
from geo.space.jit import kernel, spread

I64 = npt.NDArray[np.int64]
GROUP = 32
"""Places in a group, at most: few enough to lie close together, many enough to share one look at every feature."""
AT_A_TIME = 16
"""Groups that one run takes, so that what it sets up is made once for them."""
_BITS = 10


def neighbours(xyz: F64, code: I64) -> list[I64]:
    """Positions of places in groups: one code each, near each other along a curve through all of space.

    Parameters
    ----------
    xyz : numpy.ndarray
        (n, 3), km from the centre of the Earth.
    code : numpy.ndarray
        (n,) int64; places of different codes never share a group.
    """
    if len(xyz) == 0:
        return []
    steps = (np.nan_to_num(xyz) / (2.2 * MEAN_RADIUS_KM) + 0.5) * (1 << _BITS)
    cells = np.clip(steps, 0, (1 << _BITS) - 1).astype(np.int64)
    curve = _apart(cells[:, 0]) | _apart(cells[:, 1]) << 1 | _apart(cells[:, 2]) << 2
    order = np.lexsort((curve, code))
    first = np.flatnonzero(np.diff(code[order])) + 1
    parts = np.split(order, first)
    return [part[start : start + GROUP] for part in parts for start in range(0, part.size, GROUP)]


def in_groups(run: Callable[[list[I64]], None], xyz: F64, code: I64 | None = None) -> None:
    """Run over all groups of neighbours on all processors, some groups at a time, which share what a run sets up.

    Parameters are those of `neighbours`; without codes all places are of one.
    """
    groups = neighbours(xyz, np.zeros(len(xyz), np.int64) if code is None else code)
    spread(run, [groups[start : start + AT_A_TIME] for start in range(0, len(groups), AT_A_TIME)])


def _apart(cells: I64) -> I64:
    """Bits of small whole numbers, two zeros between each and the next (Morton 1966)."""
    out = np.zeros_like(cells)
    for bit in range(_BITS):
        out |= ((cells >> bit) & 1) << (3 * bit)
    return out


@kernel
def ball_of_places(xyz: F64, chosen: I64) -> Ball:
    """Return centre and radius (km) of a ball that holds the chosen places."""
    x, y, z = 0.0, 0.0, 0.0
    for a in range(len(chosen)):
        x, y, z = x + xyz[chosen[a], 0], y + xyz[chosen[a], 1], z + xyz[chosen[a], 2]
    x, y, z = x / len(chosen), y / len(chosen), z / len(chosen)
    r2 = 0.0
    for a in range(len(chosen)):
        p = chosen[a]
        r2 = max(r2, (xyz[p, 0] - x) ** 2 + (xyz[p, 1] - y) ** 2 + (xyz[p, 2] - z) ** 2)
    return x, y, z, math.sqrt(r2)
