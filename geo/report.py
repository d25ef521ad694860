"""Answers for people: ranked sites with their metadata, and one point with its reasons."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np

from geo.catalogue.preset import Scenario
from geo.catalogue.region_data import RegionData
from geo.certainty import SHOWN_DRAWS, Certainty, certainty, with_certainty
from geo.decision.brief import Brief
from geo.decision.criterion import verdicts
from geo.exchange.results import json_value, metadata
from geo.gate_sheet import GateSheet, told
from geo.lifts import lifts
from geo.models.gates import GateLine
from geo.places import Nearest, PlaceFields
from geo.reasons import reasons
from geo.remarks import bars_of_cells, bars_of_sites, nothing_left, remarks
from geo.siting import Assessment, Ranking, Suitability, assess, nowhere, rank, weight_shares
from geo.workspace import Workspace

SITES_LAYER = "candidate_sites"
_OWN_COLUMNS = ("id", "name", "region", "state", "kind", "reason", "status", "accuracy_km", "source", "date")


def candidate_sites(data: RegionData) -> gpd.GeoDataFrame:
    """The region's candidate sites with their own columns."""
    sites = data.features(SITES_LAYER)
    assert isinstance(sites, gpd.GeoDataFrame)
    kept = [name for name in (*_OWN_COLUMNS, "geometry") if name in sites.columns]
    return sites[kept].rename(columns={"id": "site_id"}).reset_index(drop=True)


def ranked_sites(data: RegionData, scenario: Scenario) -> Ranking:
    """The candidate sites in order, without percentiles: no map is built for them."""
    sites = candidate_sites(data)
    return rank(sites, assess(place_fields(data, sites), scenario), nowhere(data, scenario))


def place_fields(data: RegionData, sites: gpd.GeoDataFrame, *, keep: bool = True) -> PlaceFields:
    """Fields at the sites' points; `keep` False leaves nothing of them on disk."""
    return PlaceFields(data, sites.geometry.x.to_numpy(), sites.geometry.y.to_numpy(), keep=keep)


def rank_sites(
    workspace: Workspace,
    data: RegionData,
    scenario: Scenario,
    sites: gpd.GeoDataFrame | None = None,
    fields: PlaceFields | None = None,
    draws: int = SHOWN_DRAWS,
    detail: bool = False,
) -> Ranking:
    """Rank given sites, or the region's candidate sites; `fields` of the same sites may be passed along.

    `draws` rankings are drawn to say how sure the ranks are; 0 leaves that out; `detail` adds to the
    metadata how often each site has each rank, what weights put it first, and who outranks whom.
    """
    chosen = candidate_sites(data) if sites is None else sites
    measured = fields if fields is not None else place_fields(data, chosen)
    found = assess(measured, scenario)
    return rank_assessed(workspace, data, chosen, found, certainty(found, draws) if draws else None, detail)


def rank_assessed(
    workspace: Workspace,
    data: RegionData,
    sites: gpd.GeoDataFrame,
    found: Assessment,
    sure: Certainty | None,
    detail: bool = False,
) -> Ranking:
    """The same of sites that are assessed already."""
    ranking = rank(sites, found, workspace.suitability(data, found.scenario))
    ranking.metadata.update(metadata(data, ranking, workspace.sources))
    ranking.metadata.update(bars=bars_of_sites(found), remarks=remarks(found))
    ranking.metadata["remarks"] += empty_map(workspace, data, found.scenario, ranking.suitability)
    return with_certainty(ranking, sure, detail) if sure is not None else ranking


def empty_map(workspace: Workspace, data: RegionData, scenario: Scenario, surface: Suitability) -> list[str]:
    """What removed every cell of the map, where none is left; nothing is said of a map that is not built."""
    if surface.buildable_cells or not surface.land.count:
        return []
    bars = bars_of_cells(data, workspace.planes(data), scenario, scored=0)
    return [nothing_left("land cell", bars, surface.land.count)]


