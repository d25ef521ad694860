"""Distance within a group: a place belongs to the group of its nearest feature on the same land mass.

A substation across a strait, or of another synchronous system, may be nearer and still be out of reach. So the group of
a place comes first, from all features of its land mass, and the distance then counts eligible ones of that group there.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo.errors import DataError
from geo.space.asked import Asked
from geo.space.distance import EARTH_KM, check_positive, land_values
from geo.space.ellipsoid import F64
from geo.space.grid import Grid
from geo.space.jit import kernel
from geo.space.land_cells import SIDE
from geo.space.landmask import LandMask, LandOnGrid, land_on
from geo.space.measure import Measure
from geo.space.nearest import Window, nearest_at_points, nearest_on_grid
from geo.space.shapes import Segments, eligible_of, geometries, segments

if TYPE_CHECKING:
    import geopandas as gpd

F32 = npt.NDArray[np.float32]
I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
SHORE_KM = 2.0


@kernel
def _extents(asked: Asked, out: I64) -> None:
    """Write first and past-the-last row and column of every code; the first row of an absent one is huge."""
    out[:, 0] = out[:, 2] = 1 << 40
    out[:, 1] = out[:, 3] = 0
    for r in range(len(asked.marks)):
        for strip in range(asked.marks.shape[1]):
            bits, slot = asked.marks[r, strip], np.int64(asked.first[r, strip])
            for b in range(SIDE):
                if (bits >> np.uint64(b)) & np.uint64(1):
                    k, c = asked.codes[slot], strip * SIDE + b
                    out[k, 0], out[k, 1] = min(out[k, 0], r), r + 1
                    out[k, 2], out[k, 3] = min(out[k, 2], c), max(out[k, 3], c + 1)
                    slot += 1


@kernel
def _look_up(masses: I32, index: I32, first: I64, values: I32, out: I32) -> None:
    """Turn the segment that is nearest to each cell, counted from the first one of its land mass, into its value.

    The first one of a land mass is -1 where it has none (the value is 0), and -2 - k where segment k serves all of it.
    """
    for k in range(masses.size):
        start = first[masses[k]]
        at = start + index[k] if start >= 0 else -2 - start
        out[k] = values[at] if at >= 0 else 0


def windows(asked: Asked, count: int) -> dict[int, Window]:
    """Return the window that holds each code from 1 to `count` that occurs."""
    size = max(count, int(asked.codes.max(initial=0))) + 1
    extents = np.empty((size, 4), np.int64)
    _extents(asked, extents)
    found = np.flatnonzero(extents[: count + 1, 1] > 0)
    return {
        int(k): ((int(a), int(b)), (int(c), int(d)))
        for k, (a, b, c, d) in zip(found, extents[found], strict=True)
        if k > 0
    }


@dataclass(frozen=True, eq=False)
class Grouped:
    """Features with the land mass each stands on and the pair of land mass and group each belongs to.

    `mass` is 0 for a feature off every land mass. `pair` counts from 1 and is 0 where land mass or group is missing;
    `group_of` gives the position of a feature of that pair.
    """

    shapes: Segments
    mass: I64
    pair: I32
    group_of: I64

    @classmethod
    def of(cls, features: gpd.GeoDataFrame, column: str, land: LandMask | None) -> Grouped:
        if column not in features.columns:
            raise DataError("a column is missing", where=column, allowed=", ".join(map(str, features.columns)))
        mass = np.ones(len(features), np.int64) if land is None else _mass_of(features, land)
        group = pd.factorize(features[column])[0].astype(np.int64)
        key = np.where((mass > 0) & (group >= 0), mass * (len(features) + 1) + group, -1)
        first, pair = _numbered(key)
        return cls(segments(features), np.where(pair > 0, mass, 0), pair, first)

    def pairs_on(self, grid: Grid, land: LandMask | None, landmass: bool) -> I32:
        """Return the pair of every land cell's nearest feature on its land mass, 0 for none; the last is remembered."""

        def make() -> I32:
            where = land_on(land, grid)
            return self._pairs(where, where.masses if landmass else np.ones_like(where.masses), grid)

        if land is None:
            return make()
        digest = hashlib.sha256(self.shapes.table.tobytes() + self.shapes.owner.tobytes() + self.pair.tobytes())
        return land.remembered("pairs", (grid, landmass, digest.digest()), make)

    def _pairs(self, where: LandOnGrid, masses: I32, grid: Grid) -> I32:
        asked, order = where.by(masses), np.argsort(self.mass[self.shapes.owner], kind="stable")
        values, unwanted = self.pair[self.shapes.owner[order]], np.empty(0, np.float32)
        of = self.mass[self.shapes.owner[order]]
        first = np.full(max(int(masses.max(initial=0)), int(of.max(initial=0))) + 1, -1, np.int64)
        index, pairs = np.empty(masses.size, np.int32), np.empty(masses.size, np.int32)
        for mass, window in windows(asked, int(of.max(initial=0))).items():
            start, end = np.searchsorted(of, [mass, mass + 1])
            if start == end:
                continue
            if (values[start:end] == values[start]).all():
                first[mass] = -2 - start
            else:
                first[mass] = start
                mine = self.shapes.of(self.mass == mass)
                nearest_on_grid(mine, grid, asked, EARTH_KM, unwanted, index, code=mass, window=window)
        _look_up(masses, index, first, values, pairs)
        return pairs

    def pairs_at(self, lon: npt.ArrayLike, lat: npt.ArrayLike, mass: I64) -> I64:
        """Return the pair of the nearest feature on each place's land mass, 0 for none."""
        codes = np.where(mass > 0, mass, -1)
        who, _ = nearest_at_points(self.shapes, lon, lat, EARTH_KM, codes, self.mass[self.shapes.owner])
        return np.where(who < 0, 0, self.pair[self.shapes.owner[who]] if len(self.shapes) else 0)


