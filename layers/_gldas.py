"""The PVCZ table of GLDAS means on its own 0.25 degree cells, with its coordinates mended."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pandas as pd
from affine import Affine
from numpy.typing import NDArray

from geo.catalogue.access import Access
from geo.catalogue.region import Region
from geo.space.raster import RasterSource
from geo.space.vector import margin_box

STEP = 0.25
COORDINATES = "pvcz/PVCZ-2019_world_PV_climate_stressors_and_zones.csv"
VALUES = "pvcz/PVCZ-2019_ver0p2_world_PV_climate_stressors_and_zones.csv"
COLUMNS = frozenset({"GHI_mean", "specific_humidity_mean", "wind_speed_rms"})


def gldas(access: Access, region: Region, column: str) -> RasterSource:
    """A column of PVCZ on 0.25 degree cells around a region; cells it lacks (sea, some coast, Okinawa) are unknown."""
    return _columns(access, region)[column]


@lru_cache(maxsize=2)
def _columns(access: Access, region: Region) -> dict[str, RasterSource]:
    """Every column in use: the two files are long, so they are read once for all layers.

    Coordinates come from the older file of the same wheel (same row order): the newer one rounds longitudes from 100.
    """
    places = pd.read_csv(access.path("pvcz", COORDINATES), usecols=["lat", "lon"])
    lon, lat = places["lon"].to_numpy(), places["lat"].to_numpy()
    numbers = pd.read_csv(access.path("pvcz", VALUES), usecols=COLUMNS.__contains__)
    return {name: on_cells(lon, lat, numbers[name].to_numpy(float), region) for name in map(str, numbers)}


def one_cell_wider(raster: RasterSource) -> RasterSource:
    """The raster with unknown cells beside known ones given the mean of their known neighbours (about 25 km away)."""
    from scipy import ndimage

    known = np.isfinite(raster.array).astype(np.float64)
    around = ndimage.convolve(known, np.ones((3, 3)), mode="constant")
    total = ndimage.convolve(np.nan_to_num(raster.array).astype(np.float64), np.ones((3, 3)), mode="constant")
    mean = np.divide(total, around, out=np.full(total.shape, np.nan), where=around > 0.5)
    return RasterSource(np.where(known > 0, raster.array, mean).astype(np.float32), raster.transform)


def on_cells(
    lon: NDArray[np.float64], lat: NDArray[np.float64], numbers: NDArray[np.float64], region: Region
) -> RasterSource:
    """Numbers at the centres of 0.25 degree cells as a raster over a region and 100 km around it."""
    west, south, east, north = margin_box(region.bbox, 100.0)
    left, top = float(np.floor(west / STEP) * STEP), float(np.ceil(north / STEP) * STEP)
    shape = (int(np.ceil((top - south) / STEP)), int(np.ceil((east - left) / STEP)))
    col, row = ((lon - left) // STEP).astype(int), ((top - lat) // STEP).astype(int)
    inside = (row >= 0) & (row < shape[0]) & (col >= 0) & (col < shape[1])
    grid = np.full(shape, np.nan, np.float32)
    grid[row[inside], col[inside]] = numbers[inside]
    return RasterSource(grid, Affine(STEP, 0.0, left, 0.0, -STEP, top))
