"""Exposure: distances against the atlas, and what a stated range reaches."""

from __future__ import annotations

import math

import pytest

from geo.catalogue.paths import data_root
from geo.catalogue.tables import read_table
from geo.models.exposure import Exposure, exposure, nearest_of, reached_by

ROWS = read_table(data_root() / "facts", "exposure").to_dict("records")
PLACES = {
    "Naha": (127.68, 26.21),
    "Tokyo": (139.767, 35.681),
    "Sapporo": (141.354, 43.062),
    "Darwin": (130.842, -12.463),
    "Sydney": (151.209, -33.868),
    "Hobart": (147.327, -42.882),
}


def seen(place: str, region: str) -> list[Exposure]:
    rows = [r for r in ROWS if region in r["regions"].split(";")]
    return exposure(rows, *PLACES[place])


def test_a_base_has_a_distance_and_no_reach() -> None:
    base = nearest_of(seen("Naha", "jp"), "base")
    assert base is not None
    assert base.distance_km < 20
    assert base.reach_km is None
    assert base.within is None


@pytest.mark.parametrize(("place", "reached"), [("Naha", True), ("Tokyo", False), ("Sapporo", False)])
def test_the_thousand_kilometre_missile_reaches_okinawa_and_not_the_main_islands(place: str, reached: bool) -> None:
    short = next(e for e in seen(place, "jp") if e.id == "launch-china-df-16")
    assert short.within is reached


def test_from_the_reef_the_intermediate_missile_reaches_darwin_and_not_the_south() -> None:
    assert [e.id for e in reached_by(seen("Darwin", "au"))] == ["launch-china-df-26-mischief"]
    assert reached_by(seen("Sydney", "au")) == []
    assert reached_by(seen("Hobart", "au")) == []


def test_distances_are_those_of_the_atlas() -> None:
    pyongyang = next(e for e in seen("Tokyo", "jp") if e.id.startswith("launch-dprk"))
    assert pyongyang.distance_km == pytest.approx(1300, rel=0.03)
    tsugaru = next(e for e in seen("Sapporo", "jp") if e.id == "strait-tsugaru-strait")
    assert tsugaru.distance_km == pytest.approx(207, abs=10)


def test_nothing_is_nearest_where_nothing_is_listed() -> None:
    assert exposure([], 0, 0) == []
    assert nearest_of([], "base") is None


def test_every_scenario_is_stated_and_only_launches_have_a_reach() -> None:
    for row in ROWS:
        assert len(row["scenario"]) > 20
        assert math.isnan(row["reach_km"]) is (row["kind"] != "launch")
