"""Which cell of a region's grid lies under each pixel of a tile."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from numpy.polynomial import chebyshev

from geo.space.grid import Bounds, Grid
from geo.tiles import kernels
from geo.tiles.address import Address, Pixels

F64 = npt.NDArray[np.float64]
I32 = npt.NDArray[np.int32]
NODES = ((5, 10), (8, 6), (18, 4))
"""Up to which zoom how many nodes an axis has. A region is at most some 45 degrees wide, and on that the error stays
below a hundredth of a cell (see the tests)."""


@dataclass(frozen=True)
class Cells:
    """The cells that a tile needs, each once where pixels are smaller than cells, and which pixel shows which.

    Attributes
    ----------
    cells : int32 (count,)
        row * columns + column in the region's grid.
    number : int32 (pixel rows, pixel columns)
        Place in `cells` of the cell under each pixel; -1 where there is none.
    pixels : where `number` lies in the tile
    address : the tile
    """

    cells: I32
    number: I32
    pixels: Pixels
    address: Address

    @property
    def nbytes(self) -> int:
        """Bytes held."""
        return int(self.cells.nbytes + self.number.nbytes)


def cells_under(address: Address, grid: Grid, bbox: Bounds) -> Cells | None:
    """Cells under the pixels of a tile whose centres lie in the region's box; None where no pixel does."""
    pixels = address.pixels(bbox)
    height, width = pixels.shape
    if not height or not width:
        return None
    rows, cols = grid.shape
    cell = np.empty((height, width), np.int32)
    span = np.array([rows, -1, cols, -1], np.int64)
    down, across, row_nodes, col_nodes = _mesh(address, pixels, grid)
    kernels.locate(down, across, row_nodes, col_nodes, rows, cols, cell, span)
    if span[1] < 0:
        return None
    window = (int(span[1] - span[0]) + 1, int(span[3] - span[2]) + 1)
    if window[0] * window[1] > cell.size:
        return _one_a_pixel(cell, pixels, address)
    kernels.within(cell, cols, span)
    tops = np.arange(span[0], span[1] + 1, dtype=np.int32)[:, None] * np.int32(cols)
    return Cells((tops + np.arange(span[2], span[3] + 1, dtype=np.int32)).reshape(-1), cell, pixels, address)


def _one_a_pixel(cell: I32, pixels: Pixels, address: Address) -> Cells:
    """Far out, every pixel takes the one cell at its centre: overviews subsample, they never mix classes."""
    inside = cell >= 0
    number = np.where(inside, np.cumsum(inside.reshape(-1), dtype=np.int32).reshape(cell.shape) - 1, -1)
    return Cells(cell[inside], number.astype(np.int32), pixels, address)


def _mesh(address: Address, pixels: Pixels, grid: Grid) -> tuple[F64, F64, F64, F64]:
    """Interpolation weights along both axes, and exact grid rows and columns at Chebyshev nodes of the pixels."""
    count = next(nodes for zoom, nodes in NODES if address.z <= zoom)
    height, width = pixels.shape
    places, down = _weights(height, count)
    lat = address.lat(pixels.top + (places + 1.0) / 2.0 * height)
    places, across = _weights(width, count)
    lon = address.lon(pixels.left + (places + 1.0) / 2.0 * width)
    xy = grid.project(np.stack(np.broadcast_arrays(lon[None, :], lat[:, None]), axis=-1))
    row = (grid.transform.f - xy[..., 1]) / grid.cell_m
    col = (xy[..., 0] - grid.transform.c) / grid.cell_m
    return down, np.ascontiguousarray(across.T), np.ascontiguousarray(row), np.ascontiguousarray(col)


@lru_cache(maxsize=256)
def _weights(size: int, count: int) -> tuple[F64, F64]:
    """Chebyshev nodes in -1..1, and the weight of each node at the centres of `size` equal parts, (size, nodes)."""
    nodes = chebyshev.chebpts1(count)
    centres = (2.0 * np.arange(size) + 1.0) / size - 1.0
    fit = np.linalg.inv(chebyshev.chebvander(nodes, count - 1))
    return nodes, np.ascontiguousarray(chebyshev.chebvander(centres, count - 1) @ fit)
