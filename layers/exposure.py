"""Exposure: bases and straits around a country, and missile scenarios as facts. Context, never a criterion."""

from __future__ import annotations

from typing import Any

import geopandas as gpd

from geo.catalogue.access import Access
from geo.catalogue.layer import Layer, Look, Reader, Style
from geo.catalogue.region import Region

ORDER = 122


def _here(access: Access, region: Region) -> gpd.GeoDataFrame:
    places = access.points("exposure")
    return places[places["regions"].str.split(";").map(lambda keys: region.key in keys)].reset_index(drop=True)


def _read(access: Access, region: Region) -> gpd.GeoDataFrame:
    """Bases and straits inside the region or its margin; launch scenarios lie abroad and are facts alone."""
    places = _here(access, region)
    west, south, east, north = region.bbox
    near = places["lon"].between(west - 3.0, east + 3.0) & places["lat"].between(south - 3.0, north + 3.0)
    return places[near & (places["kind"] != "launch")].reset_index(drop=True)


def _places(look: Look) -> list[dict[str, Any]]:
    """Rows for `geo.models.exposure.exposure`."""
    rows = _here(look.access, look.region).drop(columns="geometry").to_dict("records")
    return [{str(key): value for key, value in row.items()} for row in rows]


LAYER = Layer(
    key="exposure",
    title="Bases and straits",
    theme="policy",
    description=(
        "Geography of stated conflict scenarios: bases, straits, and in the scorecard which stated missile ranges "
        "reach a place. It says what could reach it, never how likely that is."
    ),
    readers=(Reader(tier="bundled", sources=("airportsdata",), tables=("exposure",), read=_read),),
    columns={"reach_km": "km", "accuracy_km": "km"},
    style=Style(
        kind="point",
        by="kind",
        colours={"base": "#54278f", "strait": "#2b8cbe"},
        radius=4.0,
        label=("name", "kind", "scenario", "accuracy_km", "source", "date"),
    ),
    facts={"exposure.places": _places},
    gap="A selection of bases; past events (UCDP) and air and sea defences are not in it.",
)
