"""Moist air: vapour pressure, relative humidity and wet bulb from what climate data give.

References
----------
Saturation pressure: Bolton (1980), The computation of equivalent potential temperature, Monthly Weather Review 108,
1046-1053, equation 10 (within 0.3 % from -35 to 35 degrees C).
Pressure at height: ICAO standard atmosphere (1993), doc 7488.
Wet bulb: Stull (2011), Wet-bulb temperature from relative humidity and air temperature, Journal of Applied Meteorology
and Climatology 50, 2267-2269, equation 1 (sea-level pressure, relative humidity 5 to 99 %, -20 to 50 degrees C, not in
air both cold and dry; within -1 to 0.65 K).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]
MOLAR_MASS_RATIO = 0.622
"""Water vapour to dry air."""
VAPOUR_K_PER_HPA = 216.7
"""Absolute humidity [g/m3] = 216.7 e [hPa] / T [K]: the gas law of water vapour, R = 461.5 J/(kg K)."""
KELVIN = 273.15


def saturation_hpa(air_c: Floats) -> Floats:
    """Saturation vapour pressure over water [hPa] at an air temperature [degrees C]."""
    return np.asarray(6.112 * np.exp(17.67 * air_c / (air_c + 243.5)))


def pressure_hpa(height_m: Floats) -> Floats:
    """Pressure [hPa] of the standard atmosphere at a height [m] below 11 km."""
    return np.asarray(1013.25 * (1.0 - 2.25577e-5 * height_m) ** 5.25588)


def relative_humidity(air_c: Floats, specific_g_kg: Floats, height_m: Floats) -> Floats:
    """Relative humidity [%], at most 100, of air with a specific humidity [g/kg] at a height [m]."""
    q = np.asarray(specific_g_kg) / 1000.0
    vapour = q * pressure_hpa(height_m) / (MOLAR_MASS_RATIO + (1.0 - MOLAR_MASS_RATIO) * q)
    return np.asarray(np.minimum(100.0 * vapour / saturation_hpa(air_c), 100.0))


def relative_humidity_of_density(air_c: Floats, density_g_m3: Floats) -> Floats:
    """Relative humidity [%], at most 100, of air that holds so much water vapour [g/m3]."""
    vapour = np.asarray(density_g_m3) * (np.asarray(air_c) + KELVIN) / VAPOUR_K_PER_HPA
    return np.asarray(np.minimum(100.0 * vapour / saturation_hpa(air_c), 100.0))


def wet_bulb_c(air_c: Floats, humidity_percent: Floats) -> Floats:
    """Wet-bulb temperature [degrees C], never above the air's.

    Parameters
    ----------
    air_c : float array
        Air temperature [degrees C], -20 to 50.
    humidity_percent : float array
        Relative humidity [%]; the formula is fitted for 5 to 99 and is held to that.
    """
    rh = np.clip(humidity_percent, 5.0, 99.0)
    wet = (
        air_c * np.arctan(0.151977 * np.sqrt(rh + 8.313659))
        + np.arctan(air_c + rh)
        - np.arctan(rh - 1.676331)
        + 0.00391838 * rh**1.5 * np.arctan(0.023101 * rh)
        - 4.686035
    )
    return np.asarray(np.minimum(wet, air_c))
