"""Weights: from what a person says (sliders, ranks, swings, groups) or the table shows, to shares that sum to 1."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import inf
from typing import Final

import numpy as np
import numpy.typing as npt

from geo.errors import InputError

Floats = npt.NDArray[np.float64]
TOP_SWING: Final = 100.0


def normalise(weights: Mapping[str, float]) -> dict[str, float]:
    """Weights as shares that sum to 1, in the order given; a zero stays a zero.

    Raises
    ------
    InputError
        No weights, a weight that is negative or not finite, or nothing above zero.
    """
    bad = {key: value for key, value in weights.items() if not 0 <= value < inf}
    if bad:
        named = ", ".join(f"{key} = {value}" for key, value in bad.items())
        raise InputError("a weight cannot be used", found=named, allowed="finite numbers from 0 up")
    largest = max(weights.values(), default=0.0)
    if largest <= 0:
        raise InputError(
            "no criterion has any weight",
            found=f"{len(weights)} weights, all zero",
            allowed="at least one above 0",
            mend="give one criterion a weight",
        )
    scaled = {key: value / largest for key, value in weights.items()}
    total = sum(scaled.values())
    return {key: value / total for key, value in scaled.items()}


def grouped(groups: Mapping[str, float], members: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """Weights of criteria from the weights of their groups and the shares within each group.

    However many criteria a group holds, they share its weight: proxies of one cause do not outvote the rest.

    Parameters
    ----------
    groups : mapping of str to float
        Weight of each group, on any scale.
    members : mapping of str to mapping of str to float
        For each group its criteria and their weights within it, on any scale.

    Raises
    ------
    InputError
        A group without members, members without a group, or a criterion in two groups.
    """
    if set(groups) != set(members):
        odd = ", ".join(sorted(set(groups) ^ set(members)))
        raise InputError("groups and members do not match", found=odd, allowed="every group in both tables")
    names = [key for inside in members.values() for key in inside]
    twice = sorted({key for key in names if names.count(key) > 1})
    if twice:
        raise InputError("a criterion stands in two groups", found=", ".join(twice), allowed="one group each")
    shares = normalise(groups)
    weights: dict[str, float] = {}
    for group, inside in members.items():
        within = normalise(inside) if shares[group] > 0 else dict.fromkeys(inside, 0.0)
        weights.update({key: shares[group] * share for key, share in within.items()})
    return weights


def rank_order_centroid(order: Sequence[str]) -> dict[str, float]:
    """Weights from an order of importance alone, most important first: w_i = (1/n) sum_{k>=i} 1/k.

    The centre of all weights that agree with the order (Barron & Barrett 1996, Management Science 42(11)).
    """
    _once(order)
    inverse = 1.0 / np.arange(1, len(order) + 1)
    centroid = np.cumsum(inverse[::-1])[::-1] / len(order)
    return dict(zip(order, centroid.tolist(), strict=True))


def swing(points: Mapping[str, float]) -> dict[str, float]:
    """Weights from swings: the criterion whose swing from worst to best matters most has 100 points.

    von Winterfeldt & Edwards 1986, Decision Analysis and Behavioral Research.

    Raises
    ------
    InputError
        No criterion has exactly 100 points, or one has more.
    """
    shares = normalise(points)
    top = max(points.values())
    if top != TOP_SWING:
        raise InputError(
            "the swings have no anchor",
            found=f"highest {top:g}",
            allowed="the largest swing has 100 points",
            mend="give the criterion whose swing matters most 100 points",
        )
    return shares


def entropy(table: npt.ArrayLike) -> Floats:
    """Weights from contrast in the table: one minus Shannon entropy of each column's shares.

    Parameters
    ----------
    table : array_like, shape (sites, criteria)
        Non-negative values; 0 ln 0 counts as 0 (as scikit-criteria does).

    Notes
    -----
    Shannon 1948; in this use Zeleny 1982, Multiple Criteria Decision Making. It depends on which sites are in the
    table, so it belongs to no map: use it to see which criteria tell the candidates apart.
    """
    matrix = _table(table)
    totals = matrix.sum(axis=0)
    if (matrix < 0).any() or (totals <= 0).any():
        raise InputError(
            "entropy weights need shares", found="a negative value or an all-zero column", allowed="values >= 0"
        )
    shares = matrix / totals
    logs = np.log(shares, where=shares > 0, out=np.zeros_like(shares))
    return _shares(1.0 + (shares * logs).sum(axis=0) / np.log(len(matrix)))


def critic(table: npt.ArrayLike) -> Floats:
    """Weights from contrast and conflict: standard deviation times the sum of (1 - correlation).

    Diakoulaki, Mavrotas & Papayannakis 1995, Computers & Operations Research 22(7). All columns count as "more is
    better"; each is stretched to its own 0..1 first, so the weights depend on which sites are in the table. A constant
    column tells nothing apart and has weight 0.
    """
    matrix = _table(table)
    span = np.ptp(matrix, axis=0)
    live = span > 0
    weights = np.zeros(matrix.shape[1])
    if live.any():
        stretched = (matrix[:, live] - matrix[:, live].min(axis=0)) / span[live]
        conflict = (1.0 - np.atleast_2d(np.corrcoef(stretched, rowvar=False))).sum(axis=0)
        weights[live] = stretched.std(axis=0) * conflict
    return _shares(weights)


def _once(keys: Sequence[str]) -> None:
    twice = sorted({key for key in keys if list(keys).count(key) > 1})
    if twice or not keys:
        found = ", ".join(twice) or "nothing"
        raise InputError(
            "an order of importance names each criterion once", found=found, allowed="one or more, no repeats"
        )


def _table(table: npt.ArrayLike) -> Floats:
    matrix = np.asarray(table, dtype=np.float64)
    if matrix.ndim != 2 or matrix.shape[0] < 2 or not np.isfinite(matrix).all():
        found = f"shape {matrix.shape}, {int((~np.isfinite(matrix)).sum())} not finite"
        raise InputError(
            "weights cannot be read from this table",
            found=found,
            allowed="two or more sites, no unknowns",
            mend="leave out sites with unknown values",
        )
    return matrix


def _shares(raw: Floats) -> Floats:
    kept = np.where(raw > 1e-12, raw, 0.0)
    if not kept.any():
        raise InputError(
            "the table tells no site from another",
            found="no contrast in any criterion",
            allowed="two sites that differ",
            mend="use sliders or pairwise judgements",
        )
    return np.asarray(kept / kept.sum(), dtype=np.float64)
