"""Weights from pairwise judgements: the analytic hierarchy process (Saaty 1980, The Analytic Hierarchy Process).

A judgement says how many times as important one criterion is as another, on Saaty's scale 1/9..9. The weights are the
principal eigenvector of the judgement matrix; the consistency ratio tells whether the judgements agree with each other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from types import MappingProxyType
from typing import Final

import numpy as np
import numpy.typing as npt

from geo.errors import InputError

Floats = npt.NDArray[np.float64]

RANDOM_INDEX: Final = MappingProxyType(
    {1: 0.0, 2: 0.0, 3: 0.58, 4: 0.90, 5: 1.12, 6: 1.24, 7: 1.32, 8: 1.41, 9: 1.45, 10: 1.49}
)
"""Saaty's mean consistency index of random judgement matrices, by number of criteria."""
CONSISTENT_BELOW: Final = 0.10
SCALE_TOP: Final = 9.0
_CLOSE: Final = 1e-6


@dataclass(frozen=True)
class Judgement:
    """A judgement to revisit.

    Attributes
    ----------
    first, second : str
        The criteria compared.
    given, suggested : float
        How many times as important the first was said to be, and what the other judgements imply, within 1/9..9.
    ratio_after : float
        Consistency ratio once the suggestion is taken.
    """

    first: str
    second: str
    given: float
    suggested: float
    ratio_after: float

    def describe(self, titles: Mapping[str, str] | None = None) -> str:
        """One sentence for people, with titles in place of keys where they are given."""
        first, second = (titles[key] if titles else key for key in (self.first, self.second))
        return (
            f"{first} against {second} was judged {_times(self.given)}; the other judgements imply about "
            f"{_times(self.suggested)} (consistency ratio then {self.ratio_after:.2f})"
        )


@dataclass(frozen=True)
class PairwiseWeights:
    """Weights of pairwise judgements and how well these agree.

    Attributes
    ----------
    weights : dict of str to float
        Shares, sum 1, in the order of the criteria.
    lambda_max : float
        Largest eigenvalue; equals the number of criteria when the judgements agree in full.
    consistency_ratio : float
        Saaty's CR = (lambda_max - n) / (n - 1) / RI; NaN when judgements are missing (the random index is not theirs).
    missing : int
        Pairs without a judgement.
    revisit : Judgement or None
        The one judgement whose change mends the consistency most; None when the ratio is below 0.10 or unknown.
    """

    weights: dict[str, float]
    lambda_max: float
    consistency_ratio: float
    missing: int
    revisit: Judgement | None

    @property
    def consistent(self) -> bool:
        """Whether the ratio is below 0.10."""
        return self.consistency_ratio < CONSISTENT_BELOW


def pairwise_weights(keys: Sequence[str], judgements: Mapping[tuple[str, str], float]) -> PairwiseWeights:
    """Weights of judgements given pair by pair.

    Parameters
    ----------
    keys : sequence of str
        The criteria, at most ten: more are compared in groups.
    judgements : mapping of (str, str) to float
        (a, b) -> how many times as important a is as b, 1/9..9. Pairs may be missing as long as a chain of judgements
        links all criteria (Harker 1987, Mathematical Modelling 9(11)).

    Raises
    ------
    InputError
        Unknown criteria, judgements off the scale, both directions that contradict, criteria no judgement links.
    """
    return matrix_weights(keys, judgement_matrix(keys, judgements))


def judgement_matrix(keys: Sequence[str], judgements: Mapping[tuple[str, str], float]) -> Floats:
    """Reciprocal matrix of judgements, NaN where a pair has none."""
    index = {key: i for i, key in enumerate(keys)}
    matrix = np.full((len(keys), len(keys)), np.nan)
    np.fill_diagonal(matrix, 1.0)
    for (first, second), times in judgements.items():
        if first not in index or second not in index or first == second:
            raise InputError(
                "a judgement compares what is not there", found=f"{first}, {second}", allowed=", ".join(keys)
            )
        if not 1.0 / SCALE_TOP - _CLOSE <= times <= SCALE_TOP + _CLOSE:
            raise InputError(
                "a judgement is off the scale", where=f"{first}, {second}", found=f"{times}", allowed="1/9 to 9"
            )
        i, j = index[first], index[second]
        if np.isfinite(matrix[i, j]) and abs(matrix[i, j] / times - 1.0) > _CLOSE:
            found = f"{matrix[i, j]:g} and {times:g}"
            raise InputError(
                "a pair was judged twice, differently", where=f"{first}, {second}", found=found, allowed="one judgement"
            )
        matrix[i, j], matrix[j, i] = times, 1.0 / times
    return matrix


