"""Compiled block kernels of the map rules: criteria-major over blocks that stay in the L2 cache.

Every kernel works on one block of cells, `values[:, begin : begin + size]`; `run` walks a range of blocks. A cell's
score comes from its own bytes alone, in the order of the criteria: tiles, whole regions and threads agree bit for bit.
All kernels stand in this one file because numba's cache looks no further than the file of the kernel that is called.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from geo.decision.codes import NO_CRITERION, NO_SCORE, SCORE_STEPS, UNKNOWN, VALUE_STEPS, Bytes, Scores
from geo.decision.jit import kernel
from geo.decision.overlay_plan import Counts, Plan, Rasters, Singles, Words

BLOCK: Final = 8192
"""Cells per block: 12 criteria x 8 kB of codes and the running sums fit a 256 kB L2 cache."""
LOSS_STEP: Final = 262
"""65535 // 250: stretches a lost code step so that the product of loss and weight keeps 16 bits."""
ZERO_LOSS: Final = 1e6
"""Stands for the loss of a 0 in a product, beyond that of any other value."""
WEIGHTED_SUM, GEOMETRIC, MINIMUM, OWA, TOPSIS = range(5)


@kernel
def run(values: Bytes, plan: Plan, rasters: Rasters, start: int, stop: int, histogram: Counts) -> None:
    """Score the cells start..stop."""
    count = plan.used.size
    codes, keys = np.empty((count, BLOCK), np.uint8), np.empty((count if plan.rule == OWA else 0, BLOCK), np.uint16)
    total, second = np.empty(BLOCK, np.float32), np.empty(BLOCK, np.float32)
    missing, low, worst = np.empty(BLOCK, np.uint8), np.empty(BLOCK, np.uint8), np.empty(BLOCK, np.uint8)
    lacking, loss = np.empty(BLOCK if rasters.share.size > 0 else 0, np.uint16), np.empty(BLOCK, np.uint16)
    for begin in range(start, stop, BLOCK):
        size = min(BLOCK, stop - begin)
        gaps = load(values, plan, begin, size, codes, missing, lacking)
        if plan.rule == MINIMUM:
            smallest(codes, size, low)
            total[:size] = low[:size] * np.float32(SCORE_STEPS / VALUE_STEPS)
        elif plan.rule == WEIGHTED_SUM:
            add_weighted(codes, plan, size, total)
        elif plan.rule == GEOMETRIC:
            multiply(codes, plan, size, total)
        elif plan.rule == OWA:
            ordered(codes, plan, size, keys, total)
        else:
            closeness(codes, plan, size, total, second)
        write_scores(total, plan, gaps, missing, rasters, begin, size)
        if rasters.limiting.size > 0:
            if plan.rule == MINIMUM:
                first_smallest(codes, plan, size, low, worst)
            elif plan.rule == GEOMETRIC:
                largest_log_loss(codes, plan, size, total, worst)
            else:
                largest_loss(codes, plan, size, loss, worst)
            write_limiting(worst, rasters, begin, size)
        if rasters.share.size > 0:
            write_share(lacking, plan, rasters, begin, size)
        if histogram.size > 0:
            count_scores(rasters, begin, size, histogram)


@kernel
def load(values: Bytes, plan: Plan, begin: int, size: int, codes: Bytes, missing: Bytes, lacking: Words) -> bool:
    """Copy a block with unknown values filled in; count (and weigh, if `lacking` has room) what is unknown per cell."""
    found = False
    missing[:size] = 0
    lacking[:size] = 0
    unknown = np.uint8(plan.fill)
    for j in range(plan.used.size):
        row = values[plan.used[j], begin : begin + size]
        out = codes[j]
        top = np.uint8(0)
        for c in range(size):
            top = max(top, row[c])
            out[c] = unknown if row[c] == UNKNOWN else row[c]
        if top == UNKNOWN:
            found = True
            for c in range(size):
                missing[c] += np.uint8(row[c] == UNKNOWN)
            if lacking.size > 0:
                unit = plan.gap_units[j]
                for c in range(size):
                    lacking[c] += unit if row[c] == UNKNOWN else np.uint16(0)
    return found


@kernel
def add_weighted(codes: Bytes, plan: Plan, size: int, total: Singles) -> None:
    """Score units (hundredths of a point) of the weighted sum, four criteria at a time to touch the sums less often."""
    total[:size] = 0.0
    last = codes.shape[0] - 1
    units = np.zeros(last + 4, np.float32)
    units[: last + 1] = plan.weights * np.float32(SCORE_STEPS / VALUE_STEPS)
    for j in range(0, last + 1, 4):
        a, b, c, d = units[j], units[j + 1], units[j + 2], units[j + 3]
        row, two, three, four = codes[j], codes[min(j + 1, last)], codes[min(j + 2, last)], codes[min(j + 3, last)]
        for i in range(size):
            left = a * np.float32(row[i]) + b * np.float32(two[i])
            total[i] += left + (c * np.float32(three[i]) + d * np.float32(four[i]))


@kernel
def smallest(codes: Bytes, size: int, low: Bytes) -> None:
    """Smallest value code."""
    low[:size] = VALUE_STEPS
    for j in range(codes.shape[0]):
        row = codes[j]
        for c in range(size):
            low[c] = min(low[c], row[c])


@kernel
def first_smallest(codes: Bytes, plan: Plan, size: int, low: Bytes, worst: Bytes) -> None:
    """Criterion with the smallest value code, the first of equals; none where that value is 1."""
    low[:size] = VALUE_STEPS
    worst[:size] = NO_CRITERION
    for j in range(codes.shape[0]):
        row = codes[j]
        index = np.uint8(plan.used[j])
        for c in range(size):
            worst[c] = index if row[c] < low[c] else worst[c]
            low[c] = min(low[c], row[c])


