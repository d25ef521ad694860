"""From an outlook to what the map shows. The ground depends on the region's data only, the changes on the scenario."""

from __future__ import annotations

from collections.abc import Callable

from geo.catalogue.layer import Layer
from geo.catalogue.region_data import RegionData
from geo.maps.layer_views import ground_view
from geo.maps.site_marks import site_marks
from geo.maps.view import ChangeView, Chosen, GroundView, OverlayView
from geo.report import SITES_LAYER
from geo.tiles.overlays import overlay as parsed
from geo.tiles.overlays import overlay_titles, raster_fields
from geo.ui.outlook import Outlook
from geo.web.urls import FROM_COMPONENT, ZOOM_CLASSES, layer_url, tile_url

TILE_SIZE = 512
SITES_ONLY = "Exact scores of the sites; the coloured map follows when its fields are built"


def ground(outlook: Outlook) -> GroundView:
    """The layers of the outlook's region."""
    data = outlook.data
    return ground_view(data, outlook.workspace.sources, addresses(data), marked=SITES_LAYER)


def addresses(data: RegionData) -> Callable[[Layer], tuple[tuple[int, str], ...]]:
    """Where our routes serve each layer, as the map's component writes it."""
    region = data.region.key

    def of(layer: Layer) -> tuple[tuple[int, str], ...]:
        if layer.style.kind == "raster":
            field = f"{layer.key}.{layer.style.by}"
            if field not in raster_fields(data.catalogue):
                return ()
            url = tile_url(region, f"field.{field}", data.fingerprint, size=TILE_SIZE, start=FROM_COMPONENT)
            return ((0, url),)
        zooms = ZOOM_CLASSES if layer.style.zoom_rank else ZOOM_CLASSES[-1:]
        digest = data.layer_digest(layer.key)
        return tuple((zoom, layer_url(region, layer.key, digest, zoom, start=FROM_COMPONENT)) for zoom in zooms)

    return of


def change(outlook: Outlook, overlay: str, opacity: float, place: Chosen | None) -> ChangeView:
    """Overlay, marks and chosen place of a scenario."""
    title = outlook.data.catalogue.layers[SITES_LAYER].title
    shown = parsed(outlook.data.catalogue, overlay)
    view = overlay_view(outlook, overlay, opacity) if outlook.drawable(shown) else None
    note = "" if view else SITES_ONLY
    return ChangeView(
        sites_title=title,
        sites=site_marks(outlook.ranking, outlook.data.catalogue),
        overlay=view,
        chosen=place,
        note=note,
    )


def overlay_view(outlook: Outlook, overlay: str, opacity: float) -> OverlayView:
    """Tiles of an overlay under the outlook's scenario."""
    data = outlook.data
    token = "" if overlay.startswith("field.") else outlook.scenario.token()
    url = tile_url(data.region.key, overlay, data.fingerprint, token, size=TILE_SIZE, start=FROM_COMPONENT)
    return OverlayView(title=overlay_titles(data.catalogue)[overlay], url=url, bounds=data.region.bbox, opacity=opacity)
