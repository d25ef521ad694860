"""Which cells and places lie inside polygons."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import shapely

from geo.space.drawing import draw
from geo.space.grid import Grid
from geo.space.shapes import geometries

if TYPE_CHECKING:
    import geopandas as gpd

_POLYGONAL = (3, 6)
_DENSE_DEGREES = 0.05


def contains_on_grid(features: gpd.GeoDataFrame, grid: Grid) -> npt.NDArray[np.bool_] | None:
    """Return True for cells whose centre lies in a polygon (edges straight in lon/lat); None where there is none."""
    shapes = geometries(features)
    areas = shapes[np.isin(shapely.get_type_id(shapes), _POLYGONAL) & ~shapely.is_empty(shapes)]
    if not areas.size:
        return None
    dense = shapely.segmentize(areas, _DENSE_DEGREES)
    drawn = [(area, 1) for area in shapely.transform(dense, grid.project)]
    cells = np.zeros(grid.shape, np.uint8)
    draw(drawn, cells, grid.transform)
    return np.asarray(cells == 1)


def contains_at(features: gpd.GeoDataFrame, lon: npt.ArrayLike, lat: npt.ArrayLike) -> npt.NDArray[np.int64]:
    """Return the position of the first polygon that holds each place, -1 where none does."""
    places = np.asarray(shapely.points(np.atleast_1d(np.asarray(lon, float)), np.atleast_1d(np.asarray(lat, float))))
    out = np.full(len(places), -1, np.int64)
    shapes = geometries(features)
    areas = np.flatnonzero(np.isin(shapely.get_type_id(shapes), _POLYGONAL))
    if areas.size:
        place, area = shapely.STRtree(shapes[areas]).query(places, predicate="intersects")
        order = np.lexsort((-area, place))
        out[place[order]] = areas[area[order]]
    return out
