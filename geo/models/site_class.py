"""Ground under a place: its site class by the slope of the land, and how much more than rock it shakes. Screening.

References
----------
Factors: AS 1170.4-2007, table 6.4, spectral shape factor at period 0 (peak acceleration over that on rock, class Be):
0.8, 1.0, 1.3, 1.1, 1.1 for sub-soil classes Ae to Ee; read in a public transcription of the table (Constratum 2023).
Rock is Vs30 above 360 m/s in the standard (clause 4.2): unverified.
Vs30 by slope in stable continents: Wald and Allen (2007), Topographic slope as a proxy for seismic site conditions and
amplification, BSSA 97, 1379-1395; the table as the United States Geological Survey applies it in its global map of Vs30
(github.com/usgs/earthquake-global_vs30, src/grad2vs30.c), on slopes of 30 arc-seconds.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]

ROCK, SOIL, ANY = ("Ae", "Be"), ("Ce", "De", "Ee"), ("Ae", "Be", "Ce", "De", "Ee")
SITE_FACTOR = {"Ae": 0.8, "Be": 1.0, "Ce": 1.3, "De": 1.1, "Ee": 1.1}
"""Peak ground acceleration over that on rock (class Be), by sub-soil class: strong rock, rock, shallow soil, deep or
soft soil, very soft soil."""
ROCK_VS30 = 360.0
"""Mean shear wave velocity of the upper 30 m [m/s] from which the ground counts as rock."""
STABLE_SLOPES = (2.0e-5, 2.0e-3, 4.0e-3, 7.2e-3, 0.013, 0.018, 0.025)
"""Slope [m/m] at the edges of the classes of Wald and Allen for stable continents."""
STABLE_VS30 = (180.0, 240.0, 300.0, 360.0, 490.0, 620.0, 760.0)
"""Vs30 [m/s] at those edges."""
LEAST_VS30, MOST_VS30 = 180.0, 900.0


def vs30_by_slope(slope: Floats) -> Floats:
    """Vs30 [m/s] that goes with a slope [m/m] of 30 arc-second cells in a stable continent.

    Straight between the edges of the classes on logarithmic axes, carried on past the upper end and kept within 180 and
    900 m/s. A proxy: what was measured at single sites scatters widely about it.
    """
    edges, velocities = np.log(STABLE_SLOPES), np.log(STABLE_VS30)
    steps = np.log(np.maximum(np.asarray(slope, dtype=float), 1e-9))
    inside = np.interp(steps, edges, velocities)
    last = (velocities[-1] - velocities[-2]) / (edges[-1] - edges[-2])
    beyond = velocities[-1] + (steps - edges[-1]) * last
    return np.asarray(np.clip(np.exp(np.where(steps > edges[-1], beyond, inside)), LEAST_VS30, MOST_VS30))


def rock_by_coarse_slope(slope: Floats) -> Floats:
    """Vs30 [m/s] where cells of some kilometres are steep enough for rock, NaN elsewhere.

    Means over large cells are gentler than the ground itself: steep ones still mean rock, gentle ones mean nothing.
    """
    velocity = vs30_by_slope(slope)
    return np.where(velocity >= ROCK_VS30, velocity, np.nan)


def classes_left(vs30: float) -> tuple[str, ...]:
    """Site classes that a Vs30 [m/s] by slope leaves open; all of them where it is NaN."""
    if np.isnan(vs30):
        return ANY
    return ROCK if vs30 >= ROCK_VS30 else SOIL


def _known(vs30: Floats, on_rock: float, on_soil: float, anywhere: float) -> Floats:
    """One number for rock, one for soil and one where the class is not known."""
    velocity = np.asarray(vs30, dtype=float)
    return np.where(np.isnan(velocity), anywhere, np.where(velocity >= ROCK_VS30, on_rock, on_soil))


def _middle(classes: tuple[str, ...]) -> float:
    return float(np.median([SITE_FACTOR[name] for name in classes]))


def site_factor(vs30: Floats) -> tuple[Floats, Floats, Floats]:
    """Low, central and high factor from rock to the surface, by Vs30 [m/s] from slope (NaN: class not known).

    Low and high are those of the classes left open; the central one is the median of these classes, save that rock is
    taken for class Be (strong rock has more than the 900 m/s that a slope can say).
    """
    factors = [[SITE_FACTOR[name] for name in classes] for classes in (ROCK, SOIL, ANY)]
    low = _known(vs30, *(min(row) for row in factors))
    high = _known(vs30, *(max(row) for row in factors))
    return low, _known(vs30, SITE_FACTOR["Be"], _middle(SOIL), _middle(ANY)), high
