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
from geo.decision.overlay_plan import GROUP, Beside, Counts, Indices, Order, Plan, Rasters, Singles, Words
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


@kernel
def run(
    values: Bytes,
    plan: Plan,
    units: Singles | None,
    logs: Singles | None,
    weights: Singles | None,
    order: Order | None,
    rasters: Rasters,
    beside: Beside | None,
    start: int,
    stop: int,
    histogram: Counts,
) -> None:
    """Score the cells start..stop by the rule whose needs are given (`Weighing`); see `run_minimum` for that rule."""
    rows, fill = plan.rows, np.uint8(plan.fill)
    codes = np.empty((rows.size, BLOCK), np.uint8)
    total, second = np.empty(BLOCK, np.float32), np.empty(BLOCK, np.float32)
    least, most, worst = np.empty(BLOCK, np.uint8), np.empty(BLOCK, np.uint8), np.empty(BLOCK, np.uint8)
    if beside is not None:
        lacking, loss = np.empty(BLOCK, np.uint16), np.empty(BLOCK, np.uint16)
    for begin in range(start, stop, BLOCK):
        size = min(BLOCK, stop - begin)
        least[:] = UNKNOWN
        most[:] = 0
        total[:] = 0.5
        if beside is not None:
            lacking[:] = 0
        for first in range(0, rows.size, GROUP):
            fetch(values, rows, first, begin + AHEAD)
            if plan.strict:
                span(values, rows, first, begin, size, least, most)
            for j in range(first, first + GROUP):
                load(values, rows[j], begin, size, fill, codes, j, least)
            if units is not None:
                add_weighted(codes, units, first, size, total)
            if beside is not None and beside.share.size > 0:
                weigh_gaps(values, rows, beside.gap_units, first, begin, size, lacking)
        if logs is not None:
            multiply(codes, logs, size, total)
        if order is not None:
            ordered(codes, order, size, total)
        if weights is not None:
            closeness(codes, weights, size, total, second)
        settle(least, most, fill, plan.strict, rasters.excluded, begin, size)
        write_scores(total, least, rasters.score, begin, size)
        if beside is not None:
            if beside.limiting.size > 0:
                if logs is not None:
                    largest_log_loss(codes, beside.used, logs, size, total, second, worst)
                else:
                    largest_loss(codes, beside.used, beside.loss_units, size, loss, worst)
                write_limiting(worst, least, beside.limiting, begin, size)
            if beside.share.size > 0:
                write_share(lacking, beside.percent, beside.share, begin, size)
        if histogram.size > 0:
            count_scores(rasters.score, rasters.serviced, begin, size, histogram)


@kernel
def run_minimum(
    values: Bytes, plan: Plan, rasters: Rasters, beside: Beside | None, start: int, stop: int, histogram: Counts
) -> None:
    """Score the cells start..stop by their smallest value."""
    rows, fill = plan.rows, np.uint8(plan.fill)
    least, most = np.empty(BLOCK, np.uint8), np.empty(BLOCK, np.uint8)
    if beside is not None:
        codes, worst = np.empty((rows.size, BLOCK), np.uint8), np.empty(BLOCK, np.uint8)
        lacking = np.empty(BLOCK, np.uint16)
    for begin in range(start, stop, BLOCK):
        size = min(BLOCK, stop - begin)
        least[:] = UNKNOWN
        most[:] = 0
        if beside is not None:
            lacking[:] = 0
        for first in range(0, rows.size, GROUP):
            fetch(values, rows, first, begin + AHEAD)
            span(values, rows, first, begin, size, least, most)
            if beside is not None:
                if beside.limiting.size > 0:
                    for j in range(first, first + GROUP):
                        load(values, rows[j], begin, size, fill, codes, j, least)
                if beside.share.size > 0:
                    weigh_gaps(values, rows, beside.gap_units, first, begin, size, lacking)
        settle(least, most, fill, plan.strict, rasters.excluded, begin, size)
        write_smallest(least, rasters.score, begin, size)
        if beside is not None:
            if beside.limiting.size > 0:
                first_smallest(codes, beside.used, size, most, worst)
                write_limiting(worst, least, beside.limiting, begin, size)
            if beside.share.size > 0:
                write_share(lacking, beside.percent, beside.share, begin, size)
        if histogram.size > 0:
            count_scores(rasters.score, rasters.serviced, begin, size, histogram)


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
def write_scores(total: Singles, least: Bytes, score: Scores, begin: int, size: int) -> None:
    """Score units, cut to hundredths: half of one is in the sum from the start."""
    for c in range(size):
        units = np.uint16(np.int32(total[c]))
        score[np.uint64(begin) + np.uint64(c)] = np.uint16(NO_SCORE) if least[c] == UNKNOWN else units


@kernel
def write_smallest(least: Bytes, score: Scores, begin: int, size: int) -> None:
    """Score units of the smallest value."""
    for c in range(size):
        units = np.uint16(np.uint16(least[c]) * np.uint16(RAISE))
        score[np.uint64(begin) + np.uint64(c)] = np.uint16(NO_SCORE) if least[c] == UNKNOWN else units


@kernel
def write_limiting(worst: Bytes, least: Bytes, limiting: Bytes, begin: int, size: int) -> None:
    """Limiting criterion where there is a score."""
    for c in range(size):
        found = worst[c]
        limiting[np.uint64(begin) + np.uint64(c)] = np.uint8(NO_CRITERION) if least[c] == UNKNOWN else found


@kernel
def share_gaps(
    values: Bytes, rows: Indices, gap_units: Words, base: np.uint16, percent: np.float32, share: Bytes
) -> None:
    """Percent of the weight on unknown values, and nothing else; `base` is unknown everywhere."""
    lacking = np.empty(BLOCK, np.uint16)
    for begin in range(0, share.size, BLOCK):
        size = min(BLOCK, share.size - begin)
        lacking[:] = base
        for first in range(0, rows.size, GROUP):
            fetch(values, rows, first, begin + AHEAD)
            weigh_gaps(values, rows, gap_units, first, begin, size, lacking)
        write_share(lacking, percent, share, begin, size)


@kernel
def write_share(lacking: Words, percent: np.float32, share: Bytes, begin: int, size: int) -> None:
    """Percent of the weight that stands on unknown values, also where there is no score."""
    for c in range(size):
        percents = np.float32(lacking[c]) * percent + np.float32(0.5)
        share[np.uint64(begin) + np.uint64(c)] = np.uint8(np.int32(percents))


@kernel
def count_scores(score: Scores, serviced: Bytes, begin: int, size: int, histogram: Counts) -> None:
    """Count the scores of the cells in the mask (of all cells where no mask is given)."""
    for c in range(begin, begin + size):
        if score[c] != NO_SCORE and (serviced.size == 0 or serviced[c] != 0):
            histogram[score[c]] += 1


@kernel
def tally(score: Scores, counts: Counts) -> None:
    """Add every score up to the last one counted; codes beyond it (no score) are left out."""
    for c in range(score.size):
        if score[c] < counts.size:
            counts[score[c]] += 1
