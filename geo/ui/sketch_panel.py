"""The region as a plain picture, where the map library is not here yet."""

from __future__ import annotations

import base64
from collections.abc import Iterator

import geopandas as gpd
import shapely
import streamlit as st

from geo.catalogue.region_data import RegionData
from geo.maps.colours import colour_of
from geo.maps.sketch import sketch
from geo.maps.text import html
from geo.ui.jobs import is_offline, jobs
from geo.ui.map_views import marks
from geo.ui.outlook import Outlook

MOST_LINES = 300


def sketch_panel(outlook: Outlook) -> bool:
    """Draw the sketch; False where the person has asked for the library from the public CDN instead."""
    fetch = jobs(outlook.workspace).current("fetch")
    if fetch is not None and fetch.running:
        st.caption("The map library is on its way; meanwhile a sketch.")
    else:
        st.caption("The map library has not been fetched: a sketch stands in.")
        if not is_offline() and st.toggle("Load the library from the internet (jsDelivr)", key="public_library"):
            return False
    st.html(as_image(picture(outlook), outlook.data.region.title))
    return True


def picture(outlook: Outlook) -> str:
    """SVG of land, the strongest lines and the sites."""
    data = outlook.data
    outline = data.features(data.catalogue.land_layer.key)
    assert isinstance(outline, gpd.GeoDataFrame)
    land = outline.geometry[outline["kind"] == "land"]
    return sketch(data.region.bbox, land, _lines(data), marks(outlook), data.region.title)


def as_image(svg: str, title: str) -> str:
    """The picture as an image element: the page takes no bare SVG."""
    coded = base64.b64encode(svg.encode("utf-8")).decode("ascii")
    return f"<img class='sw-sketch' alt='{html(title)}' src='data:image/svg+xml;base64,{coded}'>"


def _lines(data: RegionData) -> Iterator[tuple[shapely.Geometry, str]]:
    """The first lines by rank of every line layer that is shown at first."""
    for layer in data.catalogue.layers.values():
        style = layer.style
        features = data.features(layer.key) if style.kind == "line" and style.shown else None
        if not isinstance(features, gpd.GeoDataFrame):
            continue
        if style.zoom_rank in features:
            features = features.sort_values(style.zoom_rank, ascending=False).head(MOST_LINES).iloc[::-1]
        values = features.get(style.by, features.index)
        for geometry, value in zip(features.geometry, values, strict=True):
            yield geometry, colour_of(style, value)
