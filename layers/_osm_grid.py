"""Lines and substations out of one Overpass answer: geometry, highest voltage, and what kind of station it is."""

from __future__ import annotations

from typing import Any, Literal

import geopandas as gpd
import numpy as np
import shapely

from geo.catalogue.access import Access
from geo.catalogue.layer import Reader, Style
from layers._live import rows_of
from layers._voltage import VOLTAGE_COLOURS

LOWEST_KV = 66.0
NO_STATION = frozenset({"traction", "converter", "industrial", "transition"})
"""Kinds of substation at which a load cannot be joined."""
COLUMNS = ["name", "voltage_kv", "operator", "kind", "connection_point", "osm_id", "source", "date"]


def reader(power: str) -> Reader:
    """Reader of what is mapped in Japan as one kind of `power`."""
    source = "osm-grid-japan"
    return Reader(
        tier="upstream",
        sources=(source,),
        needs=(source,),
        read=lambda access, _: mapped(access, power),
        regions=("jp",),
    )


def style(kind: Literal["line", "point"], *, width: float = 2.0, radius: float = 4.0) -> Style:
    """Drawn by voltage, with what is told of every mapped line and station."""
    return Style(
        kind=kind,
        width=width,
        radius=radius,
        by="voltage_kv",
        colours=VOLTAGE_COLOURS,
        unit="kV",
        label=tuple(COLUMNS),
        zoom_rank="voltage_kv",
    )


def mapped(access: Access, power: str) -> gpd.GeoDataFrame:
    """What is mapped as one kind of `power` ("line", "substation"), of 66 kV and more.

    A railway's, converter or private station is told apart: it is no connection point.
    """
    rows, shapes = [], []
    for element in rows_of(access.path("osm-grid-japan"), "elements"):
        tags = element.get("tags", {})
        shape, kv = _shape(element), _highest_kv(tags.get("voltage", ""))
        if shape is not None and kv >= LOWEST_KV and tags.get("power") == power:
            rows.append(_row(element, kv))
            shapes.append(shape)
    return gpd.GeoDataFrame(rows, columns=COLUMNS, geometry=shapes, crs="EPSG:4326")


def _shape(element: dict[str, Any]) -> Any:
    """A line along its way; a station at the middle of its outline."""
    if "lat" in element:
        return shapely.Point(element["lon"], element["lat"])
    corners = [(node["lon"], node["lat"]) for node in element.get("geometry") or () if node]
    if not corners:
        corners = [
            (node["lon"], node["lat"]) for member in element.get("members", ()) for node in member.get("geometry") or ()
        ]
    if not corners:
        return None
    if element.get("tags", {}).get("power") == "line":
        return shapely.LineString(corners) if len(corners) > 1 else None
    return shapely.Point(np.mean(corners, axis=0))


def _highest_kv(text: str) -> float:
    """The highest of voltages such as "275000;66000" [V], as kV; 0 where there is no number."""
    volts = [float(part) for part in text.replace(",", ";").split(";") if part.strip().replace(".", "", 1).isdigit()]
    return max(volts, default=0.0) / 1000.0


def _row(element: dict[str, Any], kv: float) -> dict[str, Any]:
    tags = element.get("tags", {})
    kind = "line" if tags.get("power") == "line" else tags.get("substation", "substation")
    return {
        "name": tags.get("name:en") or tags.get("name") or "",
        "voltage_kv": kv,
        "operator": tags.get("operator", ""),
        "kind": kind,
        "connection_point": kind != "line" and kind not in NO_STATION,
        "osm_id": f"{element['type']}/{element['id']}",
        "source": "osm-grid-japan",
        "date": "on fetch",
    }
