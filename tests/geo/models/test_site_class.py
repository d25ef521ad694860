"""Slope to ground class, and the factor from rock to the surface, by hand from the cited tables."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.models.site_class import (
    ANY,
    ROCK,
    SITE_FACTOR,
    SOIL,
    classes_left,
    rock_by_coarse_slope,
    site_factor,
    vs30_by_slope,
)


@pytest.mark.parametrize(
    # Edges of the classes for stable continents (Wald and Allen 2007).
    ("slope", "vs30"),
    [(2.0e-5, 180), (2.0e-3, 240), (4.0e-3, 300), (7.2e-3, 360), (0.013, 490), (0.018, 620), (0.025, 760)],
)
def test_the_edges_of_the_slope_classes_have_their_velocity(slope: float, vs30: float) -> None:
    assert vs30_by_slope(np.array([slope]))[0] == pytest.approx(vs30, rel=1e-6)


def test_between_two_edges_the_velocity_is_straight_on_logarithmic_axes() -> None:
    # Geometric middle of 0.0072 and 0.013 gives that of 360 and 490: sqrt(360 * 490) = 420.0.
    middle = math.sqrt(0.0072 * 0.013)
    assert vs30_by_slope(np.array([middle]))[0] == pytest.approx(420.0, abs=0.1)


def test_flat_ground_and_cliffs_stay_within_what_the_proxy_can_say() -> None:
    assert vs30_by_slope(np.array([0.0, 5.0])).tolist() == [180.0, 900.0]
    assert np.isnan(vs30_by_slope(np.array([np.nan]))[0])


@given(st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_steeper_is_never_softer(one: float, other: float) -> None:
    low, high = vs30_by_slope(np.sort(np.array([one, other])))
    assert low <= high


def test_large_cells_tell_rock_where_steep_and_nothing_where_gentle() -> None:
    gentle, edge, steep = rock_by_coarse_slope(np.array([0.005, 0.0073, 0.02]))
    assert np.isnan(gentle)
    assert 360 <= edge < steep


def test_the_factors_are_those_of_the_standard_at_period_zero() -> None:
    assert SITE_FACTOR == {"Ae": 0.8, "Be": 1.0, "Ce": 1.3, "De": 1.1, "Ee": 1.1}
    assert (*ROCK, *SOIL) == ANY == tuple(SITE_FACTOR)


def test_rock_soil_and_the_unknown_have_the_range_of_the_classes_left_open() -> None:
    low, central, high = site_factor(np.array([360.0, 359.0, np.nan]))
    # Rock Ae 0.8 or Be 1.0; soil 1.3, 1.1, 1.1; all five, median 1.1.
    assert low.tolist() == [0.8, 1.1, 0.8]
    assert central.tolist() == [1.0, 1.1, 1.1]
    assert high.tolist() == [1.0, 1.3, 1.3]
    assert [classes_left(vs30) for vs30 in (400.0, 200.0, math.nan)] == [ROCK, SOIL, ANY]


@given(st.one_of(st.just(math.nan), st.floats(100.0, 2000.0)))
def test_the_central_factor_lies_in_its_range_and_the_range_is_of_the_classes_left(vs30: float) -> None:
    low, central, high = (float(bound[0]) for bound in site_factor(np.array([vs30])))
    assert low <= central <= high
    assert [low, high] == [pick(SITE_FACTOR[name] for name in classes_left(vs30)) for pick in (min, max)]