def _numbered(key: I64) -> tuple[I64, I32]:
    """Return the first position of each distinct key (position 0 unused) and every key's number from 1; -1 gives 0."""
    kept = np.flatnonzero(key >= 0)
    _, first, number = np.unique(key[kept], return_index=True, return_inverse=True)
    pair = np.zeros(len(key), np.int32)
    pair[kept] = number + 1
    return np.concatenate([[0], kept[first]]).astype(np.int64), pair


def _mass_of(features: gpd.GeoDataFrame, land: LandMask) -> I64:
    """Return the land mass of each feature, taken at a point of it and up to 2 km off shore."""
    places = shapely.get_coordinates(shapely.point_on_surface(geometries(features)))
    filled = ~features.geometry.is_empty.to_numpy() & features.geometry.notna().to_numpy()
    mass = np.zeros(len(features), np.int64)
    mass[filled] = land.label_near(places[:, 0], places[:, 1], SHORE_KM)
    return mass


def _places(lon: npt.ArrayLike, lat: npt.ArrayLike, land: LandMask | None) -> tuple[F64, F64, I64]:
    lons, lats = np.atleast_1d(np.asarray(lon, float)), np.atleast_1d(np.asarray(lat, float))
    return lons, lats, np.ones(lons.size, np.int64) if land is None else land.label_at(lons, lats)


