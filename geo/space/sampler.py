"""Reading a lon/lat raster at cell centres and at places: which cell, or a bilinear mean of four."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
from affine import Affine

from geo.space.ellipsoid import F64
from geo.space.grid import Grid
from geo.space.jit import bare, inlined, kernel, spread
from geo.space.rows import GeoLine, geo_line, locate, rows_for, span_of

I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
F32 = npt.NDArray[np.float32]
Raster = npt.NDArray[Any]
BAND = 256


def cell_at(shape: tuple[int, ...], transform: Affine, lon: npt.ArrayLike, lat: npt.ArrayLike) -> tuple[I64, I64]:
    """Return row and column of the raster cell at places, both -1 outside; longitude is taken modulo 360."""
    west, dx, north, dy = geo_line(transform)
    with np.errstate(invalid="ignore"):
        col = np.floor(np.mod(np.asarray(lon, float) - west, 360.0) / dx)
        row = np.floor((np.asarray(lat, float) - north) / dy)
        inside = (row >= 0) & (row < shape[0]) & (col >= 0) & (col < shape[1])
    return np.where(inside, row, -1).astype(np.int64), np.where(inside, col, -1).astype(np.int64)


@kernel
def _nearest_rows(
    raster: Raster, line: GeoLine, lon: F64, lat: F64, lead: tuple[int, int], codes: I32, out: Raster
) -> None:
    """Write the raster value at the centres of consecutive rows of cells; cells outside the raster keep theirs.

    Without codes (no rows of them) every cell is asked for, with them only those in the span of codes that are not 0.
    """
    rows, left = rows_for(lon.shape[1] - 1), lead[1]
    whole = (left // 16, (left + out.shape[1] - 1) // 16 + 1)
    for r in range(out.shape[0]):
        span = span_of(codes[r], left) if len(codes) > 0 else whole
        if span[1] == span[0]:
            continue
        locate(line, lon, lat, lead[0] + r, span, rows)
        for c in range(max(16 * span[0] - left, 0), min(16 * span[1] - left, out.shape[1])):
            col, row = math.floor(rows.x[left + c]), math.floor(rows.y[left + c])
            if 0 <= row < raster.shape[0] and 0 <= col < raster.shape[1]:
                out[r, c] = raster[row, col]


@bare
def bilinear(raster: Raster, nodata: float, x: float, y: float) -> float:
    """Return the mean of the four cells round (x, y), in cells from the outer corner, weighted by nearness.

    Unknown cells (nodata or NaN) and cells outside take no part; the result is NaN where the cell itself is unknown.
    """
    rows, cols = raster.shape
    row, col = math.floor(y), math.floor(x)
    if not (0 <= row < rows and 0 <= col < cols) or raster[row, col] == nodata or raster[row, col] != raster[row, col]:
        return math.nan
    top, left = math.floor(y - 0.5), math.floor(x - 0.5)
    v, u = y - 0.5 - top, x - 0.5 - left
    total, weight = 0.0, 0.0
    for n in range(4):
        r, c = top + n // 2, left + n % 2
        w = (v if n // 2 else 1 - v) * (u if n % 2 else 1 - u)
        if 0 <= r < rows and 0 <= c < cols and raster[r, c] != nodata and raster[r, c] == raster[r, c]:
            total += w * raster[r, c]
            weight += w
    return total / weight


@inlined
def _unknown(value: float, nodata: float) -> bool:
    return value == nodata or value != value


@bare
def _apart(along: F64, cell: I32, share: F64) -> None:
    """Split places along one axis into the raster cell whose centre comes before each, and the share of the way on."""
    for c in range(along.size):
        whole = np.floor(along[c] - 0.5)
        cell[c], share[c] = np.int32(whole), along[c] - 0.5 - whole


@bare
def _corners(raster: Raster, nodata: float, top: I32, left: I32, out: F64) -> None:
    """Write the numbers of the four raster cells about each place (4, n); NaN first where one is unknown or missing.

    Cells are mostly finer than the raster: the four are looked up anew only where they change along the row.
    """
    row, col, a, b, d, e = -9, -9, 0.0, 0.0, 0.0, 0.0
    first, second, third, fourth = out[0], out[1], out[2], out[3]
    for c in range(top.size):
        if top[c] != row or left[c] != col:
            row, col = top[c], left[c]
            known = 0 <= row < raster.shape[0] - 1 and 0 <= col < raster.shape[1] - 1
            if known:
                a, b = np.float64(raster[row, col]), np.float64(raster[row, col + 1])
                d, e = np.float64(raster[row + 1, col]), np.float64(raster[row + 1, col + 1])
                known = not (_unknown(a, nodata) or _unknown(b, nodata))
                known = known and not (_unknown(d, nodata) or _unknown(e, nodata))
            a = a if known else math.nan
        first[c], second[c], third[c], fourth[c] = a, b, d, e


@kernel
def _bilinear_rows(
    raster: Raster, nodata: float, line: GeoLine, lon: F64, lat: F64, lead: tuple[int, int], codes: I32, out: F32
) -> None:
    """Write what `bilinear` returns, in vector lanes where all four cells are there and known."""
    rows = rows_for(lon.shape[1] - 1)
    for r in range(out.shape[0]):
        span = span_of(codes[r], lead[1])
        if span[1] == span[0]:
            continue
        locate(line, lon, lat, lead[0] + r, span, rows)
        start, end = max(16 * span[0], lead[1]), min(16 * span[1], lead[1] + out.shape[1])
        x, y, u, v = rows.x[start:end], rows.y[start:end], rows.u[start:end], rows.v[start:end]
        _apart(x, rows.left[start:end], u)
        _apart(y, rows.top[start:end], v)
        _corners(raster, nodata, rows.top[start:end], rows.left[start:end], rows.corners[:, start:end])
        a, b = rows.corners[0, start:end], rows.corners[1, start:end]
        d, e = rows.corners[2, start:end], rows.corners[3, start:end]
        for c in range(x.size):
            first, second, third, fourth = (1 - v[c]) * (1 - u[c]), (1 - v[c]) * u[c], v[c] * (1 - u[c]), v[c] * u[c]
            total = first * a[c] + second * b[c] + third * d[c] + fourth * e[c]
            a[c] = total / (first + second + third + fourth)
        asked, told = codes[r, start - lead[1] : end - lead[1]], out[r, start - lead[1] : end - lead[1]]
        for c in range(x.size):
            if asked[c] != 0:
                told[c] = a[c] if a[c] == a[c] else bilinear(raster, nodata, x[c], y[c])


@bare
def _turned(degrees: float) -> float:
    """Return degrees modulo 360, as numpy.mod rounds it."""
    return degrees - 360.0 * math.floor(degrees / 360.0) if degrees < 0 or degrees >= 360 else degrees


@kernel
def _bilinear_places(raster: Raster, nodata: float, line: GeoLine, lon: F64, lat: F64, out: F64) -> None:
    west, dx, north, dy = line
    for n in range(out.size):
        out[n] = bilinear(raster, nodata, _turned(lon[n] - west) / dx, (lat[n] - north) / dy)


def _by_bands(grid: Grid, fill: Callable[[slice, tuple[int, int]], None]) -> None:
    lattice = grid.lattice()

    def run(top: int) -> None:
        fill(slice(top, min(top + BAND, grid.shape[0])), (lattice.row_lead + top, lattice.col_lead))

    spread(run, range(0, grid.shape[0], BAND))


@kernel
def _only_known(nodata: float, codes: I32, out: F32) -> None:
    for r in range(out.shape[0]):
        for c in range(out.shape[1]):
            out[r, c] = np.nan if codes[r, c] == 0 or out[r, c] == np.float32(nodata) else out[r, c]


def sample_nearest(raster: Raster, transform: Affine, grid: Grid, out: Raster) -> None:
    """Write the raster cell under every cell centre into `out`, which keeps its value outside the raster."""
    lattice, line, every = grid.lattice(), geo_line(transform), np.empty((0, 0), np.int32)

    def fill(rows: slice, lead: tuple[int, int]) -> None:
        _nearest_rows(raster, line, lattice.lon, lattice.lat, lead, every, out[rows])

    _by_bands(grid, fill)


def sample_classes(raster: Raster, nodata: float, transform: Affine, grid: Grid, codes: I32, out: F32) -> None:
    """Write the raster cell under the centres of cells whose code is not 0 into `out`, NaN where unknown.

    Cells outside the raster keep their value, all others become NaN.
    """
    lattice, line = grid.lattice(), geo_line(transform)

    def fill(rows: slice, lead: tuple[int, int]) -> None:
        _nearest_rows(raster, line, lattice.lon, lattice.lat, lead, codes[rows], out[rows])
        _only_known(nodata, codes[rows], out[rows])

    _by_bands(grid, fill)


def sample_bilinear(raster: Raster, nodata: float, transform: Affine, grid: Grid, codes: I32, out: F32) -> None:
    """Write the bilinear mean at centres of cells whose code is not 0 into `out`, NaN where unknown or outside."""
    lattice, line = grid.lattice(), geo_line(transform)

    def fill(rows: slice, lead: tuple[int, int]) -> None:
        _bilinear_rows(raster, nodata, line, lattice.lon, lattice.lat, lead, codes[rows], out[rows])

    _by_bands(grid, fill)


def bilinear_at(raster: Raster, nodata: float, transform: Affine, lon: npt.ArrayLike, lat: npt.ArrayLike) -> F64:
    """Return the bilinear mean at places, NaN where unknown or outside."""
    lons, lats = (np.ascontiguousarray(np.atleast_1d(np.asarray(v, float))) for v in (lon, lat))
    out = np.empty(lons.size)
    _bilinear_places(raster, nodata, geo_line(transform), lons, lats, out)
    return out
