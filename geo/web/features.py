"""Vector layers as GeoJSON for the browser: as much of a layer, and as finely drawn, as a zoom can show."""

from __future__ import annotations

import json
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from pyproj import Geod

from geo.catalogue.layer import Style
from geo.exchange.results import json_value
from geo.web.urls import ZOOM_CLASSES

Shapes = npt.NDArray[Any]
TOLERANCE_DEG = (0.02, 0.005, 0.0013, 0.0003)
"""Half a pixel at the last zoom of each class; about 30 m for the last class."""
DECIMALS = (3, 3, 4, 4)
MOST_LINES = (300, 700, 2_500, 20_000)
MOST_POINTS = (150, 500, 2_000, 20_000)
"""How many features of a ranked layer each class shows, in whole ranks from the top."""
FAR_MORE = 4
CIRCLE_POINTS = 64
RADIUS_COLUMN = "radius_km"
NUMBER_DECIMALS = 3
_WGS84 = Geod(ellps="WGS84")


def to_geojson(features: gpd.GeoDataFrame, style: Style, zoom: int) -> bytes:
    """A layer as an RFC 7946 FeatureCollection for a class of zooms.

    Parameters
    ----------
    features : GeoDataFrame in WGS 84
    style : which columns are told (`label` and `by`), which column ranks, how it is drawn
    zoom : first zoom of a class, one of `ZOOM_CLASSES`
    """
    number = ZOOM_CLASSES.index(zoom)
    chosen = features[visible(features, style, number)]
    return collection(chosen, style, drawn(circles(chosen, style), number))


def collection(features: gpd.GeoDataFrame, style: Style, shapes: Shapes) -> bytes:
    """Features with their shapes as drawn; what has none (missing or empty) is left out."""
    kept = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    texts = shapely.to_geojson(shapes[kept])
    properties = _properties(features[kept], style)
    rows = [
        f'{{"type":"Feature","properties":{told},"geometry":{text}}}'
        for told, text in zip(properties, texts, strict=True)
    ]
    return ('{"type":"FeatureCollection","features":[' + ",\n".join(rows) + "]}").encode()


def visible(features: gpd.GeoDataFrame, style: Style, number: int) -> npt.NDArray[np.bool_]:
    """True for the features that a zoom class shows."""
    return strongest(features, style, (MOST_LINES if style.kind == "line" else MOST_POINTS)[number])


def strongest(features: gpd.GeoDataFrame, style: Style, most: int) -> npt.NDArray[np.bool_]:
    """True for whole ranks from the top, at least one, until there are `most`; of a first rank that alone has far more,
    for the longest lines or the first points."""
    if style.zoom_rank not in features.columns or len(features) <= most:
        return np.ones(len(features), dtype=bool)
    ranks = pd.to_numeric(features[style.zoom_rank], errors="coerce").fillna(-np.inf).to_numpy(dtype=np.float64)
    values, counts = np.unique(-ranks, return_counts=True)
    full = max(int(np.searchsorted(np.cumsum(counts), most, side="right")), 1)
    chosen = np.asarray(ranks >= -values[full - 1])
    if chosen.sum() > FAR_MORE * most:
        rows = np.flatnonzero(chosen)
        longest = np.argsort(-shapely.length(features.geometry.to_numpy()[rows]), kind="stable")
        chosen[rows[longest[FAR_MORE * most :]]] = False
    return chosen


def circles(features: gpd.GeoDataFrame, style: Style) -> Shapes:
    """Shapes of the features; an area known only as a point and a radius [km] becomes a geodesic circle."""
    shapes = features.geometry.to_numpy().copy()
    if style.kind != "area" or RADIUS_COLUMN not in features.columns:
        return np.asarray(shapes)
    radius_km = pd.to_numeric(features[RADIUS_COLUMN], errors="coerce").to_numpy(dtype=np.float64)
    points = (shapely.get_type_id(shapes) == shapely.GeometryType.POINT) & (radius_km > 0)
    for row in np.flatnonzero(points):
        shapes[row] = circle(shapes[row].x, shapes[row].y, float(radius_km[row]))
    return np.asarray(shapes)


def circle(lon: float, lat: float, radius_km: float) -> shapely.Polygon:
    """Points at one geodesic distance (WGS 84) from a centre, counter-clockwise."""
    azimuths = -np.linspace(0.0, 360.0, CIRCLE_POINTS, endpoint=False)
    size = len(azimuths)
    lons, lats, _ = _WGS84.fwd(np.full(size, lon), np.full(size, lat), azimuths, np.full(size, radius_km * 1000.0))
    return shapely.Polygon(np.column_stack([lons, lats]))


def drawn(shapes: Shapes, number: int) -> Shapes:
    """Shapes simplified and rounded to what a zoom class can show; polygons by the right-hand rule."""
    kinds = shapely.get_dimensions(shapes)
    out = shapes.copy()
    lines, areas = kinds == 1, kinds == 2
    out[lines] = shapely.simplify(shapes[lines], TOLERANCE_DEG[number], preserve_topology=False)
    out[areas] = shapely.simplify(shapes[areas], TOLERANCE_DEG[number], preserve_topology=True)
    out[kinds == 0] = _rounded(out[kinds == 0], DECIMALS[-1])
    out[kinds != 0] = _rounded(out[kinds != 0], DECIMALS[number])
    return np.asarray(shapely.orient_polygons(out, exterior_cw=False))


def _rounded(shapes: Shapes, decimals: int) -> Shapes:
    return np.asarray(shapely.transform(shapes, lambda places: np.round(places, decimals)))


def _properties(features: gpd.GeoDataFrame, style: Style) -> list[str]:
    """The told columns of each feature as JSON text; unknown values are left out."""
    names = [name for name in dict.fromkeys((*style.label, style.by)) if name in features.columns]
    columns = [[_short(json_value(value)) for value in features[name]] for name in names]
    rows = zip(*columns, strict=True) if columns else iter([()] * len(features))
    told = ({name: value for name, value in zip(names, row, strict=True) if value not in (None, "")} for row in rows)
    return [json.dumps(row, ensure_ascii=False, allow_nan=False, separators=(",", ":")) for row in told]


def _short(value: Any) -> Any:
    if isinstance(value, float):
        value = round(value, NUMBER_DECIMALS)
        return int(value) if value == int(value) else value
    return value
