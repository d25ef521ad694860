"""The overlay: value codes, weights and barred cells in, scores out, in one fused pass over the bytes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, get_args

import numpy as np
import numpy.typing as npt

from geo.decision import overlay_kernels as kernels
from geo.decision.aggregation import DEFAULT_ATTITUDE, Floats, UnknownPolicy, order_knots, risk_order_weights
from geo.decision.codes import (
    GEOMETRIC,
    MINIMUM,
    OWA,
    SCORE_STEPS,
    TOPSIS,
    VALUE_STEPS,
    WEIGHTED_SUM,
    Bytes,
    Scores,
)
from geo.decision.log_scale import HALF_CODE, logarithms
from geo.decision.overlay_plan import (
    GAP_SCALE,
    GROUP,
    HEIGHT,
    KNOT,
    LOG_OF_ZERO,
    Beside,
    Indices,
    Order,
    Plan,
    Rasters,
    Weighing,
    Words,
)
from geo.decision.sorting_network import sorting_network
from geo.errors import InputError

RULE_CODES: Final = MappingProxyType(
    {
        "weighted_sum": WEIGHTED_SUM,
        "weighted_geometric": GEOMETRIC,
        "minimum": MINIMUM,
        "owa": OWA,
        "topsis": TOPSIS,
    }
)
_FILL: Final = MappingProxyType({"neutral": VALUE_STEPS // 2, "pessimistic": 0, "exclude": 0})
MAX_CRITERIA: Final = 255
KNOWN, LACKING = -1, -2
"""In place of a row: a criterion that is known, or unknown, everywhere."""
ALONE: Final = 16_384
"""So few cells take less time than threads to start."""


@dataclass(frozen=True)
class Overlay:
    """What one pass gives. Rasters have the shape of the cells given.

    Attributes
    ----------
    score : uint16 array
        Hundredths of a point, 0..10000; 65535 where barred or nothing is known.
    limiting : uint8 array or None
        Index of the criterion with the largest weighted loss w (1 - v) ("minimum": the smallest value; geometric mean:
        the largest part in the logarithm);
        255 where there is no score or nothing is lost.
    unknown_share : uint8 array or None
        Percent of the weight on unknown values, also in barred cells.
    histogram : uint32 array, shape (10001,), or None
        Cells of the mask by score.
    """

    score: Scores
    limiting: Bytes | None = None
    unknown_share: Bytes | None = None
    histogram: npt.NDArray[np.uint32] | None = None


def overlay(
    values: Bytes,
    weights: npt.ArrayLike,
    excluded: npt.NDArray[Any] | None = None,
    *,
    rule: str = "weighted_sum",
    unknown: UnknownPolicy = "neutral",
    attitude: float = DEFAULT_ATTITUDE,
    order_weights: Sequence[float] | None = None,
    limiting: bool = False,
    unknown_share: bool = False,
    histogram: bool = False,
    serviced: npt.NDArray[Any] | None = None,
    workers: int = 1,
) -> Overlay:
    """Score every cell.

    Parameters
    ----------
    values : uint8 array, shape (criteria, cells) or (criteria, rows, cols)
        Value codes: 0..250 for 0..1, for "weighted_geometric" on the scale of `geo.decision.log_scale`; 255 unknown.
    weights : array_like, shape (criteria,)
        On any scale; criteria of weight 0 are not read.
    excluded : bool or uint8 array, shape of the cells, optional
        True (not 0) where building is barred or outside the region.
    rule : str
        A key of `RULE_CODES`.
    unknown : {"neutral", "pessimistic", "exclude"}
        An unknown value counts as 0.5, as 0, or leaves the cell without a score. A cell of which nothing with weight is
        known never has a score.
    attitude, order_weights : float, sequence of float, optional
        For "owa": risk attitude, or the order weights themselves (one for each criterion with weight, best first).
    limiting, unknown_share, histogram : bool
        What else to compute in the same pass.
    serviced : bool or uint8 array, shape of the cells, optional
        Mask of the histogram.
    workers : int
        Threads. 1 for tiles, the number of cores for whole regions; the result is the same bit for bit.
    """
    if unknown not in get_args(UnknownPolicy):
        raise InputError("unknown policy", found=str(unknown), allowed=", ".join(get_args(UnknownPolicy)))
    if rule not in RULE_CODES:
        raise InputError("unknown rule", found=rule, allowed=", ".join(RULE_CODES))
    used, shares = _shares(values, weights, len(values))
    cells = values.shape[1:]
    size = int(np.prod(cells))
    flat = _frozen(values.reshape(values.shape[0], size))
    plan = Plan(_whole_groups(used), _fill(rule, unknown), unknown == "exclude")
    weighing = _weighing(rule, shares, attitude, order_weights)
    rasters = Rasters(_mask(excluded, cells, "excluded"), _mask(serviced, cells, "serviced"), np.empty(size, np.uint16))
    beside = _beside(used, shares, size, limiting, unknown_share) if limiting or unknown_share else None

    def run(start: int, stop: int) -> npt.NDArray[np.uint32]:
        counts = np.zeros(SCORE_STEPS + 1 if histogram else 0, np.uint32)
        if rule == "minimum":
            kernels.run_minimum(flat, plan, rasters, beside, start, stop, counts)
        else:
            kernels.run(flat, plan, *weighing, rasters, beside, start, stop, counts)
        return counts

    counts = _in_parts(run, size, workers)
    return Overlay(
        rasters.score.reshape(cells),
        beside.limiting.reshape(cells) if beside and limiting else None,
        beside.share.reshape(cells) if beside and unknown_share else None,
        counts if histogram else None,
    )


def unknown_shares(values: Bytes, weights: npt.ArrayLike, row_of: Indices | None = None) -> Bytes:
    """Percent of the weight on unknown values alone, as `overlay` tells it.

    Parameters
    ----------
    values : uint8 array, shape (rows, cells) or (rows, ...)
        Of which only matters where they are 255: unknown.
    weights : array_like, shape (criteria,)
    row_of : int array, shape (criteria,), optional
        Row of each criterion where some share one; `KNOWN` or `LACKING` for those that are so everywhere and have none.
    """
    row_of = np.arange(len(values)) if row_of is None else row_of
    used, shares = _shares(values, weights, row_of.size)
    rows = row_of[used]
    if (rows >= len(values)).any():
        raise InputError("a criterion has no such row", found=f"{rows.max()}", allowed=f"below {len(values)}")
    gap_units, percent = _gaps(shares)
    units: Floats = np.bincount(rows[rows >= 0], gap_units[: used.size][rows >= 0], len(values)).astype(np.float64)
    base, found = int(gap_units[: used.size][rows == LACKING].sum()), np.flatnonzero(units)
    size = int(np.prod(values.shape[1:]))
    share, flat = np.empty(size, np.uint8), _frozen(values.reshape(len(values), size))
    groups = _whole_groups(found) if found.size else found
    kernels.share_gaps(flat, groups, _spared(units[found]).astype(np.uint16), np.uint16(base), percent, share)
    return share.reshape(values.shape[1:])


def count_scores(score: Scores) -> npt.NDArray[np.uint32]:
    """Cells by score, uint32 (10001,); cells without a score are left out."""
    counts = np.zeros(SCORE_STEPS + 1, np.uint32)
    kernels.tally(score.reshape(-1), counts)
    return counts


def percentiles(histogram: npt.NDArray[np.uint32]) -> Floats:
    """Percentile of each score 0..10000: percent of the counted cells that score strictly lower; NaN without cells."""
    below = np.concatenate([[0], np.cumsum(histogram, dtype=np.int64)])
    if below[-1] == 0:
        return np.full(histogram.size, np.nan)
    return np.asarray(100.0 * below[:-1] / below[-1], dtype=np.float64)


def _shares(values: Bytes, weights: npt.ArrayLike, count: int) -> tuple[Indices, Floats]:
    """Criteria with weight and their shares of the whole; InputError for what are no value codes or `count` weights."""
    if values.dtype != np.uint8 or values.ndim not in (2, 3) or len(values) > MAX_CRITERIA:
        raise InputError(
            "the values are not an array of value codes",
            found=f"{values.dtype} {values.shape}",
            allowed=f"uint8, (criteria, cells) or (criteria, rows, cols), at most {MAX_CRITERIA} criteria",
        )
    raw = np.asarray(weights, dtype=np.float64)
    if raw.shape != (count,) or not np.isfinite(raw).all() or (raw < 0).any() or raw.sum() <= 0:
        raise InputError(
            "the weights cannot be used",
            found=f"{raw.tolist()}",
            allowed=f"{count} numbers from 0 up, one above 0",
        )
    used = np.flatnonzero(raw)
    return used, raw[used] / raw.sum()


def _whole_groups(used: Indices) -> Indices:
    return used[np.minimum(np.arange(used.size + -used.size % GROUP), used.size - 1)]


def _spared(numbers: Floats) -> Floats:
    """With zeros up to whole groups."""
    return np.append(numbers, np.zeros(-numbers.size % GROUP))


def _fill(rule: str, unknown: UnknownPolicy) -> int:
    return HALF_CODE if rule == "weighted_geometric" and unknown == "neutral" else _FILL[unknown]


def _weighing(rule: str, shares: Floats, attitude: float, order_weights: Sequence[float] | None) -> Weighing:
    if rule == "weighted_sum":
        return Weighing(units=_spared(shares * (SCORE_STEPS / VALUE_STEPS)).astype(np.float32))
    if rule == "weighted_geometric":
        return Weighing(logs=(shares[:, None] * np.maximum(logarithms(), LOG_OF_ZERO)).astype(np.float32))
    if rule == "topsis":
        return Weighing(weights=shares.astype(np.float32))
    if rule == "owa":
        return Weighing(order=_order(shares, attitude, order_weights))
    return Weighing()


def _order(shares: Floats, attitude: float, order_weights: Sequence[float] | None) -> Order:
    shift = 32 - shares.size.bit_length()
    whole = shares.size << shift
    weights = risk_order_weights(shares.size, attitude) if order_weights is None else order_weights
    heights = np.rint(order_knots(weights, shares.size) * HEIGHT)
    curve = np.zeros(heights.size, KNOT)
    curve["height"], curve["slope"][:-1] = heights, np.diff(heights) / (1 << shift)
    parts = np.diff(np.rint(np.append(0.0, np.cumsum(shares)) * whole)).astype(np.uint32)
    return Order(parts, shift, curve, sorting_network(shares.size))


def _beside(used: Indices, shares: Floats, size: int, limiting: bool, unknown_share: bool) -> Beside:
    return Beside(
        np.empty(size if limiting else 0, np.uint8),
        np.empty(size if unknown_share else 0, np.uint8),
        used,
        np.rint(shares / shares.max() * 65_535).astype(np.uint16),
        *_gaps(shares),
    )


def _gaps(shares: Floats) -> tuple[Words, np.float32]:
    """Shares in gap units, to whole groups, and percent of one."""
    units = _spared(np.maximum(np.rint(shares * GAP_SCALE), 1)).astype(np.uint16)
    return units, np.float32(100.0 / int(units.sum(dtype=np.int64)))


def _mask(mask: npt.NDArray[Any] | None, cells: tuple[int, ...], name: str) -> Bytes:
    if mask is None:
        return _frozen(np.empty(0, np.uint8))
    if mask.shape != cells or mask.dtype.itemsize != 1:
        raise InputError(
            f"the mask of {name} cells does not fit",
            found=f"{mask.dtype} {mask.shape}",
            allowed=f"bool or uint8 {cells}",
        )
    return _frozen(np.ascontiguousarray(mask).view(np.uint8).reshape(-1))


def _frozen(array: Bytes) -> Bytes:
    """A read-only contiguous view, so that memory-mapped and fresh arrays share one compiled kernel."""
    view = np.ascontiguousarray(array).view()
    view.flags.writeable = False
    return view


def _in_parts(run: Callable[[int, int], npt.NDArray[np.uint32]], size: int, workers: int) -> npt.NDArray[np.uint32]:
    """Run over block-aligned parts on threads and add up the counts."""
    if workers <= 1 or size <= ALONE:
        return run(0, size)
    blocks = -(-size // kernels.BLOCK)
    edges = [min(size, blocks * part // workers * kernels.BLOCK) for part in range(workers + 1)]
    with ThreadPoolExecutor(workers) as pool:
        parts = list(pool.map(run, edges[:-1], edges[1:]))
    return np.asarray(np.sum(parts, axis=0), dtype=np.uint32)
