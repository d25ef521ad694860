"""Codes of fields: rounded, clipped, unknown kept apart."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from geo.space.coding import UNKNOWN_CODE, encode_field


def coded(values: np.ndarray, low: float, high: float, scale: float) -> list[int]:
    return encode_field(values, low, high, scale).tolist()


def test_values_are_rounded_to_the_scale_and_clipped_to_the_range() -> None:
    values = np.array([-5.0, 0.0, 1.26, 9.99, 10.0, np.nan])
    assert coded(values, 0.0, 10.0, 0.5) == [0, 0, 3, 20, 20, UNKNOWN_CODE]


def test_an_offset_moves_the_lowest_value_to_code_zero() -> None:
    assert coded(np.array([-450.0, -449.0], np.float32), -450.0, 6000.0, 1.0) == [0, 1]


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.uint8])
def test_numbers_of_any_kind_keep_their_order(dtype: type) -> None:
    values = np.random.default_rng(3).integers(0, 200, (1 << 20) + 7).astype(dtype)
    assert (encode_field(values, 0.0, 1000.0, 0.5) == 2 * values.astype(int)).all()


@settings(deadline=None)
@given(hnp.arrays(np.float32, st.integers(1, 90), elements=st.floats(-100, 100, width=32)))
def test_codes_come_within_half_a_step(values: np.ndarray) -> None:
    back = np.array(coded(values, -100.0, 100.0, 0.01)) * 0.01 - 100.0
    assert back == pytest.approx(values, abs=0.0051)
