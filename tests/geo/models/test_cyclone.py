"""Winds of two agencies made one, and the stretch of a track at a force."""

from __future__ import annotations

import numpy as np
import pytest

from geo.models.cyclone import GALE_KT, HURRICANE_KT, METRES_PER_SECOND, Stretch, stretches, ten_minute_kt


def track(*winds: float, hours: tuple[float, ...] | None = None) -> list[Stretch]:
    """Stretches of hurricane force of a storm that moves one degree east every six hours."""
    n = len(winds)
    at = np.array(hours) if hours else 6.0 * np.arange(n)
    return stretches(at, 120.0 + np.arange(n), np.full(n, 20.0), np.array(winds), HURRICANE_KT)


def test_a_hundred_knots_over_one_minute_are_93_over_ten() -> None:
    assert ten_minute_kt(np.array([100.0]))[0] == pytest.approx(93.0)


def test_hurricane_force_is_33_metres_a_second() -> None:
    metres_a_second = np.array([HURRICANE_KT, GALE_KT]) * METRES_PER_SECOND
    assert metres_a_second == pytest.approx([32.9, 17.5], abs=0.05)


def test_a_track_is_cut_where_the_wind_crosses_the_force() -> None:
    # 44 -> 84: 64 halfway. 84 -> 54: 64 at two thirds.
    assert track(44, 84, 54) == [[(120.5, 20.0), (121.0, 20.0), (pytest.approx(121 + 2 / 3), 20.0)]]


def test_a_storm_that_strengthens_again_has_two_stretches() -> None:
    found = track(70, 54, 74)
    assert len(found) == 2
    assert found[0][0] == (120.0, 20.0)
    assert found[1][-1] == (122.0, 20.0)


def test_a_weak_storm_has_none_and_just_the_force_counts() -> None:
    assert track(50, 63.9, 40) == []
    assert track(50, 64, 50) == [[(121.0, 20.0)]]


def test_fixes_a_day_apart_are_not_joined() -> None:
    assert track(80, 80, hours=(0.0, 24.0)) == [[(120.0, 20.0)], [(121.0, 20.0)]]


def test_an_unknown_wind_breaks_the_track() -> None:
    assert track(80, np.nan, 80) == [[(120.0, 20.0)], [(122.0, 20.0)]]
