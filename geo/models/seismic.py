"""Earthquake hazard in one metric for both countries: peak ground acceleration with 10 % probability in 50 years.

References
----------
Hazard factor Z of AS 1170.4-2007: peak ground acceleration [g] on rock, annual probability 1/500, which is 10 % in 50
years (Australian Building Codes Board; Standards Australia).
JMA intensity 6-lower or more is about 0.40 g or more at the ground surface: Bozkurt, Stein and Toda (2007),
Forecasting probabilistic seismic shaking for greater Tokyo from 400 years of intensity observations, Earthquake Spectra
23, 525-546.
Poisson arrivals: Cornell (1968), Engineering seismic risk analysis, BSSA 58, 1583-1606.
"""

from __future__ import annotations

import math

from geo.errors import InputError

SIX_LOWER_G = 0.40
"""Acceleration [g] at the ground surface that stands for JMA intensity 6-lower."""
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


def per_decade(count: float, first_year: int, last_year: int) -> float:
    """Events a decade over whole calendar years, both ends counted."""
    if last_year < first_year:
        raise InputError("a period ends before it begins", where="per_decade", found=f"{first_year}-{last_year}")
    return 10.0 * count / (last_year - first_year + 1)
