"""Earthquakes of Australia from magnitude 4: where the ground has moved, for context."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd

from geo.catalogue.access import Access
from geo.catalogue.layer import Layer, Reader, Style
from geo.catalogue.region import Region

ORDER = 112.5
LEAST_MW, FIRST_YEAR = 4.0, 1970
MAGNITUDE = "PREFMW.1"
"""The preferred moment magnitude is the last of two columns of one name; the first is that of the agencies alone."""


def _read(access: Access, _region: Region) -> gpd.GeoDataFrame:
    """Earthquakes of Mw 4 and more since 1970, where the network is complete to that (latin-1 file)."""
    columns = ["DATESTR", "LON", "LAT", "DEP", "PREFMW", MAGNITUDE, "COMM"]
    raw = pd.read_csv(access.path("nsha2018-earthquakes"), encoding="latin-1", low_memory=False)[columns]
    kept = raw[(raw[MAGNITUDE] >= LEAST_MW) & (raw["DATESTR"].str[:4].astype(int) >= FIRST_YEAR)]
    day = kept["DATESTR"].str[:10]
    table = {
        "name": "Mw " + kept[MAGNITUDE].round(1).astype(str) + ", " + day,
        "place": kept["COMM"].fillna("").str.strip(),
        "mw": kept[MAGNITUDE],
        "depth_km": kept["DEP"],
    }
    points = gpd.points_from_xy(kept["LON"], kept["LAT"])
    return gpd.GeoDataFrame(table, geometry=points, crs="EPSG:4326").reset_index(drop=True)


LAYER = Layer(
    key="local_earthquakes",
    title="Earthquakes of Australia",
    theme="hazard",
    description="Earthquakes of Mw 4 and more since 1970 (NSHA18 catalogue, to 2017).",
    readers=(
        Reader(
            tier="upstream",
            sources=("nsha2018-earthquakes",),
            needs=("nsha2018-earthquakes",),
            read=_read,
            regions=("au",),
        ),
    ),
    columns={"mw": "Mw", "depth_km": "km"},
    style=Style(kind="point", colour="#c994c7", radius=2.5, label=("name", "place", "mw", "depth_km"), zoom_rank="mw"),
    gap="Shown and not scored: the score uses one magnitude and one catalogue for both countries (Strong earthquakes).",
)
