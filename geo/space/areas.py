"""Areas: the value of the polygon that holds a place, circles round points, overlapping shapes cut into pieces."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import Geod

from geo.errors import DataError
from geo.space.distance import land_values
from geo.space.drawing import draw
from geo.space.ellipsoid import F64
from geo.space.grid import Grid
from geo.space.inside import contains_at
from geo.space.landmask import LandMask, land_on
from geo.space.measure import Measure
from geo.space.shapes import geometries

if TYPE_CHECKING:
    import geopandas as gpd

F32 = npt.NDArray[np.float32]
I32 = npt.NDArray[np.int32]
_WGS84 = Geod(ellps="WGS84")
_CORNERS = 72
_DENSE_DEGREES = 0.05


@dataclass(frozen=True)
class AreaValue(Measure):
    """Value of a column of the first polygon, in the order of the table, that holds the place.

    Parameters
    ----------
    column : str
        Column of numbers.
    outside : float
        Told where no polygon holds a place on land; NaN unless given.
    """

    column: str
    outside: float = float("nan")

    def on_land(self, features: gpd.GeoDataFrame, grid: Grid, land: LandMask | None) -> F32:
        """Return values (land cells,)."""
        values = np.append(self._values(features), self.outside).astype(np.float32)
        dense = shapely.transform(shapely.segmentize(geometries(features), _DENSE_DEGREES), grid.project)
        drawn = [(shape, row) for row, shape in enumerate(dense) if not shape.is_empty][::-1]
        rows = np.full(grid.shape, len(dense), np.int32)
        draw(drawn, rows, grid.transform)
        return land_values(values, land_on(land, grid).cells.pick(rows))

    def at_points(
        self, features: gpd.GeoDataFrame, lon: npt.ArrayLike, lat: npt.ArrayLike, land: LandMask | None = None
    ) -> F64:
        """Return values (n,) at places in WGS 84 degrees, on land or not."""
        return np.append(self._values(features), self.outside)[contains_at(features, lon, lat)]

    def _values(self, features: gpd.GeoDataFrame) -> F64:
        if self.column not in features.columns:
            raise DataError("a column is missing", where=self.column, allowed=", ".join(map(str, features.columns)))
        try:
            return np.asarray(features[self.column].to_numpy(dtype=np.float64, na_value=np.nan))
        except (TypeError, ValueError) as error:
            raise DataError("a column must hold numbers", where=self.column, found=str(error)) from error


def circle(lon: float, lat: float, radius_km: float) -> shapely.Polygon:
    """Return the polygon of 72 corners at a geodesic distance round a place; it lies up to 0.1 % inside the circle."""
    turns = np.linspace(0.0, 360.0, _CORNERS, endpoint=False)
    full = np.ones(_CORNERS)
    lons, lats, _ = _WGS84.fwd(lon * full, lat * full, turns, radius_km * 1000.0 * full)
    return shapely.Polygon(np.column_stack([lons, lats]))


def pieces_of(shapes: list[shapely.Polygon]) -> list[tuple[tuple[int, ...], shapely.Geometry]]:
    """Cut overlapping polygons into the pieces that the same ones cover.

    Returns
    -------
    list of (positions of the covering polygons, geometry)
        In rising order of the positions; pieces do not overlap and together are the union.
    """
    edges = shapely.union_all([shape.boundary for shape in shapes]) if shapes else shapely.GeometryCollection()
    faces = shapely.get_parts(shapely.polygonize([edges]))
    within = [face.representative_point() for face in faces]
    covers: dict[tuple[int, ...], list[shapely.Geometry]] = {}
    for face, point in zip(faces, within, strict=True):
        members = tuple(n for n, shape in enumerate(shapes) if shape.contains(point))
        if members:
            covers.setdefault(members, []).append(face)
    return [(members, shapely.union_all(covers[members])) for members in sorted(covers)]