def explain_point(
    workspace: Workspace,
    data: RegionData,
    scenario: Scenario,
    lon: float,
    lat: float,
    sites: Ranking | None = None,
) -> dict[str, Any]:
    """Score, percentile, bars and every criterion of one point (weight 0 included), as plain values.

    With ranked `sites` also its place among them, what limits it and what would lift it (`geo.reasons`, `geo.lifts`).
    """
    fields = PlaceFields(data, np.array([lon]), np.array([lat]))
    found = assess(fields, scenario)
    surface = workspace.suitability(data, scenario)
    barred = bool(found.excluded_by[0])
    return {
        "region": data.region.key,
        "lon": lon,
        "lat": lat,
        "score": None if barred else round(float(found.score[0]), 4),
        "percentile": None if barred else float(surface.percentile(found.score)[0].round(2)),
        "percentile_all": None if barred else float(surface.percentile(found.score, among_all=True)[0].round(2)),
        "excluded_by": found.excluded_by[0],
        "excluded_by_titles": [_bar_title(data, key) for key in found.excluded_by[0]],
        "unknown_weight_share": round(float(found.unknown_weight_share[0]), 4),
        "gates": {key: verdicts(found.values[key])[0] for key in data.catalogue.gates},
        "criteria": criteria_at(workspace, data, found, 0),
        "details": details_at(data, scenario.brief, lon, lat),
        "gate_sheet": told(_gate_lines(data, found, lon, lat)),
        "reasons": None if sites is None else reasons(found, 0, sites) | {"lifts": lifts(found, 0, sites)},
        "scenario": scenario.model_dump(),
        "data_fingerprint": data.fingerprint,
    }


def _gate_lines(data: RegionData, found: Assessment, lon: float, lat: float) -> list[GateLine]:
    """The government's sheet at the first of the assessed points."""
    raw = {key: float(values[0]) for key, values in found.raw.items()}
    return GateSheet.of(data).at(lon, lat, found.scenario.brief, raw)


def details_at(data: RegionData, brief: Brief, lon: float, lat: float) -> dict[str, dict[str, Any]]:
    """What the layers tell of a place beyond their criteria, as plain values by layer and name."""
    told = [layer for layer in data.catalogue.layers.values() if layer.explain and data.reader(layer.key) is not None]
    return {
        layer.key: {name: json_value(make(data, lon, lat, brief)) for name, make in layer.explain.items()}
        for layer in told
    }


def criteria_at(workspace: Workspace, data: RegionData, found: Assessment, row: int) -> dict[str, dict[str, Any]]:
    """Every criterion at one of the assessed points: raw value, value, contribution, evidence, nearest, source."""
    shares = weight_shares(data, found.scenario)
    return {
        key: {
            "title": criterion.title,
            "group": criterion.group,
            "raw": _number(found.raw[key][row], 4),
            "unit": criterion.unit,
            "decimals": criterion.decimals,
            "value": _number(found.values[key][row], 6),
            "weight": round(shares[key], 6),
            "contribution": _number(found.contributions[key][row], 6),
            "withheld": _number(found.withheld[key][row], 6),
            "evidence": criterion.evidence if np.isfinite(found.values[key][row]) else "unknown",
            "nearest": _nearest(found.nearest(key), row),
            "source": _cited(workspace, data, key),
        }
        for key, criterion in data.catalogue.criteria.items()
    }


def _nearest(nearest: Nearest | None, row: int) -> dict[str, Any] | None:
    if nearest is None or nearest.index[row] < 0:
        return None
    feature = nearest.features.iloc[int(nearest.index[row])]
    about = {
        name: feature[name]
        for name in ("voltage_kv", "operator", "synchronous_system", "population")
        if name in feature
    }
    return {
        "name": str(feature.get("name", "")),
        "distance_km": round(float(nearest.distance_km[row]), 2),
        "source": str(feature.get("source", "")),
        "date": str(feature.get("date", "")),
        **about,
    }


def _cited(workspace: Workspace, data: RegionData, key: str) -> dict[str, Any]:
    """Sources of a criterion: those of its own layer, then of the other layers whose fields it looks at."""
    catalogue = data.catalogue
    own = catalogue.owner(key)
    behind = [own, *(catalogue.layer_of(field) for field in catalogue.criteria[key].fields)]
    readers = {layer.key: reader for layer in behind if (reader := data.reader(layer.key)) is not None}
    if not readers:
        return {"layer": own.key, "tier": "none", "titles": []}
    names = dict.fromkeys(name for reader in readers.values() for name in reader.sources)
    titles = [workspace.sources[name].title if name in workspace.sources else name for name in names]
    tables = dict.fromkeys(t.format(region=data.region.key) for reader in readers.values() for t in reader.tables)
    first = own.key if own.key in readers else next(iter(readers))
    return {"layer": first, "tier": readers[first].tier, "titles": titles, "tables": list(tables)}


def _bar_title(data: RegionData, key: str) -> str:
    constraint = data.catalogue.constraints.get(key)
    return constraint.title if constraint else "Too much of the weight is unknown"


def _number(value: float, decimals: int) -> float | None:
    return round(float(value), decimals) if np.isfinite(value) else None
