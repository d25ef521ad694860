"""Copernicus GLO-30 tiles of a region laid side by side in cells of 30 arc-seconds."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from affine import Affine
from numpy.typing import NDArray

from geo.catalogue.access import Access
from geo.catalogue.region import Region
from geo.space.raster import RasterSource, read_window
from geo.space.vector import margin_box

KEY = "copernicus-glo-30"
PIXELS = 1200
"""Pixels a degree at which heights are taken, about 90 m: finer surface models show trees and roofs as slopes."""
CELLS = 120
"""Cells a degree that are kept, 30 arc-seconds."""
SIDE = PIXELS // CELLS
Floats = NDArray[np.float32]


def mosaic(access: Access, region: Region, made: Callable[[Floats, float], Floats]) -> RasterSource:
    """What is made of each tile, in place; cells without a tile are unknown.

    Parameters
    ----------
    made : called with heights [m] of a tile (PIXELS, PIXELS), NaN where it has none, and its middle latitude [degrees];
        gives numbers (CELLS, CELLS)
    """
    west, south, east, north = margin_box(region.bbox, 0.0)
    left, top = int(np.floor(west)), int(np.ceil(north))
    shape = ((top - int(np.floor(south))) * CELLS, (int(np.ceil(east)) - left) * CELLS)
    whole = np.full(shape, np.nan, np.float32)
    for path in access.paths(KEY):
        tile_south, tile_west = _corner(path.name)
        row, col = (top - tile_south - 1) * CELLS, (tile_west - left) * CELLS
        if 0 <= row < shape[0] and 0 <= col < shape[1]:
            box = (float(tile_west), float(tile_south), tile_west + 1.0, tile_south + 1.0)
            heights = _whole_tile(read_window(path, box, PIXELS).array)
            whole[row : row + CELLS, col : col + CELLS] = made(heights, tile_south + 0.5)
    return RasterSource(whole, Affine(1 / CELLS, 0.0, float(left), 0.0, -1 / CELLS, float(top)))


def blocks(pixels: NDArray[np.generic]) -> NDArray[np.generic]:
    """Pixels of a tile as (CELLS, SIDE, CELLS, SIDE), for means over the second and the last axis."""
    return pixels.reshape(CELLS, SIDE, CELLS, SIDE)


def _whole_tile(heights: Floats) -> Floats:
    """Heights on the full tile; what the file lacks at its edge is NaN."""
    pixels = np.full((PIXELS, PIXELS), np.nan, np.float32)
    rows, cols = (min(PIXELS, size) for size in heights.shape)
    pixels[:rows, :cols] = heights[:rows, :cols]
    return pixels


def _corner(name: str) -> tuple[int, int]:
    """South-western corner (latitude, longitude) of a tile named like Copernicus_DSM_COG_10_S34_00_E150_00_DEM.tif."""
    lat, lon = name.split("_")[4], name.split("_")[6]
    return (-1 if lat[0] == "S" else 1) * int(lat[1:]), (-1 if lon[0] == "W" else 1) * int(lon[1:])
