"""A look at shortlisted sites: how each stands today, as a snapshot that a later look is compared with."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from geo.catalogue.preset import Scenario
from geo.catalogue.region_data import RegionData
from geo.exchange.results import json_value
from geo.report import criteria_at, details_at, rank_sites
from geo.siting import Ranking
from geo.watchlist import CONTRIBUTION, CRITERION, Fact, Snapshot, Told, Watched
from geo.workspace import Workspace

TOP = 20
"""Sites of a ranking that are watched where none are named."""
MOST = 200
ROW, KEY = "watch_row", "watch_key"


def look(
    workspace: Workspace,
    data: RegionData,
    scenario: Scenario,
    sites: gpd.GeoDataFrame,
    top: int,
    before: Snapshot | None,
) -> Snapshot:
    """The sites that were watched before, and the first `top` of today's ranking, as they stand now."""
    marked = sites.assign(**{ROW: range(len(sites)), KEY: _names(sites)})
    ranking = rank_sites(workspace, data, scenario, marked)
    table = ranking.table
    known = {site.site for site in before.sites} if before else set()
    chosen = table[table[KEY].isin(known) | (pd.RangeIndex(len(table)) < top)]
    return Snapshot(
        taken=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        fingerprint=data.fingerprint,
        scenario=_settings(scenario),
        sites=tuple(_watched(workspace, data, scenario, ranking, row) for _, row in chosen.iterrows()),
    )


def _watched(
    workspace: Workspace, data: RegionData, scenario: Scenario, ranking: Ranking, row: pd.Series[Any]
) -> Watched:
    point = row["geometry"]
    gates = {key: str(row[f"gate_{key}"]) for key in data.catalogue.gates}
    return Watched(
        site=str(row[KEY]),
        name=str(row.get("name") or row[KEY]),
        lon=round(float(point.x), 6),
        lat=round(float(point.y), 6),
        rank=json_value(row["rank"]),
        score=json_value(row["score"]),
        gates=gates,
        barred_by=tuple(row["excluded_by"]),
        told=_criteria(workspace, data, ranking, int(row[ROW])) | _details(data, scenario, point.x, point.y),
    )


def _criteria(workspace: Workspace, data: RegionData, ranking: Ranking, row: int) -> dict[str, Told]:
    """Raw value and contribution of every weighted criterion, with its nearest feature or its layer as the fact."""
    found = criteria_at(workspace, data, ranking.assessment, row)
    return {
        f"{CRITERION}{key}": Told(
            figures={"raw": told["raw"], CONTRIBUTION: told[CONTRIBUTION]}, fact=_cited(told["nearest"], told["source"])
        )
        for key, told in found.items()
        if told["weight"] > 0
    }


def _cited(nearest: dict[str, Any] | None, source: dict[str, Any]) -> Fact:
    if nearest is not None:
        return Fact(id=nearest["name"], source=nearest["source"], date=nearest["date"])
    return Fact(id=source["layer"], source="; ".join([*source["titles"], *source.get("tables", ())]))


def _details(data: RegionData, scenario: Scenario, lon: float, lat: float) -> dict[str, Told]:
    """What layers tell with `figures` and a `fact`."""
    told: dict[str, Told] = {}
    for layer, details in details_at(data, scenario.brief, lon, lat).items():
        for name, detail in details.items():
            if "figures" in detail:
                fact = detail.get("fact")
                cited = Fact(**{key: str(fact.get(key) or "") for key in ("id", "source", "date")}) if fact else None
                told[f"{layer}.{name}"] = Told(figures=detail["figures"], fact=cited)
    return told


def _names(sites: gpd.GeoDataFrame) -> list[str]:
    """A name for each site that stays the same from look to look: its id, its name, or its coordinates."""
    points = [f"{point.x:.5f} {point.y:.5f}" for point in sites.geometry]
    column = next((name for name in ("site_id", "id", "name") if name in sites.columns), None)
    if column is None:
        return points
    names = [str(name) for name in sites[column]]
    return [name if names.count(name) == 1 else f"{name} {at}" for name, at in zip(names, points, strict=True)]


def _settings(scenario: Scenario) -> dict[str, Any]:
    plain: dict[str, Any] = scenario.model_dump(include={"weights", "constraints", "unknowns"})
    return plain | {"weights": {key: weight for key, weight in scenario.weights.items() if weight > 0}}


def watch_key(scenario: Scenario, sites: str | None) -> str:
    """A name for what is watched: region, preset, brief and sites; weights may move without starting anew."""
    parts = [scenario.region, scenario.preset, scenario.brief.to_dict(), str(Path(sites).resolve()) if sites else ""]
    text = json.dumps(parts, sort_keys=True)
    return f"{scenario.region} {scenario.preset} {hashlib.sha256(text.encode()).hexdigest()[:12]}"
