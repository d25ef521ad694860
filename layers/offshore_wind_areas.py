"""Offshore wind: declared areas (Australia) and promotion zones (Japan)."""

from __future__ import annotations

import geopandas as gpd

from geo.catalogue.access import Access
from geo.catalogue.layer import Layer, Reader, Style
from geo.catalogue.region import Region

ORDER = 55


def _read(access: Access, region: Region) -> gpd.GeoDataFrame:
    areas = access.points("offshore_wind_areas")
    return areas[areas["region"] == region.key]


LAYER = Layer(
    key="offshore_wind_areas",
    title="Offshore wind areas",
    theme="energy",
    description=(
        "Declared areas and promotion zones as points with a stated radius; see each row for what was verified."
    ),
    readers=(Reader(tier="bundled", sources=(), tables=("offshore_wind_areas",), read=_read),),
    columns={"capacity_mw": "MW", "radius_km": "km", "area_km2": "km²"},
    style=Style(
        kind="area",
        colour="#35978f",
        label=("name", "state", "capacity_mw", "status", "designated_year", "winner", "radius_km", "source", "date"),
    ),
    gap="Official polygons need a browser download; points are placed by hand where the row says so.",
)
