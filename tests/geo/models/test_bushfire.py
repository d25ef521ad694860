"""Fuel and dry months, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from geo.models.bushfire import FUEL, dry_warm_months, fire_months, fuel_share


def test_forest_is_full_of_fuel_and_water_town_and_rock_have_none() -> None:
    assert fuel_share(np.array([2, 8, 10, 0, 13, 16], np.uint8)).tolist() == [1.0, 0.9, 0.4, 0.0, 0.0, 0.0]
    assert np.isnan(fuel_share(np.array([255], np.uint8)))[0]
    assert set(FUEL) == set(range(17))


def test_only_months_both_warm_and_dry_count() -> None:
    warm = np.array([20.0] * 6 + [10.0] * 6).reshape(12, 1)
    rain = np.array([50.0, 150.0] * 6).reshape(12, 1)
    assert dry_warm_months(warm, rain, np.full((12, 1), 100.0)).tolist() == [3.0]


def test_half_the_fuel_halves_the_months() -> None:
    assert fire_months(np.array([0.5]), np.array([6.0]))[0] == pytest.approx(3.0)
