"""Probabilities of shaking turned into the one metric of both countries."""

from __future__ import annotations

import math

import pytest

from geo.errors import InputError
from geo.models.seismic import SIX_LOWER_G, acceleration_bounds, per_decade, probability_over


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
