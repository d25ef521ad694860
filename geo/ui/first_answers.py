"""What the first map of a region is made of, made while nobody waits for it.

Layers are read, tiles are drawn, Folium and streamlit-folium are imported for it: seconds that the first start would
take longer. It is kept under the addresses that a browser asks for, as the routes keep it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial

from geo.errors import SitingError
from geo.tiles.address import Address
from geo.tiles.overlays import Shown
from geo.tiles.renderer import Renderer
from geo.ui.map_frame import HEIGHT, MAP_KEY, map_frame
from geo.ui.map_views import overlay_view
from geo.ui.outlook import Outlook, glance
from geo.web.answers import Kept
from geo.web.assets import asset_urls
from geo.web.grounds import TILE_SIZE, addresses, ground_script
from geo.web.layers import packed
from geo.web.shelf import shelf
from geo.web.urls import FROM_COMPONENT, rooted
from geo.workspace import Workspace

FIRST = Shown("suitability")
"""The overlay that a page opens with."""
Answer = tuple[str, Callable[[], Kept]]
"""An address, and what makes the answer to it."""


def keep_first_answers(workspace: Workspace, region: str) -> None:
    """Put on the shelf what the app needs before the first map of a region; what cannot be made, the page will tell."""
    with suppress(SitingError):
        seen = glance(workspace, workspace.catalogue.scenario(region))
        ground, links = ground_script(workspace, seen.data), asset_urls(workspace, FROM_COMPONENT)
        if "leaflet" in links:
            with _unwarned():
                map_frame(shelf(workspace), ground, links, MAP_KEY, HEIGHT)
        for address, make in first_answers(seen):
            if shelf(workspace).find(address) is None:
                shelf(workspace).keep(address, make().to_bytes())


def first_answers(seen: Outlook) -> Iterator[Answer]:
    """Layers and tiles that a page asks for when it opens, under the addresses that it writes; no tiles where fields
    are missing."""
    yield from _layers(seen)
    if seen.drawable(FIRST):
        yield from _tiles(seen)


def _layers(seen: Outlook) -> Iterator[Answer]:
    """Vector layers that are shown until somebody chooses others, as of far out."""
    data = seen.data
    for layer in data.catalogue.layers.values():
        style = layer.style
        if style.shown and style.kind not in ("none", "raster") and data.reader(layer.key) is not None:
            zoom, url = addresses(data)(layer)[0]
            yield _asked(url), partial(packed, data, layer.key, zoom)


def _tiles(seen: Outlook) -> Iterator[Answer]:
    """The whole region on a desk and on a telephone."""
    data, renderer = seen.data, Renderer()
    template = _asked(overlay_view(seen, FIRST.kind, opacity=1.0).url)
    for z in (data.region.zoom - 1, data.region.zoom - 2):
        for square in _covering(data.region.bbox, z):
            yield template.format(z=z, x=square.x, y=square.y), partial(_drawn, renderer, seen, square)


def _drawn(renderer: Renderer, seen: Outlook, square: Address) -> Kept:
    planes = seen.workspace.planes(seen.data)
    return Kept.of(renderer.tile(seen.data, planes, FIRST, seen.scenario, square), "image/png")


def _asked(url: str) -> str:
    """The address that a browser asks for where the map's component reads one."""
    return rooted() + url.removeprefix(FROM_COMPONENT)


def _covering(bbox: tuple[float, float, float, float], z: int) -> Iterator[Address]:
    west, south, east, north = bbox
    first, last = Address.at(west, north, z, TILE_SIZE), Address.at(east, south, z, TILE_SIZE)
    for x in range(first.x, last.x + 1):
        for y in range(first.y, last.y + 1):
            yield Address(z, x, y, TILE_SIZE)


@contextmanager
def _unwarned() -> Iterator[None]:
    """Streamlit warns that there is no page, where none is meant to be."""
    before = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        yield
    finally:
        logging.disable(before)
