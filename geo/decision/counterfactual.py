"""What would have to be true: contributions to a score, and the value one criterion needs for a site to reach a rank.

A needed value becomes a raw value with a unit by the criterion's `ValueFunction.inverse`: "reaches rank 5 if the
connection costs under A$90M".
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from geo.decision.aggregation import weighted_sum
from geo.errors import InputError

Floats = npt.NDArray[np.float64]
Score = Callable[[npt.ArrayLike, npt.ArrayLike], Floats]
HALVINGS = 50


def contributions(values: npt.ArrayLike, weights: npt.ArrayLike) -> Floats:
    """Points each criterion adds to a weighted sum, 100 w_j x_j, shape (sites, criteria); rows sum to the score."""
    table = np.array(values, dtype=np.float64, ndmin=2)
    raw = np.asarray(weights, dtype=np.float64)
    return np.asarray(100.0 * table * raw / raw.sum(), dtype=np.float64)


def losses(values: npt.ArrayLike, weights: npt.ArrayLike) -> Floats:
    """Points that each criterion withholds, 100 w_j (1 - x_j), shape (sites, criteria); the largest is what limits."""
    return contributions(1.0 - np.array(values, dtype=np.float64, ndmin=2), weights)


def needed_values(values: npt.ArrayLike, weights: npt.ArrayLike, site: int, rank: int) -> Floats:
    """Value each criterion alone would need for the site to reach a rank by weighted sum, all else as it is.

    Parameters
    ----------
    values : array_like, shape (sites, criteria)
        In [0, 1], no NaN.
    weights : array_like, shape (criteria,)
        On any scale.
    site : int
        Row of the site.
    rank : int
        1 is best. Reached when fewer than `rank` other sites score higher (drawing level is enough).

    Returns
    -------
    float array, shape (criteria,)
        Least value in [0, 1] that does it; where the site holds the rank already, how far the value may fall;
        NaN where even 1 does not do it.
    """
    table = np.array(values, dtype=np.float64, ndmin=2)
    mark = _mark(weighted_sum(table, weights), site, rank)
    shares = np.asarray(weights, dtype=np.float64) / np.sum(weights)
    missing = mark - weighted_sum(table[site], weights)[0]
    if not np.isfinite(mark):
        return np.zeros(shares.size)
    step = np.divide(missing, shares, out=np.full(shares.size, np.inf if missing > 0 else -np.inf), where=shares > 0)
    needed = np.maximum(table[site] + step, 0.0)
    return np.where(needed <= 1.0 + 1e-12, np.minimum(needed, 1.0), np.nan)


def needed_value(
    score: Score, values: npt.ArrayLike, weights: npt.ArrayLike, site: int, criterion: int, rank: int
) -> float:
    """The same for one criterion under any rule that never punishes a better value, by halving (within 1e-15).

    Parameters
    ----------
    score : callable
        `Rule.score`.
    """
    table = np.array(values, dtype=np.float64, ndmin=2)
    mark = _mark(score(table, weights), site, rank)
    trial = table[site : site + 1].copy()

    def reaches(value: float) -> bool:
        trial[0, criterion] = value
        return bool(score(trial, weights)[0] >= mark)

    if not reaches(1.0):
        return float("nan")
    if reaches(0.0):
        return 0.0
    low, high = 0.0, 1.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2.0
        low, high = (low, middle) if reaches(middle) else (middle, high)
    return high


def _mark(scores: Floats, site: int, rank: int) -> float:
    """Score to draw level with: the rank-th best of the other sites; minus infinity when there are fewer."""
    if not 0 <= site < len(scores) or rank < 1:
        raise InputError(
            "no such site or rank", found=f"row {site}, rank {rank}", allowed=f"row 0 to {len(scores) - 1}, rank from 1"
        )
    others = np.sort(np.delete(scores, site))[::-1]
    return float(others[rank - 1]) if rank <= others.size else float("-inf")
