"""Reading a lon/lat raster at cell centres and at places: which cell, or a bilinear mean of four."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
from affine import Affine

from geo.space.asked import EVERY, Asked, is_asked, put, span_of
from geo.space.ellipsoid import F64
from geo.space.grid import Grid
from geo.space.jit import bare, inlined, kernel, spread
from geo.space.rows import GeoLine, Span, geo_line, locate, rows_for

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
def _nearest_rows(raster: Raster, line: GeoLine, lon: F64, lat: F64, lead: tuple[int, int], out: Raster) -> None:
    """Write the raster value at the centres of consecutive rows of cells; cells outside the raster keep theirs."""
    rows, left = rows_for(lon.shape[1] - 1), lead[1]
    span = (left // 16, (left + out.shape[1] - 1) // 16 + 1)
    for r in range(out.shape[0]):
        locate(line, lon, lat, lead[0] + r, span, rows)
        for c in range(out.shape[1]):
            col, row = math.floor(rows.x[left + c]), math.floor(rows.y[left + c])
            if 0 <= row < raster.shape[0] and 0 <= col < raster.shape[1]:
                out[r, c] = raster[row, col]


@kernel
def _class_rows(
    raster: Raster, nodata: float, line: GeoLine, lon: F64, lat: F64, lead: Span, band: Span, asked: Asked, out: F32
) -> None:
    """Write the raster value at the centres of the land cells of a band of rows, NaN where unknown or outside."""
    rows, values, unknown = rows_for(lon.shape[1] - 1), np.empty(asked.cols, np.float32), np.float32(nodata)
    for r in range(band[0], band[1]):
        first, last = span_of(asked, r)
        if first == last:
            continue
        start, end = lead[1] + first, lead[1] + last
        locate(line, lon, lat, lead[0] + r, (start // 16, (end - 1) // 16 + 1), rows)
        x, y, told = rows.x[start:end], rows.y[start:end], values[: last - first]
        for c in range(told.size):
            col, row = math.floor(x[c]), math.floor(y[c])
            told[c] = np.nan
            if 0 <= row < raster.shape[0] and 0 <= col < raster.shape[1]:
                value = np.float32(raster[row, col])
                told[c] = value if value != unknown else np.nan
        put(asked, r, first, told, EVERY, out)


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
    raster: Raster, nodata: float, line: GeoLine, lon: F64, lat: F64, lead: Span, band: Span, asked: Asked, out: F32
) -> None:
    """Write what `bilinear` returns for land cells, in vector lanes where all four cells are there and known."""
    rows, values = rows_for(lon.shape[1] - 1), np.empty(asked.cols, np.float32)
    for r in range(band[0], band[1]):
        begin, past = span_of(asked, r)
        if begin == past:
            continue
        start, end = lead[1] + begin, lead[1] + past
        locate(line, lon, lat, lead[0] + r, (start // 16, (end - 1) // 16 + 1), rows)
        x, y, u, v = rows.x[start:end], rows.y[start:end], rows.u[start:end], rows.v[start:end]
        _apart(x, rows.left[start:end], u)
        _apart(y, rows.top[start:end], v)
        _corners(raster, nodata, rows.top[start:end], rows.left[start:end], rows.corners[:, start:end])
        a, b = rows.corners[0, start:end], rows.corners[1, start:end]
        d, e = rows.corners[2, start:end], rows.corners[3, start:end]
        told, gaps = values[: past - begin], 0
        for c in range(told.size):
            first, second, third, fourth = (1 - v[c]) * (1 - u[c]), (1 - v[c]) * u[c], v[c] * (1 - u[c]), v[c] * u[c]
            total = first * a[c] + second * b[c] + third * d[c] + fourth * e[c]
            told[c] = total / (first + second + third + fourth)
            gaps += told[c] != told[c]
        if gaps > 0:
            for c in range(told.size):
                if told[c] != told[c] and is_asked(asked, r, begin + c):
                    told[c] = bilinear(raster, nodata, x[c], y[c])
        put(asked, r, begin, told, EVERY, out)


@bare
def _turned(degrees: float) -> float:
    """Return degrees modulo 360, as numpy.mod rounds it."""
    return degrees - 360.0 * math.floor(degrees / 360.0) if degrees < 0 or degrees >= 360 else degrees


@kernel
def _bilinear_places(raster: Raster, nodata: float, line: GeoLine, lon: F64, lat: F64, out: F64) -> None:
    west, dx, north, dy = line
    for n in range(out.size):
        out[n] = bilinear(raster, nodata, _turned(lon[n] - west) / dx, (lat[n] - north) / dy)


def _by_bands(grid: Grid, fill: Callable[[Span], None]) -> None:
    spread(lambda top: fill((top, min(top + BAND, grid.shape[0]))), range(0, grid.shape[0], BAND))


def sample_nearest(raster: Raster, transform: Affine, grid: Grid, out: Raster) -> None:
    """Write the raster cell under every cell centre into `out`, which keeps its value outside the raster."""
    lattice, line = grid.lattice(), geo_line(transform)

    def fill(band: Span) -> None:
        lead = (lattice.row_lead + band[0], lattice.col_lead)
        _nearest_rows(raster, line, lattice.lon, lattice.lat, lead, out[band[0] : band[1]])

    _by_bands(grid, fill)


def sample_classes(raster: Raster, nodata: float, transform: Affine, grid: Grid, asked: Asked, out: F32) -> None:
    """Write the raster cell under the centres of land cells, NaN where unknown or outside."""
    lattice, line = grid.lattice(), geo_line(transform)
    lead = (lattice.row_lead, lattice.col_lead)
    _by_bands(grid, lambda band: _class_rows(raster, nodata, line, lattice.lon, lattice.lat, lead, band, asked, out))


def sample_bilinear(raster: Raster, nodata: float, transform: Affine, grid: Grid, asked: Asked, out: F32) -> None:
    """Write the bilinear mean at the centres of land cells, NaN where unknown or outside."""
    lattice, line = grid.lattice(), geo_line(transform)
    lead = (lattice.row_lead, lattice.col_lead)
    _by_bands(grid, lambda band: _bilinear_rows(raster, nodata, line, lattice.lon, lattice.lat, lead, band, asked, out))


def bilinear_at(raster: Raster, nodata: float, transform: Affine, lon: npt.ArrayLike, lat: npt.ArrayLike) -> F64:
    """Return the bilinear mean at places, NaN where unknown or outside."""
    lons, lats = (np.ascontiguousarray(np.atleast_1d(np.asarray(v, float))) for v in (lon, lat))
    out = np.empty(lons.size)
    _bilinear_places(raster, nodata, geo_line(transform), lons, lats, out)
    return out
