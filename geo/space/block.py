"""Results of a strip of lattice squares on their way into their slots: found square by square, written row by row.

A strip of up to 64 x 256 cells is filled first and then written in rows of 256, which are runs of slots. It is small
enough for a core's own memory.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from geo.space.asked import Asked, put
from geo.space.ellipsoid import F64, MEAN_RADIUS_KM, chord_km
from geo.space.jit import bare, inlined, kernel

I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
F32 = npt.NDArray[np.float32]
Block = tuple[int, int, int, int]
Lead = tuple[int, int]
SERIES_KM = 1500.0
_SERIES_D2 = chord_km(SERIES_KM) ** 2


@inlined
def block_of(share: I64, b: int) -> Block:
    """Return one of the blocks (n, 4) of a share."""
    return (share[b, 0], share[b, 1], share[b, 2], share[b, 3])


class Room(NamedTuple):
    """Scratch space: coordinates (6, 16, 16), squared chord and segment (16, 16) of the cells of a square, and the same
    as flat views; those of a quarter of 4 x 4 cells; the results of a strip."""

    cells: F64
    best: F64
    who: I64
    flat_cells: F64
    flat_best: F64
    flat_who: I64
    quarter: F64
    quarter_best: F64
    quarter_who: I64
    km: F32
    segment: I32


@kernel
def room_for(rows: int, cols: int) -> Room:
    """Return scratch space for a strip of cells."""
    cells, best, who = np.empty((6, 16, 16)), np.empty((16, 16)), np.empty((16, 16), np.int64)
    return Room(
        cells,
        best,
        who,
        cells.reshape(6, 256),
        best.reshape(256),
        who.reshape(256),
        np.empty((3, 16)),
        np.empty(16),
        np.empty(16, np.int64),
        np.empty((rows, cols), np.float32),
        np.empty((rows, cols), np.int32),
    )


@inlined
def series_km(d2: float) -> float:
    """Return the arc in km of a squared chord by the arcsine's series to the 15th power.

    Up to 1,500 km the next term is a share of 2e-17: exact to the last bit but one.
    """
    x = math.sqrt(d2) * (1 / (2 * MEAN_RADIUS_KM))
    y = x * x
    rest = 105 / 3456 + y * (945 / 42240 + y * (231 / 13312 + y * (143 / 10240)))
    tail = y * (1 / 6 + y * (3 / 40 + y * (15 / 336 + y * rest)))
    return float(2 * MEAN_RADIUS_KM * (x + x * tail))


@bare
def arcs(room: Room, i: int, j: int, cap_km: float, limit: float) -> None:
    """Turn the squared chords of a square into arcs in km, at its place (i, j) in the strip.

    Chords of `limit` (squared) and more get the cap. Up to 1,500 km the series serves, in vector lanes.
    """
    best, far = room.best, 0
    if cap_km > SERIES_KM:
        for c in range(256):
            far += room.flat_best[c] > _SERIES_D2
    for r in range(16):
        row = room.km[16 * i + r, 16 * j : 16 * j + 16]
        for c in range(16):
            km = min(cap_km, series_km(best[r, c]))
            row[c] = km if best[r, c] < limit else cap_km
        if far > 0:
            for c in range(16):
                if _SERIES_D2 < best[r, c] < limit:
                    sine = math.sqrt(best[r, c]) / (2 * MEAN_RADIUS_KM)
                    row[c] = min(cap_km, 2 * MEAN_RADIUS_KM * math.asin(min(sine, 1.0)))


@bare
def keep(room: Room, i: int, j: int) -> None:
    """Put what stands in `best` of a square into its place (i, j) in the strip."""
    for r in range(16):
        row = room.km[16 * i + r, 16 * j : 16 * j + 16]
        for c in range(16):
            row[c] = room.best[r, c]


@bare
def keep_none(room: Room, i: int, j: int, cap_km: float, told: bool) -> None:
    """Put the cap, and no segment where these are told, into the place (i, j) of a square that nothing reaches."""
    for r in range(16):
        row, index = room.km[16 * i + r, 16 * j : 16 * j + 16], room.segment[16 * i + r, 16 * j : 16 * j + 16]
        for c in range(16):
            row[c] = cap_km
        if told:
            for c in range(16):
                index[c] = -1


@bare
def keep_segments(room: Room, i: int, j: int) -> None:
    """Put the segments of the cells of a square into its place (i, j) in the strip."""
    for r in range(16):
        row = room.segment[16 * i + r, 16 * j : 16 * j + 16]
        for c in range(16):
            row[c] = room.who[r, c]


@bare
def write(asked: Asked, code: int, block: Block, lead: Lead, room: Room, out: F32, index: I32) -> None:
    """Write the cells of a strip that lie in the window and are of the code, where it is wanted (not empty)."""
    top, left = 16 * block[0] - lead[0], 16 * block[2] - lead[1]
    c0, c1 = max(left, 0), min(16 * block[3] - lead[1], asked.cols)
    for r in range(max(top, 0), min(16 * block[1] - lead[0], len(asked.marks))):
        if out.size:
            put(asked, r, c0, room.km[r - top, c0 - left : c1 - left], code, out)
        if index.size:
            put(asked, r, c0, room.segment[r - top, c0 - left : c1 - left], code, index)
