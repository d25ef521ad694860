"""The Pareto front: alternatives that no other beats in every chosen objective."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

from geo.decision.jit import kernel
from geo.errors import InputError

Floats = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]
Sense = Literal["min", "max"]


@dataclass(frozen=True)
class ParetoFront:
    """Who is on the front.

    Attributes
    ----------
    front : bool array, shape (sites,)
        True where no other site is at least as good in all objectives and better in one. Equals are on it together.
    dominated_by : int array, shape (sites,)
        Row of a front site that dominates, -1 on the front and where an objective is unknown.
    unknown : bool array, shape (sites,)
        True where an objective is NaN: such a site is compared with none and is not on the front.
    """

    front: npt.NDArray[np.bool_]
    dominated_by: Indices
    unknown: npt.NDArray[np.bool_]


def pareto_front(objectives: npt.ArrayLike, senses: Sequence[Sense]) -> ParetoFront:
    """Exact Pareto front.

    Parameters
    ----------
    objectives : array_like, shape (sites, objectives)
        Raw values with units; NaN for unknown.
    senses : sequence of {"min", "max"}
        For each objective whether less or more is better.
    """
    table = np.array(objectives, dtype=np.float64, ndmin=2)
    if table.shape[1] != len(senses) or not senses or not set(senses) <= set(get_args(Sense)):
        raise InputError(
            "objectives and senses do not match",
            found=f"{table.shape[1]} objectives, {list(senses)}",
            allowed="min or max for each objective",
        )
    costs = np.ascontiguousarray(table * np.where(np.array(senses) == "max", -1.0, 1.0))
    unknown = np.isnan(costs).any(axis=1)
    known = np.flatnonzero(~unknown)
    # In lexicographic order whoever dominates comes first, exactly, whatever the rounding.
    order = known[np.lexsort(costs[known].T[::-1])]
    dominated_by = np.full(len(table), -1, np.int64)
    _sweep(costs, order, dominated_by)
    front = np.asarray(~unknown & (dominated_by < 0), dtype=np.bool_)
    return ParetoFront(front, dominated_by, np.asarray(unknown, dtype=np.bool_))


@kernel
def _sweep(costs: Floats, order: Indices, dominated_by: Indices) -> None:
    """Compare each site with the front so far, in lexicographic order."""
    front = np.empty(order.size, np.int64)
    size = 0
    for site in order:
        for k in range(size):
            if _dominates(costs[front[k]], costs[site]):
                dominated_by[site] = front[k]
                # The one that beat this site likely beats the next: look at it first.
                front[0], front[k] = front[k], front[0]
                break
        else:
            front[size] = site
            size += 1


@kernel
def _dominates(first: Floats, second: Floats) -> bool:
    """Whether the first is nowhere worse (larger) and somewhere better."""
    better = False
    for j in range(first.size):
        if first[j] > second[j]:
            return False
        better |= first[j] < second[j]
    return better
