"""Compiled pieces of SMAA-2: scores of many draws, counts of ranks, pairwise wins."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from geo.decision.jit import kernel

Floats = npt.NDArray[np.float64]
Keys = npt.NDArray[np.int64]
Indices = npt.NDArray[np.int64]
Ranks = npt.NDArray[np.uint16]

SCORE_BITS: Final = 40
"""Scores are compared in steps of 2^-40 (1e-12): closer ones tie, so that rounding noise decides nothing."""
SITE_BITS: Final = 20
SITE_MASK: Final = (1 << SITE_BITS) - 1


@kernel
def score_keys(values: Floats, weights: Floats) -> Keys:
    """Sortable keys, shape (draws, sites): score in the upper bits, site in the lower; `values` (draws or 1, m, n)."""
    draws, criteria = weights.shape
    sites = values.shape[2]
    keys = np.empty((draws, sites), np.int64)
    score = np.empty(sites)
    for d in range(draws):
        table = values[d if values.shape[0] > 1 else 0]
        score[:] = 0.0
        for j in range(criteria):
            weight = weights[d, j]
            row = table[j]
            for i in range(sites):
                score[i] += weight * row[i]
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
def pairwise_wins(ranks: Ranks) -> Floats:
    """Draws in which the row's site outranks the column's, ties as one half; `ranks` has shape (sites, draws)."""
    sites, draws = ranks.shape
    wins = np.zeros((sites, sites))
    for a in range(sites):
        wins[a, a] = 0.5 * draws
        for b in range(a):
            better, equal = np.int32(0), np.int32(0)
            mine, other = ranks[a], ranks[b]
            for d in range(draws):
                better += np.int32(mine[d] < other[d])
                equal += np.int32(mine[d] == other[d])
            wins[a, b] = better + 0.5 * equal
            wins[b, a] = draws - wins[a, b]
    return wins


@kernel
def spread_values(values: Floats, uncertain: Indices, low: Floats, high: Floats, chance: Floats) -> None:
    """Replace central by triangular draws (inverse of the distribution function); (draws, criteria, sites)."""
    for d in range(values.shape[0]):
        for u in range(uncertain.size):
            j = uncertain[u]
            for i in range(values.shape[2]):
                a, b, c, p = low[j, i], values[d, j, i], high[j, i], chance[d, u, i]
                if p * (c - a) < b - a:
                    values[d, j, i] = a + np.sqrt(p * (c - a) * (b - a))
                else:
                    values[d, j, i] = c - np.sqrt((1.0 - p) * (c - a) * (c - b))


@kernel
def first_shares(table: Floats, centre: Floats, sites: Indices) -> Floats:
    """For each site, its share of the first place under its own weights; `table` (criteria, all sites)."""
    shares = np.zeros(sites.size)
    score = np.empty(table.shape[1])
    for s in range(sites.size):
        score[:] = 0.0
        for j in range(table.shape[0]):
            for i in range(score.size):
                score[i] += centre[s, j] * table[j, i]
        top = np.int64(score.max() * (1 << SCORE_BITS) + 0.5)
        if np.int64(score[sites[s]] * (1 << SCORE_BITS) + 0.5) == top:
            level = 0
            for i in range(score.size):
                level += np.int64(score[i] * (1 << SCORE_BITS) + 0.5) == top
            shares[s] = 1.0 / level
    return shares
