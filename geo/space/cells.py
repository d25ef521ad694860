"""The kernels' view of cells: positions from the lattice, and balls that hold every cell of a block.

Within one lattice square cell centres are interpolated bilinearly, so the cells of any part of it lie in the convex
hull of that part's four corners: a ball round the corners holds them all, and pruning by it can never lose a feature.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from geo.space.ellipsoid import F64
from geo.space.jit import bare, inlined

Ball = tuple[float, float, float, float]
Marks = npt.NDArray[np.uint8]


@inlined
def segment_d2(x: float, y: float, z: float, seg: F64, k: int) -> float:
    """Return the squared distance (km2) from a position to segment k."""
    px, py, pz = x - seg[k, 0], y - seg[k, 1], z - seg[k, 2]
    t = (px * seg[k, 3] + py * seg[k, 4] + pz * seg[k, 5]) * seg[k, 6]
    t = 0.0 if t < 0.0 else t
    t = 1.0 if t > 1.0 else t
    px, py, pz = px - t * seg[k, 3], py - t * seg[k, 4], pz - t * seg[k, 5]
    return float(px * px + py * py + pz * pz)


@inlined
def position(nodes: F64, i: int, j: int, v: float, u: float, axis: int) -> float:
    """Return one coordinate at fraction (v down, u right) of lattice square (i, j)."""
    top = (1 - u) * nodes[i, j, axis] + u * nodes[i, j + 1, axis]
    bottom = (1 - u) * nodes[i + 1, j, axis] + u * nodes[i + 1, j + 1, axis]
    return float((1 - v) * top + v * bottom)


@bare
def place(nodes: F64, i: int, j: int, row: int, col: int, cells: F64) -> None:
    """Write the positions (3, 16) of the 4 x 4 cells from (row, col) of lattice square (i, j)."""
    for axis in range(3):
        a, b = nodes[i, j, axis], nodes[i, j + 1, axis]
        c, d = nodes[i + 1, j, axis], nodes[i + 1, j + 1, axis]
        for n in range(16):
            v, u = (row + n // 4 + 0.5) / 16, (col + n % 4 + 0.5) / 16
            cells[axis, n] = (1 - v) * ((1 - u) * a + u * b) + v * ((1 - u) * c + u * d)


@bare
def place_square(nodes: F64, i: int, j: int, cells: F64) -> None:
    """Write the coordinates of all cells of lattice square (i, j) into planes (16, 16), as many as the nodes carry."""
    for axis in range(nodes.shape[2]):
        a, b = nodes[i, j, axis], nodes[i, j + 1, axis]
        c, d = nodes[i + 1, j, axis], nodes[i + 1, j + 1, axis]
        for n in range(16):
            u = (n + 0.5) / 16
            top, bottom = (1 - u) * a + u * b, (1 - u) * c + u * d
            for r in range(16):
                v = (r + 0.5) / 16
                cells[axis, r, n] = (1 - v) * top + v * bottom


@bare
def ball_of_nodes(nodes: F64, i0: int, i1: int, j0: int, j1: int) -> Ball:
    """Return centre and radius (km) of a ball that holds all lattice squares i0 <= i < i1, j0 <= j < j1."""
    x = (nodes[i0, j0, 0] + nodes[i1, j0, 0] + nodes[i0, j1, 0] + nodes[i1, j1, 0]) / 4
    y = (nodes[i0, j0, 1] + nodes[i1, j0, 1] + nodes[i0, j1, 1] + nodes[i1, j1, 1]) / 4
    z = (nodes[i0, j0, 2] + nodes[i1, j0, 2] + nodes[i0, j1, 2] + nodes[i1, j1, 2]) / 4
    r2 = 0.0
    for i in range(i0, i1 + 1):
        for j in range(j0, j1 + 1):
            d2 = (nodes[i, j, 0] - x) ** 2 + (nodes[i, j, 1] - y) ** 2 + (nodes[i, j, 2] - z) ** 2
            r2 = max(r2, d2)
    return x, y, z, math.sqrt(r2)


@bare
def ball_of_quarter(cells: F64) -> Ball:
    """Return a ball that holds 4 x 4 cells, given their positions (3, 16)."""
    x = (cells[0, 0] + cells[0, 3] + cells[0, 12] + cells[0, 15]) / 4
    y = (cells[1, 0] + cells[1, 3] + cells[1, 12] + cells[1, 15]) / 4
    z = (cells[2, 0] + cells[2, 3] + cells[2, 12] + cells[2, 15]) / 4
    r2 = 0.0
    for n in (0, 3, 12, 15):
        r2 = max(r2, (cells[0, n] - x) ** 2 + (cells[1, n] - y) ** 2 + (cells[2, n] - z) ** 2)
    return x, y, z, math.sqrt(r2)


@bare
def any_mark(marks: Marks, r0: int, r1: int, c0: int, c1: int) -> bool:
    """Tell whether a part of the marks holds one."""
    for r in range(r0, r1):
        for c in range(c0, c1):
            if marks[r, c]:
                return True
    return False
