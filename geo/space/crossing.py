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
from geo.space.asked import Asked, codes_of, marked
from geo.space.block import Block, Lead, Room, block_of, keep, room_for, write
from geo.space.cells import Ball, Marks, any_mark, ball_of_nodes, place_square
from geo.space.distance import check_positive
from geo.space.ellipsoid import F64, MEAN_RADIUS_KM, chord_km, to_ecef
from geo.space.grid import Grid
from geo.space.ground import OPEN, Ground, all_open, dear_before, laid_out, mean_factor, room_for_steps
from geo.space.grouped import GroupedDistance, windows
from geo.space.jit import bare, kernel, spread
from geo.space.landmask import LandMask, land_on
from geo.space.measure import Measure
from geo.space.nearest import blocks
from geo.space.raster import RasterSource
from geo.space.rows import GeoLine, geo_line

if TYPE_CHECKING:
    import geopandas as gpd

F32 = npt.NDArray[np.float32]
I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
U16 = npt.NDArray[np.uint16]
_SLACK = 1e-9


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
def _arc(chord: float) -> float:
    return 2 * MEAN_RADIUS_KM * math.asin(min(chord / (2 * MEAN_RADIUS_KM), 1.0))


@bare
def _chord(x: float, y: float, z: float, ends: F64, k: int) -> float:
    dx, dy, dz = x - ends[k, 0], y - ends[k, 1], z - ends[k, 2]
    return math.sqrt(dx * dx + dy * dy + dz * dz)


@bare
def _near(ball: Ball, ends: F64, given: I64, n: int, reach: float, dearest: float, kept: I64, away: F64) -> int:
    """Keep the ends that may be best for some place of a ball; return how many. `away` is their least chord in km.

    Whatever the ground (its greatest factor is `dearest`), the nearest end bounds the weighted length from above.
    """
    nearest = math.inf
    for a in range(n):
        away[a] = _chord(ball[0], ball[1], ball[2], ends, given[a])
        nearest = min(nearest, away[a])
    most = _arc(nearest + ball[3]) * dearest + _SLACK if nearest + ball[3] < reach else math.inf
    m = 0
    for a in range(n):
        if away[a] - ball[3] <= min(most, reach + _SLACK):
            kept[m], away[m] = given[a], away[a] - ball[3]
            m += 1
    return m


@bare
def _square(
    ends: F64, near: I64, away: F64, order: I64, mine: Marks, ground: Ground, dear: I32, reach: float,
    cap: float, room: Room, at: I64,
) -> None:  # fmt: skip
    """Write the least weighted length of the cells of a square that are marked; `ends` holds x, y, z, lon and lat."""
    x, y, z, best = room.flat_cells[0], room.flat_cells[1], room.flat_cells[2], room.flat_best
    lon, lat, chord2 = room.flat_cells[3], room.flat_cells[4], room.flat_cells[5]
    for c in range(256):
        best[c] = cap if mine[c] else 0.0
    most = cap
    for a in order:
        if away[a] >= min(most, reach):
            break
        k = near[a]
        px, py, pz, farthest = ends[k, 0], ends[k, 1], ends[k, 2], 0
        for c in range(256):
            dx, dy, dz = x[c] - px, y[c] - py, z[c] - pz
            chord2[c] = dx * dx + dy * dy + dz * dz
            farthest += chord2[c] < best[c] * best[c]
        if farthest == 0:
            continue
        most = 0.0
        for c in range(256):
            if chord2[c] < best[c] * best[c]:
                chord = math.sqrt(chord2[c])
                km = _arc(chord)
                if chord <= reach and km < best[c]:
                    if not all_open(dear, ground.line, lon[c], lat[c], ends[k, 3], ends[k, 4]):
                        km *= mean_factor(ground, lon[c], lat[c], ends[k, 3], ends[k, 4], at)
                    best[c] = min(best[c], km)
            most = max(most, best[c])


@bare
def _mine(asked: Asked, code: int, r0: int, c0: int, row: F64, out: Marks) -> None:
    """Mark the cells of a square that lie in the window and are of a code; `row` is room for 16 codes."""
    for r in range(16):
        codes_of(asked, r0 + r, c0, row)
        for c in range(16):
            out[16 * r + c] = row[c] == code


