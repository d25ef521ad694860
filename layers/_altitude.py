"""Mean height of 1/12 degree cells, as layers of climate and coast need it."""

from __future__ import annotations

import numpy as np
from affine import Affine

from geo.catalogue.access import Access
from geo.catalogue.region import Region
from geo.space.raster import RasterSource
from geo.space.vector import margin_box

STEP = 1.0 / 12.0
METRES_PER_CODE, LOWEST_M, NO_DATA = 28, -450, 255


def altitude(access: Access, region: Region, margin_km: float = 100.0) -> RasterSource:
    """Height [m] = code * 28 - 450 (pvlib) over a region and some km around it; code 255 is sea: unknown."""
    import h5py

    west, south, east, north = margin_box(region.bbox, margin_km)
    rows = slice(int((90.0 - north) / STEP), int((90.0 - south) / STEP) + 1)
    cols = slice(int((west + 180.0) / STEP), int((east + 180.0) / STEP) + 1)
    with h5py.File(access.path("pvlib", "Altitude.h5"), "r") as archive:
        codes = archive["Altitude"][rows, cols].astype(np.float32)
    heights = np.where(codes == NO_DATA, np.nan, codes * METRES_PER_CODE + LOWEST_M).astype(np.float32)
    return RasterSource(heights, Affine(STEP, 0.0, cols.start * STEP - 180.0, 0.0, -STEP, 90.0 - rows.start * STEP))
