"""How sure a ranking is: spread of the scores in closed form, and how often each site keeps its rank (SMAA-2).

Weights are Dirichlet, by group and then within the group, around those of the scenario. Values that a model states with
low and high are triangular between them; under the policy "neutral" an unknown value is anything from 0 to 1. All are
independent. The spread is exact for the weighted sum; other rules have none here, their ranks are drawn all the same.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.catalogue.preset import Scenario
from geo.catalogue.region_data import RegionData
from geo.decision.aggregation import fill_unknown
from geo.decision.robustness import MAX_DRAWS, MAX_SITES, Robustness, confidence_rounds, robustness
from geo.decision.uncertainty import UNKNOWN_VARIANCE, score_moments, triangular_moments
from geo.decision.weight_prior import WeightPrior
from geo.errors import InputError
from geo.siting import Assessment, Ranking, filling, weight_shares

Floats = NDArray[np.float64]
SHOWN_DRAWS: Final = 1_000
"""Draws where nobody asks for more: no probability has a standard error above 1.6 points."""
TOPS: Final = (5, 10)
PAIRED_SITES: Final = 100
"""Most sites whose every pair is told."""
MOST_RANKS: Final = 50
"""Ranks whose acceptability is told."""
WORKERS: Final = 2


def prior_of(data: RegionData, scenario: Scenario) -> tuple[tuple[str, ...], WeightPrior]:
    """Criteria with weight, and how sure their weights are."""
    shares = weight_shares(data, scenario)
    keys = tuple(key for key, share in shares.items() if share > 0)
    groups = [data.catalogue.criteria[key].group for key in keys]
    between, within = scenario.concentration_groups, scenario.concentration_within
    return keys, WeightPrior.of([shares[key] for key in keys], groups, between, within)


class Spread(NamedTuple):
    """Values (points, criteria with weight): central ones, their ends, and which are not known at all."""

    central: Floats
    low: Floats
    high: Floats
    unknown: NDArray[np.bool_]

    def moments(self) -> tuple[Floats, Floats]:
        """Mean and standard deviation of every value."""
        mean, sd = triangular_moments(self.low, self.central, self.high)
        return np.where(self.unknown, 0.5, mean), np.where(self.unknown, np.sqrt(UNKNOWN_VARIANCE), sd)


def spread_of(found: Assessment, keys: tuple[str, ...]) -> Spread:
    """What the models and the policy for unknowns leave open at the assessed points."""
    scenario, fields = found.scenario, found.fields
    table = np.column_stack([found.values[key] for key in keys])
    unknown = np.isnan(table) & (scenario.unknowns == "neutral")
    central = fill_unknown(table, filling(scenario))
    low, high = np.where(unknown, 0.0, central), np.where(unknown, 1.0, central)
    for at, key in enumerate(keys):
        criterion = fields.data.catalogue.criteria[key]
        ends = criterion.value_range(fields.inputs(criterion.fields, scenario.brief))
        if ends is not None:
            known = ~np.isnan(table[:, at])
            low[known, at], high[known, at] = (np.asarray(end, dtype=np.float64)[known] for end in ends)
    return Spread(central, low, high, unknown)


@dataclass(frozen=True)
class Certainty:
    """How sure the scores and ranks of assessed points are. NaN where a point is barred or was not compared.

    Attributes
    ----------
    keys : criteria with weight
    mean, sd : of the score, points, under weights and values; NaN under other rules than the weighted sum
    sd_weights : of the score under weights and unknown values alone: what the map draws
    rows : points that were ranked against each other, the best `MAX_SITES` of those that nothing bars
    ranks : how often each of them had which rank; None where fewer than two were compared
    """

    keys: tuple[str, ...]
    mean: Floats
    sd: Floats
    sd_weights: Floats
    rows: NDArray[np.int64]
    ranks: Robustness | None

    def of_points(self, numbers: Floats) -> Floats:
        """Numbers of the compared points as those of all points."""
        whole = np.full(self.mean.size, np.nan)
        whole[self.rows] = numbers
        return whole

    def p_top(self, k: int) -> Floats:
        """Probability of a rank of k or better; NaN where so few are compared that every one has it."""
        if self.ranks is None or self.rows.size <= k:
            return np.full(self.mean.size, np.nan)
        return self.of_points(self.ranks.p_top(k))

    def columns(self) -> dict[str, Floats]:
        """What a table shows, by name of the column."""
        nothing = np.full(self.mean.size, np.nan)
        tops = {f"p_top_{k}": self.p_top(k).round(4) for k in TOPS}
        ranks = self.ranks
        return {
            "score_mean": self.mean.round(4),
            "score_sd": self.sd.round(4),
            "score_sd_weights": self.sd_weights.round(4),
            **tops,
            "p_first": nothing if ranks is None else self.of_points(ranks.p_top(1)).round(4),
            "expected_rank": nothing if ranks is None else self.of_points(ranks.expected_rank()).round(2),
            "confidence_factor": nothing if ranks is None else self.of_points(ranks.confidence).round(4),
        }


def certainty(found: Assessment, draws: int = SHOWN_DRAWS, seed: int = 0) -> Certainty:
    """How sure scores and ranks of assessed points are."""
    if not 1 <= draws <= MAX_DRAWS:
        raise InputError("so many rankings cannot be drawn", found=str(draws), allowed=f"1 to {MAX_DRAWS:,}")
    scenario = found.scenario
    keys, prior = prior_of(found.fields.data, scenario)
    spread, score = spread_of(found, keys), found.score
    mean, sd, sd_weights = (np.full(score.size, np.nan) for _ in range(3))
    scored = np.flatnonzero(np.isfinite(score))
    if scenario.rule == "weighted_sum" and scored.size:
        centre, doubt = (part[scored] for part in spread.moments())
        mean[scored], sd[scored] = (100.0 * part for part in score_moments(centre, prior, doubt))
        blank = np.where(spread.unknown[scored], np.sqrt(UNKNOWN_VARIANCE), 0.0)
        sd_weights[scored] = 100.0 * score_moments(spread.central[scored], prior, blank)[1]
    rows = scored[np.argsort(-score[scored], kind="stable")[:MAX_SITES]]
    ranks = _ranks(spread, rows, prior, scenario, draws, seed) if rows.size > 1 else None
    return Certainty(keys, mean, sd, sd_weights, rows, ranks)


def _ranks(
    spread: Spread, rows: NDArray[np.int64], prior: WeightPrior, scenario: Scenario, draws: int, seed: int
) -> Robustness:
    central, low, high, unknown = (part[rows] for part in spread)
    return robustness(
        central,
        prior,
        low=low,
        high=high,
        flat=unknown,
        rule=scenario.rule,
        attitude=scenario.attitude,
        draws=draws,
        seed=seed,
        pairwise=rows.size <= PAIRED_SITES,
        workers=WORKERS,
    )


def with_certainty(ranking: Ranking, sure: Certainty, detail: bool = False) -> Ranking:
    """The ranking with columns that say how sure it is, and in its metadata what they rest on."""
    columns = {name: numbers[ranking.order] for name, numbers in sure.columns().items()}
    at = ranking.table.columns.get_loc("unknown_weight_share")
    assert isinstance(at, int)
    left, right = ranking.table.iloc[:, : at + 1], ranking.table.iloc[:, at + 1 :]
    table = pd.concat([left, pd.DataFrame(columns), right], axis=1)
    told = about(ranking.assessment, sure) | (drawn(ranking, sure) if detail else {})
    return replace(ranking, table=table, metadata={**ranking.metadata, "certainty": told})


def about(found: Assessment, sure: Certainty) -> dict[str, Any]:
    """What the columns of certainty rest on, as plain values."""
    scenario, ranks = found.scenario, sure.ranks
    criteria = found.fields.data.catalogue.criteria
    return {
        "compared": int(sure.rows.size),
        "draws": 0 if ranks is None else ranks.draws,
        "largest_standard_error": None if ranks is None else round(ranks.largest_standard_error, 6),
        "confidence_standard_error": None if ranks is None else round(0.5 / confidence_rounds(ranks.draws) ** 0.5, 6),
        "concentration_groups": scenario.concentration_groups,
        "concentration_within": scenario.concentration_within,
        "values_with_low_and_high": [key for key in sure.keys if criteria[key].bounds is not None],
        "notes": notes(found, sure),
    }


def drawn(ranking: Ranking, sure: Certainty) -> dict[str, Any]:
    """Rank acceptabilities, central weights and pairwise winning probabilities, by name of the site."""
    ranks = sure.ranks
    if ranks is None:
        return {}
    place = {int(row): at for at, row in enumerate(sure.rows)}
    rows = [(_named(ranking.table, at), place[int(row)]) for at, row in enumerate(ranking.order) if int(row) in place]
    wins = ranks.pairwise
    return {
        "rank_acceptability": {name: ranks.acceptability[at, :MOST_RANKS].round(4).tolist() for name, at in rows},
        "central_weights": {
            name: dict(zip(sure.keys, ranks.central_weights[at].round(4).tolist(), strict=True))
            for name, at in rows
            if np.isfinite(ranks.central_weights[at]).all()
        },
        "pairwise": None
        if wins is None
        else {name: {other: round(float(wins[at, to]), 4) for other, to in rows if to != at} for name, at in rows},
    }


def _named(table: pd.DataFrame, at: int) -> str:
    """What a site is called: its id, else its name, else its place in the ranking."""
    return next((str(table[key].iloc[at]) for key in ("site_id", "id", "name") if key in table), str(at + 1))


def notes(found: Assessment, sure: Certainty) -> list[str]:
    """What has to be said where a number is missing, so that none is silent."""
    said = []
    if found.scenario.rule != "weighted_sum":
        said.append("The spread of the score is exact for the weighted sum only, so it is left out under this rule.")
    if sure.rows.size == 0:
        said.append("Nothing is ranked: every site is barred.")
    elif sure.rows.size == 1:
        said.append("One site alone has no rank to be sure of.")
    else:
        for k in TOPS:
            if sure.rows.size <= k:
                said.append(f"With {sure.rows.size} ranked sites each is among the best {k}: p_top_{k} is left out.")
    left = int(np.isfinite(found.score).sum()) - sure.rows.size
    if left > 0:
        said.append(f"Only the best {sure.rows.size:,} sites were compared; {left:,} have no probabilities.")
    return said
