"""Mean and standard deviation of a weighted sum under uncertain weights, exact, for tables and for whole maps.

With w_j = G_g S_gj (see `WeightPrior`) the score is Y = sum_g G_g T_g, T_g = sum_j S_gj x_j. G and all S_g are
independent. Write p_g = E[G_g], q_gj = E[S_gj], mu_g = sum_j q_gj x_j. The one-level Dirichlet gives

    Var T_g   = (sum_j q_gj x_j^2 - mu_g^2) / (b0 + 1)
    E[G_g^2]  = p_g (a0 p_g + 1) / (a0 + 1),    E[G_g G_h] = a0 p_g p_h / (a0 + 1)  for g != h

and the law of total variance, conditioned on G, leaves

    E Y   = sum_g p_g mu_g
    Var Y = (sum_g p_g mu_g^2 - (E Y)^2) / (a0 + 1)  +  sum_g E[G_g^2] Var T_g  +  sum_j E[w_j^2] s_j^2

where s_j is the standard deviation of the value itself, independent of the weights and of the other values (0 when it
is exact). With one criterion in each group, or all in one group, this is the plain Dirichlet formula.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, get_args

import numpy as np
import numpy.typing as npt

from geo.decision.aggregation import UnknownPolicy
from geo.decision.codes import NO_SCORE, SCORE_STEPS, UNKNOWN, VALUE_STEPS, Bytes, Scores
from geo.decision.jit import kernel
from geo.decision.weight_prior import Floats, Indices, WeightPrior
from geo.errors import InputError

UNKNOWN_VARIANCE: Final = 1.0 / 12.0
"""Variance of a value of which nothing is known: uniform on 0..1, mean 0.5."""
BLOCK: Final = 4096


def score_moments(values: npt.ArrayLike, prior: WeightPrior, value_sd: npt.ArrayLike = 0.0) -> tuple[Floats, Floats]:
    """Mean and standard deviation of the weighted sum of each site.

    Parameters
    ----------
    values : array_like, shape (sites, criteria)
        Mean values in [0, 1], no NaN.
    prior : WeightPrior
    value_sd : array_like, broadcast to the values
        Standard deviation of each value (see `triangular_moments`).
    """
    table = np.array(values, dtype=np.float64, ndmin=2)
    if table.shape[1] != prior.weights.size or not np.isfinite(table).all():
        raise InputError(
            "values and weights do not match",
            found=f"values {table.shape}, NaN or not",
            allowed=f"{prior.weights.size} columns, no unknowns",
        )
    member = np.eye(prior.group_shares.size)[prior.group] * prior.shares_within[:, None]
    mu = table @ member
    mean = mu @ prior.group_shares
    between = (mu**2 @ prior.group_shares - mean**2) / (prior.between + 1.0)
    inner = (table**2 @ member - mu**2) / (prior.within + 1.0)
    variance = between + inner @ prior.group_squares
    variance += np.broadcast_to(np.asarray(value_sd, dtype=np.float64), table.shape) ** 2 @ prior.squares
    return mean, np.sqrt(np.maximum(variance, 0.0))


def triangular_moments(low: npt.ArrayLike, central: npt.ArrayLike, high: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Mean and standard deviation of triangular values: (a + b + c) / 3, sqrt((a² + b² + c² - ab - ac - bc) / 18)."""
    a, b, c = (np.asarray(each, dtype=np.float64) for each in (low, central, high))
    square = a * a + b * b + c * c - a * b - a * c - b * c
    return np.asarray((a + b + c) / 3.0), np.asarray(np.sqrt(np.maximum(square, 0.0) / 18.0))


@dataclass(frozen=True)
class UncertaintyMap:
    """Mean and standard deviation of the score, both uint16 in hundredths of a point; 65535 where there is no score."""

    mean: Scores
    sd: Scores


