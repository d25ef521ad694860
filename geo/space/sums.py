"""What lies within a radius: sums over points, distinct things, kilometres of line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.errors import DataError, InputError
from geo.space.distance import check_positive
from geo.space.ellipsoid import F64, chord_km
from geo.space.grid import Grid
from geo.space.landmask import LandMask, land_on
from geo.space.measure import Measure
from geo.space.runs import GREATEST_KM, Band, runs_on_grid
from geo.space.shapes import Points, digest_of, eligible_of, pieces, points, refuse_areas, segments
from geo.space.splat import sum_at_points, sum_on_grid, sum_runs
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


@dataclass(frozen=True)
class Coverage(Measure):
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

    def on_land(self, features: gpd.GeoDataFrame, grid: Grid, land: LandMask | None) -> F32:
        """Return sums (land cells,)."""
        given, where = points(features, self.column), land_on(land, grid)
        out = np.empty(where.cells.count, np.float32)
        sum_on_grid(given.ecef, given.weight, grid, where.asked, self.radius_km, out)
        return out

    def at_points(
        self, features: gpd.GeoDataFrame, lon: npt.ArrayLike, lat: npt.ArrayLike, land: LandMask | None = None
    ) -> F64:
        """Return sums (n,) at places in WGS 84 degrees, on land or not."""
        given = points(features, self.column)
        return sum_at_points(given.ecef, given.weight, lon, lat, self.radius_km)


@dataclass(frozen=True)
class Density(Measure):
    """Length of line within a radius, in km.

    Lines are cut into pieces of at most 1 km; each counts whole when its middle lies within the radius. Which cells the
    pieces reach is remembered, so that fields of the same lines share it, whichever of these are eligible.

    Parameters
    ----------
    radius_km : float
        Greatest distance that counts.
    eligible : str, optional
        Column of truth values: does this line count? Without it all do.
    """

    radius_km: float
    eligible: str | None = None

    def __post_init__(self) -> None:
        _check_radius(self.radius_km, "Density.radius_km")

    def on_land(self, features: gpd.GeoDataFrame, grid: Grid, land: LandMask | None) -> F32:
        """Return km of line (land cells,)."""
        refuse_areas(features, "Density")

        def make() -> tuple[Points, list[Band]]:
            given = pieces(segments(features))
            return given, runs_on_grid(given.ecef, grid, chord_km(self.radius_km))

        key = (grid, self.radius_km, digest_of(features))
        given, runs = make() if land is None else land.remembered("runs", key, make)
        where = land_on(land, grid)
        out = np.empty(where.cells.count, np.float32)
        sum_runs(runs, np.where(self._counted(features)[given.owner], given.weight, 0.0), where.asked, out)
        return out

    def at_points(
        self, features: gpd.GeoDataFrame, lon: npt.ArrayLike, lat: npt.ArrayLike, land: LandMask | None = None
    ) -> F64:
        """Return km of line (n,) at places in WGS 84 degrees, on land or not."""
        refuse_areas(features, "Density")
        given = pieces(segments(features[self._counted(features)]))
        return sum_at_points(given.ecef, given.weight, lon, lat, self.radius_km)

    def _counted(self, features: gpd.GeoDataFrame) -> npt.NDArray[np.bool_]:
        return np.ones(len(features), bool) if self.eligible is None else eligible_of(features, self.eligible)


@dataclass(frozen=True)
class DistinctCount(Measure):
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

    def on_land(self, features: gpd.GeoDataFrame, grid: Grid, land: LandMask | None) -> F32:
        """Return counts (land cells,)."""
        where = land_on(land, grid)
        out = np.empty(where.cells.count, np.float32)
        count_on_grid(*self._things(features), grid, where.asked, self.radius_km, out)
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
