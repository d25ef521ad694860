"""Probabilities of shaking turned into the one metric of both countries."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import InputError
from geo.models.seismic import (
    SIX_LOWER_G,
    acceleration_bounds,
    acceleration_range,
    intensity_of_velocity,
    per_decade,
    probability_over,
    surface_pga_g,
)


def test_47_percent_in_thirty_years_are_65_percent_in_fifty() -> None:
    # 1 - 0.53^(5/3) = 1 - exp(-1.0581) = 0.6529
    assert probability_over(50.0, 0.47, 30.0) == pytest.approx(0.6529, abs=1e-4)


def test_ten_percent_in_fifty_years_is_a_return_period_of_475() -> None:
    assert -50.0 / math.log(1 - 0.10) == pytest.approx(474.6, abs=0.1)
    assert probability_over(1.0, 0.10, 50.0) == pytest.approx(1 / 475, rel=0.01)


def test_likelier_than_ten_percent_bounds_from_below_and_rarer_from_above() -> None:
    # 10 % in 50 years are 1 - 0.9^0.6 = 6.12 % in 30.
    assert acceleration_bounds(0.0613) == (SIX_LOWER_G, math.inf)
    assert acceleration_bounds(0.0611) == (0.0, SIX_LOWER_G)


@pytest.mark.parametrize("probability", [-0.1, 1.0, math.nan])
def test_what_is_no_probability_is_refused(probability: float) -> None:
    with pytest.raises(InputError, match="probability"):
        probability_over(50.0, probability, 30.0)


def test_years_are_counted_with_both_ends() -> None:
    assert per_decade(4, 1981, 2020) == 1.0
    with pytest.raises(InputError):
        per_decade(1, 2020, 1981)


def test_intensity_five_and_a_half_is_forty_percent_of_g_and_two_more_are_ten_times_that() -> None:
    found = surface_pga_g(np.array([5.5, 7.5, 4.5]))
    # One less: 0.40 / sqrt(10) = 0.1265.
    assert found == pytest.approx([0.40, 4.0, 0.1265], abs=1e-4)
    assert np.isnan(surface_pga_g(np.array([np.nan]))[0])


def test_ten_and_a_hundred_centimetres_a_second_have_the_intensity_of_the_cited_parabola() -> None:
    # log 10 = 1: 2.002 + 2.603 - 0.213 = 4.392; log 100 = 2: 2.002 + 5.206 - 0.852 = 6.356.
    assert intensity_of_velocity(np.array([10.0, 100.0])) == pytest.approx([4.392, 6.356], abs=1e-9)


def test_weak_shaking_follows_the_line_and_none_has_no_intensity() -> None:
    # One centimetre a second: 2.165.
    assert intensity_of_velocity(np.array([1.0]))[0] == pytest.approx(2.165)
    assert np.isnan(intensity_of_velocity(np.array([0.0, np.nan, -1.0]))).all()


@given(st.floats(0.1, 300.0), st.floats(1.0, 3.0))
def test_faster_ground_is_never_less_intense_by_more_than_the_step_between_the_two_lines(v: float, more: float) -> None:
    # At 7 cm/s the line gives 4.077 and the parabola 4.050.
    slow, fast = intensity_of_velocity(np.array([v, v * more]))
    assert fast >= slow - 0.028


def test_a_place_where_six_lower_is_as_rare_as_the_metric_has_forty_percent_of_g() -> None:
    edge = 1.0 - 0.9 ** (30 / 50)
    assert acceleration_range(edge) == pytest.approx((0.40, 0.40, 0.40), abs=1e-9)


def test_tokyo_s_probability_gives_between_seventy_and_a_hundred_thirty_percent_of_g() -> None:
    # Rate -ln 0.53 / 30 = 0.02116 over 0.002107 = 10.04: to the powers 1/4, 1/3, 1/2 it is 1.780, 2.158, 3.169.
    low, central, high = acceleration_range(0.47)
    assert (low, central, high) == pytest.approx((0.712, 0.863, 1.268), abs=0.002)


@given(st.floats(0.0005, 0.99))
def test_the_range_agrees_with_the_bounds(probability: float) -> None:
    least, most = acceleration_bounds(probability)
    low, central, high = acceleration_range(probability)
    assert low <= central <= high
    assert least - 1e-9 <= low
    assert high <= most + 1e-9
