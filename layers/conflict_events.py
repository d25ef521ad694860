"""Past events of organised violence: context for exposure, which is more than what has happened."""

from __future__ import annotations

import geopandas as gpd

from geo.catalogue.access import Access
from geo.catalogue.layer import Layer, Reader, Style
from geo.catalogue.region import Region
from geo.space.vector import margin_box
from layers._live import tables

ORDER = 121
MARGIN_KM = 300.0
KINDS = {1: "state-based", 2: "non-state", 3: "one-sided"}
COLUMNS = [
    "id",
    "year",
    "type_of_violence",
    "conflict_name",
    "latitude",
    "longitude",
    "where_prec",
    "best",
    "date_start",
]
WORST_PRECISION = 4
"""Events placed no better than a province (5 to 7 are countries and seas) stand at a middle point and are left out."""


def _read(access: Access, region: Region) -> gpd.GeoDataFrame:
    """Events in and around a region that are placed at least to the province."""
    west, south, east, north = margin_box(region.bbox, MARGIN_KM)
    raw = tables(access.path("ucdp-ged-25-1"), usecols=COLUMNS, low_memory=False)
    near = raw["longitude"].between(west, east) & raw["latitude"].between(south, north)
    kept = raw[near & (raw["where_prec"] <= WORST_PRECISION)]
    columns = {
        "name": kept["conflict_name"].astype(str),
        "kind": kept["type_of_violence"].map(KINDS),
        "year": kept["year"],
        "deaths": kept["best"],
        "source": "ucdp-ged-25-1",
        "date": kept["date_start"].astype(str).str[:10],
    }
    points = gpd.points_from_xy(kept["longitude"], kept["latitude"])
    return gpd.GeoDataFrame(columns, geometry=points, crs="EPSG:4326").reset_index(drop=True)


LAYER = Layer(
    key="conflict_events",
    title="Events of organised violence",
    theme="policy",
    description="Deadly events 1989-2024 with place and best estimate of deaths (UCDP GED 25.1).",
    readers=(Reader(tier="upstream", sources=("ucdp-ged-25-1",), needs=("ucdp-ged-25-1",), read=_read),),
    columns={"deaths": "people"},
    style=Style(
        kind="point",
        by="kind",
        colours={"state-based": "#a50f15", "non-state": "#ef6548", "one-sided": "#fdbb84"},
        radius=3.5,
        label=("name", "kind", "year", "deaths", "source", "date"),
        zoom_rank="deaths",
    ),
    gap="Only by `sitewatt fetch conflict_events`; shown and not scored: the past says little of a coming war.",
)
