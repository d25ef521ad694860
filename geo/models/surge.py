"""Tsunami and storm surge at screening level: how high the sea would have to stand at the shore to reach a place.

A wave of height H at the shore runs x = 0.06 H^(4/3) / n^2 metres over flat ground of roughness n before friction stops
it. Turned round, a place at distance x is reached by waves above (x n^2 / 0.06)^(3/4) metres, and its height comes on
top. This is no inundation model: bays, rivers, dikes and the shape of the ground are not in it.

References
----------
Reach on flat ground: Hills and Mader (1997), Tsunami produced by the impacts of small asteroids, Annals of the New York
Academy of Sciences 822, 381-394; n = 0.03 for built-up land as in Bryant (2014), Tsunami: the underrated hazard, 3rd
edition, chapter 2. Neither was read again for this: unverified.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]
ROUGHNESS = 0.03
REACH_CONSTANT = 0.06
COAST_DOUBT_KM = 1.0
"""The coast is known to about 1 km: so much is taken off before distance counts."""
HEIGHT_DOUBT_M = 28.0
"""A 9 km mean in steps of 28 m hides low ground: one step is taken off before height counts."""


def friction_height_m(coast_km: Floats, roughness: float = ROUGHNESS) -> Floats:
    """Wave height at the shore [m] whose run over flat ground ends at a distance from the coast [km]."""
    root = np.sqrt(np.asarray(coast_km) * (1000.0 * roughness**2 / REACH_CONSTANT))
    return np.asarray(root * np.sqrt(root))  # to the power of 3/4: two roots are a tenth of the work


def run_km(wave_m: Floats, roughness: float = ROUGHNESS) -> Floats:
    """Distance [km] that a wave of some height at the shore [m] runs over flat ground."""
    return np.asarray(REACH_CONSTANT * np.asarray(wave_m) ** (4.0 / 3.0) / roughness**2 / 1000.0)


def credited_coast_km(coast_km: Floats) -> Floats:
    """What of a distance to the coast [km] is sure enough to count."""
    return np.asarray(np.maximum(np.asarray(coast_km) - COAST_DOUBT_KM, 0.0))


def credited_height_m(coarse_height_m: Floats) -> Floats:
    """What of a coarse mean height [m] is sure enough to count; unknown height counts nothing."""
    return np.asarray(np.maximum(np.nan_to_num(coarse_height_m, nan=0.0) - HEIGHT_DOUBT_M, 0.0))


def reaching_wave_m(coast_km: Floats, coarse_height_m: Floats) -> Floats:
    """Wave height at the nearest shore [m] that would just reach a place.

    Parameters
    ----------
    coast_km : float array
        Distance to the sea [km].
    coarse_height_m : float array
        Lowest mean height of the 9 km cells round the place [m], NaN where unknown.
    """
    return friction_height_m(credited_coast_km(coast_km)) + credited_height_m(coarse_height_m)
