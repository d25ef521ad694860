"""How much land a campus takes, and how much of the land around a place is open and level enough to build on.

Screening level: land cover cells of about 5.5 km and mean heights of about 9 km say what the country is like, not what
a parcel is. Ownership, zoning and protection are not in it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo.errors import InputError

Floats = NDArray[np.floating[Any]]

LOW_MW_PER_HA, CAMPUS_MW_PER_HA, HIGH_MW_PER_HA = 3.0, 10.0, 30.0
"""Grid load [MW] on a hectare of campus: spread out, central, stacked. Published campuses reach from 2.2 (2 GW on 2,250
acres in Louisiana) over 22 (1 GW on 45 ha in Tsukuba) to 39 (320 MW on 8.3 ha in western Sydney): `campus_density.csv`.
The central value is an assumption between them: 300 MW then take 30 ha."""

SEARCH_FACTOR = 10.0
"""Search radius over the campus's own radius (assumption): the campus then takes 1 % of the land searched."""

METRES_PER_DEGREE = 111_195.0
"""Length of a degree on a sphere of 6,371 km [m]."""

LOAD_CLASSES_MW = (500.0, 2000.0)
"""Loads that share one search radius, by their upper end, so that fields do not depend on the exact load."""

OPEN_SHARE = {
    0: 0.0, 1: 0.2, 2: 0.2, 3: 0.2, 4: 0.2, 5: 0.2, 6: 0.8, 7: 0.9, 8: 0.55, 9: 0.8, 10: 0.95,
    11: 0.0, 12: 0.9, 13: 0.15, 14: 0.7, 15: 0.0, 16: 0.9,
}  # fmt: skip
"""Share of a land cover cell (IGBP class) that is neither water, wetland, ice, trees nor buildings.

From the definitions of the classes in the MODIS land cover user guide (Sulla-Menashe and Friedl 2018): forests have
more than 60 % tree cover (middle 80 %), woody savannas 30-60 % (45 %), savannas 10-30 % (20 %), grassland under 10 %;
urban cells at least 30 % hard surface. The shares of urban cells, shrubs, crops and crop mosaics are assumptions."""

LEVEL_SLOPE_PERCENT = 5.0
"""Steepest slope [%] on which halls and yards are laid out without terraces: assumption."""

LEVEL_SHARE = ((0.0, 1.0), (100.0, 0.9), (300.0, 0.5), (1000.0, 0.0))
"""Share of level land by relief [m] of the 25 km neighbourhood: assumption."""


def campus_area_ha(load_mw: float, mw_per_ha: float = CAMPUS_MW_PER_HA) -> float:
    """Land that a campus takes [ha] at a load [MW] and a density [MW/ha]."""
    if not (math.isfinite(load_mw) and load_mw > 0 and math.isfinite(mw_per_ha) and mw_per_ha > 0):
        raise InputError("load and density must be positive", where="campus_area_ha", found=f"{load_mw}, {mw_per_ha}")
    return load_mw / mw_per_ha


def campus_radius_km(load_mw: float, mw_per_ha: float = CAMPUS_MW_PER_HA) -> float:
    """Radius [km] of the disc as large as the campus (100 ha are 1 km2)."""
    return math.sqrt(campus_area_ha(load_mw, mw_per_ha) / 100.0 / math.pi)


def search_radius_km(load_mw: float, mw_per_ha: float = CAMPUS_MW_PER_HA) -> float:
    """Radius [km] within which land for the campus is looked for: ten times its own."""
    return SEARCH_FACTOR * campus_radius_km(load_mw, mw_per_ha)


def load_class_mw(load_mw: float) -> float:
    """Upper end [MW] of the load class that a load belongs to; the last class holds everything above."""
    return next((top for top in LOAD_CLASSES_MW if load_mw <= top), LOAD_CLASSES_MW[-1])


def open_share(igbp: NDArray[Any]) -> Floats:
    """Open share (0 to 1) of cells by IGBP class; NaN for a class that is not listed."""
    table = np.full(256, np.nan, np.float32)
    for code, share in OPEN_SHARE.items():
        table[code] = share
    known = np.isfinite(igbp) & (igbp >= 0) & (igbp <= 255)
    return table[np.where(known, igbp, 255).astype(np.int64)]


def relief_m(heights: Floats) -> Floats:
    """Highest minus lowest [m] among each cell of a height raster and its eight neighbours; unknown is sea level."""
    from scipy import ndimage

    filled = np.where(np.isnan(heights), 0.0, heights)
    spread: Floats = ndimage.maximum_filter(filled, size=3) - ndimage.minimum_filter(filled, size=3)
    return spread


def level_share(relief: Floats) -> Floats:
    """Level share (0 to 1) by relief [m]; NaN stays NaN."""
    points = np.array(LEVEL_SHARE)
    return np.asarray(np.interp(relief, points[:, 0], points[:, 1]))


def slope_percent(heights: Floats, lat: float, step_degrees: float) -> Floats:
    """Slope [%] of a height raster [m] in degrees, by central differences; NaN where a neighbour is unknown.

    Parameters
    ----------
    heights : float array (rows, columns)
    lat : float
        Latitude of the middle of the raster [degrees], for the width of a cell.
    step_degrees : float
        Side of a cell [degrees].
    """
    north_m = step_degrees * METRES_PER_DEGREE
    down, across = np.gradient(heights, north_m, north_m * math.cos(math.radians(lat)))
    return np.asarray(100.0 * np.hypot(down, across))


def buildable_percent(igbp: NDArray[Any], relief: Floats) -> Floats:
    """Open and level share of cells [%]: the two taken as independent."""
    return 100.0 * open_share(igbp) * level_share(relief)


def campuses_that_fit(share_percent: float, radius_km: float, load_mw: float) -> float:
    """How many campuses of a load the buildable land within a radius would hold, before anyone owns it."""
    land_ha = share_percent / 100.0 * math.pi * radius_km**2 * 100.0
    return land_ha / campus_area_ha(load_mw)


def density_range(mw: Sequence[float], ha: Sequence[float]) -> tuple[float, float, float]:
    """Least, median and greatest density [MW/ha] of published campuses."""
    density = np.asarray(mw, dtype=float) / np.asarray(ha, dtype=float)
    return float(density.min()), float(np.median(density)), float(density.max())
