"""What lies within a radius: sums over points, distinct things, kilometres of line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.errors import DataError, InputError
from geo.space.distance import check_positive, land_codes
from geo.space.ellipsoid import F64
from geo.space.grid import Grid
from geo.space.landmask import LandMask
from geo.space.shapes import Points, pieces, points, refuse_areas, segments
from geo.space.splat import GREATEST_KM, sum_at_points, sum_on_grid
from geo.space.tally import count_at_points, count_on_grid

if TYPE_CHECKING:
    import geopandas as gpd

F32 = npt.NDArray[np.float32]
I64 = npt.NDArray[np.int64]


def _check_radius(value: float, name: str) -> None:
    """Refuse a radius that is not positive or beyond what the sums are exact for."""
    check_positive(value, name)
    if value > GREATEST_KM:
        raise InputError("a radius is too long", where=name, found=f"{value:g} km", allowed=f"up to {GREATEST_KM:g} km")


def _sums(given: Points, radius_km: float, grid: Grid, land: LandMask | None) -> F32:
    out = np.full(grid.shape, np.nan, np.float32)
    sum_on_grid(given.ecef, given.weight, grid, land_codes(land, grid), radius_km, out)
    return out


@dataclass(frozen=True)
class Coverage:
    """Sum of a column of point features within a radius, in the column's unit.

    Parameters
    ----------
    radius_km : float
        Greatest distance that counts.
    column : str, optional
        Column of finite numbers; without it the points are counted.
    """

    radius_km: float
    column: str | None = None

    def __post_init__(self) -> None:
        _check_radius(self.radius_km, "Coverage.radius_km")

    def on_grid(self, features: gpd.GeoDataFrame, grid: Grid, land: LandMask | None) -> F32:
        """Return sums (rows, columns) for cell centres on land, NaN elsewhere."""
        return _sums(points(features, self.column), self.radius_km, grid, land)

    def at_points(
        self, features: gpd.GeoDataFrame, lon: npt.ArrayLike, lat: npt.ArrayLike, land: LandMask | None = None
    ) -> F64:
        """Return sums (n,) at places in WGS 84 degrees, on land or not."""
        given = points(features, self.column)
        return sum_at_points(given.ecef, given.weight, lon, lat, self.radius_km)


@dataclass(frozen=True)
class Density:
    """Length of line within a radius, in km.

    Lines are cut into pieces of at most 1 km; each counts whole when its middle lies within the radius.

    Parameters
    ----------
    radius_km : float
        Greatest distance that counts.
    """

    radius_km: float

    def __post_init__(self) -> None:
        _check_radius(self.radius_km, "Density.radius_km")

    def on_grid(self, features: gpd.GeoDataFrame, grid: Grid, land: LandMask | None) -> F32:
        """Return km of line (rows, columns) for cell centres on land, NaN elsewhere."""
        return _sums(self._pieces(features), self.radius_km, grid, land)

    def at_points(
        self, features: gpd.GeoDataFrame, lon: npt.ArrayLike, lat: npt.ArrayLike, land: LandMask | None = None
    ) -> F64:
        """Return km of line (n,) at places in WGS 84 degrees, on land or not."""
        given = self._pieces(features)
        return sum_at_points(given.ecef, given.weight, lon, lat, self.radius_km)

    @staticmethod
    def _pieces(features: gpd.GeoDataFrame) -> Points:
        refuse_areas(features, "Density")
        return pieces(segments(features))


@dataclass(frozen=True)
class DistinctCount:
    """How many different things have a point or line within a radius.

    Parameters
    ----------
    radius_km : float
        Greatest distance that counts.
    column : str
        What the feature belongs to: one id, or a list of ids (such as the cables that land at a station).
    """

    radius_km: float
    column: str

    def __post_init__(self) -> None:
        _check_radius(self.radius_km, "DistinctCount.radius_km")

    def on_grid(self, features: gpd.GeoDataFrame, grid: Grid, land: LandMask | None) -> F32:
        """Return counts (rows, columns) for cell centres on land, NaN elsewhere."""
        out = np.full(grid.shape, np.nan, np.float32)
        count_on_grid(*self._things(features), grid, land_codes(land, grid), self.radius_km, out)
        return out

    def at_points(
        self, features: gpd.GeoDataFrame, lon: npt.ArrayLike, lat: npt.ArrayLike, land: LandMask | None = None
    ) -> F64:
        """Return counts (n,) at places in WGS 84 degrees, on land or not."""
        return count_at_points(*self._things(features), lon, lat, self.radius_km)

    def _things(self, features: gpd.GeoDataFrame) -> tuple[F64, I64]:
        """Segments and the thing each belongs to, thing after thing."""
        if self.column not in features.columns:
            raise DataError("a column is missing", where=self.column, allowed=", ".join(map(str, features.columns)))
        refuse_areas(features, "DistinctCount")
        single = features[[self.column, features.geometry.name]].explode(self.column).dropna(subset=[self.column])
        ids = pd.factorize(single[self.column])[0]
        shapes = segments(single)
        owner_ids = ids[shapes.owner].astype(np.int64)
        order = np.argsort(owner_ids, kind="stable")
        return np.ascontiguousarray(shapes.table[order]), owner_ids[order]
