"""Reading a lon/lat raster at cell centres and at places: which cell, or a bilinear mean of four.

Longitude and latitude of cell centres are interpolated from the lattice by cubics (error below a millimetre for 16
cells of 1 km), so a sample on the grid is the sample at the exact centre.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

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


@bare
def _turned(degrees: float) -> float:
    """Return degrees modulo 360, as numpy.mod rounds it."""
    return degrees - 360.0 * math.floor(degrees / 360.0) if degrees < 0 or degrees >= 360 else degrees


@kernel
def _degrees(nodes: F64, at: int, span: Span, phases: F64, row: F64, out: F64) -> None:
    """Write one coordinate of the cell centres of a row into `out` (16, squares), for the lattice squares of a span.

    `at` counts rows from the first node; `row` is room for the nodes interpolated down to it.
    """
    i, w = at // 16, _cubic((at % 16 + 0.5) / 16)
    a, b, c, d = nodes[i - 1], nodes[i], nodes[i + 1], nodes[i + 2]
    for j in range(row.size):
        row[j] = w[0] * a[j] + w[1] * b[j] + w[2] * c[j] + w[3] * d[j]
    first, last = span
    a, b, c, d = row[first - 1 : last - 1], row[first:last], row[first + 1 : last + 1], row[first + 2 : last + 2]
    for n in range(16):
        p, q, r, s, line = phases[0, n], phases[1, n], phases[2, n], phases[3, n], out[n, first:last]
        for j in range(line.size):
            line[j] = p * a[j] + q * b[j] + r * c[j] + s * d[j]


class Rows(NamedTuple):
    """Where the cells of a row lie on the raster, in its cells from the outer corner; room for making it by phase."""

    phases: F64
    nodes: F64
    by_phase: F64
    x: F64
    y: F64


@kernel
def _rows_for(squares: int) -> Rows:
    """Return room for a row of lattice squares."""
    size = 16 * squares
    return Rows(_phases(), np.empty(squares + 1), np.empty((16, squares)), np.empty(size), np.empty(size))


@bare
def _in_line(by_phase: F64, span: Span, out: F64) -> None:
    for n in range(16):
        for j in range(span[0], span[1]):
            out[16 * j + n] = by_phase[n, j]


@kernel
def _locate(line: GeoLine, lon: F64, lat: F64, at: int, span: Span, rows: Rows) -> None:
    """Write where the cells of a row of a span of squares lie on the raster; longitude is taken modulo 360."""
    west, dx, north, dy = line
    _degrees(lon, at, span, rows.phases, rows.nodes, rows.by_phase)
    _in_line(rows.by_phase, span, rows.x)
    _degrees(lat, at, span, rows.phases, rows.nodes, rows.by_phase)
    _in_line(rows.by_phase, span, rows.y)
    x, y, outside = rows.x[16 * span[0] : 16 * span[1]], rows.y[16 * span[0] : 16 * span[1]], 0
    for c in range(x.size):
        x[c] -= west
        outside += x[c] < 0 or x[c] >= 360
    if outside > 0:
        for c in range(x.size):
            x[c] = _turned(x[c])
    for c in range(x.size):
        x[c], y[c] = x[c] / dx, (y[c] - north) / dy


@bare
def _span(codes: I32, lead: int) -> Span:
    """Return the lattice squares (first, past the last) that hold the cells of a row whose code is not 0."""
    first, last = 0, codes.size
    while first < last and codes[first] == 0:
        first += 1
    while last > first and codes[last - 1] == 0:
        last -= 1
    return ((lead + first) // 16, (lead + last - 1) // 16 + 1) if last > first else (0, 0)


@kernel
def _nearest_rows(
    raster: Raster, line: GeoLine, lon: F64, lat: F64, lead: tuple[int, int], codes: I32, out: Raster
) -> None:
    """Write the raster value at the centres of consecutive rows of cells; cells outside the raster keep theirs.

    Without codes (no rows of them) every cell is asked for, with them only those in the span of codes that are not 0.
    """
    rows, left = _rows_for(lon.shape[1] - 1), lead[1]
    whole = (left // 16, (left + out.shape[1] - 1) // 16 + 1)
    for r in range(out.shape[0]):
        span = _span(codes[r], left) if len(codes) > 0 else whole
        if span[1] == span[0]:
            continue
        _locate(line, lon, lat, lead[0] + r, span, rows)
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


@kernel
def _bilinear_rows(
    raster: Raster, nodata: float, line: GeoLine, lon: F64, lat: F64, lead: tuple[int, int], codes: I32, out: F32
) -> None:
    """Write what `bilinear` returns, the short way where all four cells are there and known.

    Cells are mostly finer than the raster: the four are looked up anew only where they change along the row.
    """
    rows, left, last = _rows_for(lon.shape[1] - 1), lead[1], (raster.shape[0] - 1, raster.shape[1] - 1)
    for r in range(out.shape[0]):
        span = _span(codes[r], left)
        if span[1] == span[0]:
            continue
        _locate(line, lon, lat, lead[0] + r, span, rows)
        row, col, known, a, b, d, e = -9, -9, False, 0.0, 0.0, 0.0, 0.0
        for c in range(max(16 * span[0] - left, 0), min(16 * span[1] - left, out.shape[1])):
            if codes[r, c] == 0:
                continue
            x, y = rows.x[left + c], rows.y[left + c]
            top, west = math.floor(y - 0.5), math.floor(x - 0.5)
            if top != row or west != col:
                row, col, known = top, west, 0 <= top < last[0] and 0 <= west < last[1]
                if known:
                    a, b = np.float64(raster[top, west]), np.float64(raster[top, west + 1])
                    d, e = np.float64(raster[top + 1, west]), np.float64(raster[top + 1, west + 1])
                    known = not (_unknown(a, nodata) or _unknown(b, nodata))
                    known = known and not (_unknown(d, nodata) or _unknown(e, nodata))
            if known:
                v, u = y - 0.5 - top, x - 0.5 - west
                first, second, third, fourth = (1 - v) * (1 - u), (1 - v) * u, v * (1 - u), v * u
                total = first * a + second * b + third * d + fourth * e
                out[r, c] = total / (first + second + third + fourth)
            else:
                out[r, c] = bilinear(raster, nodata, x, y)


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
