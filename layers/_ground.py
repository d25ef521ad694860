"""What ground costs a line: land cover (MODIS, 5.5 km) times slope (heights of 9 km), as factors on a raster."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from geo.catalogue.access import Access
from geo.catalogue.layer import Look
from geo.catalogue.region import Region
from geo.models.grid_connection import Range
from geo.space.ground import OPEN
from geo.space.raster import RasterSource, read_globe
from geo.space.sampler import cell_at
from geo.space.vector import margin_box
from layers._altitude import altitude
from layers._connection import terrain_factors

NEEDS = ("mcd12c1", "pvlib")
"""Artefacts without which all ground counts as open."""
FOREST, WETLAND, URBAN = (1, 2, 3, 4, 5), (11,), (13,)
COVER = {"forest": FOREST, "wetland": WETLAND, "urban": URBAN}
SLOPES_PERCENT = {"hill": 2.0, "mountain": 8.0}
"""From these slopes on ground counts as hill and as mountain (reVX)."""
KM_PER_DEGREE = 111.2
COVER_MARGIN_KM = 50.0


def read_cover(access: Access, region: Region, margin_km: float = COVER_MARGIN_KM) -> RasterSource:
    """MODIS IGBP classes around the region; the file's unnamed datum is taken for WGS 84."""
    return read_globe(access.path("mcd12c1"), margin_box(region.bbox, margin_km), nodata=255)


def ground(look: Look, bound: str = "central") -> RasterSource | None:
    """Factor on a line's cost of each land-cover cell, in whole hundredths from 100; None where data is not here."""
    if not all(look.access.has(need) for need in NEEDS):
        return None
    return _ground(look, bound)


@lru_cache(maxsize=12)
def _ground(look: Look, bound: str) -> RasterSource:
    factors = terrain_factors(look)
    cover, heights = read_cover(look.access, look.region), altitude(look.access, look.region)
    rows, cols = cover.array.shape
    lon = cover.transform.c + (np.arange(cols) + 0.5) * cover.transform.a
    lat = cover.transform.f + (np.arange(rows) + 0.5) * cover.transform.e
    row, col = cell_at(heights.array.shape, heights.transform, *np.meshgrid(lon, lat))
    slope = np.where(row < 0, 0.0, slope_percent(heights)[row, col])
    hundredths = np.rint(OPEN * ground_factor(cover.array, slope, factors, bound))
    return RasterSource(hundredths.astype(np.uint16), cover.transform)


def ground_factor(
    cover: NDArray[np.integer], slope: NDArray[np.float64], factors: dict[str, Range], bound: str
) -> NDArray[np.float64]:
    """Factor of the cover times factor of the slope [%], 1 for what has none."""
    out = np.ones(cover.shape)
    for name, classes in COVER.items():
        out[np.isin(cover, classes)] = factors[name].of(bound)
    hill, mountain = (slope >= SLOPES_PERCENT[name] for name in ("hill", "mountain"))
    steep = np.where(mountain, factors["mountain"].of(bound), np.where(hill, factors["hill"].of(bound), 1.0))
    return np.asarray(np.maximum(out * steep, 1.0))


def slope_percent(heights: RasterSource) -> NDArray[np.float64]:
    """Slope [%] of each cell's mean height against its neighbours'; 0 where a neighbour is unknown (the sea)."""
    lat = heights.transform.f + (np.arange(heights.array.shape[0]) + 0.5) * heights.transform.e
    km = KM_PER_DEGREE * heights.transform.a
    down, across = np.gradient(heights.array.astype(np.float64))
    across = across / (km * np.cos(np.radians(lat)))[:, None]
    return np.asarray(np.nan_to_num(np.hypot(down / km, across) / 10.0))
