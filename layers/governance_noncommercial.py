"""Indices whose terms forbid commercial use: on the page on demand, no criterion, in no export."""

from __future__ import annotations

import geopandas as gpd

from geo.catalogue.access import Access
from geo.catalogue.layer import Layer, Look, Reader, Style
from geo.catalogue.region import Region
from geo.models.scorecard import Item
from layers._governance import items

ORDER = 119
TABLE = "governance_noncommercial"


def _read(_access: Access, region: Region) -> gpd.GeoDataFrame:
    """The middle of the country: an index has no place within it."""
    west, south, east, north = region.bbox
    middle = gpd.points_from_xy([(west + east) / 2], [(south + north) / 2])
    return gpd.GeoDataFrame({"name": [region.title]}, geometry=middle, crs="EPSG:4326")


def _items(look: Look) -> list[Item]:
    return items(look, TABLE, "non-commercial, cite", optional=True)


LAYER = Layer(
    key="governance_noncommercial",
    title="Democracy indices (non-commercial)",
    theme="policy",
    description=(
        "Democracy Index and Freedom in the World by year. Their publishers allow non-commercial use: shown on demand "
        "only, never a criterion. Leave this file and its table out of a commercial product."
    ),
    readers=(Reader(tier="bundled", sources=(), tables=(TABLE,), read=_read),),
    style=Style(kind="none"),
    scorecard=_items,
    gap="Published totals that were not read in the source.",
)
