"""From an outlook to what the map shows. The ground depends on the region's data only, the changes on the scenario."""

from __future__ import annotations

from collections.abc import Callable

from geo.catalogue.layer import Layer
from geo.catalogue.region_data import RegionData
from geo.maps.colours import sound
from geo.maps.layer_views import ground_view
from geo.maps.view import ChangeView, Chosen, GroundView, OverlayView, SiteMark
from geo.report import SITES_LAYER
from geo.tiles.overlays import Shown, overlay_titles
from geo.tiles.palette import Palette, palette
from geo.ui.outlook import Outlook
from geo.web.urls import FROM_COMPONENT, ZOOM_CLASSES, layer_url, tile_url

TILE_SIZE = 512
BARRED_COLOUR = "#9aa3ab"


def ground(outlook: Outlook) -> GroundView:
    """The layers of the outlook's region."""
    data = outlook.data
    return ground_view(data, outlook.workspace.sources, addresses(data), marked=SITES_LAYER)


def addresses(data: RegionData) -> Callable[[Layer], tuple[tuple[int, str], ...]]:
    """Where our routes serve each layer, as the map's component writes it."""
    region = data.region.key

    def of(layer: Layer) -> tuple[tuple[int, str], ...]:
        if layer.style.kind == "raster":
            name = f"field.{layer.key}.{layer.style.by}"
            return ((0, tile_url(region, name, data.fingerprint, size=TILE_SIZE, start=FROM_COMPONENT)),)
        zooms = ZOOM_CLASSES if layer.style.zoom_rank else ZOOM_CLASSES[-1:]
        digest = data.layer_digest(layer.key)
        return tuple((zoom, layer_url(region, layer.key, digest, zoom, start=FROM_COMPONENT)) for zoom in zooms)

    return of


def change(outlook: Outlook, overlay: str, opacity: float, place: Chosen | None, note: str = "") -> ChangeView:
    """Overlay, marks and chosen place of a scenario."""
    title = outlook.data.catalogue.layers[SITES_LAYER].title
    view = overlay_view(outlook, overlay, opacity) if outlook.built else None
    return ChangeView(sites_title=title, sites=site_marks(outlook), overlay=view, chosen=place, note=note)


def overlay_view(outlook: Outlook, overlay: str, opacity: float) -> OverlayView:
    """Tiles of an overlay under the outlook's scenario."""
    data = outlook.data
    token = "" if overlay.startswith("field.") else outlook.scenario.token()
    url = tile_url(data.region.key, overlay, data.fingerprint, token, size=TILE_SIZE, start=FROM_COMPONENT)
    return OverlayView(title=overlay_titles(data.catalogue)[overlay], url=url, bounds=data.region.bbox, opacity=opacity)


def site_marks(outlook: Outlook) -> tuple[SiteMark, ...]:
    """The ranked sites as marks, coloured by score like the suitability overlay."""
    colours = palette(outlook.data.catalogue, Shown("suitability"))
    constraints = outlook.data.catalogue.constraints
    marks = []
    for row in outlook.ranking.table.itertuples():
        barred = bool(row.excluded_by)
        reasons = ", ".join(constraints[key].title if key in constraints else key for key in row.excluded_by)
        detail = f"Barred: {reasons}" if barred else f"Score {row.score:.1f}"
        marks.append(
            SiteMark(
                key=str(row.site_id),
                name=str(row.name),
                lon=float(row.geometry.x),
                lat=float(row.geometry.y),
                colour=BARRED_COLOUR if barred else score_colour(colours, float(row.score)),
                rank=None if barred else int(row.rank),
                detail=detail,
                barred=barred,
            )
        )
    return tuple(marks)


def score_colour(colours: Palette, score: float) -> str:
    """Colour of a score, the overlay's own."""
    share = min(1.0, max(0.0, (score - colours.low) / (colours.high - colours.low)))
    red, green, blue, _ = colours.own[round(share * (len(colours.own) - 1))]
    return sound(f"#{red:02x}{green:02x}{blue:02x}")
