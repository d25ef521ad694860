"""Exposure to conflict as stated scenarios: distances to bases and straits, and which missile ranges reach a place.

Geography, not likelihood: a range says what could reach a place if somebody fired, nothing about whether. Past events
(UCDP) are not in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from geo.space.ellipsoid import arc_km, to_ecef


@dataclass(frozen=True)
class Exposure:
    """One place of `exposure.csv` seen from a site: how far it is, and whether its stated range reaches the site."""

    id: str
    name: str
    kind: str
    distance_km: float
    reach_km: float | None
    within: bool | None
    scenario: str
    source: str
    date: str


def exposure(rows: Iterable[Mapping[str, Any]], lon: float, lat: float) -> list[Exposure]:
    """Every place of the table seen from a site, nearest first within its kind.

    Parameters
    ----------
    rows : rows of `exposure.csv`
    lon, lat : site in WGS 84 degrees
    """
    seen = [_seen(row, lon, lat) for row in rows]
    return sorted(seen, key=lambda e: (e.kind, e.distance_km))


def _seen(row: Mapping[str, Any], lon: float, lat: float) -> Exposure:
    ends = to_ecef(np.array([lon, float(row["lon"])]), np.array([lat, float(row["lat"])]))
    distance = float(arc_km(np.linalg.norm(ends[1:] - ends[:1], axis=1))[0])
    reach = None if row["reach_km"] is None or np.isnan(row["reach_km"]) else float(row["reach_km"])
    return Exposure(
        id=str(row["id"]),
        name=str(row["name"]),
        kind=str(row["kind"]),
        distance_km=round(distance, 1),
        reach_km=reach,
        within=None if reach is None else bool(distance <= reach),
        scenario=str(row["scenario"]),
        source=str(row["source"]),
        date=str(row["date"]),
    )


def nearest_of(seen: Iterable[Exposure], kind: str) -> Exposure | None:
    """The nearest place of a kind ("base", "strait", "launch"), or None."""
    return min((e for e in seen if e.kind == kind), key=lambda e: e.distance_km, default=None)


def reached_by(seen: Iterable[Exposure]) -> list[Exposure]:
    """The launch scenarios whose stated range reaches the site."""
    return [e for e in seen if e.within]
