"""Results of one block of lattice squares on their way into the plane: found square by square, written row by row.

A plane is wide: writing 16 rows of 16 cells at a time touches a page of memory for each row, so a block of up to
256 x 256 cells is filled first and then written in rows of 256.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from geo.space.ellipsoid import F64, MEAN_RADIUS_KM
from geo.space.jit import bare, kernel

I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
F32 = npt.NDArray[np.float32]
Block = tuple[int, int, int, int]
Lead = tuple[int, int]
_SERIES_KM = 600.0


class Room(NamedTuple):
    """Scratch space: positions, squared chord and segment of the cells of a square; candidates; a block's results."""

    cells: F64
    best: F64
    who: I64
    kept: I64
    d2: F64
    km: F32
    segment: I32


@kernel
def arcs(best: F64, who: I64, cap_km: float) -> None:
    """Turn squared chords into arcs in km, the cap where nobody was found.

    Up to 600 km the arcsine is its series to the 11th power, exact to the last bit but one, in vector lanes.
    """
    far, chord = 0, np.sqrt(best)
    for c in range(256):
        x = chord[c] * (1 / (2 * MEAN_RADIUS_KM))
        y = x * x
        tail = y * (1 / 6 + y * (3 / 40 + y * (15 / 336 + y * (105 / 3456 + y * (945 / 42240)))))
        best[c] = 2 * MEAN_RADIUS_KM * (x + x * tail)
        far += best[c] > _SERIES_KM
    if cap_km > _SERIES_KM and far > 0:
        for c in range(256):
            if best[c] > _SERIES_KM:
                best[c] = 2 * MEAN_RADIUS_KM * math.asin(min(chord[c] / (2 * MEAN_RADIUS_KM), 1.0))
    for c in range(256):
        best[c] = cap_km if who[c] < 0 else min(cap_km, best[c])


@bare
def keep(room: Room, i: int, j: int) -> None:
    """Put the 256 cells of a square into its place (i, j) in the block, row by row."""
    for r in range(16):
        at = 64 * (r // 4) + 4 * (r % 4)
        km, index = room.km[16 * i + r, 16 * j : 16 * j + 16], room.segment[16 * i + r, 16 * j : 16 * j + 16]
        for c in range(16):
            km[c] = room.best[at + 16 * (c // 4) + c % 4]
            index[c] = room.who[at + 16 * (c // 4) + c % 4]


@bare
def write(codes: I32, code: int, block: Block, lead: Lead, room: Room, out: F32, index: I32) -> None:
    """Write the cells of a block that lie in the window and are of the code (-1: of any but 0)."""
    top, left = 16 * block[0] - lead[0], 16 * block[2] - lead[1]
    c0, c1 = max(left, 0), min(16 * block[3] - lead[1], codes.shape[1])
    for r in range(max(top, 0), min(16 * block[1] - lead[0], codes.shape[0])):
        row, into, km = codes[r, c0:c1], out[r, c0:c1], room.km[r - top, c0 - left :]
        for c in range(row.size):
            mine = row[c] == code or (code < 0 and row[c] != 0)
            into[c] = km[c] if mine else into[c]
        if index.size:
            told, who = index[r, c0:c1], room.segment[r - top, c0 - left :]
            for c in range(row.size):
                mine = row[c] == code or (code < 0 and row[c] != 0)
                told[c] = who[c] if mine else told[c]