@kernel
def _block(
    nodes: F64, block: Block, lead: Lead, asked: Asked, code: int, ends: F64, ground: Ground, dear: I32,
    dearest: float, reach: float, cap: float, out: F32,
) -> None:  # fmt: skip
    """Measure the lattice squares of one block; nodes are x, y, z, lon and lat, ends too."""
    (i0, i1, j0, j1), n, unused = block, len(ends), np.empty(0, np.int32)
    marks = marked(asked, code, block, lead)
    if not marks.any():
        return
    near, nearer, away = np.empty(n, np.int64), np.empty(n, np.int64), np.empty(n)
    n1 = _near(ball_of_nodes(nodes, i0, i1, j0, j1), ends, np.arange(n), n, reach, dearest, near, away)
    room, mine, at = room_for(16, 16 * (j1 - j0)), np.empty(256, np.uint8), room_for_steps()
    for i in range(i0, i1):
        for j in range(j0, j1):
            row, col = 4 * (i - i0), 4 * (j - j0)
            if any_mark(marks, row, row + 4, col, col + 4):
                n2 = _near(ball_of_nodes(nodes, i, i + 1, j, j + 1), ends, near, n1, reach, dearest, nearer, away)
                place_square(nodes, i, j, room.cells)
                _mine(asked, code, 16 * i - lead[0], 16 * j - lead[1], room.quarter_best, mine)
                _square(ends, nearer, away, np.argsort(away[:n2]), mine, ground, dear, reach, cap, room, at)
                keep(room, 0, j - j0)
        write(asked, code, (i, i + 1, j0, j1), lead, room, out, unused)


@kernel
def _blocks(
    nodes: F64, share: I64, lead: Lead, asked: Asked, code: int, ends: F64, ground: Ground, dear: I32,
    dearest: float, reach: float, cap: float, out: F32,
) -> None:  # fmt: skip
    for b in range(len(share)):
        _block(nodes, block_of(share, b), lead, asked, code, ends, ground, dear, dearest, reach, cap, out)


@kernel
def _at_points(
    places: F64, place_code: I64, ends: F64, end_code: I64, ground: Ground, reach: float, best: F64,
    straight: F64, who: I64,
) -> None:  # fmt: skip
    at = room_for_steps()
    for p in range(len(places)):
        for k in range(len(ends)):
            if end_code[k] != place_code[p]:
                continue
            chord = _chord(places[p, 0], places[p, 1], places[p, 2], ends, k)
            if chord <= reach:
                km = _arc(chord)
                if km < best[p]:
                    factor = mean_factor(ground, places[p, 3], places[p, 4], ends[k, 3], ends[k, 4], at)
                    if km * factor < best[p]:
                        best[p], straight[p], who[p] = km * factor, km, k


@dataclass(frozen=True)
class CrossingDistance(Measure):
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

    def on_land(self, features: Crossing, grid: Grid, land: LandMask | None) -> F32:
        """Return weighted km (land cells,)."""
        where, lattice = land_on(land, grid), grid.lattice()
        out = np.full(where.cells.count, self.cap_km, np.float32)
        known, may = self._inner.known(features.features, land), self._inner.may(features.features)
        asked = where.by(known.pairs_on(grid, land, True))
        nodes = np.concatenate([lattice.ecef, lattice.lon[..., None], lattice.lat[..., None]], axis=-1)
        places, (factors, line) = _ends(features.features), features.raster
        lead, reach = (lattice.row_lead, lattice.col_lead), chord_km(self.reach_km)
        ground, dear, dearest = laid_out(factors, line), dear_before(factors), float(factors.max()) / OPEN
        for pair, (rows, cols) in windows(asked, int(known.pair.max(initial=0))).items():
            ends = places[(known.pair == pair) & may]
            if not len(ends):
                continue

            def run(share: I64, ends: F64 = ends, pair: int = pair) -> None:
                _blocks(nodes, share, lead, asked, pair, ends, ground, dear, dearest, reach, self.cap_km, out)

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
        common = (_ends(features.features), wanted, laid_out(*features.raster), chord_km(self.reach_km))
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
