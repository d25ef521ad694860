"""Campuses of a scenario: the best areas for its load on the map of a region, as polygons with their reasons.

The map finds twice as many places as are asked for. Each is looked at again in a window of finer cells, where the load
gets an area of its own size, and ranked anew; beside it stand the ranks that cells of other sizes give it.
"""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import shapely
from shapely.geometry.polygon import orient

from geo.catalogue.preset import Scenario
from geo.catalogue.region_data import RegionData
from geo.choices.campus_shortlist import Shortlist, Wish, barred_alone, cells_of, search, shortlist
from geo.choices.campus_windows import Placed, coarser_inputs
from geo.decision.campus_finder import Campus
from geo.exchange.results import COORDINATE_DECIMALS, json_value, licences, software_version
from geo.models.land import CAMPUS_MW_PER_HA, campus_area_ha
from geo.places import PlaceFields
from geo.siting import weight_shares
from geo.space.ellipsoid import to_ecef
from geo.space.grid import Grid
from geo.workspace import Workspace

NOTE = "Screening: cells of this size are no parcels; ownership, zoning and protection are not in them."


def campuses(
    workspace: Workspace, data: RegionData, scenario: Scenario, wish: Wish, others: tuple[RegionData, ...] = ()
) -> dict[str, Any]:
    """The best campuses as a FeatureCollection, with the rank that each has at other cell sizes.

    Parameters
    ----------
    others : the region at other cell sizes, built, where ranks are those of a search of the whole map
    """
    listed = shortlist(workspace, data, scenario, wish)
    picked = listed.order[: wish.top]
    placed = [found for n in picked if (found := listed.chosen[n]) is not None]
    places = [_centre(found) for found in placed]
    lon, lat = np.array([x for x, _ in places]), np.array([y for _, y in places])
    coarse = coarser_inputs(data, scenario, listed.cell_m)
    rows = [_properties(found, rank, coarse) for rank, found in enumerate(placed, start=1)]
    for row, near in zip(rows, _nearest_service(data, scenario, lon, lat), strict=True):
        row |= near
    for size in sorted(listed.ranks):
        for row, n in zip(rows, picked, strict=True):
            row[f"rank_at_{size:g}_m"] = listed.ranks[size][n]
    for other in others:
        name = f"rank_at_{other.grid.cell_m:g}_m"
        ranks = _ranks_elsewhere((lon, lat), other, search(workspace, other, scenario, wish, wish.top), wish)
        for row, rank in zip(rows, ranks, strict=True):
            row[name] = rank
    features = [
        {
            "type": "Feature",
            "geometry": outline(found.grid, found.campus),
            "properties": row | {"lon": round(float(x), 6), "lat": round(float(y), 6)},
        }
        for found, row, x, y in zip(placed, rows, lon, lat, strict=True)
    ]
    about = _about(workspace, data, scenario, wish) | _about_cells(data, listed, coarse, others)
    return {"type": "FeatureCollection", "metadata": about, "features": features}


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


def _centres(grid: Grid, found: list[Campus]) -> tuple[Any, Any]:
    middles = np.array([campus.centre for campus in found]).reshape(-1, 2)
    return grid.lonlat(middles[:, 0], middles[:, 1])


def _centre(found: Placed) -> tuple[float, float]:
    lon, lat = _centres(found.grid, [found.campus])
    return float(lon[0]), float(lat[0])


def _properties(found: Placed, rank: int, coarse: dict[str, int]) -> dict[str, Any]:
    campus, cell_m = found.campus, found.grid.cell_m
    cells = len(campus.footprint.cells)
    return {
        "rank": rank,
        "mean_score": round(campus.mean_score, 2),
        "worth": round(campus.worth, 2),
        "compactness": round(campus.footprint.compactness, 4),
        "cells": cells,
        "cell_m": cell_m,
        "area_ha": round(cells * cell_m**2 / 1e4, 2),
        "parcel": "no parcel: some inputs have cells of up to "
        f"{max([*coarse.values(), int(cell_m)]):,} m, see metadata.coarser_inputs",
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


def _about_cells(
    data: RegionData, listed: Shortlist, coarse: dict[str, int], others: tuple[RegionData, ...]
) -> dict[str, Any]:
    """Where the ranks come from, and which inputs are coarser than the cells."""
    own, count = data.grid.cell_m, len(listed.found)
    searched = {own, *(other.grid.cell_m for other in others)}
    near = f"among the {count} best places of {own:g} m cells, each in a window around it"
    fine = listed.cell_m != own
    return {
        "cells": f"{listed.cell_m:g} m in windows around places of the {own:g} m map" if fine else f"{own:g} m",
        "rank_basis": {
            f"{size:g}": "whole map" if size in searched else near for size in sorted({*listed.ranks, *searched})
        },
        "coarser_inputs": coarse,
    }


def _about(workspace: Workspace, data: RegionData, scenario: Scenario, wish: Wish) -> dict[str, Any]:
    area, cell_m = campus_area_ha(scenario.load_mw, wish.mw_per_ha), data.grid.cell_m
    cell_ha = cell_m**2 / 1e4
    buildable = workspace.suitability(data, scenario).buildable_cells
    return {
        "title": f"Sitewatt campuses, {data.region.title}",
        "software": f"sitewatt {software_version()}",
        "scenario": scenario.model_dump(),
        "scenario_token": scenario.token(),
        "weights": {key: round(share, 6) for key, share in weight_shares(data, scenario).items()},
        "data_fingerprint": data.fingerprint,
        "cell_m": cell_m,
        "needed_ha": round(area, 2),
        "needed_cells": cells_of(wish, scenario, cell_m),
        "unit": f"cells of {cell_ha:g} ha, more than the load needs" if area < cell_ha else f"cells of {cell_ha:g} ha",
        "mw_per_ha": wish.mw_per_ha,
        "mw_per_ha_basis": "assumption" if wish.mw_per_ha == CAMPUS_MW_PER_HA else "given",
        "buildable_cells": buildable,
        "barred_alone": barred_alone(workspace, data, scenario) if buildable == 0 else {},
        "spacing_km": wish.spacing_km,
        "least_score": wish.least_score,
        "licences": licences(data, workspace.sources),
        "note": NOTE,
    }


def why_so_few(content: dict[str, Any]) -> str:
    """What leaves no more campuses, in words."""
    about = content["metadata"]
    if about["buildable_cells"] == 0:
        bars = about["barred_alone"]
        told = ", ".join(f"{key} bars {share:.0%} of the land" for key, share in bars.items())
        return f"nothing is left to build on: {told}" if bars else "nothing is left to build on"
    return "bars, least score, area and spacing leave no more"
