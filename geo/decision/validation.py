"""How well scores find places that are known: placement, AUC, Boyce index, and spread over groups of neighbours."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
from scipy.stats import rankdata

from geo.errors import InputError

Floats = npt.NDArray[np.float64]

WINDOWS = 101
"""Positions of the moving window of the continuous Boyce index (Hirzel et al. 2006)."""
WINDOW_SHARE = 0.1
"""Width of the window as a share of the range of scores (Hirzel et al. 2006)."""


def placement(score: float, background: Floats, steps: float) -> float:
    """Share of a background that scores lower, ties counting half; 0 for NaN (barred).

    Parameters
    ----------
    score : points
    background : counts by score code
    steps : codes per point
    """
    if not np.isfinite(score):
        return 0.0
    code = int(np.clip(round(score * steps), 0, len(background) - 1))
    total = float(background.sum())
    if total <= 0:
        raise InputError("there is no land to compare with", where="placement", mend="relax the constraints")
    return (float(background[:code].sum()) + 0.5 * float(background[code])) / total


def auc(placements: Floats) -> float:
    """Chance that a known place scores above a random cell of the background: the mean placement (Mann-Whitney)."""
    return float(np.mean(placements)) if len(placements) else float("nan")


def auc_between(positives: Floats, negatives: Floats) -> float:
    """Chance that a positive lies above a negative, ties counting half; NaN where either is missing."""
    if not len(positives) or not len(negatives):
        return float("nan")
    difference = np.asarray(positives)[:, None] - np.asarray(negatives)[None, :]
    return float(np.mean((difference > 0) + 0.5 * (difference == 0)))


def boyce(scores: Floats, background: Floats, steps: float) -> float:
    """Continuous Boyce index, -1 to 1 (Hirzel et al. 2006, Ecological Modelling 199, 142-152).

    A window of a tenth of the background's range moves over it; in each, the share of known places over the share of
    the background. The index is Spearman's correlation of that ratio with the score. NaN where it never changes.

    Parameters
    ----------
    scores : points of the known places; NaN (barred) lies in no window, but counts among the places
    background : counts (or shares) by score code
    steps : codes per point
    """
    held = np.flatnonzero(background)
    if len(scores) == 0 or len(held) == 0:
        return float("nan")
    lowest, highest = held[0] / steps, held[-1] / steps
    width = (highest - lowest) * WINDOW_SHARE
    starts = np.linspace(lowest, highest - width, WINDOWS)
    below = np.concatenate([[0.0], np.cumsum(background)])
    first = np.clip(np.ceil(starts * steps - 1e-6).astype(int), 0, len(background))
    after = np.clip(np.floor((starts + width) * steps + 1e-6).astype(int) + 1, 0, len(background))
    expected = (below[after] - below[first]) / below[-1]
    known = np.rint(scores[np.isfinite(scores)] * steps) if len(scores) else scores
    found = np.array([np.sum((known >= a) & (known < b)) for a, b in zip(first, after, strict=True)]) / len(scores)
    used = expected > 0
    return _spearman(found[used] / expected[used], starts[used])


def _spearman(a: Floats, b: Floats) -> float:
    if len(a) < 2 or np.ptp(a) == 0 or np.ptp(b) == 0:
        return float("nan")
    return float(np.corrcoef(rankdata(a), rankdata(b))[0, 1])


def group_bootstrap(
    groups: Sequence[str], statistic: Callable[[npt.NDArray[np.int64]], float], draws: int = 1000, seed: int = 1
) -> tuple[float, float] | None:
    """95 % interval of a statistic when whole groups are drawn with replacement; None for fewer than 2 groups.

    Parameters
    ----------
    groups : group of each place; neighbours share one
    statistic : of the rows that a draw holds, with repeats
    """
    names = sorted(set(groups))
    if len(names) < 2:
        return None
    rows = {name: np.flatnonzero(np.array([g == name for g in groups])) for name in names}
    random = np.random.default_rng(seed)
    found = [
        statistic(np.concatenate([rows[names[k]] for k in random.integers(0, len(names), len(names))]))
        for _ in range(draws)
    ]
    known = np.array(found)[np.isfinite(found)]
    if not len(known):
        return None
    low, high = np.percentile(known, [2.5, 97.5])
    return float(low), float(high)
