"""Tropical storms counted at towns: what can be said without the tracks."""

from __future__ import annotations

import geopandas as gpd

from geo.catalogue.access import Access
from geo.catalogue.layer import Layer, Reader, Style
from geo.catalogue.region import Region

ORDER = 116


def _read(access: Access, region: Region) -> gpd.GeoDataFrame:
    counts = access.points("cyclone_counts")
    return counts[counts["region"] == region.key].reset_index(drop=True)


LAYER = Layer(
    key="cyclone_counts",
    title="Storm counts at towns",
    theme="hazard",
    description="Tropical storms near towns since 1981: hurricane force within 100 km, gale force within 500 km.",
    readers=(
        Reader(
            tier="bundled",
            sources=("southern-cyclones", "ibtracs-wp"),
            tables=("cyclone_counts",),
            read=_read,
        ),
    ),
    columns={"hurricane_per_decade": "per decade", "gales_per_decade": "per decade"},
    style=Style(
        kind="point",
        colour="#08519c",
        radius=4.5,
        label=("name", "hurricane_per_decade", "gales_per_decade", "first_year", "last_year", "source"),
    ),
    gap="Towns only, shown and not scored: the criteria need the tracks, which are fetched with the upstream sources.",
)
