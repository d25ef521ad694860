"""Rules that make one score of many values: on tables of sites, float by float, the reference for the map kernels.

All values are in [0, 1] on absolute value functions and every rule is a function of one site's row alone, so no score
depends on which other sites are in the table.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal, get_args

import numpy as np
import numpy.typing as npt

from geo.errors import InputError

Floats = npt.NDArray[np.float64]
UnknownPolicy = Literal["neutral", "pessimistic", "exclude"]
DEFAULT_ATTITUDE: Final = 0.3
"""ORness when OWA is asked for without one: on the careful side of 0.5 (assumption: outages cost more than savings)."""


def weighted_sum(values: npt.ArrayLike, weights: npt.ArrayLike) -> Floats:
    """Weighted linear combination, sum_j w_j x_j: losses are made good in full.

    Parameters
    ----------
    values : array_like, shape (sites, criteria)
        In [0, 1], no NaN (see `fill_unknown`).
    weights : array_like, shape (criteria,)
        On any scale; only their shares count.
    """
    table, shares = _checked(values, weights)
    # einsum without BLAS: one row gives the same sum in any table.
    return np.asarray(np.einsum("ij,j->i", table, shares, optimize=False), dtype=np.float64)


def weighted_geometric(values: npt.ArrayLike, weights: npt.ArrayLike) -> Floats:
    """Weighted product, prod_j x_j^w_j: a zero with any weight makes the score zero."""
    table, shares = _checked(values, weights)
    used = shares > 0
    return np.asarray(np.prod(table[:, used] ** shares[used], axis=1), dtype=np.float64)


def minimum(values: npt.ArrayLike, weights: npt.ArrayLike) -> Floats:
    """The limiting factor: the smallest value among the criteria that have weight, however little."""
    table, shares = _checked(values, weights)
    return np.asarray(table[:, shares > 0].min(axis=1), dtype=np.float64)


def owa(values: npt.ArrayLike, weights: npt.ArrayLike, order_weights: npt.ArrayLike) -> Floats:
    """Ordered weighted average that honours criterion weights (WOWA; Torra 1997, Int. J. Intelligent Systems 12(2)).

    Values are sorted from best to worst; the k-th counts with W(S_k) - W(S_{k-1}), where S_k is the criterion weight
    of the k best and W runs straight through (k/n, order weight of the first k). Equal order weights give the weighted
    sum, equal criterion weights Yager's OWA. Unlike re-scaled products of the two (Malczewski 2006) it is a Choquet
    integral and therefore never ranks a site that is better everywhere below. All order weight on the worst value
    looks at the worst n-th of the weight: a criterion of next to no weight alone does not set the score.

    Parameters
    ----------
    order_weights : array_like, shape (criteria with weight,)
        First for the best value, last for the worst; see `risk_order_weights`.
    """
    table, _ = _checked(values, weights)
    return np.asarray((table * owa_parts(values, weights, order_weights)).sum(axis=1), dtype=np.float64)


def owa_parts(values: npt.ArrayLike, weights: npt.ArrayLike, order_weights: npt.ArrayLike) -> Floats:
    """Weight with which each value counts at each site under `owa`, (sites, criteria); rows sum to 1."""
    table, shares = _checked(values, weights)
    used = np.flatnonzero(shares > 0)
    knots = order_knots(order_weights, used.size)
    order = np.argsort(-table[:, used], axis=1, kind="stable")
    reached = np.cumsum(shares[used][order], axis=1)
    heights = np.interp(reached, np.linspace(0.0, 1.0, knots.size), knots)
    heights[:, -1] = 1.0
    parts = np.zeros_like(table)
    np.put_along_axis(parts, used[order], np.diff(heights, axis=1, prepend=0.0), axis=1)
    return parts


def order_knots(order_weights: npt.ArrayLike, count: int) -> Floats:
    """Running sums 0..1 of order weights, one more than there are criteria with weight."""
    raw = np.asarray(order_weights, dtype=np.float64)
    if raw.shape != (count,) or not np.isfinite(raw).all() or (raw < 0).any() or raw.sum() <= 0:
        raise InputError(
            "the order weights cannot be used", found=f"{raw.tolist()}", allowed=f"{count} numbers from 0 up"
        )
    knots = np.concatenate([[0.0], np.cumsum(raw / raw.sum())])
    knots[-1] = 1.0
    return np.asarray(knots, dtype=np.float64)


def risk_order_weights(count: int, attitude: float) -> Floats:
    """Order weights of a risk attitude: 0 looks at the worst value only, 0.5 at all alike, 1 at the best only.

    Yager's quantifier Q(p) = p^a with a = 1/attitude - 1, whose ORness is the attitude (Yager 1996, Int. J. Intelligent
    Systems 11(1)); the discrete ORness of the weights comes close to it, see `orness`.
    """
    if not 0.0 <= attitude <= 1.0 or count < 1:
        raise InputError("the risk attitude cannot be used", found=f"{attitude}", allowed="0 (careful) to 1 (daring)")
    weights = np.zeros(count)
    if attitude in (0.0, 1.0):
        weights[0 if attitude else -1] = 1.0
        return weights
    return np.asarray(np.diff(np.linspace(0.0, 1.0, count + 1) ** (1.0 / attitude - 1.0)), dtype=np.float64)


def orness(order_weights: npt.ArrayLike) -> float:
    """How near to "the best value alone" order weights are: sum (n - k) v_k / (n - 1), 0..1; 0.5 for one criterion."""
    shares = np.diff(order_knots(order_weights, np.size(order_weights)))
    n = shares.size
    return float((np.arange(n - 1, -1, -1) * shares).sum() / (n - 1)) if n > 1 else 0.5


def trade_off(order_weights: npt.ArrayLike) -> float:
    """How far a loss can be made good: 1 - sqrt(n sum (v_k - 1/n)^2 / (n - 1)), 0..1; 1 for one criterion."""
    shares = np.diff(order_knots(order_weights, np.size(order_weights)))
    n = shares.size
    return float(1.0 - np.sqrt(n * ((shares - 1.0 / n) ** 2).sum() / (n - 1))) if n > 1 else 1.0


def topsis(
    values: npt.ArrayLike,
    weights: npt.ArrayLike,
    ideal: npt.ArrayLike = 1.0,
    anti_ideal: npt.ArrayLike = 0.0,
) -> Floats:
    """Relative closeness to the ideal: d- / (d+ + d-), Euclidean in weighted values (Hwang & Yoon 1981).

    The ideal is 1 and the anti-ideal 0 on absolute value functions, so a site's score does not depend on the others;
    give the best and worst of the table to get the textbook form (then ranks may reverse when a site is removed).
    A site that is both (ideal = anti-ideal) scores 0.5.
    """
    table, shares = _checked(values, weights)
    top = np.broadcast_to(np.asarray(ideal, dtype=np.float64), shares.shape)
    bottom = np.broadcast_to(np.asarray(anti_ideal, dtype=np.float64), shares.shape)
    lost = np.sqrt((((top - table) * shares) ** 2).sum(axis=1))
    won = np.sqrt((((table - bottom) * shares) ** 2).sum(axis=1))
    both = lost + won
    return np.asarray(np.divide(won, both, out=np.full_like(both, 0.5), where=both > 0), dtype=np.float64)


@dataclass(frozen=True)
class Rule:
    """One way to make a score of values: `score(values, weights)` -> (sites,) in [0, 1]."""

    key: str
    title: str
    explain: str
    score: Callable[[npt.ArrayLike, npt.ArrayLike], Floats]


def owa_rule(attitude: float = DEFAULT_ATTITUDE) -> Rule:
    """The OWA rule at a risk attitude (0 careful, 0.5 neutral, 1 daring)."""

    def score(values: npt.ArrayLike, weights: npt.ArrayLike) -> Floats:
        count = int((np.asarray(weights) > 0).sum())
        return owa(values, weights, risk_order_weights(max(count, 1), attitude))

    explain = f"Sorts each place's values; a low attitude looks mostly at its worst ones. Risk attitude {attitude:g}."
    return Rule("owa", "Ordered weighted average", explain, score)


_ALL: Final = (
    Rule("weighted_sum", "Weighted sum", "Adds value times weight; a good value makes a bad one good.", weighted_sum),
    Rule(
        "weighted_geometric",
        "Weighted geometric mean",
        "Multiplies; a value near zero cannot be made good.",
        weighted_geometric,
    ),
    Rule("minimum", "Limiting factor", "The worst value with any weight is the score.", minimum),
    owa_rule(),
    Rule("topsis", "TOPSIS", "Closeness to a place that is best in everything.", topsis),
)
RULES: Final[Mapping[str, Rule]] = MappingProxyType({rule.key: rule for rule in _ALL})
"""Every rule by its key; the same keys as the map kernels in `geo.decision.overlay`."""


def rule_of(key: str, attitude: float = DEFAULT_ATTITUDE) -> Rule:
    """The rule of a key; the attitude matters to "owa" alone. InputError names the rules there are."""
    if key not in RULES:
        raise InputError("unknown rule", found=key, allowed=", ".join(RULES))
    return owa_rule(attitude) if key == "owa" else RULES[key]


def fill_unknown(values: npt.ArrayLike, policy: UnknownPolicy = "neutral") -> Floats:
    """Values with NaN replaced: 0.5 (neutral) or 0 (pessimistic); "exclude" makes the whole row NaN."""
    table = np.array(values, dtype=np.float64, ndmin=2)
    unknown = np.isnan(table)
    if policy not in get_args(UnknownPolicy):
        raise InputError("unknown policy", found=str(policy), allowed=", ".join(get_args(UnknownPolicy)))
    if policy == "exclude":
        table[unknown.any(axis=1)] = np.nan
        return table
    table[unknown] = 0.5 if policy == "neutral" else 0.0
    return table


def unknown_weight_share(values: npt.ArrayLike, weights: npt.ArrayLike) -> Floats:
    """Share of the weight that stands on unknown values, 0..1, for each site."""
    shares = _shares_of(weights)
    return np.asarray(np.isnan(np.array(values, dtype=np.float64, ndmin=2)) @ shares, dtype=np.float64)


def score_sites(
    rule: Rule, values: npt.ArrayLike, weights: npt.ArrayLike, unknown: UnknownPolicy = "neutral"
) -> Floats:
    """Scores of sites, values may be NaN; NaN where the policy excludes or nothing with weight is known."""
    table = np.array(values, dtype=np.float64, ndmin=2)
    used = _shares_of(weights) > 0
    filled = fill_unknown(np.where(used, table, 0.0), unknown)
    known = ~np.isnan(filled).any(axis=1) & ~np.isnan(table[:, used]).all(axis=1)
    scores = np.full(len(table), np.nan)
    if known.any():
        scores[known] = rule.score(filled[known], weights)
    return scores


def _checked(values: npt.ArrayLike, weights: npt.ArrayLike) -> tuple[Floats, Floats]:
    shares = _shares_of(weights)
    table = np.array(values, dtype=np.float64, ndmin=2)
    if table.ndim != 2 or table.shape[1] != shares.size:
        raise InputError(
            "values and weights do not match",
            found=f"values {table.shape}, {shares.size} weights",
            allowed="one column for each weight",
        )
    return table, shares


def _shares_of(weights: npt.ArrayLike) -> Floats:
    raw = np.asarray(weights, dtype=np.float64)
    if raw.ndim != 1 or not np.isfinite(raw).all() or (raw < 0).any() or raw.sum() <= 0:
        raise InputError(
            "the weights cannot be used", found=f"{raw.tolist()}", allowed="numbers from 0 up, one above 0"
        )
    return np.asarray(raw / raw.sum(), dtype=np.float64)
