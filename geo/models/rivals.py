"""Rivals: other campuses that want the same headroom, by how near they are and by what they share with a place.

They are context and never a reason for a place: nothing here is a value or a weight.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.space.ellipsoid import arc_km, to_ecef

Floats = NDArray[np.float64]
STATUSES = ("operating", "construction", "announced", "stalled", "refused")
COMPETING = STATUSES[:3]
"""Statuses that take headroom or ask for it; stalled and refused ones are told apart."""


@dataclass(frozen=True)
class Rival:
    """One campus seen from a place. `load_mw` is None where no page states it; a park's is what its members leave."""

    id: str
    name: str
    operator: str
    status: str
    load_mw: float | None
    distance_km: float
    source: str
    date: str


@dataclass(frozen=True)
class Demand:
    """What rivals of one status ask for: campuses, their known load [MW], and how many state none."""

    campuses: int
    load_mw: float
    without_load: int


def distances_km(lon: float, lat: float, lons: Floats, lats: Floats) -> Floats:
    """Distances (n,) [km] from a place to others, all in WGS 84 degrees."""
    here = to_ecef(np.array([lon]), np.array([lat]))
    chords = np.linalg.norm(to_ecef(np.asarray(lons, float), np.asarray(lats, float)) - here, axis=1)
    return np.asarray(arc_km(chords), dtype=np.float64)


def nearest(lon: float, lat: float, lons: Floats, lats: Floats) -> int:
    """Row of the nearest of some places; -1 where there are none."""
    return int(np.argmin(distances_km(lon, lat, lons, lats))) if len(lons) else -1


def within(rivals: Iterable[Rival], radius_km: float) -> list[Rival]:
    """Rivals within a radius, nearest first."""
    return sorted((r for r in rivals if r.distance_km <= radius_km), key=lambda r: (r.distance_km, r.id))


def demand(rivals: Sequence[Rival]) -> dict[str, Demand]:
    """What is operating, under construction, announced, stalled and refused; statuses that nobody has are left out."""
    found = {}
    for status in STATUSES:
        mine = [r for r in rivals if r.status == status]
        known = [r.load_mw for r in mine if r.load_mw is not None]
        if mine:
            found[status] = Demand(len(mine), round(sum(known), 1), len(mine) - len(known))
    return found


def competing_mw(rivals: Sequence[Rival]) -> float:
    """Known load [MW] of rivals that run, are built or are announced."""
    return round(sum(r.load_mw for r in rivals if r.load_mw is not None and r.status in COMPETING), 1)
