"""Rivals of one place in plain values: those near, those of the same station, those of the same stated area."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from geo.catalogue.region_data import RegionData
from geo.decision.brief import Brief
from geo.errors import InputError
from geo.models.rivals import Rival, competing_mw, demand, distances_km, nearest, within
from layers._voltage import class_of, variant_kv

NEAR_KM = 50.0
"""How near a rival must be to be listed: assumption, about the reach of one metropolitan network."""


def rivals(data: RegionData, lon: float, lat: float, brief: Brief) -> dict[str, Any]:
    """Who competes for the headroom of a place: megawatts by status, and every campus within 50 km."""
    campuses = data.features("campuses")
    assert isinstance(campuses, gpd.GeoDataFrame)
    seen = _seen(campuses, lon, lat)
    near = within(seen, NEAR_KM)
    stations = _stations(data, brief)
    here = _station_of(stations, lon, lat)
    sharing = [r for r in near if here and _station_of(stations, *_point(campuses, r.id)) == here]
    return {
        "within_km": NEAR_KM,
        "figures": {"competing_mw": competing_mw(near), "campuses": len(near)},
        "by_status": _told(near),
        "same_station": {"station": here or "unknown", **_told(sharing)},
        "same_area": _areas(data, campuses, seen, lon, lat),
        "rows": [_row(r, r in sharing) for r in near],
    }


def _seen(campuses: gpd.GeoDataFrame, lon: float, lat: float) -> list[Rival]:
    within_parks = campuses.groupby("part_of")["load_mw"].sum()
    away = distances_km(lon, lat, campuses["lon"].to_numpy(float), campuses["lat"].to_numpy(float))
    return [
        Rival(
            id=str(row["id"]),
            name=str(row["name"]),
            operator=str(row["operator"]),
            status=str(row["status"]),
            load_mw=_own_load(float(row["load_mw"]), float(within_parks.get(row["id"], 0.0))),
            distance_km=round(float(km), 1),
            source=str(row["source"]),
            date=str(row["date"]),
        )
        for row, km in zip(campuses.to_dict("records"), away, strict=True)
    ]


def _own_load(load_mw: float, members_mw: float) -> float | None:
    """Load without that of the campuses that the table lists within the park; None where none is stated."""
    return max(load_mw - members_mw, 0.0) if np.isfinite(load_mw) else None


def _point(campuses: gpd.GeoDataFrame, key: str) -> tuple[float, float]:
    row = campuses.loc[campuses["id"] == key].iloc[0]
    return float(row["lon"]), float(row["lat"])


def _stations(data: RegionData, brief: Brief) -> gpd.GeoDataFrame | None:
    """Stations that carry the load; None where no class does or none is known."""
    features = data.features("substations")
    if not isinstance(features, gpd.GeoDataFrame):
        return None
    try:
        least_kv = variant_kv(class_of(brief, data.look))
    except InputError:
        return None
    may = features["connectable"].fillna(False).to_numpy(dtype=bool)
    return features[may & (features["voltage_kv"].to_numpy(dtype=float) >= least_kv - 0.5)]


def _station_of(stations: gpd.GeoDataFrame | None, lon: float, lat: float) -> str:
    """Name of the station nearest to a place in a straight line; empty where there is none."""
    if stations is None:
        return ""
    row = nearest(lon, lat, stations["lon"].to_numpy(float), stations["lat"].to_numpy(float))
    return str(stations["name"].iloc[row]) if row >= 0 else ""


def _areas(
    data: RegionData, campuses: gpd.GeoDataFrame, seen: Sequence[Rival], lon: float, lat: float
) -> list[dict[str, Any]]:
    """Areas of which a source speaks that hold the place, with the rivals in each."""
    spoken, place = data.features("power_date"), shapely.Point(lon, lat)
    if not isinstance(spoken, gpd.GeoDataFrame):
        return []
    points = campuses.geometry
    return [
        {"area": str(row["name"]), **_told([r for r, inside in zip(seen, points.within(shape), strict=True) if inside])}
        for (_, row), shape in zip(spoken.iterrows(), spoken.geometry, strict=True)
        if shape.contains(place)
    ]


def _told(rivals_there: Sequence[Rival]) -> dict[str, Any]:
    return {status: asdict(asked) for status, asked in demand(rivals_there).items()}


def _row(rival: Rival, shares: bool) -> dict[str, Any]:
    return {
        "campus": rival.name,
        "operator": rival.operator,
        "status": rival.status,
        "load_mw": rival.load_mw,
        "distance_km": rival.distance_km,
        "same_station": "yes" if shares else "",
        "source": rival.source,
        "date": rival.date,
    }
