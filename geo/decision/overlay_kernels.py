"""Compiled block kernels of the map rules: criteria-major over blocks that stay in the L2 cache.

Every kernel works on one block of cells, `values[:, begin : begin + size]`; `run` walks a range of blocks. A cell's
score comes from its own bytes alone, in the order of the criteria: tiles, whole regions and threads agree bit for bit.
All kernels stand in this one file because numba's cache looks no further than the file of the kernel that is called.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from geo.decision.codes import NO_CRITERION, NO_SCORE, SCORE_STEPS, UNKNOWN, VALUE_STEPS, Bytes, Scores
from geo.decision.jit import kernel

Singles = npt.NDArray[np.float32]
Indices = npt.NDArray[np.int64]
Counts = npt.NDArray[np.uint32]
Flags = npt.NDArray[np.bool_]
Keys = npt.NDArray[np.uint16]

BLOCK: Final = 8192
"""Cells per block: 12 criteria x 8 kB of codes and the running sums fit a 256 kB L2 cache."""
WEIGHTED_SUM, GEOMETRIC, MINIMUM, OWA, TOPSIS = range(5)


class Plan(NamedTuple):
    """What a rule needs beside the cells.

    Attributes
    ----------
    rule : int
        One of the constants above.
    used : int64 array
        Criteria with weight.
    weights : float32 array
        Their shares, sum 1.
    fill : int
        Code that stands in for an unknown value.
    strict : bool
        Whether one unknown value bars the score.
    knots : float32 array
        OWA: running sums of the order weights.
    network : int64 array, shape (pairs, 2)
        OWA: compare-exchange pairs.
    """

    rule: int
    used: Indices
    weights: Singles
    fill: int
    strict: bool
    knots: Singles
    network: Indices


class Rasters(NamedTuple):
    """Masks in, rasters out; an array of size 0 stands for "not given" or "not wanted"."""

    excluded: Bytes
    serviced: Bytes
    score: Scores
    limiting: Bytes
    share: Bytes


@kernel
def run(values: Bytes, plan: Plan, rasters: Rasters, start: int, stop: int, histogram: Counts) -> None:
    """Score the cells start..stop."""
    total, second = np.empty(BLOCK, np.float32), np.empty(BLOCK, np.float32)
    low, worst, missing = np.empty(BLOCK, np.uint8), np.empty(BLOCK, np.uint8), np.empty(BLOCK, np.uint8)
    gap = np.empty(plan.used.size, np.bool_)
    keys = np.empty((plan.used.size if plan.rule == OWA else 0, BLOCK), np.uint16)
    logs = log_table(plan.rule)
    named = rasters.limiting.size > 0
    for begin in range(start, stop, BLOCK):
        size = min(BLOCK, stop - begin)
        gaps = count_missing(values, plan, begin, size, gap, missing)
        if plan.rule == MINIMUM:
            smallest(values, plan, begin, size, gap, named, low, worst)
            total[:size] = low[:size] * np.float32(SCORE_STEPS / VALUE_STEPS)
        elif plan.rule == WEIGHTED_SUM:
            add_weighted(values, plan, begin, size, gap, total)
        elif plan.rule == GEOMETRIC:
            multiply(values, plan, begin, size, logs, total)
        elif plan.rule == OWA:
            ordered(values, plan, begin, size, keys, total)
        else:
            closeness(values, plan, begin, size, total, second)
        write_scores(total, plan, gaps, missing, rasters, begin, size)
        if named:
            if plan.rule != MINIMUM:
                largest_loss(values, plan, begin, size, second, worst)
            write_limiting(worst, rasters, begin, size)
        if rasters.share.size > 0:
            unknown_share(values, plan, begin, size, gap, second, rasters.share)
        if histogram.size > 0:
            count_scores(rasters, begin, size, histogram)


@kernel
def count_missing(values: Bytes, plan: Plan, begin: int, size: int, gap: Flags, missing: Bytes) -> bool:
    """How many criteria are unknown in each cell, which criteria have gaps in this block, and whether any has."""
    found = False
    missing[:size] = 0
    for j in range(plan.used.size):
        row = values[plan.used[j], begin : begin + size]
        top = np.uint8(0)
        for c in range(size):
            top = max(top, row[c])
        gap[j] = top == UNKNOWN
        if gap[j]:
            found = True
            for c in range(size):
                missing[c] += np.uint8(row[c] == UNKNOWN)
    return found


@kernel
def add_weighted(values: Bytes, plan: Plan, begin: int, size: int, gap: Flags, total: Singles) -> None:
    """Score units (hundredths of a point) of the weighted sum."""
    total[:size] = 0.0
    unknown = np.uint8(plan.fill)
    for j in range(plan.used.size):
        row = values[plan.used[j], begin : begin + size]
        unit = plan.weights[j] * np.float32(SCORE_STEPS / VALUE_STEPS)
        if gap[j]:
            for c in range(size):
                code = unknown if row[c] == UNKNOWN else row[c]
                total[c] += unit * np.float32(code)
        else:
            for c in range(size):
                total[c] += unit * np.float32(row[c])


@kernel
def smallest(
    values: Bytes, plan: Plan, begin: int, size: int, gap: Flags, named: bool, low: Bytes, worst: Bytes
) -> None:
    """Smallest value code and, where asked for, the criterion that has it (the first of equals; none where it is 1)."""
    low[:size] = VALUE_STEPS
    worst[:size] = NO_CRITERION
    unknown = np.uint8(plan.fill)
    for j in range(plan.used.size):
        row = values[plan.used[j], begin : begin + size]
        index = np.uint8(plan.used[j])
        if named:
            for c in range(size):
                code = unknown if row[c] == UNKNOWN else row[c]
                worst[c] = index if code < low[c] else worst[c]
                low[c] = min(low[c], code)
        elif gap[j]:
            for c in range(size):
                code = unknown if row[c] == UNKNOWN else row[c]
                low[c] = min(low[c], code)
        else:
            for c in range(size):
                low[c] = min(low[c], row[c])


@kernel
def log_table(rule: int) -> Singles:
    """Natural logarithm of the value of each code, for the geometric mean only."""
    logs = np.zeros(256, np.float32)
    if rule == GEOMETRIC:
        logs[0] = -np.inf
        for code in range(1, VALUE_STEPS):
            logs[code] = np.log(code / VALUE_STEPS)
    return logs


@kernel
def multiply(values: Bytes, plan: Plan, begin: int, size: int, logs: Singles, total: Singles) -> None:
    """Score units of the weighted geometric mean, as exp of a weighted sum of logarithms."""
    total[:size] = 0.0
    table = np.empty(256, np.float32)
    for j in range(plan.used.size):
        row = values[plan.used[j], begin : begin + size]
        for code in range(256):
            table[code] = logs[code] * plan.weights[j]
        table[UNKNOWN] = table[plan.fill]
        for c in range(size):
            total[c] += table[row[c]]
    for c in range(size):
        total[c] = np.exp(total[c]) * np.float32(SCORE_STEPS)


@kernel
def closeness(values: Bytes, plan: Plan, begin: int, size: int, total: Singles, lost: Singles) -> None:
    """Score units of TOPSIS against the absolute ideal (all 1) and anti-ideal (all 0)."""
    total[:size] = 0.0
    lost[:size] = 0.0
    unknown = np.uint8(plan.fill)
    for j in range(plan.used.size):
        row = values[plan.used[j], begin : begin + size]
        unit = plan.weights[j] / np.float32(VALUE_STEPS)
        for c in range(size):
            code = unknown if row[c] == UNKNOWN else row[c]
            won = unit * np.float32(code)
            gone = plan.weights[j] - won
            total[c] += won * won
            lost[c] += gone * gone
    for c in range(size):
        won = np.sqrt(total[c])
        total[c] = won / (won + np.sqrt(lost[c])) * np.float32(SCORE_STEPS)


@kernel
def ordered(values: Bytes, plan: Plan, begin: int, size: int, keys: Keys, total: Singles) -> None:
    """Score units of the weighted OWA: sort (value, criterion) keys by a network, then weigh by reached weight."""
    unknown = np.uint8(plan.fill)
    for j in range(plan.used.size):
        row = values[plan.used[j], begin : begin + size]
        for c in range(size):
            code = unknown if row[c] == UNKNOWN else row[c]
            keys[j, c] = np.uint16(code) << 8 | np.uint16(j)
    for pair in range(plan.network.shape[0]):
        upper, lower = keys[plan.network[pair, 0]], keys[plan.network[pair, 1]]
        for c in range(size):
            a, b = upper[c], lower[c]
            upper[c] = max(a, b)
            lower[c] = min(a, b)
    count = plan.used.size
    for c in range(size):
        reached = np.float32(0.0)
        before = np.float32(0.0)
        sum_ = np.float32(0.0)
        for k in range(count):
            key = keys[k, c]
            reached += plan.weights[key & 255]
            place = reached * np.float32(count)
            at = min(int(place), count - 1)
            height = plan.knots[at] + (place - np.float32(at)) * (plan.knots[at + 1] - plan.knots[at])
            height = np.float32(1.0) if k == count - 1 else min(height, np.float32(1.0))
            sum_ += (height - before) * np.float32(key >> 8)
            before = height
        total[c] = sum_ * np.float32(SCORE_STEPS / VALUE_STEPS)


@kernel
def largest_loss(values: Bytes, plan: Plan, begin: int, size: int, loss: Singles, worst: Bytes) -> None:
    """Criterion with the largest weighted loss w (1 - v), the first of equals; none where nothing is lost."""
    loss[:size] = 0.0
    worst[:size] = NO_CRITERION
    unknown = np.uint8(plan.fill)
    for j in range(plan.used.size):
        row = values[plan.used[j], begin : begin + size]
        index = np.uint8(plan.used[j])
        for c in range(size):
            code = unknown if row[c] == UNKNOWN else row[c]
            here = plan.weights[j] * np.float32(VALUE_STEPS - np.int32(code))
            worst[c] = index if here > loss[c] else worst[c]
            loss[c] = max(loss[c], here)


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
    for c in range(size):
        rasters.limiting[begin + c] = NO_CRITERION if rasters.score[begin + c] == NO_SCORE else worst[c]


@kernel
def unknown_share(values: Bytes, plan: Plan, begin: int, size: int, gap: Flags, lacking: Singles, share: Bytes) -> None:
    """Percent of the weight that stands on unknown values, also where there is no score."""
    lacking[:size] = 0.0
    for j in range(plan.used.size):
        if gap[j]:
            row = values[plan.used[j], begin : begin + size]
            percent = plan.weights[j] * np.float32(100.0)
            for c in range(size):
                lacking[c] += percent if row[c] == UNKNOWN else np.float32(0.0)
    for c in range(size):
        share[begin + c] = np.uint8(np.int32(min(lacking[c], np.float32(100.0)) + np.float32(0.5)))


@kernel
def count_scores(rasters: Rasters, begin: int, size: int, histogram: Counts) -> None:
    """Count the scores of the cells in the mask (of all cells where no mask is given)."""
    for c in range(begin, begin + size):
        if rasters.score[c] != NO_SCORE and (rasters.serviced.size == 0 or rasters.serviced[c] != 0):
            histogram[rasters.score[c]] += 1
