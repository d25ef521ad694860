"""Who lives within reach of a place, and what that says about finding staff: pure functions of numbers.

Reach is a straight line, not a road: 60 km stand for 60 minutes.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

from geo.errors import InputError

REACH_KM = 60.0
"""Straight-line stand-in for 60 minutes by car: assumption, 78 km of road at a detour of 1.3 and 78 km/h."""

WORKING_AGE_SHARE = {"au": 0.65, "jp": 0.60}
"""Share of people aged 15 to 64, rounded: assumption from national statistics, not by place."""

OPERATIONS_STAFF_PER_100_MW = (20.0, 60.0)
"""Permanent jobs per 100 MW, least and most: a 1 GW campus in South Australia is modelled at 200 to 300 jobs, AirTrunk
gives over 200 for 354 MW (docs/models/people.md)."""

CONSTRUCTION_JOBS_PER_100_MW = (50.0, 1100.0)
"""Jobs while building per 100 MW: from 500 for 1 GW (South Australia) to over 4,000 in phases for 354 MW (AirTrunk)."""


def working_age(population: float, region: str) -> float:
    """People of working age among a population."""
    if region not in WORKING_AGE_SHARE:
        known = ", ".join(WORKING_AGE_SHARE)
        raise InputError("no working-age share for the region", where="working_age", found=region, allowed=known)
    return population * WORKING_AGE_SHARE[region]


def staff_range(load_mw: float) -> tuple[float, float]:
    """Permanent jobs of a campus, least and most."""
    low, high = OPERATIONS_STAFF_PER_100_MW
    return load_mw / 100.0 * low, load_mw / 100.0 * high


def builders_range(load_mw: float) -> tuple[float, float]:
    """Jobs while a campus is built, least and most."""
    low, high = CONSTRUCTION_JOBS_PER_100_MW
    return load_mw / 100.0 * low, load_mw / 100.0 * high


def staff_share(load_mw: float, population: float, region: str) -> tuple[float, float]:
    """Permanent jobs over people of working age within reach, least and most; infinite where nobody lives."""
    people = working_age(population, region)
    low, high = staff_range(load_mw)
    return (low / people, high / people) if people > 0 else (math.inf, math.inf)


def trades_of(rows: Iterable[Mapping[str, Any]], region: str, state: str) -> list[Mapping[str, Any]]:
    """Workforce figures of a state or prefecture, then those of its whole country."""
    mine = [row for row in rows if row["region"] == region]
    return [r for r in mine if r["state"] == state] + [r for r in mine if not r["state"]]
