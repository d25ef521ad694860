"""Compiled block kernels of the map rules: criteria-major over blocks that stay in the first cache.

Every kernel works on one block of cells, `values[:, begin : begin + size]`; `run` walks a range of blocks and takes
criteria in groups, so that running values are touched once a group. A cell's score comes from its own bytes alone, in
the order of the criteria: tiles, whole regions and threads agree bit for bit.

A block is too short to make slices for (each counts its references, locked): kernels take whole arrays and count with
numbers without sign, which need no check for a place from the end and so stay in vector lanes.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from geo.decision.codes import NO_CRITERION, NO_SCORE, SCORE_STEPS, UNKNOWN, VALUE_STEPS, Bytes, Scores
from geo.decision.instructions import multiply_add, prefetch
from geo.decision.jit import kernel
from geo.decision.overlay_plan import GROUP, Counts, Indices, Plan, Rasters, Singles, Words
from geo.decision.overlay_rules import (
    closeness,
    first_smallest,
    largest_log_loss,
    largest_loss,
    multiply,
)
from geo.decision.owa_kernels import ordered

BLOCK: Final = 512
"""Cells per block: the codes of a group, and the running values, fit a 32 kB L1 cache with room to spare."""
LINE: Final = 64
"""Bytes that memory hands over at once."""
AHEAD: Final = 2 * BLOCK
"""How far before its use a byte is asked for: the time of some thousand instructions."""
RAISE: Final = SCORE_STEPS // VALUE_STEPS
"""Score units of one code step, exactly."""
WEIGHTED_SUM, GEOMETRIC, MINIMUM, OWA, TOPSIS = range(5)


@kernel
def run(values: Bytes, plan: Plan, rasters: Rasters, start: int, stop: int, histogram: Counts) -> None:
    """Score the cells start..stop."""
    rows, fill = plan.rows, np.uint8(plan.fill)
    named, shared = rasters.limiting.size > 0, rasters.share.size > 0
    codes = np.empty((rows.size, BLOCK), np.uint8)
    total, second = np.empty(BLOCK, np.float32), np.empty(BLOCK, np.float32)
    least, most, worst = np.empty(BLOCK, np.uint8), np.empty(BLOCK, np.uint8), np.empty(BLOCK, np.uint8)
    lacking, loss = np.empty(BLOCK, np.uint16), np.empty(BLOCK, np.uint16)
    for begin in range(start, stop, BLOCK):
        size = min(BLOCK, stop - begin)
        least[:] = UNKNOWN
        most[:] = 0
        total[:] = 0.5
        lacking[:] = 0
        for first in range(0, rows.size, GROUP):
            fetch(values, rows, first, begin + AHEAD)
            if plan.rule == MINIMUM or plan.strict:
                span(values, rows, first, begin, size, least, most)
            if plan.rule != MINIMUM or named:
                for j in range(first, first + GROUP):
                    load(values, rows[j], begin, size, fill, codes, j, least)
            if plan.rule == WEIGHTED_SUM:
                add_weighted(codes, plan.units, first, size, total)
            if shared:
                weigh_gaps(values, rows, plan.gap_units, first, begin, size, lacking)
        if plan.rule == GEOMETRIC:
            multiply(codes, plan, size, total)
        elif plan.rule == OWA:
            ordered(codes, plan, size, total)
        elif plan.rule == TOPSIS:
            closeness(codes, plan, size, total, second)
        settle(least, most, fill, plan.strict, rasters.excluded, begin, size)
        write_scores(total, least, plan.rule == MINIMUM, rasters.score, begin, size)
        if named:
            if plan.rule == MINIMUM:
                first_smallest(codes, plan, size, most, worst)
            elif plan.rule == GEOMETRIC:
                largest_log_loss(codes, plan, size, total, second, worst)
            else:
                largest_loss(codes, plan, size, loss, worst)
            write_limiting(worst, least, rasters.limiting, begin, size)
        if shared:
            write_share(lacking, plan.gap_units, rasters.share, begin, size)
        if histogram.size > 0:
            count_scores(rasters, begin, size, histogram)


@kernel
def fetch(values: Bytes, rows: Indices, first: int, begin: int) -> None:
    """Ask for a block of a group before it is read: while it comes, the present one is worked on."""
    for c in range(begin, min(begin + BLOCK, values.shape[1]), LINE):
        for j in range(first, first + GROUP):
            prefetch(values, rows[j], c)


@kernel
def span(values: Bytes, rows: Indices, first: int, begin: int, size: int, least: Bytes, most: Bytes) -> None:
    """Smallest and largest code so far: an unknown value is the largest, where all are unknown it is the smallest."""
    one, two, three, four = rows[first], rows[first + 1], rows[first + 2], rows[first + 3]
    for c in range(size):
        at = np.uint64(begin) + np.uint64(c)
        p, q, r, s = values[one, at], values[two, at], values[three, at], values[four, at]
        least[c] = min(least[c], min(min(p, q), min(r, s)))
        most[c] = max(most[c], max(max(p, q), max(r, s)))


@kernel
def load(values: Bytes, row: int, begin: int, size: int, fill: np.uint8, codes: Bytes, j: int, least: Bytes) -> None:
    """Copy one criterion with unknown values filled in, and keep the smallest code so far as `span` does.

    One by one: the more rows a loop writes, the longer the machine code looks whether they overlap before it starts.
    """
    for c in range(size):
        code = values[row, np.uint64(begin) + np.uint64(c)]
        least[c] = min(least[c], code)
        codes[j, c] = fill if code == UNKNOWN else code


@kernel
def add_weighted(codes: Bytes, units: Singles, first: int, size: int, total: Singles) -> None:
    """Add score units (hundredths of a point) of a group to the weighted sum."""
    one, two, three, four = units[first], units[first + 1], units[first + 2], units[first + 3]
    for c in range(size):
        part = multiply_add(one, np.float32(codes[first, c]), total[c])
        part = multiply_add(two, np.float32(codes[first + 1, c]), part)
        part = multiply_add(three, np.float32(codes[first + 2, c]), part)
        total[c] = multiply_add(four, np.float32(codes[first + 3, c]), part)


@kernel
def weigh_gaps(
    values: Bytes, rows: Indices, gap_units: Words, first: int, begin: int, size: int, lacking: Words
) -> None:
    """Add the weight of what is unknown in a group."""
    one, two, three, four = rows[first], rows[first + 1], rows[first + 2], rows[first + 3]
    a, b, d, e = gap_units[first], gap_units[first + 1], gap_units[first + 2], gap_units[first + 3]
    none = np.uint16(0)
    for c in range(size):
        at = np.uint64(begin) + np.uint64(c)
        left = (a if values[one, at] == UNKNOWN else none) + (b if values[two, at] == UNKNOWN else none)
        right = (d if values[three, at] == UNKNOWN else none) + (e if values[four, at] == UNKNOWN else none)
        lacking[c] += np.uint16(left + right)


@kernel
def settle(least: Bytes, most: Bytes, fill: np.uint8, strict: bool, excluded: Bytes, begin: int, size: int) -> None:
    """Make the smallest code the smallest value, with unknowns filled in; `UNKNOWN` where there is no score: barred,
    nothing known, or (strict) anything unknown."""
    void = np.uint8(UNKNOWN)
    for c in range(size):
        code, gap = least[c], most[c] == UNKNOWN
        filled = min(code, fill) if gap else code
        least[c] = void if (code == UNKNOWN) | (gap & strict) else filled
    if excluded.size > 0:
        for c in range(size):
            code = least[c]
            least[c] = void if excluded[np.uint64(begin) + np.uint64(c)] != 0 else code


@kernel
def write_scores(total: Singles, least: Bytes, smallest: bool, score: Scores, begin: int, size: int) -> None:
    """Score units, cut to hundredths (half of one is in the sum from the start), or those of the smallest value."""
    if smallest:
        for c in range(size):
            units = np.uint16(np.uint16(least[c]) * np.uint16(RAISE))
            score[np.uint64(begin) + np.uint64(c)] = np.uint16(NO_SCORE) if least[c] == UNKNOWN else units
    else:
        for c in range(size):
            units = np.uint16(np.int32(total[c]))
            score[np.uint64(begin) + np.uint64(c)] = np.uint16(NO_SCORE) if least[c] == UNKNOWN else units


@kernel
def write_limiting(worst: Bytes, least: Bytes, limiting: Bytes, begin: int, size: int) -> None:
    """Limiting criterion where there is a score."""
    for c in range(size):
        found = worst[c]
        limiting[np.uint64(begin) + np.uint64(c)] = np.uint8(NO_CRITERION) if least[c] == UNKNOWN else found


@kernel
def share_gaps(values: Bytes, rows: Indices, gap_units: Words, share: Bytes) -> None:
    """Percent of the weight on unknown values, and nothing else."""
    lacking = np.empty(BLOCK, np.uint16)
    for begin in range(0, share.size, BLOCK):
        size = min(BLOCK, share.size - begin)
        lacking[:] = 0
        for first in range(0, rows.size, GROUP):
            fetch(values, rows, first, begin + AHEAD)
            weigh_gaps(values, rows, gap_units, first, begin, size, lacking)
        write_share(lacking, gap_units, share, begin, size)


@kernel
def write_share(lacking: Words, gap_units: Words, share: Bytes, begin: int, size: int) -> None:
    """Percent of the weight that stands on unknown values, also where there is no score."""
    percent = np.float32(100.0 / gap_units.sum())
    for c in range(size):
        percents = np.float32(lacking[c]) * percent + np.float32(0.5)
        share[np.uint64(begin) + np.uint64(c)] = np.uint8(np.int32(percents))


@kernel
def count_scores(rasters: Rasters, begin: int, size: int, histogram: Counts) -> None:
    """Count the scores of the cells in the mask (of all cells where no mask is given)."""
    for c in range(begin, begin + size):
        if rasters.score[c] != NO_SCORE and (rasters.serviced.size == 0 or rasters.serviced[c] != 0):
            histogram[rasters.score[c]] += 1


@kernel
def tally(score: Scores, counts: Counts) -> None:
    """Add every score up to the last one counted; codes beyond it (no score) are left out."""
    for c in range(score.size):
        if score[c] < counts.size:
            counts[score[c]] += 1
