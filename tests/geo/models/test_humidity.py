"""Moist air, against the worked example of the formula's paper and tables of saturation."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.models.humidity import (
    pressure_hpa,
    relative_humidity,
    relative_humidity_of_density,
    saturation_hpa,
    wet_bulb_c,
)


def test_saturation_pressure_is_that_of_the_tables() -> None:
    # Smithsonian tables: 6.11 hPa at 0, 23.37 at 20, 42.43 at 30 degrees C.
    assert saturation_hpa(np.array([0.0, 20.0, 30.0])) == pytest.approx([6.11, 23.37, 42.43], rel=3e-3)


def test_pressure_at_1000_metres_is_898_75_hectopascal() -> None:
    assert pressure_hpa(np.array([0.0, 1000.0])) == pytest.approx([1013.25, 898.75], abs=0.05)


def test_ten_grams_a_kilogram_at_25_degrees_are_51_percent() -> None:
    # e = 0.01 * 1013.25 / (0.622 + 0.00378) = 16.19 hPa, of 31.67 hPa.
    found = relative_humidity(np.array([25.0]), np.array([10.0]), np.array([0.0]))
    assert found[0] == pytest.approx(16.19 / 31.67 * 100, abs=0.2)


def test_17_3_grams_a_cubic_metre_saturate_air_of_20_degrees() -> None:
    assert relative_humidity_of_density(np.array([20.0]), np.array([17.3]))[0] == pytest.approx(100.0, abs=0.3)
    assert relative_humidity_of_density(np.array([20.0]), np.array([40.0]))[0] == 100.0


def test_the_worked_example_of_stull_is_13_7_degrees() -> None:
    assert wet_bulb_c(np.array([20.0]), np.array([50.0]))[0] == pytest.approx(13.7, abs=0.05)


@given(st.floats(0, 45), st.floats(40, 99))
def test_the_wet_bulb_never_exceeds_the_dry_one_and_rises_with_humidity(air: float, humid: float) -> None:
    dry, wet = wet_bulb_c(np.array([air, air]), np.array([humid / 2, humid]))
    assert dry <= wet
    assert wet <= air


def test_unknown_humidity_gives_an_unknown_wet_bulb() -> None:
    assert np.isnan(wet_bulb_c(np.array([20.0]), np.array([np.nan])))[0]
