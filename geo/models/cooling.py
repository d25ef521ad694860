"""What the climate makes of cooling: degree days, power and water usage effectiveness, hours of free cooling.

Monthly means give a range, not a figure: hot spells inside a month are not in them. PUE and WUE are therefore the
published 5th to 95th percentiles of a climate zone, with the middle as the central value (assumption), joined by
straight lines over the cooling degree days at the middle of each zone.

References
----------
PUE and WUE of air economisers with adiabatic cooling by ASHRAE zone: Lei, Lu, Shehabi and Masanet (2025), The water use
of data center workloads, Resources, Conservation and Recycling 219, 108310. The figures are second-hand: the abstract
was read, the tables of the paper were not.
Climate zones: Briggs, Lucas and Taylor (2003), Climate classification for building energy codes and standards, ASHRAE
Transactions 109; thresholds as in ASHRAE 90.1-2004, appendix B (base 10 and 18 degrees C).
Degree days from monthly means: Erbs, Klein and Beckman (1983), Estimation of degree-days and ambient temperature bin
data from monthly-average temperatures, ASHRAE Journal 25 (6), 60-65.
Inlet 18 to 27 degrees C, facility water classes W32 and W40: ASHRAE TC 9.9, Thermal guidelines for data processing
environments, 5th edition (2021).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]
DAYS = np.array([31, 28.25, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
HOURS_PER_DAY = 24.0
SPREAD_K = 5.0
"""Standard deviation of hourly temperature about its monthly mean [K], day and night plus weather: assumption."""
SPREAD_RANGE_K = (3.0, 7.0)


@dataclass(frozen=True)
class Range:
    """Low, central and high value of one quantity; arrays of one shape."""

    low: Floats
    central: Floats
    high: Floats


@dataclass(frozen=True)
class CoolingType:
    """A way to cool without compressors, and the outdoor temperature [degrees C] up to which it does."""

    title: str
    bulb: Literal["dry", "wet"]
    limit_c: float
    why: str
    overhead: tuple[float, float] | None = None
    """Power of everything but compressors [kWh per kWh of IT], low and high; None where PUE is published by zone."""
    evaporates: tuple[float, float] | None = None
    """Share of the heat that leaves as vapour, low and high; None where WUE is published by zone."""


COOLING_TYPES: Mapping[str, CoolingType] = MappingProxyType(
    {
        "air": CoolingType("Outside air", "dry", 24.0, "27 degree inlet less 3 K of exchanger and fan: assumption"),
        "tower": CoolingType(
            "Cooling tower on chilled water",
            "wet",
            12.0,
            "18 degree water less 6 K of tower and exchanger: assumption",
            overhead=(0.09, 0.16),
            evaporates=(0.80, 0.95),
        ),
        "liquid": CoolingType(
            "Direct liquid with dry coolers",
            "dry",
            32.0,
            "W40: 40 degree water less 8 K of the dry cooler: assumption",
            overhead=(0.05, 0.12),
            evaporates=(0.0, 0.0),
        ),
    }
)

COMPRESSOR = (0.14, 0.25)
"""Power of compressors while they run [kWh per kWh of heat]: coefficients of performance of 7 and 4, assumption."""
LATENT_MJ_PER_KG = 2.45
"""Heat that a kilogram of water takes up as it evaporates at about 20 degrees C."""
BLOWDOWN = (1.20, 1.33)
"""Make-up over evaporation at 6 and 4 cycles of concentration, n / (n - 1): assumption."""

ZONE_CENTRE_CDD10 = np.array([1000.0, 2000.0, 3000.0, 4250.0, 5500.0])
"""Cooling degree days (base 10) at the middle of zones 5 and 6 pooled, 4, 3, 2, 1; those of 4 and 5-6 are assumptions.