@kernel
def multiply(codes: Bytes, plan: Plan, size: int, total: Singles) -> None:
    """Score units of the weighted geometric mean, as exp of a weighted sum of logarithms."""
    total[:size] = 0.0
    table = np.empty(VALUE_STEPS + 1, np.float32)
    for j in range(codes.shape[0]):
        row = codes[j]
        for code in range(VALUE_STEPS + 1):
            table[code] = plan.logs[code] * plan.weights[j]
        for c in range(size):
            total[c] += table[row[c]]
    for c in range(size):
        total[c] = np.exp(total[c]) * np.float32(SCORE_STEPS)


@kernel
def closeness(codes: Bytes, plan: Plan, size: int, total: Singles, lost: Singles) -> None:
    """Score units of TOPSIS against the absolute ideal (all 1) and anti-ideal (all 0)."""
    total[:size] = 0.0
    lost[:size] = 0.0
    for j in range(codes.shape[0]):
        row = codes[j]
        unit = plan.weights[j] / np.float32(VALUE_STEPS)
        for c in range(size):
            won = unit * np.float32(row[c])
            gone = plan.weights[j] - won
            total[c] += won * won
            lost[c] += gone * gone
    for c in range(size):
        won = np.sqrt(total[c])
        total[c] = won / (won + np.sqrt(lost[c])) * np.float32(SCORE_STEPS)


@kernel
def ordered(codes: Bytes, plan: Plan, size: int, keys: Words, total: Singles) -> None:
    """Score units of the weighted OWA: sort (value, criterion) keys by a network, then weigh by reached weight."""
    count = codes.shape[0]
    for j in range(count):
        for c in range(size):
            keys[j, c] = np.uint16(codes[j, c]) << 8 | np.uint16(j)
    for pair in range(plan.network.shape[0]):
        upper, lower = keys[plan.network[pair, 0]], keys[plan.network[pair, 1]]
        for c in range(size):
            a, b = upper[c], lower[c]
            upper[c] = max(a, b)
            lower[c] = min(a, b)
    for c in range(size):
        reached = np.float32(0.0)
        before = np.float32(0.0)
        units = np.float32(0.0)
        for k in range(count):
            key = keys[k, c]
            reached += plan.weights[key & 255]
            place = reached * np.float32(count)
            at = min(int(place), count - 1)
            height = plan.knots[at] + (place - np.float32(at)) * (plan.knots[at + 1] - plan.knots[at])
            height = np.float32(1.0) if k == count - 1 else min(height, np.float32(1.0))
            units += (height - before) * np.float32(key >> 8)
            before = height
        total[c] = units * np.float32(SCORE_STEPS / VALUE_STEPS)


@kernel
def largest_loss(codes: Bytes, plan: Plan, size: int, loss: Words, worst: Bytes) -> None:
    """Criterion with the largest weighted loss w (1 - v), to 16 bits; the first of equals, none where none is lost."""
    loss[:size] = 0
    worst[:size] = NO_CRITERION
    for j in range(codes.shape[0]):
        row = codes[j]
        index = np.uint8(plan.used[j])
        unit = np.uint32(plan.loss_units[j])
        for c in range(size):
            lost = np.uint16((VALUE_STEPS - np.int32(row[c])) * LOSS_STEP)
            here = np.uint16((unit * np.uint32(lost)) >> 16)
            worst[c] = index if here > loss[c] else worst[c]
            loss[c] = max(loss[c], here)


@kernel
def largest_log_loss(codes: Bytes, plan: Plan, size: int, loss: Singles, worst: Bytes) -> None:
    """Criterion with the largest part in the logarithm of a product, the first of equals; zeros count by weight."""
    loss[:size] = 0.0
    worst[:size] = NO_CRITERION
    for j in range(codes.shape[0]):
        row = codes[j]
        index = np.uint8(plan.used[j])
        for c in range(size):
            lost = plan.weights[j] * (-plan.logs[row[c]] if row[c] > 0 else np.float32(ZERO_LOSS))
            worst[c] = index if lost > loss[c] else worst[c]
            loss[c] = max(loss[c], lost)


@kernel
def write_scores(
    total: Singles, plan: Plan, gaps: bool, missing: Bytes, rasters: Rasters, begin: int, size: int
) -> None:
    """Round to hundredths; no score where barred, where nothing is known, or (strict) where anything is unknown."""
    out = rasters.score[begin : begin + size]
    for c in range(size):
        out[c] = np.uint16(np.int32(total[c] + np.float32(0.5)))
    if gaps:
        limit = 1 if plan.strict else plan.used.size
        for c in range(size):
            out[c] = NO_SCORE if missing[c] >= limit else out[c]
    if rasters.excluded.size > 0:
        barred = rasters.excluded[begin : begin + size]
        for c in range(size):
            out[c] = NO_SCORE if barred[c] != 0 else out[c]


@kernel
def write_limiting(worst: Bytes, rasters: Rasters, begin: int, size: int) -> None:
    """Limiting criterion where there is a score."""
    out = rasters.limiting[begin : begin + size]
    score = rasters.score[begin : begin + size]
    for c in range(size):
        out[c] = np.uint8(NO_CRITERION) if score[c] == NO_SCORE else worst[c]


@kernel
def write_share(lacking: Words, plan: Plan, rasters: Rasters, begin: int, size: int) -> None:
    """Percent of the weight that stands on unknown values, also where there is no score."""
    percent = np.float32(100.0 / plan.gap_units.sum())
    share = rasters.share[begin : begin + size]
    for c in range(size):
        share[c] = np.uint8(np.int32(np.float32(lacking[c]) * percent + np.float32(0.5)))


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
