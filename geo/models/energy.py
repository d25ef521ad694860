"""What energy costs and emits by price area: lookups from area codes, in common units.

Prices are means of a wholesale market, without network charges, certificates or retail margin. Figures and their
sources stand in `data/facts/energy_areas.csv`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.floating[Any]]


def by_code(figures: Sequence[float | None], codes: Floats) -> Floats:
    """Figure of each area code (whole numbers from 0); NaN for NaN, for codes without area and for unknown figures."""
    table = np.array([np.nan if figure is None else figure for figure in figures] + [np.nan], dtype=np.float64)
    known = np.isfinite(codes) & (codes >= 0) & (codes < len(table) - 1)
    return table[np.where(known, codes, len(table) - 1).astype(np.int64)]


def price_usd_mwh(price_local_mwh: float | None, usd_per_local: float) -> float | None:
    """Price in US dollars a MWh from one in local currency a MWh."""
    return None if price_local_mwh is None else price_local_mwh * usd_per_local


def yearly_energy_gwh(load_mw: float, load_factor: float = 1.0) -> float:
    """Energy of a year [GWh] of a load [MW] at a load factor: MW * 8.76."""
    return load_mw * load_factor * 8.76
