"""Tropical cyclones: one wind for all agencies, and the stretch of a track on which a storm blows at a force.

References
----------
Ten-minute wind = 0.93 x one-minute wind at sea: Harper, Kepert and Ginger (2010), Guidelines for converting between
various wind averaging periods in tropical cyclone conditions, WMO/TD-No. 1555, table 1.2.
Hurricane force (Beaufort 12) 64 kt and gale force (Beaufort 8) 34 kt, ten-minute mean: WMO-No. 8 (2018), part I, 5.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]
HURRICANE_KT, GALE_KT = 64.0, 34.0
TEN_MINUTE_SHARE = 0.93
METRES_PER_SECOND = 0.514444
LONGEST_STEP_H = 12.5
"""Fixes farther apart in time are not joined: the storm was not watched."""
Stretch = list[tuple[float, float]]


def ten_minute_kt(one_minute_kt: Floats) -> Floats:
    """Ten-minute mean wind [kt] at sea of a one-minute mean [kt]."""
    return np.asarray(TEN_MINUTE_SHARE * np.asarray(one_minute_kt, dtype=np.float64))


def stretches(hours: Floats, lon: Floats, lat: Floats, wind_kt: Floats, force_kt: float) -> list[Stretch]:
    """Parts of one track on which the wind reaches a force, wind and place running straight between fixes.

    Parameters
    ----------
    hours : float array (n,)
        Time of the fixes [h], rising.
    lon, lat : float array (n,)
        Places of the fixes [degrees]; longitudes run on past 180.
    wind_kt : float array (n,)
        Ten-minute wind [kt]; NaN breaks the track.
    force_kt : float
        Least wind [kt].

    Returns
    -------
    list of lists of (lon, lat)
        Each of two or more places, or of one where a single fix alone reaches the force.
    """
    found: list[Stretch] = []
    for i in range(len(hours)):
        joined = i > 0 and hours[i] - hours[i - 1] <= LONGEST_STEP_H
        strong = bool(wind_kt[i] >= force_kt)
        before = joined and bool(wind_kt[i - 1] >= force_kt)
        here = (float(lon[i]), float(lat[i]))
        if strong and not before:
            crossing = _crossing(lon, lat, wind_kt, i, force_kt) if joined else None
            found.append([crossing, here] if crossing else [here])
        elif strong:
            found[-1].append(here)
        elif before:
            crossing = _crossing(lon, lat, wind_kt, i, force_kt)
            if crossing:
                found[-1].append(crossing)
    return found


def _crossing(lon: Floats, lat: Floats, wind_kt: Floats, i: int, force_kt: float) -> tuple[float, float] | None:
    """Where between fixes i - 1 and i the wind is just the force; None where a wind is unknown or equal to it."""
    before, after = float(wind_kt[i - 1]), float(wind_kt[i])
    if not (np.isfinite(before) and np.isfinite(after)) or before == after or force_kt in (before, after):
        return None
    share = (force_kt - before) / (after - before)
    return float(lon[i - 1] + share * (lon[i] - lon[i - 1])), float(lat[i - 1] + share * (lat[i] - lat[i - 1]))
