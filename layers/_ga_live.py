"""Geoscience Australia's live register of lines, substations and power stations, beside our own tables."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.catalogue.access import Access
from geo.catalogue.region import Region
from geo.space.nearest import nearest_at_points
from geo.space.shapes import segments
from layers._live import features, first_column

LOWEST_KV = 22.0
NEW_STATION_KV, NEW_STATION_MW = 110.0, 30.0
SAME_STATION_KM, NEAR_CAP_KM = 2.0, 5000.0
"""Stations nearer than this are the same one, drawn from another corner of the yard."""
FUELS = {
    "coal": "coal", "gas": "gas", "oil": "oil", "diesel": "oil", "water": "hydro", "hydro": "hydro", "wind": "wind",
    "solar": "solar", "battery": "battery", "storage": "battery", "bio": "bioenergy",
}  # fmt: skip
FIRM = frozenset({"coal", "gas", "oil", "hydro", "bioenergy"})


def read_ga_lines_live(access: Access, _region: Region) -> gpd.GeoDataFrame:
    """Geoscience Australia transmission lines as the live service gave them."""
    lines = features(access.path("ga-lines-live"))
    kv = pd.to_numeric(lines["capacitykv"], errors="coerce")
    columns = {
        "name": first_column(lines, "name", "featurename"),
        "voltage_kv": kv,
        "operator": first_column(lines, "owner", "operator", "class"),
        "source": "ga-lines-live",
        "date": _revised(lines),
    }
    return gpd.GeoDataFrame(columns, geometry=lines.geometry, crs="EPSG:4326")[kv >= LOWEST_KV]


def with_new_stations(facts: gpd.GeoDataFrame, access: Access) -> gpd.GeoDataFrame:
    """The bundled substations, and those of the live register that none of them is within 2 km of.

    A new one is on the map at its voltage but is no connection point before somebody has looked at who owns it: the
    register holds wind farms, traction supply and private stations too.
    """
    live = features(access.path("ga-substations-live"))
    kv = pd.to_numeric(first_column(live, "voltagekv", "voltage", "capacitykv"), errors="coerce")
    live = live[kv >= NEW_STATION_KV].assign(voltage_kv=kv)
    live = live[live.geometry.geom_type == "Point"]
    nearest, far = beyond(live, facts)
    new = live[far]
    columns = {
        "id": "ga-live-" + new.index.astype(str),
        "name": new["name"].astype(str),
        "voltage_kv": new["voltage_kv"],
        "synchronous_system": facts["synchronous_system"].to_numpy()[nearest[far]],
        "connectable": False,
        "not_connectable_reason": "new in the live register, owner not looked at",
        "source": "ga-substations-live",
        "date": _revised(new),
        "reviewed": False,
    }
    columns |= {"lon": new.geometry.x, "lat": new.geometry.y}
    added = gpd.GeoDataFrame(columns, geometry=new.geometry.to_numpy(), crs="EPSG:4326")
    return gpd.GeoDataFrame(pd.concat([facts.assign(reviewed=True), added], ignore_index=True), crs="EPSG:4326")


def with_new_power_stations(facts: gpd.GeoDataFrame, access: Access) -> gpd.GeoDataFrame:
    """The bundled power stations, and operating ones of the live register that none of them is within 2 km of."""
    live = features(access.path("ga-power-stations-live"))
    mw = pd.to_numeric(live["generationmw"], errors="coerce")
    fuel = first_column(live, "primaryfueltype", "fueltype").astype(str).str.lower()
    kind = fuel.map(lambda word: next((ours for theirs, ours in FUELS.items() if theirs in word), ""))
    at_work = first_column(live, "operationalstatus", "status").astype(str).str.lower().str.startswith("operat")
    live = live.assign(capacity_mw=mw, fuel=kind)[at_work & (mw >= NEW_STATION_MW) & (kind != "")]
    live = live[live.geometry.geom_type == "Point"]
    _, far = beyond(live, facts)
    new = live[far]
    columns = {
        "id": "ga-live-" + new.index.astype(str),
        "name": new["name"].astype(str),
        "fuel": new["fuel"],
        "status": "operating",
        "firm": new["fuel"].isin(FIRM),
        "capacity_mw": new["capacity_mw"],
        "source": "ga-power-stations-live",
        "date": _revised(new),
    }
    columns |= {"lon": new.geometry.x, "lat": new.geometry.y}
    added = gpd.GeoDataFrame(columns, geometry=new.geometry.to_numpy(), crs="EPSG:4326")
    return gpd.GeoDataFrame(pd.concat([facts, added], ignore_index=True), crs="EPSG:4326")


def beyond(points: gpd.GeoDataFrame, facts: gpd.GeoDataFrame) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Row of the nearest known station of each point, and whether it is farther than a station's own size."""
    known = segments(facts)
    index, distance_km = nearest_at_points(known, points.geometry.x, points.geometry.y, NEAR_CAP_KM)
    return known.owner[index], np.asarray(distance_km > SAME_STATION_KM)


def _revised(frame: gpd.GeoDataFrame) -> pd.Series[str]:
    """Day of the last revision, from epoch milliseconds; the register's own day where it tells none."""
    if "revised" not in frame.columns:
        return pd.Series("on fetch", index=frame.index)
    days = pd.to_datetime(pd.to_numeric(frame["revised"], errors="coerce"), unit="ms").dt.strftime("%Y-%m-%d")
    told: pd.Series[str] = days.fillna("on fetch")
    return told
