"""A total load over several sites that fail apart: a small integer programme, solved exactly by HiGHS.

Each option is a site with a load. The sum of lost points (100 less the score, times the megawatts) is least, the loads
reach the total, a site takes one load, and of every clash (sites that one event takes out together) at most one is
chosen. More megawatts than asked for cost points, so none are added for the score.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from geo.errors import InputError

Floats = npt.NDArray[np.float64]
TIE = 1e-7
"""Points by which an earlier option is preferred to an equal one, so that ties fall the same way each time."""


@dataclass(frozen=True)
class Options:
    """What can be chosen, one row an option.

    Attributes
    ----------
    site : (options,) which site it is
    load_mw : (options,) its load [MW]
    score : (options,) 0 to 100, no NaN
    """

    site: npt.NDArray[np.int64]
    load_mw: Floats
    score: Floats

    def __post_init__(self) -> None:
        sizes = {len(self.site), len(self.load_mw), len(self.score)}
        sound = len(sizes) == 1 and np.isfinite(self.score).all() and (self.load_mw > 0).all()
        if not sound:
            raise InputError("options need a site, a load above 0 and a score each", found=f"sizes {sorted(sizes)}")

    @property
    def loss(self) -> Floats:
        """Points lost times megawatts."""
        return (100.0 - self.score) * self.load_mw

    def mean_score(self, chosen: Sequence[int]) -> float:
        """Score of a choice, each megawatt counting alike; NaN of nothing."""
        rows = np.asarray(chosen, dtype=np.int64)
        return float(self.score[rows] @ self.load_mw[rows] / self.load_mw[rows].sum()) if len(rows) else float("nan")


def choose(options: Options, total_mw: float, clashes: Iterable[Sequence[int]] = ()) -> list[int] | None:
    """Options of the best set, in their order; None where no set reaches the total.

    Parameters
    ----------
    clashes : groups of sites of which at most one may be chosen
    """
    if not len(options.site):
        return None
    rows = [options.load_mw, *_at_most_one(options, clashes)]
    low = np.array([total_mw, *([-np.inf] * (len(rows) - 1))])
    high = np.array([np.inf, *([1.0] * (len(rows) - 1))])
    cost = options.loss + TIE * np.arange(len(options.site)) * options.load_mw
    return _solved(cost, rows, low, high)


def most_mw(options: Options, clashes: Iterable[Sequence[int]] = ()) -> float:
    """The largest total that any set reaches [MW]."""
    rows = _at_most_one(options, clashes)
    if not rows:
        return 0.0
    found = _solved(-options.load_mw, rows, np.full(len(rows), -np.inf), np.ones(len(rows)))
    return float(options.load_mw[found].sum()) if found else 0.0


def _at_most_one(options: Options, clashes: Iterable[Sequence[int]]) -> list[Floats]:
    groups = [*([site] for site in np.unique(options.site).tolist()), *(group for group in clashes if len(group) > 1)]
    return [np.isin(options.site, group).astype(np.float64) for group in groups]


def _solved(cost: Floats, rows: Sequence[Floats], low: Floats, high: Floats) -> list[int] | None:
    limits = LinearConstraint(csr_array(np.vstack(rows)), low, high)
    found = milp(cost, integrality=np.ones(len(cost)), bounds=Bounds(0, 1), constraints=limits)
    return None if found.x is None else [int(n) for n in np.flatnonzero(found.x > 0.5)]
