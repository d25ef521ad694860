"""The best of several features that each bring a value of their own: least of distance x rate + value, within reach.

Made for fibre: the round trip from a place is the way to an access point plus what the network takes from there, and
the best access point need not be the nearest one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt
import shapely

from geo.errors import DataError, InputError
from geo.space.asked import EVERY, Asked, codes_of, marked
from geo.space.block import SERIES_KM, Block, Lead, Room, block_of, keep, room_for, series_km, write
from geo.space.cells import Ball, any_mark, ball_of_nodes, place_square
from geo.space.ellipsoid import F64, MEAN_RADIUS_KM, chord_km, to_ecef
from geo.space.grid import Grid
from geo.space.jit import bare, inlined, kernel, spread
from geo.space.landmask import LandMask, land_on
from geo.space.measure import Measure
from geo.space.nearest import blocks
from geo.space.shapes import geometries, points

if TYPE_CHECKING:
    import geopandas as gpd

F32 = npt.NDArray[np.float32]
I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
SHORE_KM = 2.0
_SLACK = 1e-9
_X, _Y, _Z, _VALUE, _REACH, _MASS = 0, 1, 2, 3, 4, 5


@inlined
def _cost(x: float, y: float, z: float, table: F64, k: int, per_km: float) -> float:
    """Return rate x distance + value of feature k at a position, infinite beyond its reach (a chord in km)."""
    dx, dy, dz = x - table[k, _X], y - table[k, _Y], z - table[k, _Z]
    chord = math.sqrt(dx * dx + dy * dy + dz * dz)
    if chord > table[k, _REACH]:
        return math.inf
    return per_km * 2 * MEAN_RADIUS_KM * math.asin(min(chord / (2 * MEAN_RADIUS_KM), 1.0)) + float(table[k, _VALUE])


@bare
def _away(x: float, y: float, z: float, table: F64, k: int) -> float:
    dx, dy, dz = x - table[k, _X], y - table[k, _Y], z - table[k, _Z]
    return math.sqrt(dx * dx + dy * dy + dz * dz)


@bare
def _bound(chord: float, table: F64, k: int, per_km: float) -> float:
    """Return rate x distance + value of feature k at a chord of at least 0."""
    sine = min(max(chord, 0.0) / (2 * MEAN_RADIUS_KM), 1.0)
    return float(per_km * 2 * MEAN_RADIUS_KM * math.asin(sine) + table[k, _VALUE])


@bare
def _near(ball: Ball, table: F64, given: I64, n: int, per_km: float, kept: I64, most: F64) -> int:
    """Keep the features that reach into the ball and may be best somewhere in it; return how many.

    One that reaches all of the ball and costs less at its far side than another of the same land mass at its near side
    leaves the other no place.
    """
    x, y, z, r = ball
    for a in range(n):
        chord = _away(x, y, z, table, given[a])
        holds = chord + r < table[given[a], _REACH] - _SLACK
        most[a] = _bound(chord + r, table, given[a], per_km) + _SLACK if holds else math.inf
    m = 0
    for a in range(n):
        k = given[a]
        chord = _away(x, y, z, table, k)
        if chord > table[k, _REACH] + r + _SLACK:
            continue
        least, beaten = _bound(chord - r, table, k, per_km) - _SLACK, False
        for b in range(n):
            beaten |= most[b] < least and table[given[b], _MASS] == table[k, _MASS]
        if not beaten:
            kept[m] = k
            m += 1
    return m


@bare
def _square(
    ball: Ball, mass: F64, table: F64, given: I64, n: int, per_km: float, told: tuple[F64, float], room: Room
) -> None:
    """Write into `best` of a square's cells what is told of the feature that costs least, NaN where none reaches."""
    x, y, z, best, who = room.flat_cells[0], room.flat_cells[1], room.flat_cells[2], room.flat_best, room.flat_who
    for c in range(256):
        best[c], who[c] = math.inf, -1
    for a in range(n):
        k = given[a]
        px, py, pz, value, reach, of = table[k, 0], table[k, 1], table[k, 2], table[k, 3], table[k, 4], table[k, 5]
        if _away(ball[0], ball[1], ball[2], table, k) + ball[3] < SERIES_KM:
            for c in range(256):
                dx, dy, dz = x[c] - px, y[c] - py, z[c] - pz
                d2 = dx * dx + dy * dy + dz * dz
                cost = per_km * series_km(d2) + value
                less = (math.sqrt(d2) <= reach) & (mass[c] == of) & (cost < best[c])
                best[c] = cost if less else best[c]
                who[c] = k if less else who[c]
        else:
            for c in range(256):
                cost = _cost(x[c], y[c], z[c], table, k, per_km)
                if mass[c] == of and cost < best[c]:
                    best[c], who[c] = cost, k
    for c in range(256):
        if who[c] < 0:
            best[c] = math.nan
        elif told[0].size:
            best[c] = told[0][who[c]]
        else:
            best[c] *= told[1]


