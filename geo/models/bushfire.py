"""Bushfire at screening level: months in which the vegetation around is dry and warm enough to burn.

A proxy of ours, not a fire danger index: it knows what grows within some kilometres and how many months of a mean year
are warm and dry. Droughts, wind, lightning, fire breaks and past fires are not in it.

References
----------
Fuel by land cover class: assumption, in the order of the fuel loads of forest, woodland, shrub and grass. Dry months
are those whose rain is less than potential evapotranspiration (Thornthwaite, see geo.models.water), warm ones have a
mean of at least 15 degrees C: assumption.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]
WARM_C = 15.0
FUEL: Mapping[int, float] = MappingProxyType(
    {0: 0.0, 1: 1.0, 2: 1.0, 3: 1.0, 4: 0.8, 5: 1.0, 6: 0.7, 7: 0.3, 8: 0.9, 9: 0.6, 10: 0.4, 11: 0.1, 12: 0.2, 13: 0.0,
     14: 0.4, 15: 0.0, 16: 0.0}
)  # fmt: skip
"""Share of a full fuel load by IGBP class."""


def fuel_share(igbp: NDArray[Any]) -> Floats:
    """Fuel [0, 1] of land cover classes; a class that is not listed is unknown."""
    table = np.full(256, np.nan)
    table[list(FUEL)] = list(FUEL.values())
    return np.asarray(table[np.asarray(igbp, dtype=np.uint8)])


def dry_warm_months(monthly_c: Floats, rain_mm: Floats, evaporation_mm: Floats) -> Floats:
    """Months (0 to 12) of a mean year that are warm and lack rain against what could evaporate; arrays (12, ...)."""
    dry = (np.asarray(rain_mm) < np.asarray(evaporation_mm)) & (np.asarray(monthly_c) >= WARM_C)
    return np.asarray(dry.sum(axis=0).astype(np.float64))


def fire_months(fuel: Floats, months: Floats) -> Floats:
    """Dry warm months weighted with the fuel around (0 to 12)."""
    return np.asarray(fuel * months)
