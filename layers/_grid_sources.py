"""Upstream grids as line features: Geoscience Australia's routes and the Japanese OpenStreetMap extract."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import shapely

from geo.catalogue.access import Access
from geo.catalogue.region import Region

LOWEST_KV = 22.0


def read_ga_lines(access: Access, _region: Region) -> gpd.GeoDataFrame:
    """Geoscience Australia transmission lines (2025-11) with true routes."""
    lines = gpd.read_file(access.path("ga-transmission-lines-2025"), engine="pyogrio")
    kv = pd.to_numeric(lines["capacitykv"], errors="coerce")
    known = kv >= LOWEST_KV
    columns = {
        "name": lines.get("featurename", lines.get("name", "")),
        "voltage_kv": kv,
        "operator": lines.get("operator", lines.get("owner", "")),
        "source": "ga-transmission-lines-2025",
        "date": "2025-11",
    }
    return gpd.GeoDataFrame(pd.DataFrame(columns), geometry=lines.geometry, crs=lines.crs)[known].to_crs(4326)


def read_osm_japan_lines(access: Access, _region: Region) -> gpd.GeoDataFrame:
    """Japanese links (OpenStreetMap, end 2016): straight segments between mapped nodes; only those with a voltage."""
    table = pd.read_csv(access.path("osm-japan-grid-2016-links"), sep="#", quotechar="'", dtype="string")
    kv = table["voltage"].str.split(";").explode().pipe(pd.to_numeric, errors="coerce").groupby(level=0).max() / 1000.0
    known = kv >= LOWEST_KV
    shapes = shapely.from_wkt(table["wkt_srid_4326"].str.replace("SRID=4326;", "", regex=False)[known])
    circuits = pd.to_numeric(table["cables"], errors="coerce") // 3
    columns = {
        "name": table["name"].fillna(""),
        "voltage_kv": kv,
        "operator": table["operator"].fillna(""),
        "circuits": circuits,
        "source": "osm-japan-grid-2016-links",
        "date": "2016-12",
    }
    return gpd.GeoDataFrame(pd.DataFrame(columns)[known], geometry=shapes, crs="EPSG:4326")