@bare
def _mass(asked: Asked, r0: int, c0: int, out: F64) -> None:
    """Write the land mass of the cells of a square, 0 at sea and outside the window."""
    for r in range(16):
        codes_of(asked, r0 + r, c0, out[16 * r : 16 * r + 16])


@kernel
def _block(
    nodes: F64, block: Block, lead: Lead, asked: Asked, table: F64, per_km: float, told: tuple[F64, float], out: F32
) -> None:
    """Measure the lattice squares of one block."""
    (i0, i1, j0, j1), n, unused = block, len(table), np.empty(0, np.int32)
    marks = marked(asked, EVERY, block, lead)
    if not marks.any():
        return
    near, nearer, nearest = np.empty(n, np.int64), np.empty(n, np.int64), np.empty(n, np.int64)
    most, mass, room = np.empty(n), np.empty(256), room_for(64, 16 * (j1 - j0))
    n1 = _near(ball_of_nodes(nodes, i0, i1, j0, j1), table, np.arange(n), n, per_km, near, most)
    if n1 == 0:
        return
    for bi in range(i0, i1, 4):
        ei = min(bi + 4, i1)
        for bj in range(j0, j1, 4):
            ej = min(bj + 4, j1)
            n2 = _near(ball_of_nodes(nodes, bi, ei, bj, ej), table, near, n1, per_km, nearer, most)
            for i in range(bi, ei):
                for j in range(bj, ej):
                    row, col = 4 * (i - i0), 4 * (j - j0)
                    if any_mark(marks, row, row + 4, col, col + 4):
                        ball = ball_of_nodes(nodes, i, i + 1, j, j + 1)
                        n3 = _near(ball, table, nearer, n2, per_km, nearest, most)
                        _mass(asked, 16 * i - lead[0], 16 * j - lead[1], mass)
                        if n3 > 0:
                            place_square(nodes, i, j, room.cells)
                        _square(ball, mass, table, nearest, n3, per_km, told, room)
                        keep(room, i - bi, j - j0)
        write(asked, EVERY, (bi, ei, j0, j1), lead, room, out, unused)


@kernel
def _blocks(
    nodes: F64, share: I64, lead: Lead, asked: Asked, table: F64, per_km: float, told: tuple[F64, float], out: F32
) -> None:
    for b in range(len(share)):
        _block(nodes, block_of(share, b), lead, asked, table, per_km, told, out)


@kernel
def _at_points(xyz: F64, mass: I64, table: F64, per_km: float, best: F64, who: I64) -> None:
    for p in range(len(xyz)):
        best[p], who[p] = math.inf, -1
        for k in range(len(table)):
            if table[k, _MASS] == mass[p]:
                cost = _cost(xyz[p, 0], xyz[p, 1], xyz[p, 2], table, k, per_km)
                if cost < best[p]:
                    best[p], who[p] = cost, k


