"""Slope of the ground at real resolution, where a fine terrain model was fetched."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from geo.catalogue.access import Access
from geo.catalogue.layer import FieldSpec, Layer, Reader, Style
from geo.catalogue.region import Region
from geo.decision.criterion import Criterion
from geo.decision.value_functions import Piecewise
from geo.models.land import LEVEL_SLOPE_PERCENT, slope_percent
from geo.space.raster import RasterSource, Sample
from layers._glo30 import KEY, PIXELS, blocks, mosaic

ORDER = 96.5
Floats = NDArray[np.float32]


def _read(access: Access, region: Region) -> RasterSource:
    """Share [%] of level pixels in cells of 30 arc-seconds; cells without a tile are unknown."""
    return mosaic(access, region, _level_share)


def _level_share(pixels: Floats, lat: float) -> Floats:
    """Share [%] of pixels that are level in each cell of a tile; the sea (0 m) counts as not level."""
    level = (slope_percent(pixels, lat, 1.0 / PIXELS) <= LEVEL_SLOPE_PERCENT) & (pixels != 0.0)
    return np.asarray(100.0 * blocks(level).mean(axis=(1, 3)), dtype=np.float32)


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
