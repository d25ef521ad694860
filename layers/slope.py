"""Slope of the ground at real resolution, where a fine terrain model was fetched."""

from __future__ import annotations

import numpy as np
from affine import Affine
from numpy.typing import NDArray

from geo.catalogue.access import Access
from geo.catalogue.layer import FieldSpec, Layer, Reader, Style
from geo.catalogue.region import Region
from geo.decision.criterion import Criterion
from geo.decision.value_functions import Piecewise
from geo.models.land import LEVEL_SLOPE_PERCENT, slope_percent
from geo.space.raster import RasterSource, Sample, read_window
from geo.space.vector import margin_box

ORDER = 96.5
KEY = "copernicus-glo-30"
PIXELS = 1200
"""Pixels a degree at which slope is taken, about 90 m: finer surface models show trees and roofs as slopes."""
CELLS = 120
"""Cells a degree at which the level share is kept, 30 arc-seconds."""
Floats = NDArray[np.float32]


def _read(access: Access, region: Region) -> RasterSource:
    """Share [%] of level pixels in cells of 30 arc-seconds; cells without a tile are unknown."""
    west, south, east, north = margin_box(region.bbox, 0.0)
    left, top = int(np.floor(west)), int(np.ceil(north))
    shape = ((top - int(np.floor(south))) * CELLS, (int(np.ceil(east)) - left) * CELLS)
    share = np.full(shape, np.nan, np.float32)
    for path in access.paths(KEY):
        tile_south, tile_west = _corner(path.name)
        row, col = (top - tile_south - 1) * CELLS, (tile_west - left) * CELLS
        if 0 <= row < shape[0] and 0 <= col < shape[1]:
            box = (float(tile_west), float(tile_south), tile_west + 1.0, tile_south + 1.0)
            heights = read_window(path, box, PIXELS)
            share[row : row + CELLS, col : col + CELLS] = _level_share(heights.array, tile_south + 0.5)
    return RasterSource(share, Affine(1 / CELLS, 0.0, float(left), 0.0, -1 / CELLS, float(top)))


def _corner(name: str) -> tuple[int, int]:
    """South-western corner (latitude, longitude) of a tile named like Copernicus_DSM_COG_10_S34_00_E150_00_DEM.tif."""
    lat, lon = name.split("_")[4], name.split("_")[6]
    return (-1 if lat[0] == "S" else 1) * int(lat[1:]), (-1 if lon[0] == "W" else 1) * int(lon[1:])


def _level_share(heights: Floats, lat: float) -> Floats:
    """Share [%] of pixels that are level in each cell of a tile; the sea (0 m) counts as not level."""
    side = PIXELS // CELLS
    pixels = np.full((PIXELS, PIXELS), np.nan, np.float32)
    rows, cols = (min(PIXELS, size) for size in heights.shape)
    pixels[:rows, :cols] = heights[:rows, :cols]
    level = (slope_percent(pixels, lat, 1.0 / PIXELS) <= LEVEL_SLOPE_PERCENT) & (pixels != 0.0)
    blocks = level.reshape(CELLS, side, CELLS, side).mean(axis=(1, 3))
    return np.asarray(100.0 * blocks, dtype=np.float32)


LAYER = Layer(
    key="slope",
    title="Level ground",
    theme="land",
    description=(
        f"Share of ground of at most {LEVEL_SLOPE_PERCENT:g} % slope in 1 km cells, from Copernicus GLO-30 taken at "
        "about 90 m, in the degree cells that hold candidate sites."
    ),
    readers=(Reader(tier="upstream", sources=(KEY,), needs=(KEY,), read=_read),),
    style=Style(
        kind="raster",
        by="level_percent",
        colours={"0": "#8c510a", "25": "#d8b365", "50": "#f6e8c3", "75": "#c7eae5", "90": "#5ab4ac"},
        unit="%",
    ),
    fields=(
        FieldSpec(
            key="level_percent", title="Share of level ground", measure=Sample("nearest"), unit="%", scale=0.1,
            cap=100.0,
        ),
    ),
    criteria=(
        Criterion(
            key="land_level",
            title="Level ground in the 1 km cell",
            unit="%",
            group="Land",
            fields=("slope.level_percent",),
            value_function=Piecewise(((0.0, 0.0), (20.0, 0.4), (60.0, 0.85), (90.0, 1.0))),
            weight=0.0,
            evidence="modelled",
            rationale=(
                f"Halls and yards want ground of at most {LEVEL_SLOPE_PERCENT:g} % slope; steeper ground is cut and "
                "filled. A surface model: forest edges and roofs count as slopes."
            ),
            references=("Copernicus DEM GLO-30", f"limit of {LEVEL_SLOPE_PERCENT:g} % and value function: assumption"),
        ),
    ),
    gap=(
        "Only by `sitewatt fetch slope` (71 tiles, some 2 GB), and only in those degree cells; elsewhere the relief of "
        "9 km heights stands in."
    ),
)  # fmt: skip
