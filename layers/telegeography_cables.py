"""TeleGeography's cable map of 2022: stylised routes for comparison, for non-commercial use, only when fetched."""

from __future__ import annotations

import json

import geopandas as gpd
from shapely.geometry import shape

from geo.catalogue.access import Access
from geo.catalogue.layer import Layer, Reader, Style
from geo.catalogue.region import Region

ORDER = 61


def _read(access: Access, _region: Region) -> gpd.GeoDataFrame:
    """Cables of the world; the region's box cuts them."""
    content = json.loads(access.path("telegeography-cables-2022").read_text(encoding="utf-8"))
    features = content["features"]
    names = [str(feature["properties"]["name"]) for feature in features]
    shapes = [shape(feature["geometry"]) for feature in features]
    table = {"name": names, "source": "telegeography-cables-2022", "date": "2022"}
    return gpd.GeoDataFrame(table, geometry=shapes, crs="EPSG:4326")


LAYER = Layer(
    key="telegeography_cables",
    title="TeleGeography cables 2022 (non-commercial)",
    theme="network",
    description="Stylised routes under CC BY-NC-SA: not for commercial use, off unless you fetch it, never scored.",
    readers=(
        Reader(
            tier="upstream",
            sources=("telegeography-cables-2022",),
            needs=("telegeography-cables-2022",),
            read=_read,
        ),
    ),
    style=Style(kind="line", colour="#b07aa1", width=1.0, label=("name", "source", "date")),
    gap="Only by `sitewatt fetch telegeography_cables`; our own cable layer never depends on it.",
)
