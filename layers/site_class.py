"""Ground class of Australian places by the slope of the land: how much more than rock a place shakes. Screening."""

from __future__ import annotations

import numpy as np

from geo.catalogue.access import Access
from geo.catalogue.layer import FieldSpec, Layer, Reader, Style
from geo.catalogue.region import Region
from geo.models.land import slope_percent
from geo.models.site_class import rock_by_coarse_slope, vs30_by_slope
from geo.space.raster import RasterSource, Sample
from layers import _ground
from layers._altitude import altitude
from layers._glo30 import CELLS, KEY, Floats, blocks, mosaic

ORDER = 110.9
VS30_COLOURS = {"180": "#a50f15", "240": "#de2d26", "300": "#fb6a4a", "360": "#bae4b3", "490": "#74c476"}


def _read_fine(access: Access, region: Region) -> RasterSource:
    """Vs30 [m/s] by the slope of 30 arc-second cells, as the proxy was made for; unknown at sea and without a tile."""
    return mosaic(access, region, _vs30)


def _vs30(pixels: Floats, lat: float) -> Floats:
    """Vs30 [m/s] of the cells of a tile by their mean heights; cells that are all sea (0 m) are unknown."""
    heights = np.asarray(blocks(pixels), dtype=np.float64).mean(axis=(1, 3))
    velocity = vs30_by_slope(slope_percent(heights, lat, 1.0 / CELLS) / 100.0)
    return np.asarray(np.where(heights == 0.0, np.nan, velocity), dtype=np.float32)


def _read_coarse(access: Access, region: Region) -> RasterSource:
    """Vs30 [m/s] where cells of 9 km are steep enough for rock; unknown elsewhere."""
    heights = altitude(access, region)
    rock = rock_by_coarse_slope(_ground.slope_percent(heights) / 100.0)
    return RasterSource(rock.astype(np.float32), heights.transform)


LAYER = Layer(
    key="site_class",
    title="Ground class by slope",
    theme="hazard",
    description=(
        "Mean shear wave velocity of the upper 30 m by the slope of the land (Wald and Allen 2007, stable continent), "
        "from which the site class of AS 1170.4 is taken: rock from 360 m/s. A screening proxy, no measurement."
    ),
    readers=(
        Reader(tier="upstream", sources=(KEY,), needs=(KEY,), read=_read_fine, regions=("au",)),
        Reader(tier="package", sources=("pvlib",), needs=("pvlib",), read=_read_coarse, regions=("au",)),
    ),
    style=Style(kind="raster", by="vs30_ms", colours=VS30_COLOURS, unit="m/s"),
    fields=(
        FieldSpec(
            key="vs30_ms", title="Shear wave velocity of the ground by slope (Vs30)", measure=Sample("nearest"),
            unit="m/s", scale=1.0, cap=1000.0,
        ),
    ),
    gap=(
        "Without GLO-30 heights of 9 km only tell rock in steep country; elsewhere the class is unknown and the site "
        "factor runs over all classes. Depth of soil, fill and measured velocities are in no open national file that "
        "is known. Japan needs none: J-SHIS gives the surface itself."
    ),
)  # fmt: skip
