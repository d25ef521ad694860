"""How sure the weights are: two-level Dirichlet weights, by group and then within the group.

Many proxies of one cause in one group share that group's weight, so they do not outvote the rest in any draw.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from geo.errors import InputError

Floats = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]

DEFAULT_CONCENTRATION: Final = 25.0
"""Sureness where none is stated (assumption): a share of 0.3 then has a standard deviation of 0.09."""


@dataclass(frozen=True)
class WeightPrior:
    """Weights w_j = G_g S_gj with G ~ Dirichlet(a0 p) over groups and S_g ~ Dirichlet(b0 q_g) within group g.

    Attributes
    ----------
    weights : float array, shape (criteria,)
        Mean weights, sum 1; a criterion of weight 0 keeps weight 0 in every draw.
    group : int array, shape (criteria,)
        Group number of each criterion, 0, 1, ...
    between, within : float
        Concentrations a0 and b0: larger is surer; a share p of a0 has variance p (1 - p) / (a0 + 1).
    """

    weights: Floats
    group: Indices
    between: float = DEFAULT_CONCENTRATION
    within: float = DEFAULT_CONCENTRATION

    @classmethod
    def of(
        cls,
        weights: npt.ArrayLike,
        groups: Sequence[Hashable] | None = None,
        between: float = DEFAULT_CONCENTRATION,
        within: float = DEFAULT_CONCENTRATION,
    ) -> WeightPrior:
        """Prior around `weights` (any scale); without groups each criterion is its own (a plain Dirichlet)."""
        raw = np.asarray(weights, dtype=np.float64)
        if raw.ndim != 1 or not np.isfinite(raw).all() or (raw < 0).any() or raw.sum() <= 0:
            raise InputError(
                "the weights cannot be used", found=f"{raw.tolist()}", allowed="numbers from 0 up, one above 0"
            )
        labels = list(range(raw.size)) if groups is None else list(groups)
        if len(labels) != raw.size:
            raise InputError("groups and weights do not match", found=f"{len(labels)} groups", allowed=f"{raw.size}")
        if not (0 < between < np.inf and 0 < within < np.inf):
            raise InputError("the sureness cannot be used", found=f"{between}, {within}", allowed="finite, above 0")
        numbers = {label: number for number, label in enumerate(dict.fromkeys(labels))}
        group = np.array([numbers[label] for label in labels], dtype=np.int64)
        return cls(raw / raw.sum(), group, float(between), float(within))

    @property
    def group_shares(self) -> Floats:
        """Mean share p_g of each group."""
        return np.asarray(np.bincount(self.group, self.weights), dtype=np.float64)

    @property
    def shares_within(self) -> Floats:
        """Mean share q_gj of each criterion within its group; 0 where the group has no weight."""
        whole = self.group_shares[self.group]
        return np.divide(self.weights, whole, out=np.zeros_like(whole), where=whole > 0)

    @property
    def group_squares(self) -> Floats:
        """E[G_g^2] = p (a0 p + 1) / (a0 + 1)."""
        return self._squares(self.group_shares, self.between)

    @property
    def squares(self) -> Floats:
        """E[w_j^2] = E[G_g^2] E[S_gj^2]."""
        return np.asarray(self.group_squares[self.group] * self._squares(self.shares_within, self.within))

    def draw(self, count: int, rng: np.random.Generator) -> Floats:
        """Random weights, shape (count, criteria), each row sums to 1."""
        shares = self.group_shares
        outer = _dirichlet(shares * self.between, count, rng)
        weights = np.zeros((count, self.weights.size))
        for number in np.flatnonzero(shares):
            members = np.flatnonzero(self.group == number)
            inner = _dirichlet(self.shares_within[members] * self.within, count, rng)
            weights[:, members] = outer[:, number : number + 1] * inner
        return weights

    @staticmethod
    def _squares(share: Floats, concentration: float) -> Floats:
        return np.asarray(share * (concentration * share + 1.0) / (concentration + 1.0))


def _dirichlet(alpha: Floats, count: int, rng: np.random.Generator) -> Floats:
    """Dirichlet draws in which a parameter of 0 means a share of 0."""
    shares = np.zeros((count, alpha.size))
    live = np.flatnonzero(alpha > 0)
    shares[:, live] = rng.dirichlet(alpha[live], count) if live.size > 1 else 1.0
    return shares
