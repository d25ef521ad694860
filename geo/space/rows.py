"""Where the cells of a row lie on a lon/lat raster.

Longitude and latitude of cell centres are interpolated from the lattice by cubics (error below a millimetre for 16
cells of 1 km), so a sample on the grid is the sample at the exact centre.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from affine import Affine

from geo.space.ellipsoid import F64
from geo.space.jit import bare, kernel

I32 = npt.NDArray[np.int32]
GeoLine = tuple[float, float, float, float]
"""West, degrees a column, north, degrees a row (negative) of a raster."""
Span = tuple[int, int]


def geo_line(transform: Affine) -> GeoLine:
    """Return west, degrees a column, north, degrees a row (negative) of a lon/lat raster."""
    return float(transform.c), float(transform.a), float(transform.f), float(transform.e)


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


class Rows(NamedTuple):
    """Where the cells of a row lie on the raster, in its cells from the outer corner, with room for what is made of it:
    the raster cell that lies above and left of each, how far on, and the numbers of the four cells about it."""

    phases: F64
    nodes: F64
    x: F64
    y: F64
    top: I32
    left: I32
    v: F64
    u: F64
    corners: F64


@kernel
def rows_for(squares: int) -> Rows:
    """Return room for a row of lattice squares."""
    size = 16 * squares
    return Rows(
        _phases(),
        np.empty(squares + 1),
        np.empty(size),
        np.empty(size),
        np.empty(size, np.int32),
        np.empty(size, np.int32),
        np.empty(size),
        np.empty(size),
        np.empty((4, size)),
    )


@bare
def _along(nodes: F64, at: int, span: Span, origin: float, step: float, rows: Rows, out: F64) -> None:
    """Write where the cell centres of a row lie on one axis of the raster, for the lattice squares of a span.

    `at` counts rows from the first node. Nodes are turned into raster cells first: a cubic of them is that of degrees.
    """
    i, w, row = at // 16, _cubic((at % 16 + 0.5) / 16), rows.nodes
    a, b, c, d = nodes[i - 1], nodes[i], nodes[i + 1], nodes[i + 2]
    for j in range(row.size):
        row[j] = (w[0] * a[j] + w[1] * b[j] + w[2] * c[j] + w[3] * d[j] - origin) / step
    first, second, third, fourth = rows.phases[0], rows.phases[1], rows.phases[2], rows.phases[3]
    for j in range(span[0], span[1]):
        p, q, r, s, line = row[j - 1], row[j], row[j + 1], row[j + 2], out[16 * j : 16 * j + 16]
        for n in range(16):
            line[n] = first[n] * p + second[n] * q + third[n] * r + fourth[n] * s


@bare
def locate(line: GeoLine, lon: F64, lat: F64, at: int, span: Span, rows: Rows) -> None:
    """Write where the cells of a row of a span of squares lie on the raster; longitude is taken modulo 360."""
    west, dx, north, dy = line
    _along(lon, at, span, west, dx, rows, rows.x)
    _along(lat, at, span, north, dy, rows, rows.y)
    x, round_, outside = rows.x[16 * span[0] : 16 * span[1]], 360.0 / dx, 0
    for c in range(x.size):
        outside += x[c] < 0 or x[c] >= round_
    if outside > 0:
        for c in range(x.size):
            x[c] -= round_ * math.floor(x[c] / round_)
