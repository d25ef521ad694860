"""Campuses of a scenario: the best areas for its load on the map of a region, as polygons with their reasons."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from shapely.geometry.polygon import orient

from geo.catalogue.preset import Scenario
from geo.catalogue.region_data import RegionData
from geo.decision.campus_finder import Campus, find_campuses
from geo.errors import InputError
from geo.exchange.results import COORDINATE_DECIMALS, json_value, licences, software_version
from geo.models.land import CAMPUS_MW_PER_HA, campus_area_ha
from geo.places import PlaceFields
from geo.siting import weight_shares
from geo.space.ellipsoid import to_ecef
from geo.space.grid import Grid
from geo.workspace import Workspace

LIMITS = {"top": (1, 1000), "spacing_km": (0, 1000), "mw_per_ha": (0.1, 100), "least_score": (0, 100)}
NOTE = "Screening: cells of this size are no parcels; ownership, zoning and protection are not in them."


@dataclass(frozen=True)
class Wish:
    """What is looked for: how many, how far apart, how dense, how good at least.

    Attributes
    ----------
    top : campuses
    spacing_km : least distance between two campuses
    mw_per_ha : grid load on a hectare
    least_score : least score of every cell, 0 to 100
    """

    top: int = 10
    spacing_km: float = 10.0
    mw_per_ha: float = CAMPUS_MW_PER_HA
    least_score: float = 0.0

    def __post_init__(self) -> None:
        for name, (low, high) in LIMITS.items():
            value = getattr(self, name)
            if not low <= value <= high:
                raise InputError("no such wish", where=name, found=f"{value:g}", allowed=f"{low} to {high}")


def needed_cells(load_mw: float, mw_per_ha: float, cell_m: float) -> int:
    """Whole cells that a campus takes, at least one."""
    return max(1, math.ceil(campus_area_ha(load_mw, mw_per_ha) * 1e4 / cell_m**2 - 1e-9))


def campuses(
    workspace: Workspace, data: RegionData, scenario: Scenario, wish: Wish, others: tuple[RegionData, ...] = ()
) -> dict[str, Any]:
    """The best campuses as a FeatureCollection, with the rank that each has in the same region at other cell sizes."""
    found = _found(workspace, data, scenario, wish)
    lon, lat = _centres(data.grid, found)
    rows = [_properties(data.grid, campus, rank) for rank, campus in enumerate(found, start=1)]
    for row, near in zip(rows, _nearest_service(data, scenario, lon, lat), strict=True):
        row |= near
    for other in others:
        name = f"rank_at_{other.grid.cell_m:g}_m"
        ranks = _ranks_elsewhere((lon, lat), other, _found(workspace, other, scenario, wish), wish)
        for row, rank in zip(rows, ranks, strict=True):
            row[name] = rank
    features = [
        {
            "type": "Feature",
            "geometry": outline(data.grid, campus),
            "properties": row | {"lon": round(float(x), 6), "lat": round(float(y), 6)},
        }
        for campus, row, x, y in zip(found, rows, lon, lat, strict=True)
    ]
    return {"type": "FeatureCollection", "metadata": _about(workspace, data, scenario, wish), "features": features}


def to_bytes(content: dict[str, Any]) -> bytes:
    """The collection as GeoJSON text without NaN."""
    return json.dumps(json_value(content), ensure_ascii=False, allow_nan=False, indent=1).encode()


def outline(grid: Grid, campus: Campus) -> dict[str, Any]:
    """The cells of a campus as one polygon in WGS 84, right-hand rule."""
    rows, cols = campus.cells.T
    joined: Any = shapely.union_all(shapely.box(cols, rows, cols + 1, rows + 1))
    corners = shapely.get_coordinates(joined.exterior)
    lon, lat = grid.lonlat(corners[:, 1] - 0.5, corners[:, 0] - 0.5)
    ring = orient(shapely.Polygon(np.column_stack([lon, lat]).round(COORDINATE_DECIMALS)), 1.0).exterior
    return {"type": "Polygon", "coordinates": [[[x, y] for x, y in ring.coords]]}


def _found(workspace: Workspace, data: RegionData, scenario: Scenario, wish: Wish) -> list[Campus]:
    cell_m = data.grid.cell_m
    return find_campuses(
        workspace.suitability(data, scenario).raster(),
        needed_cells(scenario.load_mw, wish.mw_per_ha, cell_m),
        wish.top,
        spacing_cells=wish.spacing_km * 1000.0 / cell_m,
        least_score=wish.least_score,
    )


def _centres(grid: Grid, found: list[Campus]) -> tuple[Any, Any]:
    middles = np.array([campus.centre for campus in found]).reshape(-1, 2)
    return grid.lonlat(middles[:, 0], middles[:, 1])


def _properties(grid: Grid, campus: Campus, rank: int) -> dict[str, Any]:
    cells = len(campus.footprint.cells)
    return {
        "rank": rank,
        "mean_score": round(campus.mean_score, 2),
        "worth": round(campus.worth, 2),
        "compactness": round(campus.footprint.compactness, 4),
        "cells": cells,
        "area_ha": round(cells * grid.cell_m**2 / 1e4, 2),
    }


def _nearest_service(data: RegionData, scenario: Scenario, lon: Any, lat: Any) -> list[dict[str, Any]]:
    """Nearest feature of the layer that serves places (a substation) and its distance, where a criterion knows it."""
    catalogue, nothing = data.catalogue, {"nearest": None, "nearest_km": None}
    layer = catalogue.service_layer
    names = [c.nearest for c in catalogue.criteria.values() if c.nearest]
    chosen = [name for name in names if layer is not None and catalogue.layer_of(name).key == layer.key]
    near = PlaceFields(data, lon, lat).nearest(chosen[0], scenario.brief) if chosen and len(lon) else None
    if near is None:
        return [dict(nothing) for _ in lon]
    return [
        {"nearest": str(near.features.iloc[int(index)].get("name", "")), "nearest_km": round(float(km), 2)}
        if index >= 0
        else dict(nothing)
        for index, km in zip(near.index, near.distance_km, strict=True)
    ]


def _ranks_elsewhere(places: tuple[Any, Any], other: RegionData, found: list[Campus], wish: Wish) -> list[int | None]:
    """Rank of the nearest campus found at another cell size; None where none lies within the spacing and a cell."""
    if not found:
        return [None for _ in places[0]]
    here, there = to_ecef(*places), to_ecef(*_centres(other.grid, found))
    apart = np.linalg.norm(here[:, None, :] - there[None, :, :], axis=2)
    nearest = apart.argmin(axis=1)
    reach = wish.spacing_km + other.grid.diagonal_km
    return [int(n) + 1 if km[n] <= reach else None for n, km in zip(nearest, apart, strict=True)]


def _about(workspace: Workspace, data: RegionData, scenario: Scenario, wish: Wish) -> dict[str, Any]:
    area, cell_m = campus_area_ha(scenario.load_mw, wish.mw_per_ha), data.grid.cell_m
    cell_ha = cell_m**2 / 1e4
    return {
        "title": f"Sitewatt campuses, {data.region.title}",
        "software": f"sitewatt {software_version()}",
        "scenario": scenario.model_dump(),
        "scenario_token": scenario.token(),
        "weights": {key: round(share, 6) for key, share in weight_shares(data, scenario).items()},
        "data_fingerprint": data.fingerprint,
        "cell_m": cell_m,
        "needed_ha": round(area, 2),
        "needed_cells": needed_cells(scenario.load_mw, wish.mw_per_ha, cell_m),
        "unit": f"cells of {cell_ha:g} ha, more than the load needs" if area < cell_ha else f"cells of {cell_ha:g} ha",
        "mw_per_ha": wish.mw_per_ha,
        "mw_per_ha_basis": "assumption" if wish.mw_per_ha == CAMPUS_MW_PER_HA else "given",
        "spacing_km": wish.spacing_km,
        "least_score": wish.least_score,
        "licences": licences(data, workspace.sources),
        "note": NOTE,
    }
