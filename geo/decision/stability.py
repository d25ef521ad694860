"""How far a weight can move before a rank changes: exact intervals for the weighted sum.

One weight w_j becomes t, the others keep their proportions and share 1 - t. Every score is then a straight line in t,
so the order of two sites changes at one t at most, where their lines cross.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from geo.decision.aggregation import weighted_sum
from geo.errors import InputError

Floats = npt.NDArray[np.float64]
TIE = 1e-12
"""Scores closer than this tie (rounding noise decides no rank)."""


def stability_intervals(values: npt.ArrayLike, weights: npt.ArrayLike, site: int | None = None) -> Floats:
    """Interval of each weight within which the sites above `site` stay the same, so that its rank does not change.

    Parameters
    ----------
    values : array_like, shape (sites, criteria)
        In [0, 1], no NaN.
    weights : array_like, shape (criteria,)
        On any scale.
    site : int, optional
        Row of the site; if left out the leader (the first of several that tie), whom nobody passes in the interval.

    Returns
    -------
    float array, shape (criteria, 2)
        Lowest and highest share, around the present share, 0..1. At an inner end another site draws level. An end
        equals the present share where the site ties with one that passes it at once. A criterion that has all the
        weight leaves the proportions of the others open; they then count alike.
    """
    table = np.array(values, dtype=np.float64, ndmin=2)
    scores = weighted_sum(table, weights)
    shares = np.asarray(weights, dtype=np.float64) / np.sum(weights)
    own = int(np.argmax(scores)) if site is None else _row(site, len(table))
    intervals = [_interval(table, shares, own, j) for j in range(shares.size)]
    return np.array(intervals, dtype=np.float64).reshape(-1, 2)


def _interval(table: Floats, shares: Floats, site: int, j: int) -> tuple[float, float]:
    """Interval of share j: the nearest crossings below and above, among lines d(t) = rest + t (alone - rest)."""
    rest = _rest(table, shares, j)
    lead_rest = np.delete(rest - rest[site], site)
    lead_alone = np.delete(table[:, j] - table[site, j], site)
    slope = lead_alone - lead_rest
    here = shares[j]
    level = np.abs(lead_rest + here * slope) <= TIE
    crossing = np.abs(slope) > TIE
    at = np.divide(-lead_rest, slope, out=np.full_like(slope, np.inf), where=crossing)
    low = at[crossing & ~level & (at < here)].max(initial=0.0)
    high = at[crossing & ~level & (at > here)].min(initial=1.0)
    # A site that is level now is above on one side of the present share, on which it bounds the interval.
    if (level & (slope < -TIE)).any():
        low = here
    if (level & (slope > TIE)).any():
        high = here
    return float(low), float(high)


def _rest(table: Floats, shares: Floats, j: int) -> Floats:
    """Scores of the sites on all criteria but j, whose shares are scaled to sum to 1."""
    others = np.delete(shares, j)
    if others.size == 0:
        return np.zeros(len(table))
    others = others / others.sum() if others.sum() > 0 else np.full(others.size, 1.0 / others.size)
    return np.asarray(np.delete(table, j, axis=1) @ others, dtype=np.float64)


def _row(site: int, count: int) -> int:
    if not 0 <= site < count:
        raise InputError("no such site", found=f"row {site}", allowed=f"0 to {count - 1}")
    return site
