"""Substations of the publishers' pinned files that are too low for our own table: context, no connection points.

The table holds what the files hold from 132 kV (Australia) and 154 kV (Japan), with wrong voltages mended against the
lines. What lies above and is not in it was left out on purpose, so only lower stations are added here.
"""

from __future__ import annotations

import geopandas as gpd
import pandas as pd

from geo.catalogue.access import Access
from layers._ga_live import beyond
from layers._kml import placemarks

LOWEST_KV = 22.0
GA, OSM = "ga-substations-2017", "osm-japan-grid-2016-nodes"
STATIONS = ("substation", "sub_station", "station")
"""Kinds of node in the Japanese extract that are stations; plants and merged nodes are not."""


def with_lower_australian(facts: gpd.GeoDataFrame, access: Access) -> gpd.GeoDataFrame:
    """The bundled table and the stations below 132 kV of Geoscience Australia's file of 2017."""
    rows = pd.DataFrame(placemarks(access.path(GA)))
    rows = rows[rows["OPERATIONALSTATUS"] == "Operational"]
    told = pd.DataFrame(
        {
            "id": "ga-2017-" + rows["OBJECTID"],
            "name": rows["NAME"],
            "voltage_kv": pd.to_numeric(rows["VOLTAGE"], errors="coerce"),
            "source": GA,
            "date": pd.to_datetime(rows["REVISED"], format="%d/%m/%Y").dt.strftime("%Y-%m-%d"),
            "lon": rows["lon"].astype(float),
            "lat": rows["lat"].astype(float),
        }
    )
    return _with_lower(facts, told, 132.0)


def with_lower_japanese(facts: gpd.GeoDataFrame, access: Access) -> gpd.GeoDataFrame:
    """The bundled table and the stations of a known voltage below 154 kV of the OpenStreetMap extract of 2016."""
    rows = pd.read_csv(access.path(OSM), sep="#", dtype="string", keep_default_na=False)
    rows = rows[rows["typ"].isin(STATIONS)]
    volts = rows["voltage"].str.split(";").explode()
    told = pd.DataFrame(
        {
            "id": "osm-2016-" + rows["v_id"],
            "name": rows["name"],
            "voltage_kv": pd.to_numeric(volts, errors="coerce").groupby(level=0).max() / 1000.0,
            "source": OSM,
            "date": "2016-12",
            "lon": rows["lon"].astype(float),
            "lat": rows["lat"].astype(float),
        }
    )
    return _with_lower(facts, told, 154.0)


def _with_lower(facts: gpd.GeoDataFrame, told: pd.DataFrame, least_kv: float) -> gpd.GeoDataFrame:
    """Stations from 22 kV to below the table's least voltage, more than 2 km from every station of the table."""
    told = told[(told["voltage_kv"] >= LOWEST_KV) & (told["voltage_kv"] < least_kv)].reset_index(drop=True)
    points = gpd.GeoDataFrame(told, geometry=gpd.points_from_xy(told["lon"], told["lat"]), crs="EPSG:4326")
    nearest, far = beyond(points, facts)
    added = points[far].assign(
        synchronous_system=facts["synchronous_system"].to_numpy()[nearest[far]],
        connectable=False,
        not_connectable_reason=f"below {least_kv:g} kV, as the publisher's file has it, not looked at one by one",
        reviewed=False,
    )
    both = pd.concat([facts.assign(reviewed=True), added], ignore_index=True)
    return gpd.GeoDataFrame(both, geometry="geometry", crs="EPSG:4326")
