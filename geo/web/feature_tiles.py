"""Vector layers in squares: near by, all that lies in view is drawn, and no answer grows with the layer.

Squares are GeoJSON, so that a map needs Leaflet alone, and clicks and tips work as on a whole layer. Lines are cut at
the edges: neighbours meet there and no piece is drawn twice. `docs/web.md` has them beside vector tiles.
"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely

from geo.catalogue.layer import Style
from geo.tiles.address import Address
from geo.web.features import collection, strongest
from geo.web.urls import SQUARES

TOLERANCE_DEG = (0.0003, 0.00003)
"""About half a pixel at the last zoom of each class of squares; about 3 m for the last."""
DECIMALS = (4, 5)
MOST = (3_000, 20_000)
"""Most features of a square, whole ranks from the top. The last class shows them all: a square of 10 km holds fewer."""
Box = tuple[float, float, float, float]


def is_squared(style: Style) -> bool:
    """Whether a layer comes in squares when one is near: ranked lines and points, of which there may be very many."""
    return bool(style.zoom_rank) and style.kind in ("line", "point")


def square(features: gpd.GeoDataFrame, style: Style, address: Address) -> bytes:
    """What lies in a square, as an RFC 7946 FeatureCollection.

    Parameters
    ----------
    features : GeoDataFrame in WGS 84
    address : at one of the zooms of `geo.web.urls.SQUARES`
    """
    number = [zoom for _, zoom in SQUARES].index(address.z)
    box = box_of(address)
    rows = np.sort(features.sindex.query(shapely.box(*box)))
    near = features.iloc[rows]
    chosen = near[strongest(near, style, MOST[number])]
    shapes = chosen.geometry.to_numpy()
    if style.kind == "line":
        simple = shapely.simplify(shapes, TOLERANCE_DEG[number], preserve_topology=False)
        shapes = shapely.clip_by_rect(simple, *box)
    else:
        shapes = np.where(_inside(chosen, box), shapes, None)
    rounded = shapely.transform(shapes, lambda places: np.round(places, DECIMALS[number]))
    return collection(chosen, style, rounded)


def box_of(address: Address) -> Box:
    """West, south, east, north of a square [degrees]."""
    (west, east), (north, south) = address.lon([0, address.size]), address.lat([0, address.size])
    return float(west), float(south), float(east), float(north)


def _inside(points: gpd.GeoDataFrame, box: Box) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Points of the square alone: those on its west and north edge are its own, the others of its neighbours."""
    x, y = points.geometry.x.to_numpy(), points.geometry.y.to_numpy()
    return np.asarray((x >= box[0]) & (x < box[2]) & (y > box[1]) & (y <= box[3]))
