"""From an outlook to what changes on the map."""

from __future__ import annotations

import numpy as np

from geo.maps.site_marks import places_of, site_marks, waiting_marks
from geo.maps.view import ChangeView, Chosen, OverlayView, SiteMark
from geo.remarks import bars_of_sites, nothing_left
from geo.report import SITES_LAYER
from geo.tiles.overlays import EXACT_FOR_THE_SUM, Shown, overlay_titles, raster_fields
from geo.tiles.overlays import overlay as parsed
from geo.ui.outlook import Outlook, on_disk
from geo.web.grounds import TILE_SIZE, ground_script
from geo.web.urls import FROM_COMPONENT, tile_url

MEASURING = "Measuring the sites; their scores follow"
SITES_ONLY = "Exact scores of the sites; the coloured map follows when its fields are built"
SHOWN_BARS = 3
SUM_ONLY = "The spread of the score is exact for the weighted sum only; choose that rule to see it"


def change(outlook: Outlook, overlay: str, opacity: float, place: Chosen | None) -> ChangeView:
    """Overlay, marks and chosen place of a scenario."""
    title = "Your own sites" if outlook.own else outlook.data.catalogue.layers[SITES_LAYER].title
    shown = parsed(outlook.data.catalogue, overlay)
    view = overlay_view(outlook, overlay, opacity) if outlook.drawable(shown) else None
    note = MEASURING if not outlook.measured else _empty(outlook) if view else _why_no_overlay(outlook, shown)
    return ChangeView(
        sites_title=title,
        sites=marks(outlook),
        overlay=view,
        chosen=place,
        note=note,
        building=building(outlook),
    )


def building(outlook: Outlook) -> tuple[str, ...]:
    """Raster layers whose field is not in the cache: the map waits with asking for their tiles."""
    data = outlook.data
    missing = (name for name in raster_fields(data.catalogue) if not on_disk(outlook.workspace, data, name))
    return tuple(data.catalogue.layer_of(name).key for name in missing)


def _why_no_overlay(outlook: Outlook, shown: Shown) -> str:
    return SUM_ONLY if outlook.built and shown.kind in EXACT_FOR_THE_SUM else SITES_ONLY


def _empty(outlook: Outlook) -> str:
    """What removed every site, where none is left."""
    found = outlook.standing.assessment
    if np.isfinite(found.score).any():
        return ""
    return nothing_left("site", bars_of_sites(found)[:SHOWN_BARS], len(found.score))


def marks(outlook: Outlook) -> tuple[SiteMark, ...]:
    """The sites by score, or as they stand before they are measured."""
    if outlook.measured:
        return site_marks(outlook.standing, outlook.data.catalogue)
    if outlook.own is not None:
        return waiting_marks(places_of(outlook.sites))
    return waiting_marks(ground_script(outlook.workspace, outlook.data).places)


def overlay_view(outlook: Outlook, overlay: str, opacity: float) -> OverlayView:
    """Tiles of an overlay under the outlook's scenario."""
    data = outlook.data
    token = "" if overlay.startswith("field.") else outlook.scenario.token()
    url = tile_url(data.region.key, overlay, data.fingerprint, token, size=TILE_SIZE, start=FROM_COMPONENT)
    return OverlayView(title=overlay_titles(data.catalogue)[overlay], url=url, bounds=data.region.bbox, opacity=opacity)
