"""Which land cell of a region lies under each pixel of a tile."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt
from numpy.polynomial import chebyshev

from geo.space.grid import Bounds, Grid
from geo.space.land_cells import LandCells
from geo.tiles import kernels
from geo.tiles.address import Address, Pixels

F64 = npt.NDArray[np.float64]
I32 = npt.NDArray[np.int32]
EQUATOR_M = 2.0 * np.pi * 6_378_137.0
NODES = ((5, 7), (8, 4), (18, 3))
"""Up to which zoom how many nodes an axis has. A region is at most some 45 degrees wide, and on that the error stays
below a hundredth of a cell (see the tests)."""


STRIDES = (8, 4, 2)
"""Overviews, by how many cells they step. Far out a tile reads one instead of the whole plane: 30 planes of 36 MB in
steps of 8 cells touch a page of memory for every other pixel."""
FEWEST_CELLS = 1.2
"""Cells of an overview that a pixel spans at the equator, at least; about one at 35 degrees."""


@dataclass(frozen=True)
class Cells:
    """The land cells that a tile needs, each once where pixels are smaller than cells, and which pixel shows which.

    Attributes
    ----------
    cells : int32 (count,)
        Slots of the land cells in the region's stored fields, or in their overview.
    stride : int
        Cells of the grid that a cell of the overview stands for, along a side; 1 for the grid itself.
    land_count : land cells of the grid, which is the length of its stored fields
    picked : int32, optional
        Slots in the stored fields of all cells of the overview; None for the grid itself.
    number : int32 (pixel rows, pixel columns)
        Place in `cells` of the cell under each pixel; -1 where there is no land.
    pixels : where `number` lies in the tile
    key : names the cells, for stores: the tile, and which part of its cells
    """

    cells: I32
    number: I32
    pixels: Pixels
    key: Hashable
    stride: int
    land_count: int
    picked: I32 | None = None

    @cached_property
    def whole(self) -> I32:
        """The same cells as slots in the stored fields themselves."""
        return self.cells if self.picked is None else self.picked[self.cells]

    def only(self, chosen: npt.NDArray[np.int64], why: Hashable) -> Cells:
        """Some of the cells, without their pixels; `why` tells one choice of the tile's cells from others."""
        none = np.empty((0, 0), np.int32)
        return replace(self, cells=self.cells[chosen], number=none, key=(self.key, why))

    @property
    def nbytes(self) -> int:
        """Bytes held."""
        return int(self.cells.nbytes + self.number.nbytes)


def cells_under(address: Address, grid: Grid, bbox: Bounds, land: LandCells) -> Cells | None:
    """Land cells under the pixels of a tile whose centres lie in the region's box; None where no pixel has one."""
    pixels = address.pixels(bbox)
    height, width = pixels.shape
    if not height or not width:
        return None
    stride, picked, land_count = _stride(address, grid), None, land.count
    if stride > 1:
        land, picked = land.overview(stride)
    rows, cols = land.shape
    cell, span = np.empty((height, width), np.uint32), np.empty(4, np.int64)
    down, across, row_nodes, col_nodes = _mesh(address, pixels, grid)
    kernels.locate(down, across, row_nodes / stride, col_nodes / stride, rows, cols, cell, span)
    if span[1] < 0:
        return None
    framed = int(span[1] - span[0] + 1) * int(span[3] - span[2] + 1)
    number, slots = np.empty(cell.shape, np.int32), np.empty(min(framed, cell.size), np.int32)
    # Far out, every pixel takes the one cell at its centre: overviews subsample, they never mix classes.
    count = (
        kernels.land_of_pixels(land.marks, land.first, cell, slots, number)
        if framed > cell.size
        else kernels.land_of_window(land.marks, land.first, cell, span, slots, number)
    )
    return Cells(slots[:count].copy(), number, pixels, address, stride, land_count, picked) if count else None


def _stride(address: Address, grid: Grid) -> int:
    """The longest stride that a pixel spans."""
    pixel_m = EQUATOR_M / (address.size * 2**address.z)
    return next((stride for stride in STRIDES if pixel_m >= FEWEST_CELLS * stride * grid.cell_m), 1)


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
