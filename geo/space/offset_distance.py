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
from geo.space.block import Block, Lead
from geo.space.cells import any_cell, ball_of_nodes, place
from geo.space.distance import land_codes
from geo.space.ellipsoid import F64, MEAN_RADIUS_KM, chord_km, to_ecef
from geo.space.grid import Grid
from geo.space.jit import inlined, kernel, spread
from geo.space.landmask import LandMask
from geo.space.nearest import blocks
from geo.space.shapes import geometries, points

if TYPE_CHECKING:
    import geopandas as gpd

F32 = npt.NDArray[np.float32]
I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
SHORE_KM = 2.0
_X, _Y, _Z, _VALUE, _REACH, _MASS = 0, 1, 2, 3, 4, 5


@inlined
def _cost(x: float, y: float, z: float, table: F64, k: int, per_km: float) -> float:
    """Return rate x distance + value of feature k at a position, infinite beyond its reach (a chord in km)."""
    dx, dy, dz = x - table[k, _X], y - table[k, _Y], z - table[k, _Z]
    chord = math.sqrt(dx * dx + dy * dy + dz * dz)
    if chord > table[k, _REACH]:
        return math.inf
    return per_km * 2 * MEAN_RADIUS_KM * math.asin(min(chord / (2 * MEAN_RADIUS_KM), 1.0)) + float(table[k, _VALUE])


@kernel
def _near_block(nodes: F64, block: Block, table: F64, given: I64, n: int, kept: I64) -> int:
    """Keep the features that reach into the ball round a block of lattice squares; return how many."""
    x, y, z, r = ball_of_nodes(nodes, block[0], block[1], block[2], block[3])
    m = 0
    for a in range(n):
        k = given[a]
        dx, dy, dz = x - table[k, _X], y - table[k, _Y], z - table[k, _Z]
        if math.sqrt(dx * dx + dy * dy + dz * dz) <= table[k, _REACH] + r + 1e-9:
            kept[m] = k
            m += 1
    return m


@kernel
def _square(
    nodes: F64, at: Block, codes: I32, table: F64, given: I64, n: int, per_km: float, out: F32, which: bool
) -> None:
    """Write the least cost, or the row of the table that gives it, into the 16 x 16 cells of one lattice square."""
    i, j, r0, c0 = at
    cells = np.empty((3, 16))
    for quarter in range(16):
        row, col = 4 * (quarter // 4), 4 * (quarter % 4)
        place(nodes, i, j, row, col, cells)
        for c in range(16):
            r, k = r0 + row + c // 4, c0 + col + c % 4
            if 0 <= r < codes.shape[0] and 0 <= k < codes.shape[1] and codes[r, k] != 0:
                best, who = math.inf, -1
                for a in range(n):
                    if table[given[a], _MASS] == codes[r, k]:
                        cost = _cost(cells[0, c], cells[1, c], cells[2, c], table, given[a], per_km)
                        if cost < best:
                            best, who = cost, given[a]
                if who >= 0:
                    out[r, k] = who if which else best


@kernel
def _block(nodes: F64, block: Block, lead: Lead, codes: I32, table: F64, per_km: float, out: F32, which: bool) -> None:
    """Measure the lattice squares of one block."""
    i0, i1, j0, j1 = block
    near, nearer = np.empty(len(table), np.int64), np.empty(len(table), np.int64)
    n = _near_block(nodes, block, table, np.arange(len(table)), len(table), near)
    if n == 0:
        return
    for i in range(i0, i1):
        for j in range(j0, j1):
            r0, c0 = i * 16 - lead[0], j * 16 - lead[1]
            if any_cell(codes, -1, r0, r0 + 16, c0, c0 + 16):
                m = _near_block(nodes, (i, i + 1, j, j + 1), table, near, n, nearer)
                if m > 0:
                    _square(nodes, (i, j, r0, c0), codes, table, nearer, m, per_km, out, which)


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
class NearestPlus:
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

    def on_grid(self, features: gpd.GeoDataFrame, grid: Grid, land: LandMask | None) -> F32:
        """Return values (rows, columns) for cell centres on land, NaN elsewhere and where nothing reaches."""
        labels = land_codes(land, grid)
        codes = labels if self.landmass else np.minimum(labels, 1)
        out = np.full(grid.shape, np.nan, np.float32)
        (table, kept), lattice, which = self._table(features, land), grid.lattice(), self.tell == "feature"
        lead = (lattice.row_lead, lattice.col_lead)

        def run(block: Block) -> None:
            _block(lattice.ecef, block, lead, codes, table, self.per_km, out, which)

        if len(table):
            spread(run, blocks(grid, (0, grid.shape[0]), (0, grid.shape[1])))
        if which:
            known = np.isfinite(out)
            out[known] = self._positions(features, kept)[out[known].astype(np.int64)]
            return out
        return out * np.float32(self._sign)

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

    def _positions(self, features: gpd.GeoDataFrame, kept: I64) -> I64:
        """Position in the table of features of every point that takes part."""
        return np.asarray(points(features, None).owner[kept], dtype=np.int64)

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
