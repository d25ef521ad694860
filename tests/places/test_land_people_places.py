"""Land and people at known places: order and size against what anyone can look up."""

from __future__ import annotations

import numpy as np
import pytest

from geo.decision.brief import Brief
from geo.places import PlaceFields
from geo.workspace import Workspace

PLACES = {
    "au": {
        "Sydney": (151.209, -33.868),
        "Melbourne": (144.963, -37.814),
        "Perth": (115.861, -31.952),
        "Hobart": (147.327, -42.882),
        "Alice Springs": (133.88, -23.70),
        "Blue Mountains": (150.30, -33.60),
        "Bundey": (139.30, -33.90),
        "Port Hedland": (118.58, -20.31),
    },
    "jp": {
        "Tokyo": (139.767, 35.681),
        "Inzai": (140.146, 35.820),
        "Tomakomai": (141.60, 42.65),
        "Sapporo": (141.354, 43.062),
        "Kofu": (138.57, 35.66),
        "Obihiro": (143.20, 42.92),
        "Naha": (127.68, 26.21),
        "Takayama": (137.25, 36.15),
    },
}


def raw(workspace: Workspace, region: str, criterion: str, load_mw: float = 300.0) -> dict[str, float]:
    """Raw values of a criterion at the places of a region."""
    points = np.array(list(PLACES[region].values()))
    fields = PlaceFields(workspace.region(region), points[:, 0], points[:, 1])
    chosen = workspace.catalogue.criteria[criterion]
    found = chosen.raw(fields.inputs(chosen.fields, Brief(load_mw=load_mw)))
    return dict(zip(PLACES[region], found, strict=True))


def test_farmland_is_more_buildable_than_cities_and_mountains(fetched: Workspace) -> None:
    au, jp = raw(fetched, "au", "land_buildable"), raw(fetched, "jp", "land_buildable")
    assert au["Bundey"] > 70 > au["Melbourne"] > au["Blue Mountains"]
    assert jp["Inzai"] > jp["Tokyo"] > jp["Takayama"] > jp["Kofu"]
    assert jp["Obihiro"] > 25


def test_the_share_is_taken_over_a_wider_disc_for_a_larger_load(fetched: Workspace) -> None:
    small, large = raw(fetched, "au", "land_buildable", 300), raw(fetched, "au", "land_buildable", 1000)
    assert small["Alice Springs"] != large["Alice Springs"]
    assert small == raw(fetched, "au", "land_buildable", 500)


def test_people_within_60_km_of_capitals_are_those_of_the_statistics(bundled: Workspace) -> None:
    au, jp = raw(bundled, "au", "people_60min"), raw(bundled, "jp", "people_60min")
    assert au["Sydney"] == pytest.approx(5.56e6, rel=0.1)
    assert au["Perth"] == pytest.approx(2.38e6, rel=0.1)
    assert au["Hobart"] == pytest.approx(0.25e6, rel=0.15)
    assert 20_000 < au["Alice Springs"] < 35_000
    assert au["Bundey"] < 20_000
    assert 20e6 < jp["Tokyo"] < 38e6
    assert 2.0e6 < jp["Sapporo"] < 2.7e6
    assert jp["Tokyo"] > jp["Inzai"] > jp["Sapporo"] > jp["Naha"] > jp["Takayama"]


def test_alice_springs_is_a_thousand_kilometres_from_a_town_and_a_port(bundled: Workspace) -> None:
    assert raw(bundled, "au", "people_town")["Alice Springs"] > 1000
    assert raw(bundled, "au", "land_port")["Alice Springs"] > 900


def test_a_port_city_is_close_to_its_port(bundled: Workspace) -> None:
    au, jp = raw(bundled, "au", "land_port"), raw(bundled, "jp", "land_port")
    assert max(au["Port Hedland"], au["Hobart"], au["Melbourne"], jp["Tomakomai"], jp["Naha"], jp["Tokyo"]) < 15


def test_capitals_are_within_30_km_of_an_airport(fetched: Workspace) -> None:
    au, jp = raw(fetched, "au", "land_airport"), raw(fetched, "jp", "land_airport")
    assert max(au["Sydney"], au["Melbourne"], au["Perth"], au["Hobart"], jp["Tokyo"], jp["Naha"], jp["Sapporo"]) < 30
