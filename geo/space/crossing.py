"""Length of a line to a feature, every kilometre weighted by the ground that it crosses.

A straight line from the place to the feature is sampled at 16 points, evenly spaced in longitude and latitude; its
length counts by the mean factor of the ground under them (1 for open ground, more elsewhere). The feature with the
least weighted length wins, not the nearest: on its way the nearest may have a forest. Since no ground counts less than
1, features are tried in order of distance until the next one is farther than the best weighted length.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import shapely

from geo.errors import DataError
from geo.space.block import Block
from geo.space.cells import any_mark, ball_of_nodes, marked, position
from geo.space.distance import check_positive, land_codes
from geo.space.ellipsoid import F64, MEAN_RADIUS_KM, chord_km, to_ecef
from geo.space.grid import Grid
from geo.space.grouped import GroupedDistance, windows
from geo.space.jit import bare, kernel, spread
from geo.space.landmask import LandMask
from geo.space.nearest import blocks
from geo.space.raster import RasterSource
from geo.space.sampler import GeoLine, geo_line

if TYPE_CHECKING:
    import geopandas as gpd

F32 = npt.NDArray[np.float32]
I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
U16 = npt.NDArray[np.uint16]
STEPS = 16
_SLACK = 1e-9
OPEN = 100
"""Open ground, in hundredths: what a line costs there is what it costs."""


@dataclass(frozen=True, eq=False)
class Crossing:
    """Features with the ground between them and a place.

    Attributes
    ----------
    features : points
    ground : factor of each raster cell in hundredths, uint16, at least 100; None is open ground everywhere
    """

    features: gpd.GeoDataFrame
    ground: RasterSource | None

    def __post_init__(self) -> None:
        if self.ground is not None and (self.ground.array.dtype != np.uint16 or self.ground.array.min() < OPEN):
            raise DataError("ground must be whole hundredths from 100", where="Crossing")

    @property
    def raster(self) -> tuple[U16, GeoLine]:
        """Factors in hundredths and where they lie."""
        if self.ground is None:
            return np.full((1, 1), OPEN, np.uint16), (0.0, 1.0, 0.0, -1.0)
        return np.ascontiguousarray(self.ground.array), geo_line(self.ground.transform)


@bare
def mean_factor(ground: U16, line: GeoLine, lon0: float, lat0: float, lon1: float, lat1: float) -> float:
    """Return the mean factor of the ground under a line; outside the raster it is 1."""
    total, west, north = 0, line[0], line[2]
    across, down = 1.0 / line[1], 1.0 / line[3]
    for n in range(STEPS):
        t = (n + 0.5) / STEPS
        col = math.floor((lon0 + t * (lon1 - lon0) - west) * across)
        row = math.floor((lat0 + t * (lat1 - lat0) - north) * down)
        inside = 0 <= row < ground.shape[0] and 0 <= col < ground.shape[1]
        total += ground[row, col] if inside else OPEN
    return total / (OPEN * STEPS)


@bare
def _arc(chord: float) -> float:
    return 2 * MEAN_RADIUS_KM * math.asin(min(chord / (2 * MEAN_RADIUS_KM), 1.0))


@bare
def _chord(x: float, y: float, z: float, ends: F64, k: int) -> float:
    dx, dy, dz = x - ends[k, 0], y - ends[k, 1], z - ends[k, 2]
    return math.sqrt(dx * dx + dy * dy + dz * dz)


@kernel
def _square(
    nodes: F64, degrees: F64, at: tuple[int, int, int, int], codes: I32, code: int, ends: F64, ground: U16,
    line: GeoLine, reach: float, cap: float, out: F32,
) -> None:  # fmt: skip
    """Measure the 16 x 16 cells of one lattice square; `ends` holds x, y, z, longitude and latitude."""
    i, j, r0, c0 = at
    x, y, z, r = ball_of_nodes(nodes, i, i + 1, j, j + 1)
    away = np.array([_chord(x, y, z, ends, k) for k in range(len(ends))])
    order = np.argsort(away)
    away -= r
    for c in range(256):
        row, col = r0 + c // 16, c0 + c % 16
        if not (0 <= row < codes.shape[0] and 0 <= col < codes.shape[1]) or codes[row, col] != code:
            continue
        v, u = (c // 16 + 0.5) / 16, (c % 16 + 0.5) / 16
        x, y, z = position(nodes, i, j, v, u, 0), position(nodes, i, j, v, u, 1), position(nodes, i, j, v, u, 2)
        lon, lat = position(degrees, i, j, v, u, 0), position(degrees, i, j, v, u, 1)
        best = cap
        for k in order:
            if away[k] >= min(best, reach):
                break
            chord = _chord(x, y, z, ends, k)
            if chord <= reach:
                km = _arc(chord)
                if km < best:
                    best = min(best, km * mean_factor(ground, line, lon, lat, ends[k, 3], ends[k, 4]))
        out[row, col] = best


@kernel
def _block(
    nodes: F64, degrees: F64, block: Block, lead: tuple[int, int], codes: I32, code: int, every: F64, ground: U16,
    line: GeoLine, reach: float, cap: float, out: F32,
) -> None:  # fmt: skip
    """Measure the lattice squares of one block, with the ends that reach into it."""
    marks = marked(codes, code, block, lead)
    if not marks.any():
        return
    x, y, z, r = ball_of_nodes(nodes, block[0], block[1], block[2], block[3])
    near = [k for k in range(len(every)) if _chord(x, y, z, every, k) <= reach + r + _SLACK]
    ends = np.empty((len(near), every.shape[1]))
    for a in range(len(near)):
        ends[a] = every[near[a]]
    for i in range(block[0], block[1]):
        for j in range(block[2], block[3]):
            r0, c0 = i * 16 - lead[0], j * 16 - lead[1]
            row, col = 4 * (i - block[0]), 4 * (j - block[2])
            if any_mark(marks, row, row + 4, col, col + 4):
                _square(nodes, degrees, (i, j, r0, c0), codes, code, ends, ground, line, reach, cap, out)


@kernel
def _at_points(
    places: F64, place_code: I64, ends: F64, end_code: I64, ground: U16, line: GeoLine, reach: float, best: F64,
    straight: F64, who: I64,
) -> None:  # fmt: skip
    for p in range(len(places)):
        for k in range(len(ends)):
            if end_code[k] != place_code[p]:
                continue
            chord = _chord(places[p, 0], places[p, 1], places[p, 2], ends, k)
            if chord <= reach:
                km = _arc(chord)
                if km < best[p]:
                    factor = mean_factor(ground, line, places[p, 3], places[p, 4], ends[k, 3], ends[k, 4])
                    if km * factor < best[p]:
                        best[p], straight[p], who[p] = km * factor, km, k


@dataclass(frozen=True)
class CrossingDistance:
    """Least weighted length [km] to an eligible feature of the place's own group and land mass.

    The group of a place is that of its nearest feature, as in `GroupedDistance`.

    Parameters
    ----------
    reach_km : float
        Features farther away in a straight line are out of reach.
    cap_km : float
        Told where nothing is in reach, and for longer weighted lengths.
    """

    reach_km: float
    cap_km: float
    group: str = "group"
    eligible: str = "eligible"

    def __post_init__(self) -> None:
        check_positive(self.reach_km, "CrossingDistance.reach_km")
        check_positive(self.cap_km, "CrossingDistance.cap_km")

    def on_grid(self, features: Crossing, grid: Grid, land: LandMask | None) -> F32:
        """Return weighted km (rows, columns) for cell centres on land, NaN elsewhere."""
        labels, lattice = land_codes(land, grid), grid.lattice()
        out = np.where(labels != 0, np.float32(self.cap_km), np.float32(np.nan))
        known, may = self._inner.known(features.features, land), self._inner.may(features.features)
        pairs = known.pairs_on_grid(grid, land, True)
        degrees = np.stack([lattice.lon, lattice.lat], axis=-1)
        places, (ground, line) = _ends(features.features), features.raster
        lead, reach = (lattice.row_lead, lattice.col_lead), chord_km(self.reach_km)
        for pair, (rows, cols) in windows(pairs, int(known.pair.max(initial=0))).items():
            ends = places[(known.pair == pair) & may]
            if not len(ends):
                continue

            def run(block: Block, ends: F64 = ends, pair: int = pair) -> None:
                common = (pair, ends, ground, line, reach, self.cap_km, out)
                _block(lattice.ecef, degrees, block, lead, pairs, *common)

            spread(run, blocks(grid, rows, cols))
        return out

    def at_points(
        self, features: Crossing, lon: npt.ArrayLike, lat: npt.ArrayLike, land: LandMask | None = None
    ) -> F64:
        """Return weighted km (n,) at places in WGS 84 degrees; the cap at sea."""
        return self._found(features, lon, lat, land)[0]

    def nearest(
        self, features: Crossing, lon: npt.ArrayLike, lat: npt.ArrayLike, land: LandMask | None = None
    ) -> tuple[I64, F64]:
        """Return the position of the feature that is reached (-1 for none) and its straight distance in km."""
        _, straight, who = self._found(features, lon, lat, land)
        return who, straight

    def _found(
        self, features: Crossing, lon: npt.ArrayLike, lat: npt.ArrayLike, land: LandMask | None
    ) -> tuple[F64, F64, I64]:
        lons, lats = np.atleast_1d(np.asarray(lon, float)), np.atleast_1d(np.asarray(lat, float))
        mass = np.ones(lons.size, np.int64) if land is None else land.label_at(lons, lats)
        known, may = self._inner.known(features.features, land), self._inner.may(features.features)
        pairs = known.pairs_at(lons, lats, mass)
        wanted = np.where(may & (known.pair > 0), known.pair, -2).astype(np.int64)
        places = np.column_stack([to_ecef(lons, lats), lons, lats])
        best, straight = np.full(lons.size, self.cap_km), np.full(lons.size, self.reach_km)
        who = np.full(lons.size, -1, np.int64)
        common = (_ends(features.features), wanted, *features.raster, chord_km(self.reach_km))
        codes = np.where(pairs > 0, pairs, -1).astype(np.int64)

        def run(part: slice) -> None:
            _at_points(places[part], codes[part], *common, best[part], straight[part], who[part])

        spread(run, [slice(start, start + 256) for start in range(0, lons.size, 256)])
        return best, straight, who

    @property
    def _inner(self) -> GroupedDistance:
        return GroupedDistance(self.reach_km, self.group, True, self.eligible)


def _ends(features: gpd.GeoDataFrame) -> F64:
    """Return x, y, z [km], longitude and latitude [degrees] of every feature, (n, 5)."""
    points = np.asarray(features.geometry.to_crs(4326).array, dtype=object)
    if len(points) and (shapely.get_type_id(points) != 0).any():
        raise DataError("lines are drawn to points only", where="CrossingDistance", allowed="Point")
    lon, lat = shapely.get_coordinates(points).T if len(points) else (np.empty(0), np.empty(0))
    return np.column_stack([to_ecef(lon, lat), lon, lat])
