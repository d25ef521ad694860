"""The fibre network of the bundled tables, and one small enough to be worked by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo.catalogue.access import Access
from geo.catalogue.paths import data_root
from geo.catalogue.store import Artefacts
from geo.models.fibre_graph import FibreNetwork, network_of
from geo.models.fibre_nodes import FibreTables
from layers._fibre import fibre_tables


@pytest.fixture(scope="session")
def tables() -> FibreTables:
    """The bundled fact tables."""
    return fibre_tables(Access(data_root(), Artefacts({}, Path("nowhere"))))


@pytest.fixture(scope="session")
def now(tables: FibreTables) -> FibreNetwork:
    """What carries light in 2026."""
    return network_of(tables, 2026)


@pytest.fixture(scope="session")
def later(tables: FibreTables) -> FibreNetwork:
    """What carries light in 2029, with what is under construction today."""
    return network_of(tables, 2029)


def _cable(key: str, status: str, ready: str, landings: str) -> dict[str, object]:
    return {"id": key, "name": key.upper(), "status": status, "ready_for_service": ready, "landings": landings}


def _segment(cable: str, start: str, end: str, km: float) -> dict[str, object]:
    ends = {"from_landing": start, "to_landing": end}
    return {"id": f"{cable}-{start}-{end}", "cable_id": cable, "length_km": km, **ends}


@pytest.fixture(scope="session")
def small() -> FibreTables:
    """Alpha (3 million) with two landings of one group, beta (1 million) 1,200 km of fibre away with a later cable.

    Every landing stands where its city stands, so the ties within a metropolis are 0 km long.
    """
    alpha, beta, los_angeles = (150.0, -30.0), (140.0, -30.0), (-120.0, 35.0)
    at = {"north": alpha, "south": alpha, "west": beta, "us": los_angeles}
    return FibreTables(
        landings=[
            {
                "id": key,
                "name": key.title(),
                "lon": lon,
                "lat": lat,
                "region": "" if key == "us" else "au",
                "country": "US" if key == "us" else "AU",
            }
            for key, (lon, lat) in at.items()
        ],
        cables=[
            _cable("one", "in_service", "2010", "north;us"),
            _cable("two", "in_service", "2015-06", "south;us"),
            _cable("three", "under_construction", "2027", "west;us"),
            _cable("four", "announced", "2027", "west;us"),
        ],
        segments=[
            _segment("one", "north", "us", 13_000.0),
            _segment("two", "south", "us", 13_500.0),
            _segment("three", "west", "us", 15_000.0),
            _segment("four", "west", "us", 14_000.0),
        ],
        groups=[{"id": "beach", "name": "The beach", "members": "north;south"}],
        hubs=[{"id": "hotel", "name": "Hotel", "region": "au", "lon": alpha[0], "lat": alpha[1]}],
        cities=[
            {"id": i, "name": i.title(), "country": c, "kind": k, "population": p, "lon": at_[0], "lat": at_[1]}
            for i, c, k, p, at_ in (
                ("alpha", "AU", "metro", 3_000_000, alpha),
                ("beta", "AU", "metro", 1_000_000, beta),
                ("los-angeles", "US", "far", "", los_angeles),
                ("atlantis", "XX", "far", "", (0.0, 0.0)),
            )
        ],
        routes=[
            {
                "id": "trunk-alpha-beta",
                "name": "Trunk",
                "region": "au",
                "from_place": "alpha",
                "to_place": "beta",
                "from_lon": alpha[0],
                "from_lat": alpha[1],
                "to_lon": beta[0],
                "to_lat": beta[1],
                "route_km": 1200.0,
                "status": "in_service",
                "year": 2000,
                "corridor": "trunk",
                "fails_with": "",
                "accuracy_km": 20.0,
            }
        ],
        computed_km={},
    )
