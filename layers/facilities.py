"""Interconnection facilities: buildings in which networks meet, as their operators list them."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd

from geo.catalogue.access import Access
from geo.catalogue.layer import Layer, Reader, Style
from geo.catalogue.region import Region
from layers._live import rows_of

ORDER = 60.5
COUNTRIES = {"au": "AU", "jp": "JP"}


def _read(access: Access, region: Region) -> gpd.GeoDataFrame:
    """Facilities with a position; those without one are left out."""
    rows = pd.DataFrame(rows_of(access.path("peeringdb-facilities", f"{COUNTRIES[region.key]}.json"), "data"))
    placed = rows[pd.to_numeric(rows["latitude"], errors="coerce").notna()].reset_index(drop=True)
    columns = {
        "name": placed["name"],
        "operator": placed["org_name"],
        "city": placed["city"],
        "networks": pd.to_numeric(placed["net_count"], errors="coerce").fillna(0),
        "source": "peeringdb-facilities",
        "date": placed["updated"].astype(str).str[:10],
    }
    points = gpd.points_from_xy(placed["longitude"].astype(float), placed["latitude"].astype(float))
    return gpd.GeoDataFrame(columns, geometry=points, crs="EPSG:4326")


LAYER = Layer(
    key="facilities",
    title="Interconnection facilities (PeeringDB)",
    theme="network",
    description="Carrier hotels and data centres in which networks interconnect, with how many are present.",
    readers=(
        Reader(
            tier="upstream",
            sources=("peeringdb-facilities",),
            needs=("peeringdb-facilities",),
            read=_read,
            regions=tuple(COUNTRIES),
        ),
    ),
    columns={"networks": "networks"},
    style=Style(
        kind="point",
        colour="#6a51a3",
        radius=3.5,
        label=("name", "operator", "city", "networks", "source", "date"),
        zoom_rank="networks",
    ),
    gap="Only by `sitewatt fetch facilities`; shown and not scored: the latency graph uses our own list of hubs.",
)