@dataclass(frozen=True)
class NearestPlus(Measure):
    """Least of `per_km` x distance + a column, over point features that reach the place; unknown where none does.

    Parameters
    ----------
    column : str
        Column of values, in the unit of the result; a feature without one takes no part.
    per_km : float
        What a kilometre costs in that unit, 0 or more.
    reach : str
        Column of the greatest distance at which a feature counts, in km.
    best : {"least", "greatest"}
        "greatest" takes the greatest value less the cost of the way instead.
    landmass : bool
        True lets a feature reach only places on its own land mass; one more than 2 km off shore then reaches none.
    tell : {"cost", "feature"}
        "feature" gives the position of the best feature in the table (a code) instead of what it costs.
    """

    column: str
    per_km: float = 0.0
    reach: str = "reach_km"
    best: Literal["least", "greatest"] = "least"
    landmass: bool = True
    tell: Literal["cost", "feature"] = "cost"

    def __post_init__(self) -> None:
        if not (math.isfinite(self.per_km) and self.per_km >= 0):
            raise InputError("a rate per km is 0 or more", where="NearestPlus.per_km", found=str(self.per_km))
        if self.tell not in ("cost", "feature"):
            raise InputError("no such choice", where="NearestPlus.tell", found=self.tell, allowed="cost, feature")
        if self.best not in ("least", "greatest"):
            raise InputError("no such choice", where="NearestPlus.best", found=self.best, allowed="least, greatest")

    def on_land(self, features: gpd.GeoDataFrame, grid: Grid, land: LandMask | None) -> F32:
        """Return values (land cells,), NaN where nothing reaches."""
        where = land_on(land, grid)
        out = np.full(where.cells.count, np.nan, np.float32)
        asked = where.by(where.masses) if self.landmass else where.asked
        (table, kept), lattice = self._table(features, land), grid.lattice()
        lead, owner = (lattice.row_lead, lattice.col_lead), np.empty(0)
        if self.tell == "feature":
            owner = points(features, None).owner[kept].astype(np.float64)

        def run(share: I64) -> None:
            _blocks(lattice.ecef, share, lead, asked, table, self.per_km, (owner, self._sign), out)

        if len(table):
            spread(run, blocks(grid, (0, grid.shape[0]), (0, grid.shape[1])))
        return out

    def at_points(
        self, features: gpd.GeoDataFrame, lon: npt.ArrayLike, lat: npt.ArrayLike, land: LandMask | None = None
    ) -> F64:
        """Return values (n,) at places in WGS 84 degrees; NaN at sea and where nothing reaches."""
        best, who = self._found(features, lon, lat, land)
        if self.tell == "feature":
            owner = points(features, None).owner
            return np.where(who >= 0, owner[who] if len(owner) else -1, np.nan)
        return np.where(np.isfinite(best), self._sign * best, np.nan)

    def nearest(
        self, features: gpd.GeoDataFrame, lon: npt.ArrayLike, lat: npt.ArrayLike, land: LandMask | None = None
    ) -> tuple[I64, F64]:
        """Return the position of the feature that is best (-1 for none) and its distance in km (NaN for none)."""
        who, shapes = self._found(features, lon, lat, land)[1], points(features, None)
        away = to_ecef(np.atleast_1d(lon), np.atleast_1d(lat))
        chord = np.full(len(who), np.nan)
        chord[who >= 0] = np.linalg.norm(away[who >= 0] - shapes.ecef[who[who >= 0]], axis=1)
        distance = 2 * MEAN_RADIUS_KM * np.arcsin(np.minimum(chord / (2 * MEAN_RADIUS_KM), 1.0))
        return np.where(who >= 0, shapes.owner[who] if len(shapes) else -1, -1), distance

    @property
    def _sign(self) -> float:
        return 1.0 if self.best == "least" else -1.0

    def _found(
        self, features: gpd.GeoDataFrame, lon: npt.ArrayLike, lat: npt.ArrayLike, land: LandMask | None
    ) -> tuple[F64, I64]:
        """Least signed cost of each place (infinite for none) and the point that gives it."""
        lons, lats = np.atleast_1d(np.asarray(lon, float)), np.atleast_1d(np.asarray(lat, float))
        mass = np.ones(lons.size, np.int64) if land is None else land.label_at(lons, lats)
        mass = mass if self.landmass else np.minimum(mass, 1)
        table, kept = self._table(features, land)
        best, who, xyz = np.empty(lons.size), np.empty(lons.size, np.int64), to_ecef(lons, lats)

        def run(part: slice) -> None:
            _at_points(xyz[part], np.where(mass[part] > 0, mass[part], -1), table, self.per_km, best[part], who[part])

        spread(run, [slice(start, start + 512) for start in range(0, lons.size, 512)])
        return best, np.where(who >= 0, kept[who] if len(kept) else -1, -1)

    def _table(self, features: gpd.GeoDataFrame, land: LandMask | None) -> tuple[F64, I64]:
        """Position, signed value, reach as a chord and land mass of the points that take part, and which they are."""
        for column in (self.column, self.reach):
            if column not in features.columns:
                raise DataError("a column is missing", where=column, allowed=", ".join(map(str, features.columns)))
        shapes = points(features, None)
        value = features[self.column].to_numpy(dtype=np.float64, na_value=np.nan)[shapes.owner]
        reach = features[self.reach].to_numpy(dtype=np.float64, na_value=np.nan)[shapes.owner]
        if np.isnan(reach).any() or (reach < 0).any():
            raise DataError("a reach must be 0 km or more", where=self.reach, found=str(reach.min(initial=np.nan)))
        mass = np.ones(len(shapes), np.int64)
        if self.landmass and land is not None:
            degrees = shapely.get_coordinates(geometries(features))
            mass = land.label_near(degrees[:, 0], degrees[:, 1], SHORE_KM)
        chords = np.array([chord_km(km) for km in reach]).reshape(-1)
        kept = np.flatnonzero(np.isfinite(value) & (mass > 0))
        table = np.column_stack([shapes.ecef, self._sign * value, chords, mass.astype(np.float64)])
        return np.ascontiguousarray(table[kept]), kept.astype(np.int64)