def uncertainty_map(
    values: Bytes,
    prior: WeightPrior,
    excluded: npt.NDArray[Any] | None = None,
    *,
    unknown: UnknownPolicy = "neutral",
    workers: int = 1,
) -> UncertaintyMap:
    """Exact mean and standard deviation of the weighted sum in every cell, in one pass, without sampling.

    Parameters
    ----------
    values : uint8 array, shape (criteria, cells) or (criteria, rows, cols)
        Value codes.
    prior : WeightPrior
    excluded : bool or uint8 array, shape of the cells, optional
    unknown : {"neutral", "pessimistic", "exclude"}
        Neutral takes an unknown value as uniform on 0..1, which widens the result; pessimistic as exactly 0.
    workers : int
        Threads; the result is the same bit for bit.
    """
    if values.dtype != np.uint8 or values.ndim not in (2, 3) or len(values) != prior.weights.size:
        raise InputError(
            "values are not value codes of these criteria",
            found=f"{values.dtype} {values.shape}",
            allowed=f"uint8, {prior.weights.size} criteria first",
        )
    if unknown not in get_args(UnknownPolicy):
        raise InputError("unknown policy", found=str(unknown), allowed=", ".join(get_args(UnknownPolicy)))
    cells = values.shape[1:]
    size = int(np.prod(cells))
    barred = np.zeros(0, np.uint8) if excluded is None else np.ascontiguousarray(excluded).view(np.uint8).reshape(-1)
    if barred.size not in (0, size):
        raise InputError("the mask of excluded cells does not fit", found=f"{barred.size}", allowed=f"{size} cells")
    flat, plan = _frozen(values.reshape(len(values), size)), _plan(prior, unknown)
    mean, sd = np.empty(size, np.uint16), np.empty(size, np.uint16)
    if workers <= 1:
        _run(flat, plan, _frozen(barred), 0, size, mean, sd)
        return UncertaintyMap(mean.reshape(cells), sd.reshape(cells))
    blocks = -(-size // BLOCK)
    edges = [min(size, blocks * part // workers * BLOCK) for part in range(workers + 1)]
    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(lambda start, stop: _run(flat, plan, _frozen(barred), start, stop, mean, sd), edges, edges[1:]))
    return UncertaintyMap(mean.reshape(cells), sd.reshape(cells))


class _Plan(NamedTuple):
    """Criteria with weight in the order of their groups, and the constants of the closed form."""

    used: Indices
    first: Indices
    within: Floats
    squares: Floats
    group: Floats
    group_squares: Floats
    between: float
    inside: float
    fill: int
    strict: bool
    unknown_variance: float


def _plan(prior: WeightPrior, unknown: UnknownPolicy) -> _Plan:
    order = np.argsort(prior.group, kind="stable")
    used = order[prior.weights[order] > 0]
    numbers, first = np.unique(prior.group[used], return_index=True)
    return _Plan(
        used,
        np.append(first, used.size).astype(np.int64),
        prior.shares_within[used],
        prior.squares[used],
        prior.group_shares[numbers],
        prior.group_squares[numbers],
        1.0 / (prior.between + 1.0),
        1.0 / (prior.within + 1.0),
        VALUE_STEPS // 2 if unknown == "neutral" else 0,
        unknown == "exclude",
        UNKNOWN_VARIANCE * VALUE_STEPS**2 if unknown == "neutral" else 0.0,
    )


@kernel
def _run(values: Bytes, plan: _Plan, barred: Bytes, start: int, stop: int, mean: Scores, sd: Scores) -> None:
    total, spread, extra = np.empty(BLOCK), np.empty(BLOCK), np.empty(BLOCK)
    mu, square = np.empty(BLOCK), np.empty(BLOCK)
    missing = np.empty(BLOCK, np.uint8)
    for begin in range(start, stop, BLOCK):
        size = min(BLOCK, stop - begin)
        total[:size], spread[:size], extra[:size], missing[:size] = 0.0, 0.0, 0.0, 0
        for g in range(plan.group.size):
            mu[:size], square[:size] = 0.0, 0.0
            for k in range(plan.first[g], plan.first[g + 1]):
                _add(values[plan.used[k], begin : begin + size], plan, k, mu, square, extra, missing)
            for c in range(size):
                total[c] += plan.group[g] * mu[c]
                spread[c] += plan.group[g] * mu[c] * mu[c]
                extra[c] += plan.group_squares[g] * plan.inside * (square[c] - mu[c] * mu[c])
        limit = 1 if plan.strict else plan.used.size
        for c in range(size):
            variance = max((spread[c] - total[c] * total[c]) * plan.between + extra[c], 0.0)
            none = missing[c] >= limit or (barred.size > 0 and barred[begin + c] != 0)
            unit = SCORE_STEPS / VALUE_STEPS
            middle = total[c] + plan.fill
            mean[begin + c] = NO_SCORE if none else np.int32(middle * unit + 0.5)
            sd[begin + c] = NO_SCORE if none else np.int32(np.sqrt(variance) * unit + 0.5)


@kernel
def _add(row: Bytes, plan: _Plan, k: int, mu: Floats, square: Floats, extra: Floats, missing: Bytes) -> None:
    """Add one criterion to its group's sums, as code steps above the fill code."""
    share, lone = plan.within[k], plan.squares[k] * plan.unknown_variance
    top = np.uint8(0)
    for c in range(row.size):
        top = max(top, row[c])
    for c in range(row.size):
        code = np.float64(np.int32(row[c]) - plan.fill) if row[c] != UNKNOWN else 0.0
        mu[c] += share * code
        square[c] += share * code * code
    if top == UNKNOWN:
        for c in range(row.size):
            missing[c] += np.uint8(row[c] == UNKNOWN)
            extra[c] += lone if row[c] == UNKNOWN else 0.0


def _frozen(array: Bytes) -> Bytes:
    view = np.ascontiguousarray(array).view()
    view.flags.writeable = False
    return view
