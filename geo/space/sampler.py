"""Reading a lon/lat raster at cell centres and at places: which cell, or a bilinear mean of four.

Longitude and latitude of cell centres are interpolated from the lattice by cubics (error below a millimetre for 16
cells of 1 km), so a sample on the grid is the sample at the exact centre.
"""

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

I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
F32 = npt.NDArray[np.float32]
Raster = npt.NDArray[Any]
GeoLine = tuple[float, float, float, float]
Span = tuple[int, int]
BAND = 64


def geo_line(transform: Affine) -> GeoLine:
    """Return west, degrees a column, north, degrees a row (negative) of a lon/lat raster."""
    return float(transform.c), float(transform.a), float(transform.f), float(transform.e)


def cell_at(shape: tuple[int, ...], transform: Affine, lon: npt.ArrayLike, lat: npt.ArrayLike) -> tuple[I64, I64]:
    """Return row and column of the raster cell at places, both -1 outside; longitude is taken modulo 360."""
    west, dx, north, dy = geo_line(transform)
    with np.errstate(invalid="ignore"):
        col = np.floor(np.mod(np.asarray(lon, float) - west, 360.0) / dx)
        row = np.floor((np.asarray(lat, float) - north) / dy)
        inside = (row >= 0) & (row < shape[0]) & (col >= 0) & (col < shape[1])
    return np.where(inside, row, -1).astype(np.int64), np.where(inside, col, -1).astype(np.int64)


@bare
def _cubic(t: float) -> tuple[float, float, float, float]:
    """Return Lagrange weights of nodes -1, 0, 1, 2 at 0 <= t < 1."""
    return (
        -t * (t - 1) * (t - 2) / 6,
        (t + 1) * (t - 1) * (t - 2) / 2,
        -(t + 1) * t * (t - 2) / 2,
        (t + 1) * t * (t - 1) / 6,
    )


@kernel
def _phases() -> F64:
    """Return the weights (4, 16) of four nodes at the centres of the 16 cells between the middle two."""
    out = np.empty((4, 16))
    for phase in range(16):
        w = _cubic((phase + 0.5) / 16)
        for node in range(4):
            out[node, phase] = w[node]
    return out


@kernel
def _row_of(nodes: F64, at: int) -> F64:
    """Return the nodes interpolated down to one row of cells (`at` counted from the first node)."""
    i, w = at // 16, _cubic((at % 16 + 0.5) / 16)
    out = np.empty(nodes.shape[1])
    for j in range(nodes.shape[1]):
        out[j] = w[0] * nodes[i - 1, j] + w[1] * nodes[i, j] + w[2] * nodes[i + 1, j] + w[3] * nodes[i + 2, j]
    return out


@kernel
def _fill_row(nodes: F64, at: int, span: Span, phases: F64, out: F64) -> None:
    """Write one coordinate of the cell centres of the lattice squares of a span into `out`, 16 a square."""
    row = _row_of(nodes, at)
    for j in range(span[0], span[1]):
        a, b, c, d = row[j - 1], row[j], row[j + 1], row[j + 2]
        cells = out[16 * j : 16 * j + 16]
        for n in range(16):
            cells[n] = phases[0, n] * a + phases[1, n] * b + phases[2, n] * c + phases[3, n] * d


@bare
def _span(codes: I32, lead: int) -> Span:
    """Return the lattice squares (first, past the last) that hold the cells of a row whose code is not 0."""
    first, last = 0, codes.size
    while first < last and codes[first] == 0:
        first += 1
    while last > first and codes[last - 1] == 0:
        last -= 1
    return ((lead + first) // 16, (lead + last - 1) // 16 + 1) if last > first else (0, 0)


@bare
def _turned(degrees: float) -> float:
    """Return degrees modulo 360, as numpy.mod rounds it."""
    return degrees - 360.0 * math.floor(degrees / 360.0) if degrees < 0 or degrees >= 360 else degrees


@kernel
def _nearest_rows(raster: Raster, line: GeoLine, lon: F64, lat: F64, lead: tuple[int, int], out: Raster) -> None:
    """Write the raster value at the centres of consecutive rows of cells; cells outside the raster keep theirs."""
    west, dx, north, dy = line
    phases, last = _phases(), lead[1] + out.shape[1]
    lons, lats = np.empty(last + 16), np.empty(last + 16)
    for r in range(out.shape[0]):
        span = (lead[1] // 16, (last - 1) // 16 + 1)
        _fill_row(lon, lead[0] + r, span, phases, lons)
        _fill_row(lat, lead[0] + r, span, phases, lats)
        for c in range(out.shape[1]):
            col = math.floor(_turned(lons[lead[1] + c] - west) / dx)
            row = math.floor((lats[lead[1] + c] - north) / dy)
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
def _inner(raster: Raster, nodata: float, x: float, y: float) -> float:
    """Return what `bilinear` returns, the short way where all four cells are there and known."""
    top, left = math.floor(y - 0.5), math.floor(x - 0.5)
    if not (0 <= top < raster.shape[0] - 1 and 0 <= left < raster.shape[1] - 1):
        return bilinear(raster, nodata, x, y)
    a, b = raster[top, left], raster[top, left + 1]
    c, d = raster[top + 1, left], raster[top + 1, left + 1]
    if _unknown(a, nodata) or _unknown(b, nodata) or _unknown(c, nodata) or _unknown(d, nodata):
        return bilinear(raster, nodata, x, y)
    v, u = y - 0.5 - top, x - 0.5 - left
    first, second, third, fourth = (1 - v) * (1 - u), (1 - v) * u, v * (1 - u), v * u
    return float((first * a + second * b + third * c + fourth * d) / (first + second + third + fourth))


@kernel
def _bilinear_rows(
    raster: Raster, nodata: float, line: GeoLine, lon: F64, lat: F64, lead: tuple[int, int], codes: I32, out: F32
) -> None:
    west, dx, north, dy = line
    phases, left = _phases(), lead[1]
    lons, lats = np.empty(left + out.shape[1] + 16), np.empty(left + out.shape[1] + 16)
    for r in range(out.shape[0]):
        span = _span(codes[r], left)
        _fill_row(lon, lead[0] + r, span, phases, lons)
        _fill_row(lat, lead[0] + r, span, phases, lats)
        for c in range(max(16 * span[0] - left, 0), min(16 * span[1] - left, out.shape[1])):
            if codes[r, c] != 0:
                out[r, c] = _inner(raster, nodata, _turned(lons[left + c] - west) / dx, (lats[left + c] - north) / dy)


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


def sample_nearest(raster: Raster, transform: Affine, grid: Grid, out: Raster) -> None:
    """Write the raster cell under every cell centre into `out`, which keeps its value outside the raster."""
    lattice, line = grid.lattice(), geo_line(transform)

    def fill(rows: slice, lead: tuple[int, int]) -> None:
        _nearest_rows(raster, line, lattice.lon, lattice.lat, lead, out[rows])

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
