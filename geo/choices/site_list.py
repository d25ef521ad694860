"""Sites of one region or several in one list, on absolute value functions, in the order in which they came."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.catalogue.preset import Scenario
from geo.catalogue.region_data import RegionData
from geo.choices.common_ground import CommonGround, common_ground
from geo.decision.criterion import verdicts
from geo.exchange.results import licences, software_version
from geo.places import Floats
from geo.report import candidate_sites, place_fields
from geo.siting import Assessment, assess
from geo.workspace import Workspace


@dataclass(frozen=True)
class SiteList:
    """Assessed sites.

    Attributes
    ----------
    parts : per region its sites (WGS 84 points with their own columns) and their assessment
    ground : what the regions are compared by
    """

    scenario: Scenario
    states: tuple[RegionData, ...]
    parts: tuple[tuple[gpd.GeoDataFrame, Assessment], ...]
    ground: CommonGround

    @cached_property
    def sites(self) -> gpd.GeoDataFrame:
        """All sites with their own columns and `region`, in the order of the regions."""
        tables = []
        for data, (sites, _) in zip(self.states, self.parts, strict=True):
            tables.append(sites.reset_index(drop=True).assign(region=data.region.key))
        joined = pd.concat(tables, ignore_index=True)
        return gpd.GeoDataFrame(joined, geometry="geometry", crs="EPSG:4326")

    @cached_property
    def names(self) -> list[str]:
        """A name for every site."""
        column = next((c for c in ("name", "site_id", "id") if c in self.sites.columns), None)
        if column is None:
            return [f"site {row + 1}" for row in range(len(self.sites))]
        return [str(name) for name in self.sites[column]]

    @cached_property
    def score(self) -> Floats:
        """Score 0 to 100 of every site; NaN where barred."""
        return np.concatenate([found.score for _, found in self.parts])

    @cached_property
    def excluded_by(self) -> list[list[str]]:
        """What bars every site."""
        return [keys for _, found in self.parts for keys in found.excluded_by]

    def raw(self, criterion: str) -> Floats:
        """Raw value of a criterion at every site, in its unit; NaN where unknown."""
        return np.concatenate([found.raw[criterion] for _, found in self.parts])

    def value(self, criterion: str) -> Floats:
        """Value 0 to 1 of a criterion at every site; NaN where unknown."""
        return np.concatenate([found.values[criterion] for _, found in self.parts])

    def contribution(self, criterion: str) -> Floats:
        """Points that a criterion gives to every site's score."""
        return np.concatenate([found.contributions[criterion] for _, found in self.parts])

    @cached_property
    def order(self) -> list[int]:
        """Rows by falling score, ties by row, barred ones last."""
        return [int(row) for row in np.argsort(-np.nan_to_num(self.score, nan=-1.0), kind="stable")]


def site_list(
    workspace: Workspace,
    scenario: Scenario,
    regions: Sequence[str],
    given: Mapping[str, gpd.GeoDataFrame] | None = None,
    *,
    keep: bool = True,
) -> SiteList:
    """Assess the candidate sites of some regions, or given ones by region, under one scenario.

    Of several regions only what they have in common counts; the scenario's own region gives the weights.
    """
    states = tuple(workspace.region(key) for key in regions)
    ground = common_ground(states, scenario)
    parts = []
    for data in states:
        sites = candidate_sites(data) if given is None else given[data.region.key]
        own = ground.scenario(scenario, data.region.key)
        parts.append((sites, assess(place_fields(data, sites, keep=keep and given is None), own)))
    return SiteList(scenario, states, tuple(parts), ground)


@dataclass(frozen=True)
class JointRanking:
    """Sites of several regions in one order. `table` is in WGS 84, one row a site, barred sites last without a rank."""

    table: gpd.GeoDataFrame
    metadata: dict[str, Any]


def joint_ranking(workspace: Workspace, listed: SiteList) -> JointRanking:
    """The list in order of score, with the rank within each region beside it."""
    score, order = listed.score, listed.order
    rank = pd.array([pd.NA] * len(score), dtype="Int64")
    within = pd.array([pd.NA] * len(score), dtype="Int64")
    counts: dict[str, int] = {}
    regions = listed.sites["region"].tolist()
    for place, row in enumerate(order, start=1):
        if np.isfinite(score[row]):
            counts[regions[row]] = counts.get(regions[row], 0) + 1
            rank[row], within[row] = place, counts[regions[row]]
    unknown = np.concatenate([found.unknown_weight_share for _, found in listed.parts])
    columns: dict[str, Any] = {
        "rank": rank,
        "rank_in_region": within,
        "score": score.round(4),
        "excluded_by": listed.excluded_by,
        "unknown_weight_share": unknown.round(4),
    }
    catalogue = listed.states[0].catalogue
    for key in catalogue.gates:
        columns[f"gate_{key}"] = verdicts(listed.value(key))
    for key in listed.ground.kept:
        columns[f"raw_{key}"] = listed.raw(key).round(4)
        columns[f"value_{key}"] = listed.value(key).round(6)
        columns[f"contribution_{key}"] = listed.contribution(key).round(6)
    table = pd.concat([listed.sites, pd.DataFrame(columns)], axis=1).iloc[order].reset_index(drop=True)
    return JointRanking(
        gpd.GeoDataFrame(table, geometry="geometry", crs="EPSG:4326"), joint_metadata(workspace, listed)
    )


def joint_metadata(workspace: Workspace, listed: SiteList) -> dict[str, Any]:
    """What a list of several regions rests on, with the licences of all."""
    cited = [row for data in listed.states for row in licences(data, workspace.sources)]
    return {
        "title": f"Sitewatt ranking, {' and '.join(data.region.title for data in listed.states)}",
        "software": f"sitewatt {software_version()}",
        "scenario": listed.scenario.model_dump(),
        "regions": [data.region.key for data in listed.states],
        "weights": {key: round(share, 6) for key, share in listed.ground.kept.items()},
        "left_out": listed.ground.left_out,
        "left_out_weight_share": round(listed.ground.lost_share, 6),
        "one_sided_constraints": listed.ground.one_sided_bars,
        "constraints": listed.states[0].catalogue.limits(listed.scenario),
        "data_fingerprint": {data.region.key: data.fingerprint for data in listed.states},
        "licences": [row for n, row in enumerate(cited) if row not in cited[:n]],
        "note": (
            "One list on absolute value functions: adding or taking away sites moves no score. Criteria without a "
            "common metric are left out and named. Screening, not a grid study; a null score is barred."
        ),
    }
