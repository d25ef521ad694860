import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.decision.codes import NO_SCORE, UNKNOWN, decode, decode_scores, encode
from geo.errors import DataError


def test_values_become_codes_rounded_half_up_and_nan_becomes_unknown():
    codes = encode(np.array([0.0, 0.5, 1.0, 0.002, 0.0019, np.nan]))
    assert codes.dtype == np.uint8
    assert codes.tolist() == [0, 125, 250, 1, 0, UNKNOWN]


def test_a_raster_keeps_its_shape():
    assert encode(np.zeros((3, 4), np.float32)).shape == (3, 4)


def test_codes_come_back_as_values_and_unknown_as_nan():
    values = decode(np.array([0, 125, 250, 255, 251], np.uint8))
    np.testing.assert_array_equal(values, np.array([0.0, 0.5, 1.0, np.nan, np.nan], np.float32))


@given(st.floats(0.0, 1.0))
def test_the_way_there_and_back_is_off_by_half_a_step_at_most(value):
    assert abs(float(decode(encode([value]))[0]) - value) <= 0.5 / 250 + 1e-6


@pytest.mark.parametrize("value", [-0.01, 1.01, np.inf, -np.inf])
def test_a_value_outside_its_range_is_an_error_with_what_was_found(value):
    with pytest.raises(DataError, match=r"a value function left its range \(found .*; allowed 0 to 1"):
        encode([0.5, value])


def test_rounding_dust_outside_the_range_is_forgiven():
    assert encode([1.0 + 1e-7, -1e-7]).tolist() == [250, 0]


def test_scores_come_back_as_points_and_no_score_as_nan():
    np.testing.assert_allclose(decode_scores([0, 1, 10_000, NO_SCORE]), [0.0, 0.01, 100.0, np.nan])
