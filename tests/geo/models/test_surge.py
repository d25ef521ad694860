"""How far a wave runs, and which wave reaches a place."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.models.surge import credited_height_m, friction_height_m, reaching_wave_m, run_km


def test_a_ten_metre_wave_runs_1_4_kilometres_over_built_up_flats() -> None:
    # 0.06 * 10^(4/3) / 0.03^2 = 1,436 m
    assert run_km(np.array([10.0]))[0] == pytest.approx(1.436, abs=1e-3)


@given(st.floats(0.1, 80))
def test_run_and_wave_are_each_others_inverse(wave: float) -> None:
    assert friction_height_m(run_km(np.array([wave])))[0] == pytest.approx(wave)


def test_the_first_kilometre_and_the_first_28_metres_count_nothing() -> None:
    assert reaching_wave_m(np.array([0.0, 1.0]), np.array([5.0, 28.0])).tolist() == [0.0, 0.0]
    assert credited_height_m(np.array([40.0, np.nan])).tolist() == [12.0, 0.0]


def test_inland_ground_adds_its_height_to_the_friction() -> None:
    # 2.436 km from the coast leave 1.436 km of run: 10 m; 50 m of height leave 22 m.
    assert reaching_wave_m(np.array([2.436]), np.array([50.0]))[0] == pytest.approx(32.0, abs=0.01)


@given(st.floats(0, 40), st.floats(0, 40), st.floats(-10, 500), st.floats(-10, 500))
def test_farther_and_higher_is_never_worse(near: float, far: float, low: float, high: float) -> None:
    worse = reaching_wave_m(np.array([min(near, far)]), np.array([min(low, high)]))
    better = reaching_wave_m(np.array([max(near, far)]), np.array([max(low, high)]))
    assert worse[0] <= better[0]


def test_an_unknown_distance_stays_unknown() -> None:
    assert np.isnan(reaching_wave_m(np.array([np.nan]), np.array([10.0])))[0]
