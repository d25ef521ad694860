"""Codes of fields: rounded, clipped, unknown kept apart."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from geo.space.coding import UNKNOWN_CODE, encode_field

EVERY = np.arange(50, dtype=np.int32)


def test_values_are_rounded_to_the_scale_and_clipped_to_the_range() -> None:
    codes = encode_field(np.array([[-5.0, 0.0, 1.26], [9.99, 10.0, np.nan]]), EVERY[:6], 0.0, 10.0, 0.5)
    assert codes.tolist() == [0, 0, 3, 20, 20, UNKNOWN_CODE]


def test_only_chosen_cells_are_coded_in_their_order() -> None:
    values = np.array([[1.0, 2.0], [np.nan, 4.0]], np.float32)
    assert encode_field(values, np.array([3, 2, 0], np.int32), 0.0, 10.0, 1.0).tolist() == [4, UNKNOWN_CODE, 1]


def test_an_offset_moves_the_lowest_value_to_code_zero() -> None:
    assert encode_field(np.array([-450.0, -449.0], np.float32), EVERY[:2], -450.0, 6000.0, 1.0).tolist() == [0, 1]


@given(hnp.arrays(np.float32, st.integers(1, 50), elements=st.floats(-100, 100, width=32)))
def test_codes_come_within_half_a_step(values: np.ndarray) -> None:
    back = encode_field(values, EVERY[: values.size], -100.0, 100.0, 0.01) * 0.01 - 100.0
    assert back == pytest.approx(values, abs=0.0051)
