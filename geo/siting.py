"""The pipeline: fields + brief -> values -> overlay -> ranking. Weights enter at the overlay and nowhere before."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.catalogue.preset import Scenario
from geo.catalogue.region_data import RegionData
from geo.decision.account import account
from geo.decision.aggregation import UnknownPolicy, fill_unknown
from geo.decision.codes import NO_SCORE, SCORE_STEPS, Bytes
from geo.decision.criterion import verdicts
from geo.decision.overlay import Overlay, count_scores, overlay, percentiles
from geo.decision.weights import normalise
from geo.errors import InputError
from geo.lookup import Planes
from geo.places import Floats, Nearest, PlaceFields
from geo.space.land_cells import LandCells
from geo.surface import WORKERS, Values, barred_cells, values

SCORE_TICKS = 100
"""Ticks of the score histogram per point of score."""


@dataclass(frozen=True)
class Suitability:
    """Scores of a whole region under one scenario, and how they are distributed.

    Attributes
    ----------
    overlay : score codes of the land cells (uint16, hundredths of a point, 65535 barred)
    land : the land cells of the region's grid, in the order of the scores
    serviced, buildable : percentile of each score 0.00..100.00 among buildable serviced cells, and all buildable cells
    """

    scenario: Scenario
    overlay: Overlay
    land: LandCells
    serviced: Floats
    buildable: Floats
    serviced_cells: int
    buildable_cells: int

    def raster(self) -> NDArray[np.uint16]:
        """Score codes of the whole grid (rows, columns); 65535 where barred and at sea."""
        return self.land.raster(self.overlay.score, np.uint16(NO_SCORE))

    def percentile(self, score: Floats, among_all: bool = False) -> Floats:
        """Share of cells [%] that score lower than each given score (0-100); NaN for NaN or where no cell counts."""
        table = self.buildable if among_all else self.serviced
        known = np.isfinite(score)
        ticks = np.clip(np.rint(np.where(known, score, 0.0) * SCORE_TICKS), 0, len(table) - 1).astype(np.int64)
        return np.where(known, table[ticks], np.nan)


def suitability(
    data: RegionData,
    planes: Planes,
    scenario: Scenario,
    known: Values | None = None,
    barred: Bytes | None = None,
) -> Suitability:
    """Score every cell of a region; `known` values and `barred` cells of the same settings skip all but the overlay."""
    known = known if known is not None else values(data, planes, scenario)
    shares = weight_shares(data, scenario)
    barred = barred if barred is not None else barred_cells(data, planes, scenario)
    done = overlay(
        known.codes,
        [shares[key] for key in known.keys],
        barred,
        rule=scenario.rule,
        attitude=scenario.attitude,
        unknown=scenario.unknowns,
        histogram=True,
        serviced=known.served,
        workers=WORKERS,
    )
    assert done.histogram is not None
    everywhere = count_scores(done.score)
    return Suitability(
        scenario=scenario,
        overlay=done,
        land=known.land,
        serviced=percentiles(done.histogram),
        buildable=percentiles(everywhere),
        serviced_cells=int(done.histogram.sum()),
        buildable_cells=int(everywhere.sum()),
    )


def nowhere(data: RegionData, scenario: Scenario) -> Suitability:
    """Scores of no cell: every percentile is unknown."""
    unknown = np.full(SCORE_STEPS + 1, np.nan)
    return Suitability(
        scenario=scenario,
        overlay=Overlay(score=np.zeros(0, dtype=np.uint16)),
        land=LandCells(np.zeros((0, 0), np.uint64), (0, 0)),
        serviced=unknown,
        buildable=unknown,
        serviced_cells=0,
        buildable_cells=0,
    )


def weight_shares(data: RegionData, scenario: Scenario) -> dict[str, float]:
    """Weights of a scenario, scaled to sum 1."""
    return normalise({key: scenario.weights.get(key, 0.0) for key in data.catalogue.criteria})


@dataclass(frozen=True)
class Assessment:
    """Points under one scenario: raw values, values, contributions, score and what bars them.

    `score` is 0 to 100 and NaN where a point is barred, `unbarred_score` is as if nothing barred it. Contributions add
    up to the unbarred score, `withheld` to 100 less it (`geo.decision.account` says what they mean under each rule).
    """

    fields: PlaceFields
    scenario: Scenario
    raw: dict[str, Floats]
    values: dict[str, Floats]
    contributions: dict[str, Floats]
    withheld: dict[str, Floats]
    unbarred_score: Floats
    excluded_by: list[list[str]]
    unknown_weight_share: Floats

    @cached_property
    def score(self) -> Floats:
        """Score 0 to 100; NaN where barred."""
        barred = np.array([bool(keys) for keys in self.excluded_by], dtype=bool)
        return np.where(barred, np.nan, self.unbarred_score)

    def nearest(self, criterion: str) -> Nearest | None:
        """Nearest feature behind a criterion, if it is about a distance."""
        return self.fields.behind(self.fields.data.catalogue.criteria[criterion], self.scenario.brief)


def assess(fields: PlaceFields, scenario: Scenario) -> Assessment:
    """Score points exactly: vector distances instead of cells, the same value functions, weights and rule."""
    raw = fields.raw(scenario.brief)
    values = fields.values(raw)
    shares = weight_shares(fields.data, scenario)
    table, weights = np.column_stack(list(values.values())), np.array([shares[key] for key in values])
    parts = account(scenario.rule, fill_unknown(table, filling(scenario)), weights, scenario.attitude)
    unknown = np.isnan(table) @ weights
    excluded = fields.excluded_by(scenario)
    for row, share in enumerate(unknown):
        if share >= 1.0 - 1e-9 or (scenario.unknowns == "exclude" and share > 0):
            excluded[row].append("unknown")
    given, withheld = (dict(zip(values, columns.T, strict=True)) for columns in (parts.gives, parts.withholds))
    return Assessment(fields, scenario, raw, values, given, withheld, parts.score, excluded, unknown)


def filling(scenario: Scenario) -> UnknownPolicy:
    """What stands in for an unknown value where a score is wanted all the same: a half, or nothing."""
    return "neutral" if scenario.unknowns == "neutral" else "pessimistic"


@dataclass(frozen=True)
class Ranking:
    """Sites in order of score. `table` is in WGS 84, one row a site, barred sites last without a rank.

    `order` holds the row of the assessment behind each row of the table.
    """

    table: gpd.GeoDataFrame
    suitability: Suitability
    assessment: Assessment
    order: NDArray[np.int64]
    metadata: dict[str, Any] = field(default_factory=dict)


def rank(sites: gpd.GeoDataFrame, assessment: Assessment, surface: Suitability) -> Ranking:
    """Order sites by score (ties by row), with percentiles, values and contributions.

    Parameters
    ----------
    sites : GeoDataFrame of points in WGS 84; its own columns are kept
    """
    data = assessment.fields.data
    score = assessment.score
    order = np.argsort(np.where(np.isnan(score), -1.0, score) * -1.0, kind="stable")
    ranks = np.full(len(score), np.nan)
    ranks[order] = np.arange(1, len(score) + 1)
    ranks[np.isnan(score)] = np.nan
    columns: dict[str, Any] = {
        "rank": pd.array(ranks, dtype="Int64"),
        "score": score.round(4),
        "percentile": surface.percentile(score).round(2),
        "percentile_all": surface.percentile(score, among_all=True).round(2),
        "excluded_by": assessment.excluded_by,
        "unknown_weight_share": assessment.unknown_weight_share.round(4),
    }
    for key in data.catalogue.gates:
        columns[f"gate_{key}"] = verdicts(assessment.values[key])
    for key in assessment.values:
        columns[f"raw_{key}"] = assessment.raw[key].round(4)
        columns[f"value_{key}"] = assessment.values[key].round(6)
        columns[f"contribution_{key}"] = assessment.contributions[key].round(6)
    clash = (RESERVED | columns.keys()) & set(sites.columns)
    if clash:
        raise InputError(
            "the sites carry columns that a ranking writes", found=", ".join(sorted(clash)), mend="rename them"
        )
    table = pd.concat([sites.reset_index(drop=True), pd.DataFrame(columns)], axis=1).iloc[order]
    whole = gpd.GeoDataFrame(table, geometry="geometry", crs="EPSG:4326").reset_index(drop=True)
    return Ranking(whole, surface, assessment, order)


RESERVED = frozenset(
    {"rank", "score", "percentile", "percentile_all", "excluded_by", "unknown_weight_share"}
    | {"score_mean", "score_sd", "score_sd_weights", "p_top_5", "p_top_10", "p_first"}
    | {"expected_rank", "confidence_factor"}
)
