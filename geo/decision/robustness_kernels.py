"""Compiled pieces of SMAA-2: scores of many draws, counts of ranks, pairwise wins."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from geo.decision.codes import GEOMETRIC, MINIMUM, OWA, WEIGHTED_SUM
from geo.decision.jit import kernel

Floats = npt.NDArray[np.float64]
Keys = npt.NDArray[np.int64]
Indices = npt.NDArray[np.int64]
Ranks = npt.NDArray[np.uint16]
Chances = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]

SCORE_BITS: Final = 40
"""Scores are compared in steps of 2^-40 (1e-12): closer ones tie, so that rounding noise decides nothing."""
SITE_BITS: Final = 20
PAIR_BLOCK: Final = 16_000
SITE_MASK: Final = (1 << SITE_BITS) - 1
TINY: Final = 1e-300
"""Stands for 0 in a logarithm: with any weight that matters the product is 0 all the same."""


@kernel
def score_sites(table: Floats, weights: Floats, rule: int, knots: Floats, score: Floats) -> None:
    """Score 0..1 of every site under one row of weights, as `geo.decision.aggregation` has it; `table` (m, n)."""
    score[:] = 1.0 if rule == MINIMUM else 0.0
    if rule == WEIGHTED_SUM:
        for j in range(table.shape[0]):
            for i in range(score.size):
                score[i] += weights[j] * table[j, i]
    elif rule == GEOMETRIC:
        for j in range(table.shape[0]):
            for i in range(score.size):
                score[i] += weights[j] * np.log(max(table[j, i], TINY))
        for i in range(score.size):
            score[i] = np.exp(score[i])
    elif rule == MINIMUM:
        for j in range(table.shape[0]):
            for i in range(score.size):
                score[i] = min(score[i], table[j, i]) if weights[j] > 0 else score[i]
    elif rule == OWA:
        ordered(table, weights, knots, score)
    else:
        for i in range(score.size):
            won, lost = 0.0, 0.0
            for j in range(table.shape[0]):
                won += (weights[j] * table[j, i]) ** 2
                lost += (weights[j] * (1.0 - table[j, i])) ** 2
            score[i] = np.sqrt(won) / (np.sqrt(won) + np.sqrt(lost))


@kernel
def ordered(table: Floats, weights: Floats, knots: Floats, score: Floats) -> None:
    """Weighted OWA: each site's values from best to worst, each with the rise of the curve over its weight."""
    value, share, count = np.empty(weights.size), np.empty(weights.size), knots.size - 1
    for i in range(score.size):
        for j in range(weights.size):
            k = j
            while k > 0 and value[k - 1] < table[j, i]:
                value[k], share[k] = value[k - 1], share[k - 1]
                k -= 1
            value[k], share[k] = table[j, i], weights[j]
        reached, before = 0.0, 0.0
        for k in range(weights.size):
            reached += share[k]
            at = min(int(reached * count), count - 1)
            height = min(knots[at] + (reached * count - at) * (knots[at + 1] - knots[at]), 1.0)
            score[i] += (height - before) * value[k]
            before = height


@kernel
def score_keys(values: Floats, weights: Floats, rule: int, knots: Floats) -> Keys:
    """Sortable keys, shape (draws, sites): score in the upper bits, site in the lower; `values` (draws or 1, m, n)."""
    draws, sites = len(weights), values.shape[2]
    keys = np.empty((draws, sites), np.int64)
    score = np.empty(sites)
    for d in range(draws):
        score_sites(values[d if values.shape[0] > 1 else 0], weights[d], rule, knots, score)
        for i in range(sites):
            keys[d, i] = (np.int64(score[i] * (1 << SCORE_BITS) + 0.5) << SITE_BITS) | i
    return keys


@kernel
def tally(keys: Keys, weights: Floats, acceptability: Floats, central: Floats, ranks: Ranks) -> None:
    """Count ranks from keys sorted upwards; sites that tie share the ranks they hold together."""
    draws, sites = keys.shape
    for d in range(draws):
        at = 0
        while at < sites:
            score = keys[d, sites - 1 - at] >> SITE_BITS
            end = at + 1
            while end < sites and keys[d, sites - 1 - end] >> SITE_BITS == score:
                end += 1
            part = 1.0 / (end - at)
            for k in range(at, end):
                site = keys[d, sites - 1 - k] & SITE_MASK
                for rank in range(at, end):
                    acceptability[site, rank] += part
                if at == 0:
                    for j in range(weights.shape[1]):
                        central[site, j] += part * weights[d, j]
                if ranks.shape[0] > 0:
                    ranks[d, site] = at
            at = end


@kernel
def pairwise_wins(ranks: Ranks, first: int, step: int, wins: Floats) -> None:
    """Count draws in which one site outranks another, ties as one half; `ranks` has shape (sites, draws).

    Fills the pairs whose larger site is first, first + step, ... so that threads can share the work.
    """
    sites, draws = ranks.shape
    for a in range(first, sites, step):
        wins[a, a] = 0.5 * draws
        for b in range(a):
            halves = 0
            for start in range(0, draws, PAIR_BLOCK):
                stop = min(draws, start + PAIR_BLOCK)
                mine, other = ranks[a, start:stop], ranks[b, start:stop]
                # 16 bits keep the sum in the lanes of the comparison.
                block = np.int16(0)
                for d in range(stop - start):
                    block = np.int16(block + np.int16(mine[d] < other[d]) + np.int16(mine[d] <= other[d]))
                halves += int(block)
            wins[a, b] = 0.5 * halves
            wins[b, a] = draws - wins[a, b]


@kernel
def spread_values(values: Floats, uncertain: Indices, low: Floats, high: Floats, flat: Flags, chance: Chances) -> None:
    """Replace central values by draws (inverse of the distribution function), triangular or flat; (draws, m, n)."""
    for d in range(values.shape[0]):
        for u in range(uncertain.size):
            j = uncertain[u]
            out, least, most, chances = values[d, j], low[j], high[j], chance[d, u]
            for i in range(out.size):
                a, b, c, p = least[i], out[i], most[i], np.float64(chances[i])
                if flat[j, i]:
                    out[i] = a + p * (c - a)
                    continue
                rising = p * (c - a) < b - a
                part = p * (b - a) if rising else (1.0 - p) * (c - b)
                root = np.sqrt(part * (c - a))
                out[i] = a + root if rising else c - root


@kernel
def first_shares(table: Floats, centre: Floats, sites: Indices, rule: int, knots: Floats) -> Floats:
    """For each site, its share of the first place under its own weights; `table` (criteria, all sites)."""
    shares = np.zeros(sites.size)
    score = np.empty(table.shape[1])
    for s in range(sites.size):
        score_sites(table, centre[s], rule, knots, score)
        top = np.int64(score.max() * (1 << SCORE_BITS) + 0.5)
        if np.int64(score[sites[s]] * (1 << SCORE_BITS) + 0.5) == top:
            level = 0
            for i in range(score.size):
                level += np.int64(score[i] * (1 << SCORE_BITS) + 0.5) == top
            shares[s] = 1.0 / level
    return shares
