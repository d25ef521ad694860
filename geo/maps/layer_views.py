"""From the catalogue's layers to what a map shows of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from geo.catalogue.layer import Layer
from geo.catalogue.region_data import RegionData
from geo.catalogue.source import Source
from geo.maps.colours import classes
from geo.maps.view import GroundView, LayerView

Addresses = Callable[[Layer], tuple[tuple[int, str], ...]]
"""Zoom and address pairs under which a layer's features or tiles are served; empty where they are not."""

Content = Callable[[Layer], Mapping[str, Any] | None]

THEMES = {
    "base": "Ground",
    "grid": "Grid",
    "energy": "Energy",
    "network": "Network",
    "people": "People",
    "land": "Land",
    "climate": "Climate",
    "hazard": "Hazards",
    "sites": "Sites",
}
COLUMN_TITLES = {
    "voltage_kv": "Voltage",
    "synchronous_system": "System",
    "not_connectable_reason": "Why not connectable",
    "capacity_mw": "Capacity",
    "closure_year": "Closes",
    "ready_for_service": "Ready for service",
    "length_km": "Length",
    "limit_mw": "Generator limit",
    "largest_option_mw": "Largest option",
    "radius_km": "Radius drawn",
    "designated_year": "Designated",
    "area_km2": "Area",
    "announced_mw": "Announced",
}


def ground_view(
    data: RegionData, sources: dict[str, Source], addresses: Addresses, marked: str, content: Content | None = None
) -> GroundView:
    """Every layer that can be drawn in the region.

    Parameters
    ----------
    sources : by key, for attributions
    addresses : where each layer is served
    marked : layer that is drawn as marks with scores instead (the candidate sites)
    content : GeoJSON of each layer, for a map that must stand alone; layers without it are left out
    """
    views = []
    for layer in sorted(data.catalogue.layers.values(), key=_place):
        if layer.key == marked or layer.style.kind == "none" or data.reader(layer.key) is None:
            continue
        urls, whole = addresses(layer), content(layer) if content else None
        if urls or whole is not None:
            views.append(layer_view(data, layer, sources, urls, whole))
    region, titles = data.region, {key: source.title for key, source in sources.items()}
    return GroundView(region=region.key, title=region.title, bounds=region.bbox, layers=tuple(views), sources=titles)


def _place(layer: Layer) -> int:
    """Layers of one theme stand together."""
    order = list(THEMES)
    return order.index(layer.theme) if layer.theme in order else len(order)


def layer_view(
    data: RegionData,
    layer: Layer,
    sources: dict[str, Source],
    urls: tuple[tuple[int, str], ...],
    content: Mapping[str, Any] | None = None,
) -> LayerView:
    """One layer as the map's control lists it."""
    style = layer.style
    assert style.kind != "none"
    return LayerView(
        key=layer.key,
        title=layer.title,
        theme=THEMES.get(layer.theme, layer.theme.capitalize()),
        kind=style.kind,
        colour=style.colour,
        urls=urls,
        data=content,
        by=style.by,
        classes=classes(style),
        label=tuple((column, column_title(column), layer.columns.get(column, "")) for column in style.label),
        shown=style.shown,
        base=layer is data.catalogue.land_layer,
        radius=style.radius,
        width=style.width,
        attribution=attribution(data, layer.key, sources),
    )


def attribution(data: RegionData, layer: str, sources: dict[str, Source]) -> tuple[str, ...]:
    """Who is to be named beside a layer, each with the licence."""
    reader = data.reader(layer)
    if reader is None:
        return ()
    cited = [sources[key] for key in reader.sources if key in sources]
    named = [f"{source.attribution or source.publisher} ({source.licence})" for source in cited]
    for table in reader.tables if not cited else ():
        schema = data.access.schema(table.format(region=data.region.key))
        named += [f"{schema.attribution} ({schema.licence})"] if schema is not None else []
    return tuple(dict.fromkeys(named))


def column_title(column: str) -> str:
    """Heading of a column in tips and tables."""
    return COLUMN_TITLES.get(column, column.replace("_", " ").capitalize())
