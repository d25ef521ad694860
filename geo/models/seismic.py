"""Earthquake hazard in one metric for both countries: peak ground acceleration with 10 % probability in 50 years.

References
----------
Hazard factor Z of AS 1170.4-2007: peak ground acceleration [g] on rock, annual probability 1/500, which is 10 % in 50
years (Australian Building Codes Board; Standards Australia).
JMA intensity 6-lower or more is about 0.40 g or more at the ground surface: Bozkurt, Stein and Toda (2007),
Forecasting probabilistic seismic shaking for greater Tokyo from 400 years of intensity observations, Earthquake Spectra
23, 525-546.
Intensity from peak velocity v [cm/s], I = 2.002 + 2.603 log v - 0.213 (log v)^2, and 2.165 + 2.262 log v below 7 cm/s:
Fujimoto and Midorikawa (2005), as public programs apply it (second-hand). J-SHIS itself takes velocity on the bedrock,
amplifies it to the surface and turns it into intensity (NIED, J-SHIS map 257, section 2.4).
JMA instrumental intensity I = 2 log a0 + 0.94, 6-lower from 5.5: notice of the agency of 15 February 1996.
Slope of the hazard curve, k "generally of the order of 3": EN 1998-1:2004, 2.1 (4), note: unverified.
Poisson arrivals: Cornell (1968), Engineering seismic risk analysis, BSSA 58, 1583-1606.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo.errors import InputError

Floats = NDArray[np.floating[Any]]
SIX_LOWER_G = 0.40
"""Acceleration [g] at the ground surface that stands for JMA intensity 6-lower."""
SIX_LOWER = 5.5
"""JMA instrumental intensity at which 6-lower begins."""
WEAK_CM_S = 7.0
"""Peak velocity [cm/s] below which intensity (about 4) follows the line for weak shaking."""
CURVE_SLOPES = (2.0, 3.0, 4.0)
"""Steepness of the hazard curve on logarithmic axes: low, central, high."""
MESH_FACTOR = 1.5
"""Acceleration turned from intensity is taken as good to this factor (assumption)."""
TOWN_FACTORS = (0.5, 2.0)
"""A mean of NSHA18 is taken as good to these factors (assumption: its fractiles were not read)."""
BEDROCK_FACTORS = (1.0, 3.0)
"""Surface over bedrock where neither is known (assumption: factors of velocity in J-SHIS reach 3.0; under 1 is cut)."""
METRIC_YEARS, METRIC_PROBABILITY = 50.0, 0.10


def probability_over(years: float, probability: float, known_years: float) -> float:
    """Probability of exceedance over some years, given that over `known_years`, for Poisson arrivals."""
    if not 0.0 <= probability < 1.0 or years <= 0 or known_years <= 0:
        raise InputError(
            "a probability of exceedance cannot be converted",
            where="probability_over",
            found=f"{probability:g} in {known_years:g} years, to {years:g} years",
            allowed="0 <= probability < 1, years above 0",
        )
    return 1.0 - math.pow(1.0 - probability, years / known_years)


def acceleration_bounds(probability_30: float, level_g: float = SIX_LOWER_G) -> tuple[float, float]:
    """Least and greatest PGA [g] of 10 % in 50 years that a probability of 6-lower in 30 years allows.

    The curve of exceedance falls with acceleration: where shaking of `level_g` is likelier than 10 % in 50 years, the
    sought acceleration is at least that; where it is rarer, at most that. How far away it lies is not known.

    Parameters
    ----------
    probability_30 : float
        Probability [0, 1) of JMA intensity 6-lower or more within 30 years, at the ground surface.

    Returns
    -------
    (low, high)
        In g; 0 or infinity where that side is open.
    """
    over_50 = probability_over(METRIC_YEARS, probability_30, 30.0)
    return (level_g, math.inf) if over_50 >= METRIC_PROBABILITY else (0.0, level_g)


def surface_pga_g(intensity: Floats) -> Floats:
    """Acceleration [g] that goes with a JMA instrumental intensity, at the surface or on the bedrock.

    The intensity rises by two for every factor of ten of acceleration (its definition, I = 2 log a0 + 0.94), and 5.5,
    the lower end of 6-lower, goes with 0.40 g. a0 is filtered and held for 0.3 s, so a single record can differ by a
    factor of about 1.5 (assumption).
    """
    return np.asarray(SIX_LOWER_G * 10.0 ** ((np.asarray(intensity) - SIX_LOWER) / 2.0))


def intensity_of_velocity(velocity_cm_s: Floats) -> Floats:
    """JMA instrumental intensity that goes with a peak ground velocity [cm/s]; NaN for none."""
    known = np.asarray(velocity_cm_s, dtype=float)
    log = np.log10(np.where(known > 0, known, np.nan))
    return np.where(known < WEAK_CM_S, 2.165 + 2.262 * log, 2.002 + 2.603 * log - 0.213 * log**2)


def acceleration_range(probability_30: float) -> tuple[float, float, float]:
    """Low, central and high PGA [g] of 10 % in 50 years from the probability of 6-lower in 30 years.

    The hazard curve is taken as a power law through the one point that is known: the rate of exceedance falls as the
    acceleration to the power k, k about 3 (EN 1998-1, 2.1) and between 2 and 4 (assumption).
    """
    rate = -math.log1p(-probability_over(1.0, probability_30, 30.0))
    sought = -math.log1p(-METRIC_PROBABILITY) / METRIC_YEARS
    found = [SIX_LOWER_G * math.pow(rate / sought, 1.0 / k) for k in CURVE_SLOPES]
    return min(found), found[1], max(found)


def per_decade(count: float, first_year: int, last_year: int) -> float:
    """Events a decade over whole calendar years, both ends counted."""
    if last_year < first_year:
        raise InputError("a period ends before it begins", where="per_decade", found=f"{first_year}-{last_year}")
    return 10.0 * count / (last_year - first_year + 1)
