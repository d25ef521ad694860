"""Textbook TOPSIS on a raw table of millions of alternatives, fused: two passes, no copies of the table.

Ideals come from the table itself, so a rank may change when an alternative is taken away. The rule "topsis" of
`geo.decision.aggregation` uses absolute ideals instead; this form is for comparison with the literature and libraries.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

from geo.decision.jit import kernel
from geo.errors import InputError

Floats = npt.NDArray[np.float64]
Sense = Literal["min", "max"]
Scaling = Literal["minmax", "vector"]


def topsis_table(
    table: npt.ArrayLike,
    weights: npt.ArrayLike,
    senses: Sequence[Sense],
    scaling: Scaling = "minmax",
    workers: int = 1,
) -> Floats:
    """Relative closeness d- / (d+ + d-) of every alternative (Hwang & Yoon 1981).

    Parameters
    ----------
    table : array_like, shape (alternatives, criteria)
        Raw values, finite.
    weights : array_like, shape (criteria,)
        On any scale.
    senses : sequence of {"min", "max"}
        Whether less or more is better.
    scaling : {"minmax", "vector"}
        Each column to 0..1 over the table, or divided by its Euclidean norm.
    workers : int
        Threads.
    """
    matrix = np.ascontiguousarray(table, dtype=np.float64)
    shares = np.asarray(weights, dtype=np.float64)
    _check(matrix, shares, senses, scaling)
    edges = [len(matrix) * part // workers for part in range(workers + 1)]
    closeness = np.empty(len(matrix))
    with ThreadPoolExecutor(workers) as pool:
        spans = np.array(list(pool.map(lambda a, b: _extent(matrix[a:b]), edges, edges[1:])))
        low, high, square = spans[:, 0].min(axis=0), spans[:, 1].max(axis=0), spans[:, 2].sum(axis=0)
        if not (np.isfinite(low) & np.isfinite(high)).all():
            raise InputError("a value is not finite", found="NaN or infinity", allowed="finite values")
        span = high - low if scaling == "minmax" else np.sqrt(square)
        unit = np.divide(shares / shares.sum(), span, out=np.zeros_like(span), where=span > 0)
        up = np.array([sense == "max" for sense in senses])
        best, worst = np.where(up, high, low), np.where(up, low, high)
        parts = (edges[:-1], edges[1:])
        list(pool.map(lambda a, b: _closeness(matrix[a:b], unit, best, worst, closeness[a:b]), *parts))
    return closeness


def _check(matrix: Floats, weights: Floats, senses: Sequence[Sense], scaling: Scaling) -> None:
    if matrix.ndim != 2 or not len(matrix) or weights.shape != matrix.shape[1:] or len(senses) != weights.size:
        raise InputError(
            "table, weights and senses do not match",
            allowed="one weight and one sense for each column",
            found=f"table {matrix.shape}, weights {weights.shape}, {len(senses)} senses",
        )
    if not np.isfinite(weights).all() or (weights < 0).any() or weights.sum() <= 0:
        raise InputError(
            "the weights cannot be used", found=f"{weights.tolist()}", allowed="numbers from 0 up, one above 0"
        )
    if not set(senses) <= set(get_args(Sense)) or scaling not in get_args(Scaling):
        raise InputError(
            "unknown sense or scaling", found=f"{list(senses)}, {scaling}", allowed="min, max; minmax, vector"
        )


@kernel
def _extent(matrix: Floats) -> Floats:
    """Least, greatest and sum of squares of each column; NaN spreads to both ends."""
    extent = np.zeros((3, matrix.shape[1]))
    extent[0], extent[1] = np.inf, -np.inf
    for i in range(matrix.shape[0]):
        for j in range(matrix.shape[1]):
            value = matrix[i, j]
            extent[0, j] = min(extent[0, j], value)
            extent[1, j] = max(extent[1, j], value)
            extent[2, j] += value * value
    for j in range(matrix.shape[1]):
        if not np.isfinite(extent[2, j]):
            extent[0, j] = np.nan
    return extent


@kernel
def _closeness(matrix: Floats, unit: Floats, best: Floats, worst: Floats, closeness: Floats) -> None:
    """Closeness of each row; 0.5 where best and worst meet in every column."""
    for i in range(matrix.shape[0]):
        lost, won = 0.0, 0.0
        for j in range(matrix.shape[1]):
            gone, gained = unit[j] * (best[j] - matrix[i, j]), unit[j] * (matrix[i, j] - worst[j])
            lost += gone * gone
            won += gained * gained
        both = np.sqrt(lost) + np.sqrt(won)
        closeness[i] = np.sqrt(won) / both if both > 0 else 0.5
