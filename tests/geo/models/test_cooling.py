"""Degree days, usage effectiveness and hours of free cooling, against hand-worked numbers."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.models.cooling import (
    COOLING_TYPES,
    DAYS,
    climate_zone,
    degree_days,
    free_hours,
    hours_below,
    monthly_degree_days,
    pue,
    pue_of,
    wue,
    wue_of,
)

STEADY = np.full((12, 1), 20.0)


def test_a_steady_twenty_degrees_has_ten_degree_days_a_day_over_a_base_of_ten() -> None:
    assert degree_days(STEADY, 10.0, "cooling")[0] == pytest.approx(10 * 365.25, rel=1e-3)
    assert degree_days(STEADY, 10.0, "heating")[0] == pytest.approx(0, abs=0.01)


def test_a_month_at_the_base_still_has_some_days_above_it() -> None:
    # h = 0: spread * N^1.5 * ln 2 / (2 a) with spread = 1.45 - 0.29 = 1.16 and a = 1.698 sqrt(31) = 9.454.
    january = monthly_degree_days(np.full((12, 1), 10.0), 10.0, "cooling")[0, 0]
    assert january == pytest.approx(1.16 * 31**1.5 * math.log(2) / (2 * 9.4541), rel=1e-4)


@given(st.lists(st.floats(-20, 35), min_size=12, max_size=12), st.floats(0, 25))
def test_cooling_less_heating_degree_days_are_the_mean_above_the_base(months: list[float], base: float) -> None:
    monthly = np.array(months).reshape(12, 1)
    above = degree_days(monthly, base, "cooling") - degree_days(monthly, base, "heating")
    assert above[0] == pytest.approx(float(((monthly[:, 0] - base) * DAYS).sum()), abs=1e-6)


def test_zones_follow_the_thresholds_of_the_standard() -> None:
    # Cooling days decide down to 2,500; below that the heating days.
    cdd10 = np.array([5001.0, 3501.0, 2501.0, 2000.0, 2000.0, 2000.0, 1000.0, 500.0, 100.0, np.nan])
    hdd18 = np.array([0.0, 500.0, 900.0, 1999.0, 2500.0, 3500.0, 4500.0, 6000.0, 8000.0, 100.0])
    assert climate_zone(cdd10, hdd18).tolist()[:-1] == [1, 2, 3, 3, 4, 5, 6, 7, 8]
    assert np.isnan(climate_zone(cdd10, hdd18)[-1])


def test_usage_effectiveness_at_the_middle_of_a_zone_is_the_published_range() -> None:
    zones = pue(np.array([5500.0, 4250.0, 3000.0, 2000.0]))
    assert zones.low.tolist() == [1.20, 1.13, 1.09, 1.085]
    assert zones.high.tolist() == [1.26, 1.29, 1.22, 1.20]
    water = wue(np.array([4250.0, 3000.0, 2000.0, 1000.0]))
    assert water.low.tolist() == [0.65, 0.4, 0.3, 0.15]
    assert water.high.tolist() == [2.0, 1.15, 1.1, 0.7]


def test_halfway_between_two_zones_lies_halfway_between_their_ranges() -> None:
    middle = pue(np.array([3625.0]))  # between 3,000 and 4,250
    assert middle.low[0] == pytest.approx((1.09 + 1.13) / 2)
    assert middle.central[0] == pytest.approx((1.155 + 1.21) / 2)


@given(st.floats(0, 9000), st.floats(0, 9000))
def test_warmer_is_never_better_and_the_middle_lies_in_the_range(one: float, other: float) -> None:
    cool, warm = min(one, other), max(one, other)
    for of in (pue, wue):
        found = of(np.array([cool, warm]))
        assert found.central[0] <= found.central[1] + 1e-12
        assert (found.low <= found.central).all()
        assert (found.central <= found.high).all()


def test_unknown_degree_days_give_an_unknown_figure() -> None:
    assert np.isnan(pue(np.array([np.nan])).central).all()
    assert np.isnan(hours_below(np.full((12, 1), np.nan), 24.0)).all()


def test_half_of_the_hours_lie_below_the_mean_and_84_percent_below_one_spread_more() -> None:
    assert hours_below(STEADY, 20.0)[0] == pytest.approx(8766 / 2)
    assert hours_below(STEADY, 25.0, spread_k=5.0)[0] == pytest.approx(0.84134 * 8766, rel=1e-4)


def test_a_wider_spread_costs_hours_where_the_mean_is_below_the_limit() -> None:
    limit = COOLING_TYPES["air"].limit_c
    assert hours_below(STEADY, limit, 3.0)[0] > hours_below(STEADY, limit, 7.0)[0]


def test_warm_water_is_free_for_longer_than_outside_air() -> None:
    assert COOLING_TYPES["liquid"].limit_c > COOLING_TYPES["air"].limit_c
    assert {each.bulb for each in COOLING_TYPES.values()} == {"dry", "wet"}


def test_compressors_that_never_run_cost_nothing_and_ones_that_always_run_their_whole_share() -> None:
    cold, hot = free_hours("liquid", np.full((12, 1), -20.0)), free_hours("liquid", np.full((12, 1), 60.0))
    assert cold.low[0] == pytest.approx(8766.0, abs=0.01)
    assert hot.high[0] == pytest.approx(0.0, abs=1.0)
    # Overhead 0.05 to 0.12; compressors 0.14 to 0.25 in every hour.
    free, always = pue_of("liquid", np.full((12, 1), -20.0), cold), pue_of("liquid", np.full((12, 1), 60.0), hot)
    assert (free.low[0], free.high[0]) == (pytest.approx(1.05, abs=1e-3), pytest.approx(1.12, abs=1e-3))
    assert (always.low[0], always.high[0]) == (pytest.approx(1.19, abs=1e-3), pytest.approx(1.37, abs=1e-3))


def test_outside_air_keeps_the_published_figures() -> None:
    warm = np.full((12, 1), 18.0)
    published = pue(degree_days(warm, 10.0, "cooling"))
    assert pue_of("air", warm, free_hours("air", warm)).central == pytest.approx(published.central)


def test_a_tower_evaporates_what_the_latent_heat_says_and_a_closed_system_nothing() -> None:
    # 3.6 MJ / 2.45 MJ/kg = 1.469 L; 80 % of it at 1.20 make-up is 1.41, 95 % at 1.33 is 1.86.
    tower = wue_of("tower", STEADY)
    assert (tower.low[0], tower.high[0]) == (pytest.approx(1.41, abs=0.005), pytest.approx(1.86, abs=0.005))
    assert wue_of("liquid", STEADY).high[0] == 0.0


@given(st.lists(st.floats(-20, 35), min_size=12, max_size=12), st.sampled_from(sorted(COOLING_TYPES)))
def test_ranges_are_in_order_and_in_bounds_in_any_climate(months: list[float], key: str) -> None:
    monthly = np.array(months).reshape(12, 1)
    hours = free_hours(key, monthly)
    effectiveness, use = pue_of(key, monthly, hours), wue_of(key, monthly)
    assert 0 <= hours.low[0] <= hours.central[0] <= hours.high[0] <= 8766.0001
    assert 1.0 <= effectiveness.low[0] <= effectiveness.central[0] <= effectiveness.high[0] < 1.6
    assert 0.0 <= use.low[0] <= use.central[0] <= use.high[0] <= 2.1
