"""Distance to the nearest feature, over cells and at places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from geo.errors import InputError
from geo.space.ellipsoid import F64
from geo.space.grid import Grid
from geo.space.inside import contains_at, contains_on_grid
from geo.space.jit import bands, kernel, spread
from geo.space.landmask import LandMask, land_on
from geo.space.measure import Measure
from geo.space.nearest import nearest_at_points, nearest_on_grid
from geo.space.shapes import segments

if TYPE_CHECKING:
    import geopandas as gpd

F32 = npt.NDArray[np.float32]
I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
EARTH_KM = 20100.0
_PART = 1 << 20


@kernel
def _take(values: F32, rows: I32, out: F32) -> None:
    for k in range(rows.size):
        out[k] = values[rows[k]]


def land_values(values: F32, rows: I32) -> F32:
    """Return the value of each land cell's row of a table (-1: the last one)."""
    out = np.empty(rows.size, np.float32)
    spread(lambda part: _take(values, rows[part], out[part]), bands(rows.size, _PART))
    return out


def check_positive(value: float, name: str) -> None:
    """Refuse a cap or radius that is not a positive finite number of km."""
    if not (np.isfinite(value) and value > 0):
        raise InputError("a distance must be a positive number of km", where=name, found=str(value))


@dataclass(frozen=True)
class Distance(Measure):
    """Distance to the nearest feature, in km; 0 inside a polygon.

    Parameters
    ----------
    cap_km : float
        Places farther away, and all places when there is no feature, get the cap itself.
    """

    cap_km: float

    def __post_init__(self) -> None:
        check_positive(self.cap_km, "Distance.cap_km")

    def on_land(self, features: gpd.GeoDataFrame, grid: Grid, land: LandMask | None) -> F32:
        """Return km (land cells,)."""
        where = land_on(land, grid)
        out = np.empty(where.cells.count, np.float32)
        nearest_on_grid(segments(features), grid, where.asked, self.cap_km, out)
        inside = contains_on_grid(features, grid)
        if inside is not None:
            out[inside.reshape(-1)[where.cells.cells]] = 0
        return out

    def at_points(
        self, features: gpd.GeoDataFrame, lon: npt.ArrayLike, lat: npt.ArrayLike, land: LandMask | None = None
    ) -> F64:
        """Return km (n,) at places in WGS 84 degrees, on land or not."""
        return self.nearest(features, lon, lat, land)[1]

    def nearest(
        self, features: gpd.GeoDataFrame, lon: npt.ArrayLike, lat: npt.ArrayLike, land: LandMask | None = None
    ) -> tuple[I64, F64]:
        """Return the position of the nearest feature in the table (-1 beyond the cap) and its distance in km."""
        lons, lats = np.atleast_1d(np.asarray(lon, float)), np.atleast_1d(np.asarray(lat, float))
        shapes = segments(features)
        who, distance = nearest_at_points(shapes, lons, lats, self.cap_km)
        index = np.where(who < 0, -1, shapes.owner[who] if len(shapes) else -1)
        held = contains_at(features, lons, lats)
        return np.where(held >= 0, held, index), np.where(held >= 0, 0.0, distance)