Zone 6 is published above zone 5; cold is not made a penalty here, so the two are pooled.
"""
PUE_LOW = np.array([1.0675, 1.085, 1.09, 1.13, 1.20])
PUE_HIGH = np.array([1.165, 1.20, 1.22, 1.29, 1.26])
WUE_LOW = np.array([0.15, 0.3, 0.4, 0.65, 0.65])
WUE_HIGH = np.array([0.7, 1.1, 1.15, 2.0, 2.0])
"""Zone 5 only for the cool end; zone 1 is not published and is held at zone 2."""


def monthly_degree_days(monthly_c: Floats, base_c: float, side: Literal["cooling", "heating"]) -> Floats:
    """Degree days [K day] of each month, from monthly means, by Erbs, Klein and Beckman.

    Parameters
    ----------
    monthly_c : float array (12, ...)
        Mean temperature of January to December [degrees C].
    base_c : float
        Base temperature [degrees C].
    side : {"cooling", "heating"}
        Days above the base, or below it.
    """
    days = DAYS.reshape(12, *([1] * (np.ndim(monthly_c) - 1)))
    spread = 1.45 - 0.0290 * monthly_c + 0.0664 * np.std(monthly_c, axis=0)
    spread = np.maximum(spread, 0.1)
    away = (monthly_c - base_c) if side == "cooling" else (base_c - monthly_c)
    h = away / (spread * np.sqrt(days))
    a = 1.698 * np.sqrt(days)
    return np.asarray(spread * days**1.5 * (h / 2 + np.logaddexp(-a * h, a * h) / (2 * a)))


def degree_days(monthly_c: Floats, base_c: float, side: Literal["cooling", "heating"]) -> Floats:
    """Degree days of the year [K day]; see `monthly_degree_days`."""
    return np.asarray(monthly_degree_days(monthly_c, base_c, side).sum(axis=0))


def climate_zone(cdd10: Floats, hdd18: Floats) -> Floats:
    """Thermal climate zone 1 (very hot) to 8 (subarctic) of ASHRAE 90.1-2004; marine and dry letters are not told."""
    warm = np.select([cdd10 > 5000, cdd10 > 3500, cdd10 > 2500], [1.0, 2.0, 3.0], 0.0)
    cold = np.select(
        [hdd18 <= 2000, hdd18 <= 3000, hdd18 <= 4000, hdd18 <= 5000, hdd18 <= 7000], [3.0, 4.0, 5.0, 6.0, 7.0], 8.0
    )
    zone = np.where(warm > 0, warm, cold)
    return np.where(np.isnan(cdd10) | np.isnan(hdd18), np.nan, zone)


def _between_zones(cdd10: Floats, low: Floats, high: Floats) -> Range:
    bottom, top = np.interp(cdd10, ZONE_CENTRE_CDD10, low), np.interp(cdd10, ZONE_CENTRE_CDD10, high)
    return Range(np.asarray(bottom), np.asarray((bottom + top) / 2), np.asarray(top))


def pue(cdd10: Floats) -> Range:
    """Yearly power usage effectiveness [kWh grid per kWh IT] where the year has so many cooling degree days (base 10).

    Held at the outermost zones. Dry zones take the figure of humid ones of the same warmth: an upper estimate.
    """
    return _between_zones(cdd10, PUE_LOW, PUE_HIGH)


def wue(cdd10: Floats) -> Range:
    """Water evaporated on site [litre per kWh IT] by an adiabatic economiser; see `pue`."""
    return _between_zones(cdd10, WUE_LOW, WUE_HIGH)


def hours_below(monthly_c: Floats, limit_c: float, spread_k: float = SPREAD_K) -> Floats:
    """Hours of a mean year (0 to 8,766) in which the temperature does not exceed a limit.

    Parameters
    ----------
    monthly_c : float array (12, ...)
        Monthly mean of the dry or wet bulb [degrees C].
    limit_c : float
        Temperature up to which no compressor runs [degrees C].
    spread_k : float
        Standard deviation of the hours about the monthly mean [K]; they are taken as normally distributed.
    """
    from scipy.special import ndtr

    share = ndtr((limit_c - np.asarray(monthly_c)) / spread_k)
    return np.asarray(np.tensordot(DAYS * HOURS_PER_DAY, share, axes=1))


def free_hours(key: str, monthly_c: Floats) -> Range:
    """Hours of a mean year in which a type of cooling runs without compressors, over the range of spreads.

    Parameters
    ----------
    key : str
        One of `COOLING_TYPES`.
    monthly_c : float array (12, ...)
        Monthly means of the bulb of that type [degrees C].
    """
    limit = COOLING_TYPES[key].limit_c
    spreads = (SPREAD_RANGE_K[0], SPREAD_K, SPREAD_RANGE_K[1])
    ends = np.stack([hours_below(monthly_c, limit, spread) for spread in spreads])
    return Range(ends.min(axis=0), ends[1], ends.max(axis=0))


def pue_of(key: str, monthly_dry_c: Floats, hours: Range) -> Range:
    """Yearly power usage effectiveness of a type of cooling.

    Outside air: as published by climate zone (`pue`). The others: what fans, pumps and the power chain take all year,
    and compressors in the hours that are not free.
    """
    overhead = COOLING_TYPES[key].overhead
    if overhead is None:
        return pue(degree_days(monthly_dry_c, 10.0, "cooling"))
    year = float(DAYS.sum() * HOURS_PER_DAY)
    least, most = 1.0 - hours.high / year, 1.0 - hours.low / year
    low = 1.0 + overhead[0] + COMPRESSOR[0] * least
    high = 1.0 + overhead[1] + COMPRESSOR[1] * most
    return Range(np.asarray(low), np.asarray((low + high) / 2), np.asarray(high))


def wue_of(key: str, monthly_dry_c: Floats) -> Range:
    """Water evaporated and blown down on site [litre per kWh IT] by a type of cooling.

    Outside air with adiabatic pads: as published by climate zone (`wue`). A tower: the share of the heat that leaves as
    vapour, at 3.6 MJ a kWh over the latent heat, and the make-up for blowdown. A closed dry system: none.
    """
    evaporates = COOLING_TYPES[key].evaporates
    if evaporates is None:
        return wue(degree_days(monthly_dry_c, 10.0, "cooling"))
    low, high = (3.6 / LATENT_MJ_PER_KG * share * more for share, more in zip(evaporates, BLOWDOWN, strict=True))
    shape = np.shape(monthly_dry_c)[1:]
    return Range(np.full(shape, low), np.full(shape, (low + high) / 2), np.full(shape, high))