def matrix_weights(keys: Sequence[str], matrix: npt.ArrayLike) -> PairwiseWeights:
    """Weights of a judgement matrix; NaN stands for a missing judgement."""
    table = _checked(keys, matrix)
    missing = int(np.isnan(table).sum() // 2)
    lambda_max, shares = _principal(table)
    ratio = float("nan") if missing else _ratio(lambda_max, len(keys))
    revisit = _most_out_of_line(keys, table) if ratio >= CONSISTENT_BELOW else None
    return PairwiseWeights(dict(zip(keys, shares.tolist(), strict=True)), lambda_max, ratio, missing, revisit)


def _most_out_of_line(keys: Sequence[str], table: Floats) -> Judgement:
    """The judgement whose replacement by what the others imply lowers the consistency ratio most."""
    found = []
    for i, j in combinations(range(len(keys)), 2):
        without = table.copy()
        without[i, j] = without[j, i] = np.nan
        shares = _principal(without)[1]
        implied = float(np.clip(shares[i] / shares[j], 1.0 / SCALE_TOP, SCALE_TOP))
        mended = table.copy()
        mended[i, j], mended[j, i] = implied, 1.0 / implied
        ratio = _ratio(_principal(mended)[0], len(keys))
        found.append(Judgement(keys[i], keys[j], float(table[i, j]), implied, ratio))
    return min(found, key=lambda each: (round(each.ratio_after, 9), -abs(np.log(each.given / each.suggested))))


def _principal(table: Floats) -> tuple[float, Floats]:
    """Largest eigenvalue and its eigenvector as shares; a missing judgement adds 1 to its diagonal (Harker)."""
    gaps = np.isnan(table)
    filled = np.where(gaps, 0.0, table) + np.diag(gaps.sum(axis=1))
    values, vectors = np.linalg.eig(filled)
    at = int(np.argmax(values.real))
    vector = np.abs(vectors[:, at].real)
    return float(values[at].real), np.asarray(vector / vector.sum(), dtype=np.float64)


def _ratio(lambda_max: float, count: int) -> float:
    index = RANDOM_INDEX[count]
    return max((lambda_max - count) / (count - 1) / index, 0.0) if index else 0.0


def _checked(keys: Sequence[str], matrix: npt.ArrayLike) -> Floats:
    table = np.asarray(matrix, dtype=np.float64)
    count = len(keys)
    if not 1 <= count <= max(RANDOM_INDEX) or len(set(keys)) != count:
        raise InputError(
            "these criteria cannot be compared in pairs",
            found=f"{count} criteria",
            allowed="1 to 10, no repeats",
            mend="compare groups first, then the criteria within each group",
        )
    if table.shape != (count, count):
        raise InputError(
            "the judgement matrix does not fit", found=f"shape {table.shape}", allowed=f"{count} x {count}"
        )
    given = ~np.isnan(table)
    low, high = 1.0 / SCALE_TOP - _CLOSE, SCALE_TOP + _CLOSE
    if (given != given.T).any() or ((table < low) | (table > high))[given].any() or (np.diag(table) != 1.0).any():
        raise InputError("the judgement matrix is off the scale", found=_listed(table), allowed="1/9 to 9, diagonal 1")
    if (np.abs(table * table.T - 1.0)[given] > _CLOSE * SCALE_TOP).any():
        raise InputError(
            "the judgement matrix contradicts itself", found=_listed(table), allowed="b against a = 1 / (a against b)"
        )
    _demand_linked(keys, given)
    return table


def _demand_linked(keys: Sequence[str], given: npt.NDArray[np.bool_]) -> None:
    reached = np.linalg.matrix_power(given.astype(np.float64), len(keys))[0] > 0
    apart = [key for key, linked in zip(keys, reached, strict=True) if not linked]
    if apart:
        raise InputError(
            "some criteria are not linked to the rest",
            found=", ".join(apart),
            allowed="a chain of judgements through all",
            mend=f"compare {apart[0]} with {keys[0]}",
        )


def _listed(table: Floats) -> str:
    return np.array2string(table, precision=3, max_line_width=10_000, separator=" ").replace("\n", "")


def _times(value: float) -> str:
    return f"{value:.2g} times as important" if value >= 1.0 else f"1/{1.0 / value:.2g} as important"
