"""What each criterion gives to a score and what it withholds, under every rule, in points that add up.

The weighted sum is additive, so its account is beyond doubt. For the other rules an account is a definition. Each is
chosen so that the parts add up, none is made up of what another criterion did, and equal values share by weight:

- weighted_sum gives 100 w x and withholds 100 w (1 - x).
- weighted_geometric withholds (100 - S) w ln x / sum(w ln x), its part in the logarithm of the loss; zeros
  share all of it by weight. It gives 100 w less that: below 0 where a bad value takes away more than its weight.
- minimum: the worst value (the first of equals) gives all of the score and withholds all of the rest.
- owa gives 100 p x and withholds 100 p (1 - x); p is the weight with which the value counts at its place in the order.
- topsis gives S (w x)^2 / sum((w x)^2), its part in the squared distance from the worst place, and withholds
  (100 - S) (w (1 - x))^2 / sum((w (1 - x))^2), its part in that from the best one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geo.decision.aggregation import DEFAULT_ATTITUDE, owa_parts, risk_order_weights, rule_of

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Account:
    """Points by site and criterion.

    Attributes
    ----------
    score : (sites,), 0 to 100
    gives : (sites, criteria); rows sum to the score
    withholds : (sites, criteria), none below 0; rows sum to 100 less the score
    """

    score: Floats
    gives: Floats
    withholds: Floats

    def limiting(self) -> npt.NDArray[np.int64]:
        """Criterion that withholds most at each site, the first of equals; -1 where nothing is withheld."""
        worst = np.argmax(self.withholds, axis=1)
        none = self.withholds.max(axis=1, initial=0.0) <= 1e-12
        return np.where(none, -1, worst).astype(np.int64)


def account(rule: str, values: npt.ArrayLike, weights: npt.ArrayLike, attitude: float = DEFAULT_ATTITUDE) -> Account:
    """Account of every site.

    Parameters
    ----------
    rule : key of `geo.decision.aggregation.RULES`
    values : array_like, shape (sites, criteria)
        In [0, 1], no NaN (see `fill_unknown`).
    weights : array_like, shape (criteria,)
        On any scale.
    """
    table = np.array(values, dtype=np.float64, ndmin=2)
    score = 100.0 * rule_of(rule, attitude).score(table, weights)
    shares = np.asarray(weights, dtype=np.float64) / np.sum(weights)
    if rule == "weighted_geometric":
        withheld = (100.0 - score)[:, None] * _log_parts(table, shares)
        return Account(score, 100.0 * shares - withheld, withheld)
    if rule == "topsis":
        gives = score[:, None] * _parts((table * shares) ** 2)
        return Account(score, gives, (100.0 - score)[:, None] * _parts(((1.0 - table) * shares) ** 2))
    counted = np.broadcast_to(shares, table.shape)
    if rule == "owa":
        counted = owa_parts(table, weights, risk_order_weights(int((shares > 0).sum()), attitude))
    elif rule == "minimum":
        worst = np.argmin(np.where(shares > 0, table, np.inf), axis=1)
        counted = (np.arange(shares.size) == worst[:, None]).astype(np.float64)
    return Account(score, 100.0 * counted * table, 100.0 * counted * (1.0 - table))


def _log_parts(table: Floats, shares: Floats) -> Floats:
    """Parts of each criterion in the logarithm of a product; a zero outweighs all that is not zero."""
    zero = (table <= 0) & (shares > 0)
    logs = -np.log(np.where(table > 0, table, 1.0)) * shares
    return _parts(np.where(zero.any(axis=1, keepdims=True), zero * shares, logs))


def _parts(amounts: Floats) -> Floats:
    """Rows scaled to sum 1; zeros where a row is zero."""
    whole = amounts.sum(axis=1, keepdims=True)
    return np.asarray(np.divide(amounts, whole, out=np.zeros_like(amounts), where=whole > 0), dtype=np.float64)