@dataclass(frozen=True)
class GroupedDistance(Measure):
    """Distance to the nearest eligible feature of the place's own group and land mass, in km.

    The group of a place is that of its nearest feature, eligible or not, on the same land mass.

    Parameters
    ----------
    cap_km : float
        Told for places farther away, and for those whose group has no eligible feature or that have no group.
    group : str
        Column that names the group (such as a synchronous system); a feature without one takes no part.
    landmass : bool
        False lets a place belong to, and reach, features on other land masses.
    eligible : str
        Column of truth values: may this feature be the one that is reached?
    """

    cap_km: float
    group: str = "group"
    landmass: bool = True
    eligible: str = "eligible"

    def __post_init__(self) -> None:
        check_positive(self.cap_km, "GroupedDistance.cap_km")

    def on_land(self, features: gpd.GeoDataFrame, grid: Grid, land: LandMask | None) -> F32:
        """Return km (land cells,)."""
        where = land_on(land, grid)
        out = np.full(where.cells.count, self.cap_km, np.float32)
        known, may = self.known(features, land), self.may(features)
        asked = where.by(known.pairs_on(grid, land, self.landmass))
        for pair, window in windows(asked, int(known.pair.max(initial=0))).items():
            mine = known.shapes.of((known.pair == pair) & may)
            nearest_on_grid(mine, grid, asked, self.cap_km, out, code=pair, window=window)
        return out

    def at_points(
        self, features: gpd.GeoDataFrame, lon: npt.ArrayLike, lat: npt.ArrayLike, land: LandMask | None = None
    ) -> F64:
        """Return km (n,) at places in WGS 84 degrees; the cap at sea."""
        return self.nearest(features, lon, lat, land)[1]

    def nearest(
        self, features: gpd.GeoDataFrame, lon: npt.ArrayLike, lat: npt.ArrayLike, land: LandMask | None = None
    ) -> tuple[I64, F64]:
        """Return the position of the feature that is reached (-1 for none within the cap) and its distance in km."""
        lons, lats, mass = _places(lon, lat, land)
        known, may = self.known(features, land), self.may(features)
        pairs = known.pairs_at(lons, lats, mass if self.landmass else np.minimum(mass, 1))
        wanted = np.where(may, known.pair, 0)[known.shapes.owner].astype(np.int64)
        who, distance = nearest_at_points(
            known.shapes, lons, lats, self.cap_km, np.where(pairs > 0, pairs, -1), np.where(wanted > 0, wanted, -2)
        )
        return np.where(who < 0, -1, known.shapes.owner[who] if len(known.shapes) else -1), distance

    def known(self, features: gpd.GeoDataFrame, land: LandMask | None) -> Grouped:
        """Return the features with their land masses and groups."""
        return Grouped.of(features, self.group, land if self.landmass else None)

    def may(self, features: gpd.GeoDataFrame) -> npt.NDArray[np.bool_]:
        """Tell which features may be reached."""
        return eligible_of(features, self.eligible)


@dataclass(frozen=True)
class GroupOf(Measure):
    """Number of the group of the nearest feature on the same land mass; NaN where the land mass has none.

    Parameters
    ----------
    group : str
        Column of whole numbers from 0; a feature without one takes no part.
    landmass : bool
        False takes the nearest feature wherever it stands.
    """

    group: str = "group"
    landmass: bool = True

    def on_land(self, features: gpd.GeoDataFrame, grid: Grid, land: LandMask | None) -> F32:
        """Return group numbers (land cells,), NaN where the land mass has none."""
        known = Grouped.of(features, self.group, land if self.landmass else None)
        numbers = self._numbers(features, known).astype(np.float32)
        return land_values(numbers, known.pairs_on(grid, land, self.landmass))

    def at_points(
        self, features: gpd.GeoDataFrame, lon: npt.ArrayLike, lat: npt.ArrayLike, land: LandMask | None = None
    ) -> F64:
        """Return group numbers (n,) at places in WGS 84 degrees; NaN at sea."""
        known = Grouped.of(features, self.group, land if self.landmass else None)
        lons, lats, mass = _places(lon, lat, land)
        pairs = known.pairs_at(lons, lats, mass if self.landmass else np.minimum(mass, 1))
        return self._numbers(features, known)[pairs]

    def _numbers(self, features: gpd.GeoDataFrame, known: Grouped) -> F64:
        """Return the group number of every pair, NaN for pair 0."""
        try:
            numbers = features[self.group].to_numpy(dtype=np.float64, na_value=np.nan)
        except (TypeError, ValueError) as error:
            raise DataError("groups must be whole numbers", where=self.group, found=str(error)) from error
        if not ((numbers >= 0) & (numbers == np.floor(numbers)) | np.isnan(numbers)).all():
            raise DataError("groups must be whole numbers from 0", where=self.group)
        return np.concatenate([[np.nan], numbers[known.group_of[1:]]])
