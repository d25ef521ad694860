"""Where the cells of a region are: a grid in a metric CRS, and windows of it that keep bit-identical positions."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt
from affine import Affine
from odc.geo.geobox import GeoBox
from pyproj import CRS, Transformer

from geo.errors import InputError
from geo.space.ellipsoid import F64, to_ecef

LATTICE_STEP = 16
I64 = npt.NDArray[np.int64]
Bounds = tuple[float, float, float, float]


@lru_cache(maxsize=32)
def _transformer(source: str, target: str) -> Transformer:
    return Transformer.from_crs(source, target, always_xy=True)


@dataclass(frozen=True, eq=False)
class Lattice:
    """Positions of every 16th cell corner, from which those of all cell centres are interpolated.

    Attributes
    ----------
    ecef : numpy.ndarray
        Earth-centred positions in km, shape (node rows, node columns, 3).
    lon, lat : numpy.ndarray
        WGS 84 degrees, shape (node rows, node columns); longitudes run on past 180 where the grid does.
    row_lead, col_lead : int
        Cells between the first node and the first cell of the window: 16 to 31, so that one ring of nodes lies
        outside for cubic interpolation.
    """

    ecef: F64
    lon: F64
    lat: F64
    row_lead: int
    col_lead: int


@dataclass(frozen=True)
class Grid:
    """A window of a region's grid of square cells, rows running south.

    Parameters
    ----------
    geobox : odc.geo.geobox.GeoBox
        Shape, transform and CRS of this window.
    row0, col0 : int
        Offset of the window in the region's whole grid, in cells. The whole has 0, 0.
    """

    geobox: GeoBox
    row0: int = 0
    col0: int = 0

    def __post_init__(self) -> None:
        a, b, _, d, e, _ = self.geobox.affine[:6]
        if self.geobox.crs is None or b or d or not a > 0 or abs(a + e) > 1e-9 * a:
            raise InputError(
                "a grid needs a CRS and square north-up cells", where="geo.space.Grid", found=str(self.geobox.affine)
            )

    @classmethod
    def of(cls, bbox: Bounds, crs: str | CRS, cell_m: float) -> Grid:
        """Return the grid that covers a box of WGS 84 degrees (west, south, east, north).

        Its edges lie on multiples of the cell size (in units of the CRS), so equal boxes give equal grids.
        """
        west, south, east, north = bbox
        if not (west < east and south < north and cell_m > 0):
            raise InputError(
                "the box or cell size is empty",
                where="geo.space.Grid.of",
                found=f"{bbox}, cell {cell_m}",
                allowed="west < east, south < north, cell > 0",
            )
        name = CRS.from_user_input(crs).to_wkt()
        edges = _transformer("EPSG:4326", name).transform_bounds(*bbox, densify_pts=101)
        left, bottom = (int(np.floor(v / cell_m + 1e-9)) for v in edges[:2])
        right, top = (int(np.ceil(v / cell_m - 1e-9)) for v in edges[2:])
        affine = Affine(cell_m, 0.0, left * cell_m, 0.0, -cell_m, top * cell_m)
        return cls(GeoBox((top - bottom, right - left), affine, name))

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        rows, cols = self.geobox.shape
        return int(rows), int(cols)

    @cached_property
    def crs(self) -> CRS:
        """Coordinate reference system of the cells."""
        assert self.geobox.crs is not None
        return self.geobox.crs.proj

    @cached_property
    def _wkt(self) -> str:
        return self.crs.to_wkt()

    @property
    def transform(self) -> Affine:
        """Affine from (column, row) to CRS coordinates of this window."""
        return self.geobox.affine

    @property
    def cell_m(self) -> float:
        """Edge of a cell in units of the CRS (metres)."""
        return float(self.transform.a)

    @property
    def diagonal_km(self) -> float:
        """Diagonal of a cell in km."""
        return float(self.cell_m * np.sqrt(2) / 1000)

    @property
    def origin(self) -> tuple[float, float]:
        """Outer corner of the whole region grid's first cell, rounded to a micrometre so that windows agree."""
        x0, y0 = self.transform.c - self.col0 * self.cell_m, self.transform.f + self.row0 * self.cell_m
        return round(x0, 6), round(y0, 6)

    def window(self, rows: slice, cols: slice) -> Grid:
        """Return the part of this window that numpy would slice; it must not be empty."""
        (top, bottom, row_step), (left, right, col_step) = (
            part.indices(size) for part, size in zip((rows, cols), self.shape, strict=True)
        )
        if row_step != 1 or col_step != 1 or bottom <= top or right <= left:
            raise InputError("a window must be a part of its grid", where="Grid.window", found=f"{rows}, {cols}")
        t = self.transform
        affine = Affine(t.a, 0.0, t.c + left * t.a, 0.0, t.e, t.f + top * t.e)
        return Grid(GeoBox((bottom - top, right - left), affine, self.geobox.crs), self.row0 + top, self.col0 + left)

    def rowcol(self, lon: npt.ArrayLike, lat: npt.ArrayLike) -> tuple[I64, I64]:
        """Return row and column of the cell that holds each position (WGS 84 degrees); both -1 outside."""
        xy = self.project(np.stack([np.asarray(lon, float), np.asarray(lat, float)], axis=-1))
        with np.errstate(invalid="ignore"):
            col = np.floor((xy[..., 0] - self.transform.c) / self.cell_m)
            row = np.floor((self.transform.f - xy[..., 1]) / self.cell_m)
            inside = (row >= 0) & (row < self.shape[0]) & (col >= 0) & (col < self.shape[1])
        return np.where(inside, row, -1).astype(np.int64), np.where(inside, col, -1).astype(np.int64)

    def project(self, lonlat: F64) -> F64:
        """Return CRS coordinates (..., 2) of WGS 84 degrees (..., 2)."""
        x, y = _transformer("EPSG:4326", self._wkt).transform(lonlat[..., 0], lonlat[..., 1])
        return np.stack([np.asarray(x), np.asarray(y)], axis=-1)

    def lonlat(self, row: npt.ArrayLike, col: npt.ArrayLike) -> tuple[F64, F64]:
        """Return WGS 84 degrees of the centres of cells of this window."""
        return self._degrees(self.row0 + np.asarray(row) + 0.5, self.col0 + np.asarray(col) + 0.5)

    def lattice(self) -> Lattice:
        """Return the lattice under this window: nodes at absolute multiples of 16 cells, made once per grid."""
        return self._lattice

    @cached_property
    def _lattice(self) -> Lattice:
        tops, leads = [], []
        for start, size in zip((self.row0, self.col0), self.shape, strict=True):
            first, last = start // LATTICE_STEP - 1, (start + size - 1) // LATTICE_STEP + 2
            tops.append(np.arange(first, last + 1) * LATTICE_STEP)
            leads.append(start - first * LATTICE_STEP)
        lon, lat = self._degrees(*np.meshgrid(*tops, indexing="ij"))
        if lon.max() - lon.min() > 180:
            lon = np.where(lon < 0, lon + 360, lon)
        return Lattice(to_ecef(lon, lat), lon, lat, *leads)

    def _degrees(self, row: npt.ArrayLike, col: npt.ArrayLike) -> tuple[F64, F64]:
        """Return lon and lat of absolute cell coordinates (corners at whole numbers)."""
        x0, y0 = self.origin
        x, y = x0 + np.asarray(col, float) * self.cell_m, y0 - np.asarray(row, float) * self.cell_m
        lon, lat = _transformer(self._wkt, "EPSG:4326").transform(x, y)
        return np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
