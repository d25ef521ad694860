"""The number of the nearest point, only close by: what is known of a town is not spread over the land."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from geo.errors import DataError
from geo.space.distance import check_positive, land_values
from geo.space.ellipsoid import F64
from geo.space.grid import Grid
from geo.space.landmask import LandMask, land_on
from geo.space.measure import Measure
from geo.space.nearest import nearest_at_points, nearest_on_grid
from geo.space.shapes import segments

if TYPE_CHECKING:
    import geopandas as gpd

F32 = npt.NDArray[np.float32]


@dataclass(frozen=True)
class NearestValue(Measure):
    """The column of the nearest feature within a distance, in the column's unit; unknown farther away.

    Parameters
    ----------
    within_km : float
        Greatest distance at which the feature speaks for a place.
    column : str
        Column of numbers; rows without one take no part.
    """

    within_km: float
    column: str

    def __post_init__(self) -> None:
        check_positive(self.within_km, "NearestValue.within_km")

    def on_land(self, features: gpd.GeoDataFrame, grid: Grid, land: LandMask | None) -> F32:
        """Return values (land cells,), NaN beyond the distance."""
        known, numbers = self._known(features)
        shapes, where = segments(known), land_on(land, grid)
        who = np.empty(where.cells.count, np.int32)
        nearest_on_grid(shapes, grid, where.asked, self.within_km, np.empty(0, np.float32), who)
        return land_values(self._table(numbers, shapes.owner).astype(np.float32), who)

    def at_points(
        self, features: gpd.GeoDataFrame, lon: npt.ArrayLike, lat: npt.ArrayLike, land: LandMask | None = None
    ) -> F64:
        """Return values (n,) at places in WGS 84 degrees, NaN beyond the distance."""
        known, numbers = self._known(features)
        shapes = segments(known)
        who, _ = nearest_at_points(shapes, np.atleast_1d(lon), np.atleast_1d(lat), self.within_km)
        return self._table(numbers, shapes.owner)[who]

    def _known(self, features: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, F64]:
        if self.column not in features.columns:
            raise DataError("a column is missing", where=self.column, allowed=", ".join(map(str, features.columns)))
        numbers = features[self.column].to_numpy(dtype=np.float64, na_value=np.nan)
        return features[np.isfinite(numbers)], numbers[np.isfinite(numbers)]

    @staticmethod
    def _table(numbers: F64, owner: npt.NDArray[np.int64]) -> F64:
        """The number of the owner of each segment, then NaN for segment -1."""
        return np.append(numbers[owner], np.nan)
