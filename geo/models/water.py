"""Water: how dry the climate is, and what a campus would evaporate.

References
----------
Potential evapotranspiration: Thornthwaite (1948), An approach toward a rational classification of climate, Geographical
Review 38, 55-94; above 26.5 degrees C the table of Thornthwaite as fitted by Willmott, Rowe and Mintz (1985),
Climatology of the terrestrial seasonal water cycle, Journal of Climatology 5, 589-606.
Aridity index P / PET and its classes: UNEP (1992), World atlas of desertification, which uses Thornthwaite's PET.
De Martonne (1926), Une nouvelle fonction climatologique: l'indice d'aridite, La Meteorologie 2, 449-458.
Day length: Cooper (1969), The absorption of radiation in solar stills, Solar Energy 12, 333-346 (declination).
Baseline water stress: Kuzma et al. (2023), Aqueduct 4.0: updated decision-relevant global water risk indicators, World
Resources Institute; categories at 10, 20, 40 and 80 %.
Indirect water 4.52 L/kWh: Shehabi et al. (2024), United States data center energy usage report, LBNL-2001637.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]
DAYS = np.array([31, 28.25, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
MIDDLE_DAY = np.cumsum(DAYS) - DAYS / 2
HOT_C = 26.5
ARIDITY_CLASSES = ((0.05, "hyper-arid"), (0.20, "arid"), (0.50, "semi-arid"), (0.65, "dry sub-humid"))
STRESS_CLASSES = (
    (10.0, "low"),
    (20.0, "low to medium"),
    (40.0, "medium to high"),
    (80.0, "high"),
    (float("inf"), "extremely high"),
)
"""Baseline water stress, demand over renewable supply [%]: upper end and word of each category (Aqueduct 4.0)."""
HIGH_STRESS_PERCENT = 40.0
SEMI_ARID = 0.50
LEAST_ML_PER_DAY = 0.5
"""Water below this is what a few hundred households use (assumption); no drinking water supply notices it."""
INDIRECT_L_PER_KWH = 4.52
"""Water used by the generation of a mean kilowatt-hour in the United States; neither country's own figure."""


def day_length_h(lat: Floats) -> Floats:
    """Hours from sunrise to sunset in the middle of each month (12, ...) at a latitude [degrees]."""
    day = MIDDLE_DAY.reshape(12, *([1] * np.ndim(lat)))
    declination = np.radians(23.45 * np.sin(2 * np.pi * (284 + day) / 365))
    cosine = np.clip(-np.tan(np.radians(lat)) * np.tan(declination), -1.0, 1.0)
    return np.asarray(24.0 / np.pi * np.arccos(cosine))


def thornthwaite_mm(monthly_c: Floats, lat: Floats) -> Floats:
    """Potential evapotranspiration of each month [mm] (12, ...).

    Parameters
    ----------
    monthly_c : float array (12, ...)
        Monthly mean temperature [degrees C]; months at or below 0 evaporate nothing.
    lat : float array (...)
        Latitude [degrees].
    """
    warm = np.maximum(monthly_c, 0.0)
    index = ((warm / 5.0) ** 1.514).sum(axis=0)
    power = 6.75e-7 * index**3 - 7.71e-5 * index**2 + 1.792e-2 * index + 0.49239
    with np.errstate(divide="ignore", invalid="ignore"):
        mild = np.where(warm > 0, 16.0 * (10.0 * warm / index) ** power, 0.0)
    hot = -415.85 + 32.24 * warm - 0.43 * warm**2
    standard = np.where(warm >= HOT_C, hot, mild)
    days = DAYS.reshape(12, *([1] * (np.ndim(monthly_c) - 1)))
    return np.asarray(np.where(np.isnan(monthly_c), np.nan, standard) * days / 30.0 * day_length_h(lat) / 12.0)


def aridity_index(precipitation_mm: Floats, evaporation_mm: Floats) -> Floats:
    """Yearly precipitation over yearly potential evapotranspiration: below 0.2 arid, above 0.65 humid."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.asarray(precipitation_mm) / np.asarray(evaporation_mm))


def aridity_class(index: float) -> str:
    """UNEP's word for an aridity index."""
    return next((name for below, name in ARIDITY_CLASSES if index < below), "humid")


def stress_class(category: float) -> str:
    """The word for an Aqueduct category 0 to 4; -1 is a basin with little water and use, anything else no data."""
    if category in range(len(STRESS_CLASSES)):
        return STRESS_CLASSES[int(category)][1]
    return "arid, little use" if category == -1 else "no data"


def wants_non_potable(stress_percent: float | None, aridity: float | None, use_ml_per_day: float) -> bool | None:
    """Whether cooling water should not be drinking water: much is used, and the basin is stressed or the climate dry.

    Water stress speaks where it is known (40 % and more is high), else the aridity index (below 0.5 is semi-arid or
    drier). None where neither is known. Says nothing of whether such water can be had.
    """
    if use_ml_per_day < LEAST_ML_PER_DAY:
        return False
    if stress_percent is not None:
        return stress_percent >= HIGH_STRESS_PERCENT
    return None if aridity is None else aridity < SEMI_ARID


def de_martonne(precipitation_mm: Floats, mean_c: Floats) -> Floats:
    """De Martonne's aridity index P / (T + 10) [mm/K]: below 10 arid, above 20 without a water deficit."""
    return np.asarray(np.asarray(precipitation_mm) / (np.asarray(mean_c) + 10.0))


def water_ml_per_day(load_mw: float, pue: Floats, wue_l_per_kwh: Floats) -> Floats:
    """Water evaporated on site [megalitre a day] by a campus of a grid load, run flat out.

    Parameters
    ----------
    load_mw : float
        Load on the grid [MW]; the IT load is load / PUE.
    pue, wue_l_per_kwh : float array
        Yearly means; WUE per kWh of IT.
    """
    it_kwh_per_day = load_mw / np.asarray(pue) * 1000.0 * 24.0
    return np.asarray(it_kwh_per_day * np.asarray(wue_l_per_kwh) / 1e6)
