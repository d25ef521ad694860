"""Renewable energy zones: planned places for generation. Their limits are for generators, not for loads."""

from __future__ import annotations

import geopandas as gpd

from geo.catalogue.access import Access
from geo.catalogue.layer import Layer, Reader, Style
from geo.catalogue.region import Region

ORDER = 50


def _read(access: Access, region: Region) -> gpd.GeoDataFrame:
    zones = access.points("renewable_zones")
    return zones[zones["region"] == region.key]


LAYER = Layer(
    key="renewable_zones",
    title="Renewable energy zones",
    theme="energy",
    description=(
        "AEMO and state zones as points with a stated radius (no open polygons exist). Limits in MW are "
        "generator limits."
    ),
    readers=(
        Reader(
            tier="bundled",
            sources=("aemo-isp-2025-workbook",),
            tables=("renewable_zones",),
            read=_read,
            regions=("au",),
        ),
    ),
    columns={"limit_mw": "MW", "largest_option_mw": "MW", "radius_km": "km"},
    style=Style(
        kind="area",
        by="kind",
        colours={"aemo": "#4daf4a", "aemo_distribution": "#a6d854", "state": "#1b7837"},
        label=(
            "name",
            "kind",
            "state",
            "limit_mw",
            "limit_kind",
            "limit_note",
            "largest_option_mw",
            "radius_km",
            "source",
            "date",
        ),
    ),
    gap=(
        "No open polygons of the AEMO zones: circles of a stated radius stand in. Japan designates no "
        "onshore zones of this kind."
    ),
)
