"""Mapped lines of Japan: the grid as it is today, beside the bundled one of the end of 2016."""

from __future__ import annotations

import geopandas as gpd

from geo.catalogue.access import Access
from geo.catalogue.layer import Layer, Reader, Style
from geo.catalogue.region import Region
from layers._osm_grid import mapped
from layers._voltage import VOLTAGE_COLOURS

ORDER = 21


def _read(access: Access, _region: Region) -> gpd.GeoDataFrame:
    return mapped(access, "line")


LAYER = Layer(
    key="osm_lines",
    title="Mapped lines of Japan (OpenStreetMap)",
    theme="grid",
    description=("Power lines of 66 kV and more as mapped on the day of the fetch, ODbL."),
    readers=(
        Reader(tier="upstream", sources=("osm-grid-japan",), needs=("osm-grid-japan",), read=_read, regions=("jp",)),
    ),
    columns={"voltage_kv": "kV"},
    style=Style(
        kind="line",
        width=1.2,
        by="voltage_kv",
        colours=VOLTAGE_COLOURS,
        unit="kV",
        label=("name", "voltage_kv", "operator", "kind", "connection_point", "osm_id", "source", "date"),
        zoom_rank="voltage_kv",
    ),
    gap=("Only by `sitewatt fetch osm_lines`; shown and not scored: what is measured is the bundled grid of 2016."),
)
