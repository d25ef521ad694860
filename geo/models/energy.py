"""What energy costs and emits by price area: lookups from area codes, in common units.

Prices are means of a wholesale market, without network charges, certificates or retail margin. Figures and their
sources stand in `data/facts/energy_areas.csv`. Renewable supply of an area is capacity that runs or is to come: what of
it is already sold nobody publishes, so it is an upper bound of what a buyer can contract.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Station:
    """A renewable station or project of one area: megawatts, and the year in which it starts where one is stated."""

    name: str
    fuel: str
    stage: str
    capacity_mw: float
    year: int | None = None


EXISTING, COMING = "existing", ("construction", "awarded", "announced", "tender")
"""Stages, the surer first."""
RENEWABLE = frozenset({"hydro", "geothermal", "bioenergy", "wind", "solar", "wind_or_solar"})


@dataclass(frozen=True)
class Supply:
    """Renewable capacity of an area [MW].

    Attributes
    ----------
    existing : running, by fuel
    coming : not yet running, by stage
    by_year : what is planned to run by the end of each year that any station names, running totals
    undated_mw : coming without a year
    """

    existing: dict[str, float]
    coming: dict[str, float]
    by_year: dict[int, float]
    undated_mw: float

    def by(self, year: int) -> float:
        """Existing capacity, and what is planned to run by the end of a year [MW]; undated projects do not count."""
        coming = max((mw for first, mw in self.by_year.items() if first <= year), default=0.0)
        return round(sum(self.existing.values()) + coming, 1)


def supply(stations: Sequence[Station]) -> Supply:
    """What renewable stations of one area have and will have; other fuels are left out."""
    green = [station for station in stations if station.fuel in RENEWABLE]
    coming = [station for station in green if station.stage in COMING]
    years = sorted({station.year for station in coming if station.year is not None})
    return Supply(
        existing=_sums([(s.fuel, s.capacity_mw) for s in green if s.stage == EXISTING]),
        coming=_sums([(s.stage, s.capacity_mw) for s in coming]),
        by_year={y: _total([s for s in coming if s.year is not None and s.year <= y]) for y in years},
        undated_mw=_total([s for s in coming if s.year is None]),
    )


def _total(stations: Sequence[Station]) -> float:
    return round(sum((station.capacity_mw for station in stations), 0.0), 1)


def _sums(parts: Sequence[tuple[str, float]]) -> dict[str, float]:
    """Sums by name, the largest first."""
    sums: dict[str, float] = {}
    for name, capacity_mw in parts:
        sums[name] = round(sums.get(name, 0.0) + capacity_mw, 1)
    return dict(sorted(sums.items(), key=lambda item: -item[1]))
