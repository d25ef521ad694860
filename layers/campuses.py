"""Rivals: known data-centre campuses, operating and announced. Context, never a reason for a place."""

from __future__ import annotations

import geopandas as gpd

from geo.catalogue.access import Access
from geo.catalogue.layer import Layer, Reader, Style
from geo.catalogue.region import Region
from layers._rivals import rivals

ORDER = 118


def _read(access: Access, region: Region) -> gpd.GeoDataFrame:
    campuses = access.points("campuses")
    return campuses[campuses["region"] == region.key].reset_index(drop=True)


LAYER = Layer(
    key="campuses",
    title="Known campuses (rivals)",
    theme="sites",
    description=(
        "Operating, building, announced, stalled and refused data-centre campuses with their load. They compete for "
        "the same headroom and say nothing in favour of a place."
    ),
    readers=(
        Reader(
            tier="bundled",
            sources=("au-localities-2022", "geonames-2025", "geolonia-addresses-2020"),
            tables=("campuses",),
            read=_read,
        ),
    ),
    columns={"load_mw": "MW", "accuracy_km": "km"},
    style=Style(
        kind="point",
        by="status",
        colours={
            "operating": "#252525",
            "construction": "#e6550d",
            "announced": "#fdae6b",
            "stalled": "#bdbdbd",
            "refused": "#a50f15",
        },
        radius=5.0,
        label=(
            "name",
            "operator",
            "status",
            "load_mw",
            "load_basis",
            "announced_year",
            "energised_year",
            "outcome",
            "accuracy_km",
            "source",
            "date",
        ),
    ),
    explain={"rivals": rivals},
    gap="Far from complete, and some points are only as good as a suburb; loads mix IT load with supply (load_basis).",
)
