"""Data centres that volunteers have mapped: context for the sourced list of campuses."""

from __future__ import annotations

from typing import Any

import geopandas as gpd

from geo.catalogue.access import Access
from geo.catalogue.layer import Layer, Reader, Style
from geo.catalogue.region import Region
from layers._live import rows_of

ORDER = 118.5
COUNTRIES = {"au": "AU", "jp": "JP"}


def _read(access: Access, region: Region) -> gpd.GeoDataFrame:
    """Mapped data centres as points: nodes as they are, buildings at their centre."""
    told = rows_of(access.path("osm-data-centres", f"{COUNTRIES[region.key]}.json"), "elements")
    rows, points = [], []
    for element in told:
        place = element if "lat" in element else element.get("center")
        if place:
            rows.append(_row(element))
            points.append((place["lon"], place["lat"]))
    geometry = gpd.points_from_xy(*zip(*points, strict=True)) if points else []
    columns = ["name", "operator", "osm_id", "source", "date"]
    return gpd.GeoDataFrame(rows, columns=columns, geometry=geometry, crs="EPSG:4326")


def _row(element: dict[str, Any]) -> dict[str, str]:
    tags = element.get("tags", {})
    return {
        "name": tags.get("name:en") or tags.get("name") or "data centre",
        "operator": tags.get("operator", ""),
        "osm_id": f"{element['type']}/{element['id']}",
        "source": "osm-data-centres",
        "date": "on fetch",
    }


LAYER = Layer(
    key="osm_data_centres",
    title="Mapped data centres (OpenStreetMap)",
    theme="sites",
    description="Data centres mapped by volunteers, ODbL; without load and status.",
    readers=(
        Reader(
            tier="upstream",
            sources=("osm-data-centres",),
            needs=("osm-data-centres",),
            read=_read,
            regions=tuple(COUNTRIES),
        ),
    ),
    style=Style(kind="point", colour="#8c6bb1", radius=3.0, label=("name", "operator", "osm_id", "source", "date")),
    gap="Only by `sitewatt fetch osm_data_centres`; shown and not scored, and no substitute for the sourced campuses.",
)
