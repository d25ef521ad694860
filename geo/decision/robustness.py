"""How sure a ranking is: SMAA-2 (Lahdelma & Salminen 2001, Operations Research 49(3)).

Weights are drawn from a `WeightPrior` and, where low and high values are given, values from triangular (or flat)
distributions, independently for each site and criterion. Every draw ranks the sites by a rule; the result counts ranks.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from geo.decision import robustness_kernels as kernels
from geo.decision.aggregation import DEFAULT_ATTITUDE, order_knots, risk_order_weights
from geo.decision.overlay import RULE_CODES
from geo.decision.weight_prior import Floats, WeightPrior
from geo.errors import InputError

DRAWS: Final = 10_000
MAX_SITES: Final = 3_000
MAX_DRAWS: Final = 1_000_000
CHUNK: Final = 250
"""Draws per piece of work; part of the meaning of a seed, so that results do not depend on the number of threads."""
BATCH: Final = 10
"""Draws of values held at a time: 20 criteria of 1,000 sites stay in the L2 cache."""
CONFIDENCE_DRAWS: Final = 1_000
"""At most; a tenth of the draws where those are fewer."""
MAX_RANKS_KEPT: Final = 200_000_000
"""Sites times draws that pairwise wins may keep, two bytes each."""


@dataclass(frozen=True)
class Robustness:
    """Ranks of sites under uncertain weights and values; sites that tie share their ranks evenly.

    Attributes
    ----------
    draws : int
        How many rankings were drawn; all probabilities are 0..1.
    acceptability : float array, shape (sites, sites)
        Rank acceptability: probability of each rank (column 0 is rank 1). Rows and columns sum to 1.
    central_weights : float array, shape (sites, criteria)
        Mean of the weights that put the site first; NaN where none did.
    confidence : float array, shape (sites,)
        Probability of rank 1 under the site's own central weights; NaN where it was never first.
    pairwise : float array, shape (sites, sites), or None
        Probability that the row's site outranks the column's, ties as one half.
    """

    draws: int
    acceptability: Floats
    central_weights: Floats
    confidence: Floats
    pairwise: Floats | None

    def p_top(self, k: int) -> Floats:
        """Probability of being among the best `k`, for each site."""
        return np.asarray(np.minimum(self.acceptability[:, :k].sum(axis=1), 1.0))

    def expected_rank(self) -> Floats:
        """Mean rank of each site, 1 is best."""
        return np.asarray(self.acceptability @ np.arange(1.0, len(self.acceptability) + 1.0))

    def rank_at(self, probability: float) -> npt.NDArray[np.int64]:
        """Smallest rank that each site reaches or betters with at least this probability."""
        reached = np.cumsum(self.acceptability, axis=1) >= probability - 1e-12
        reached[:, -1] = True
        return np.asarray(np.argmax(reached, axis=1) + 1)

    def standard_error(self, probability: npt.ArrayLike) -> Floats:
        """Standard error of a probability from this many draws: sqrt(p (1 - p) / draws)."""
        p = np.asarray(probability, dtype=np.float64)
        return np.asarray(np.sqrt(np.maximum(p * (1.0 - p), 0.0) / self.draws))

    @property
    def largest_standard_error(self) -> float:
        """Upper bound of the standard error of every probability here: 0.5 / sqrt(draws)."""
        return float(0.5 / np.sqrt(self.draws))


def robustness(
    values: npt.ArrayLike,
    prior: WeightPrior,
    *,
    low: npt.ArrayLike | None = None,
    high: npt.ArrayLike | None = None,
    flat: npt.ArrayLike = False,
    rule: str = "weighted_sum",
    attitude: float = DEFAULT_ATTITUDE,
    draws: int = DRAWS,
    seed: int = 0,
    pairwise: bool = False,
    workers: int = 1,
) -> Robustness:
    """SMAA-2 of any rule.

    Parameters
    ----------
    values : array_like, shape (sites, criteria)
        Central values in [0, 1], no NaN.
    prior : WeightPrior
        Uncertain weights.
    low, high : array_like, shape (sites, criteria), optional
        Least and greatest value; low <= value <= high. Without them the values are exact.
    flat : bool array_like, shape (sites, criteria), optional
        Where every value from low to high is as likely as another: values of which nothing is known.
    rule, attitude : str, float
        A key of `geo.decision.aggregation.RULES`, and the attitude of "owa".
    draws, seed : int
        The same seed gives the same result on any number of threads, up to rounding (1e-12).
    pairwise : bool
        Whether to count pairwise wins too.

    Raises
    ------
    InputError
        Too many sites or draws, unknown values, bounds that do not enclose the values.
    """
    table = _table(values, prior, draws)
    if pairwise and draws * len(table) > MAX_RANKS_KEPT:
        raise InputError(
            "too many ranks to compare in pairs",
            found=f"{len(table)} sites x {draws} draws",
            allowed=f"{MAX_RANKS_KEPT:,} ranks",
            mend="take fewer draws",
        )
    ranges = _Ranges.of(table, low, high, flat, _Scoring.of(rule, attitude, prior))
    streams = np.random.SeedSequence(seed).spawn(-(-draws // CHUNK) + 1)
    chunks = [(min(CHUNK, draws - CHUNK * number), stream) for number, stream in enumerate(streams[:-1])]
    tallies = [_Tally.empty(table.shape, pairwise) for _ in range(workers)]
    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(lambda worker: tallies[worker].add(chunks[worker::workers], ranges, prior), range(workers)))
    acceptability = np.asarray(sum(each.acceptability for each in tallies) / draws)
    centre = _central_weights(acceptability[:, 0] * draws, np.asarray(sum(each.central for each in tallies)))
    confidence = _confidence(ranges, centre, streams[-1], draws)
    wins = _pairwise([piece for each in tallies for piece in each.ranks], workers) / draws if pairwise else None
    return Robustness(draws, acceptability, centre, confidence, wins)


class _Scoring(NamedTuple):
    """A rule as the kernels want it: its code, and the running sums of its order weights (OWA)."""

    rule: int
    knots: Floats

    @classmethod
    def of(cls, rule: str, attitude: float, prior: WeightPrior) -> _Scoring:
        if rule not in RULE_CODES:
            raise InputError("unknown rule", found=rule, allowed=", ".join(RULE_CODES))
        count = int((prior.weights > 0).sum())
        return cls(RULE_CODES[rule], order_knots(risk_order_weights(count, attitude), count))


@dataclass(frozen=True)
class _Ranges:
    """Low and high values, criteria-major, which criteria are uncertain at all, and how values make a score."""

    central: Floats
    low: Floats
    high: Floats
    flat: npt.NDArray[np.bool_]
    uncertain: npt.NDArray[np.int64]
    scoring: _Scoring

    @classmethod
    def of(
        cls,
        table: Floats,
        low: npt.ArrayLike | None,
        high: npt.ArrayLike | None,
        flat: npt.ArrayLike,
        scoring: _Scoring,
    ) -> _Ranges:
        bottom, top = (table if each is None else np.asarray(each, dtype=np.float64) for each in (low, high))
        if bottom.shape != table.shape or top.shape != table.shape or not ((bottom <= table) & (table <= top)).all():
            raise InputError(
                "low and high values do not enclose the central ones",
                found=f"{bottom.shape}, {top.shape}",
                allowed=f"low <= value <= high, shape {table.shape}",
            )
        uncertain = np.flatnonzero((bottom < top).any(axis=0))
        central, least, most = (np.ascontiguousarray(each.T) for each in (table, bottom, top))
        level = np.ascontiguousarray(np.broadcast_to(np.asarray(flat, dtype=bool), table.shape).T)
        return cls(central, least, most, level, uncertain, scoring)

    def draw(self, rng: np.random.Generator, count: int) -> Floats:
        """Values of `count` draws, shape (count, criteria, sites); one shared draw when nothing is uncertain."""
        if not self.uncertain.size:
            return self.central[None]
        values = np.repeat(self.central[None], count, axis=0)
        chance = rng.random((count, self.uncertain.size, self.central.shape[1]), dtype=np.float32)
        kernels.spread_values(values, self.uncertain, self.low, self.high, self.flat, chance)
        return values

    def score_keys(self, weights: Floats, rng: np.random.Generator) -> npt.NDArray[np.int64]:
        """Sorted keys of scores and sites, one row for each row of weights."""
        batch = BATCH if self.uncertain.size else len(weights)
        parts = [weights[at : at + batch] for at in range(0, len(weights), batch)]
        keys = np.concatenate([kernels.score_keys(self.draw(rng, len(part)), part, *self.scoring) for part in parts])
        keys.sort(axis=1)
        return keys


@dataclass(frozen=True)
class _Tally:
    """What one thread counts: sums are added to in place."""

    acceptability: Floats
    central: Floats
    ranks: list[npt.NDArray[np.uint16]]
    keep: bool

    @classmethod
    def empty(cls, shape: tuple[int, ...], keep: bool) -> _Tally:
        return cls(np.zeros((shape[0], shape[0])), np.zeros(shape), [], keep)

    def add(self, chunks: list[tuple[int, np.random.SeedSequence]], ranges: _Ranges, prior: WeightPrior) -> None:
        """Count the ranks of some chunks of draws."""
        for count, stream in chunks:
            rng = np.random.default_rng(stream)
            weights = prior.draw(count, rng)
            ranks = np.empty((count if self.keep else 0, len(self.central)), np.uint16)
            kernels.tally(ranges.score_keys(weights, rng), weights, self.acceptability, self.central, ranks)
            self.ranks.append(ranks)


def _central_weights(first: Floats, total: Floats) -> Floats:
    """Mean of the weights that put each site first; NaN where none did."""
    never = np.full_like(total, np.nan)
    return np.divide(total, first[:, None], out=never, where=first[:, None] > 0)


def confidence_rounds(draws: int) -> int:
    """Draws of uncertain values behind each confidence factor; with exact values one says it all."""
    return max(1, min(CONFIDENCE_DRAWS, draws // 10))


def _confidence(ranges: _Ranges, centre: Floats, stream: np.random.SeedSequence, draws: int) -> Floats:
    """Share of value draws in which each site is first under its own central weights; NaN where it has none."""
    rng = np.random.default_rng(stream)
    sites = np.flatnonzero(~np.isnan(centre[:, 0]))
    rounds = confidence_rounds(draws) if ranges.uncertain.size else 1
    confidence = np.full(len(centre), np.nan)
    confidence[sites] = 0.0
    for _ in range(rounds):
        confidence[sites] += (
            kernels.first_shares(ranges.draw(rng, 1)[0], centre[sites], sites, *ranges.scoring) / rounds
        )
    return confidence


def _pairwise(pieces: list[npt.NDArray[np.uint16]], workers: int) -> Floats:
    """Wins of every site over every other, from the ranks of all draws."""
    ranks = np.ascontiguousarray(np.concatenate(pieces).T)
    wins = np.empty((len(ranks), len(ranks)))
    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(lambda worker: kernels.pairwise_wins(ranks, worker, workers, wins), range(workers)))
    return wins


def _table(values: npt.ArrayLike, prior: WeightPrior, draws: int) -> Floats:
    table = np.array(values, dtype=np.float64, ndmin=2)
    if table.shape[1] != prior.weights.size or not len(table) or not np.isfinite(table).all():
        raise InputError(
            "these values cannot be ranked",
            found=f"shape {table.shape}, {int(np.isnan(table).sum())} unknown",
            allowed=f"one or more sites, {prior.weights.size} criteria, no unknowns",
            mend="fill unknown values by the scenario's policy first",
        )
    if table.min() < 0 or table.max() > 1:
        raise InputError("a value lies outside its range", found=f"{table.min()} to {table.max()}", allowed="0 to 1")
    if len(table) > MAX_SITES or not 1 <= draws <= MAX_DRAWS:
        raise InputError(
            "too much to draw",
            found=f"{len(table)} sites, {draws} draws",
            allowed=f"at most {MAX_SITES} sites, 1 to {MAX_DRAWS} draws",
            mend="take the best sites only",
        )
    return table
