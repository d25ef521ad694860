"""Compiled OWA of the map: values sorted in vector lanes, then weighed in vector lanes, in whole numbers.

Sums of whole numbers are exact, so it is of no account in which order equal values are met, or whether they are met one
by one: criteria that have one same value in all cells of a strip are counted as one, and the score is the same bit for
bit as without that. On real ground that is a third to a half of all criteria.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from geo.decision.codes import SCORE_STEPS, VALUE_STEPS, Bytes
from geo.decision.jit import kernel
from geo.decision.overlay_plan import HEIGHT, KNOT, Counts, Heights, Indices, Knots, Order, Singles, Words

STRIP: Final = 128
"""Cells that are sorted together: the keys of 66 criteria take 17 kB of a 32 kB L1 cache."""
UNIT: Final = SCORE_STEPS / VALUE_STEPS / HEIGHT


@kernel
def ordered(codes: Bytes, order: Order, size: int, total: Singles) -> None:
    """Score units of the weighted OWA: each value, from the best, times the rise of the curve over its weight."""
    keys, parts = np.empty((order.parts.size, STRIP), np.uint16), np.empty(order.parts.size, np.uint32)
    reached, knots = np.empty(STRIP, np.uint32), np.empty(STRIP, KNOT)
    height, units = np.empty(STRIP, np.int32), np.empty(STRIP, np.int32)
    for begin in range(0, size, STRIP):
        cells = min(STRIP, size - begin)
        count = make_keys(codes, order.parts, begin, cells, keys, parts)
        sort(keys, order.network, count, cells)
        reached[:] = 0
        height[:] = 0
        units[:] = 0
        for rank in range(count):
            climb(keys, rank, parts, order.curve, order.shift, cells, reached, knots)
            weigh(keys, rank, order.shift, cells, reached, knots, height, units)
        for c in range(cells):
            total[np.uint64(begin) + np.uint64(c)] = np.float32(units[c]) * np.float32(UNIT) + np.float32(0.5)


@kernel
def make_keys(codes: Bytes, shares: Counts, begin: int, cells: int, keys: Words, parts: Counts) -> int:
    """Write keys, value code before number, and the weight behind each number; return how many numbers there are."""
    count = 0
    number = np.full(VALUE_STEPS + 1, -1, np.int64)
    for j in range(shares.size):
        low, high = np.uint8(VALUE_STEPS), np.uint8(0)
        for c in range(cells):
            code = codes[j, np.uint64(begin) + np.uint64(c)]
            low, high = min(low, code), max(high, code)
        if low == high and number[low] >= 0:
            parts[number[low]] += shares[j]
            continue
        if low == high:
            number[low] = count
        for c in range(cells):
            keys[count, c] = np.uint16(codes[j, np.uint64(begin) + np.uint64(c)]) << np.uint16(8) | np.uint16(count)
        parts[count] = shares[j]
        count += 1
    return count


@kernel
def sort(keys: Words, network: Indices, count: int, cells: int) -> None:
    """Sort the first rows, largest on top. A network for more rows does: those below would hold nothing larger."""
    for pair in range(network.shape[0]):
        upper, lower = network[pair, 0], network[pair, 1]
        if lower < count:
            for c in range(cells):
                a, b = keys[upper, c], keys[lower, c]
                keys[upper, c] = max(a, b)
                keys[lower, c] = min(a, b)


@kernel
def climb(
    keys: Words, rank: int, parts: Counts, curve: Knots, shift: int, cells: int, reached: Counts, knots: Knots
) -> None:
    """Go along the curve by the weight of the values of one rank, and keep the last knot before each place. Looking up
    is not for vector lanes, so nothing else is done here."""
    step = np.uint32(shift)
    for c in range(cells):
        place = np.uint32(reached[c] + parts[keys[rank, c] & np.uint16(255)])
        reached[c] = place
        knots[c] = curve[place >> step]


@kernel
def weigh(
    keys: Words, rank: int, shift: int, cells: int, reached: Counts, knots: Knots, height: Heights, units: Heights
) -> None:
    """Add the values of one rank, times the rise of the curve since the rank before."""
    below = np.uint32((1 << shift) - 1)
    for c in range(cells):
        rise = np.float32(np.int32(reached[c] & below)) * knots[c].slope
        here = np.int32(knots[c].height + np.int32(rise + np.float32(0.5)))
        units[c] += np.int32(here - height[c]) * np.int32(keys[rank, c] >> np.uint16(8))
        height[c] = here
