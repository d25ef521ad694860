"""The logarithmic scale of the map's product: exact at its ends and its middle, and never off by half a point."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.decision.aggregation import weighted_geometric
from geo.decision.codes import encode
from geo.decision.log_scale import HALF_CODE, OnLogScale, logarithms, to_scale
from geo.decision.overlay import overlay
from geo.decision.value_functions import Linear


def test_nothing_one_and_a_half_are_exact_and_unknown_stays_unknown():
    assert encode(to_scale([0.0, 0.5, 1.0, np.nan])).tolist() == [0, HALF_CODE, 250, 255]
    np.testing.assert_allclose(np.exp(logarithms()[[0, HALF_CODE, 250]]), [0.0, 0.5, 1.0], atol=1e-12)


def test_a_small_value_is_not_a_zero():
    assert encode(to_scale([1e-3, 1e-7, 1e-12])).tolist()[-1] == 1
    assert (np.diff(encode(to_scale([1e-7, 1e-5, 1e-3, 0.1])).astype(int)) > 10).all()


@settings(deadline=None)
@given(
    values=st.lists(st.floats(1e-7, 1.0) | st.just(0.0), min_size=1, max_size=8),
    weights=st.lists(st.floats(0.01, 10.0), min_size=8, max_size=8),
)
def test_coding_moves_no_score_by_half_a_point(values, weights):
    table, shares = np.array([values]), np.array(weights[: len(values)])
    exact = 100 * weighted_geometric(table, shares)[0]
    coded = overlay(encode(to_scale(table)).T, shares, rule="weighted_geometric").score[0] / 100
    assert abs(coded - exact) <= 0.42


def test_the_limiting_criterion_of_a_product_is_the_one_with_the_largest_logarithm():
    # ln 0.25 at weight 1 is more than ln 0.5 at weight 1; at weight 3 it is less; a zero is more than all.
    codes = encode(to_scale([[0.25, 0.25, 0.25], [0.5, 0.5, 0.0]]))
    assert overlay(codes, [1, 1], rule="weighted_geometric", limiting=True).limiting.tolist() == [0, 0, 1]
    assert overlay(codes, [1, 3], rule="weighted_geometric", limiting=True).limiting.tolist() == [1, 1, 1]


def test_the_value_function_behind_the_scale_keeps_its_words_and_its_inverse():
    plain = Linear(worst=50.0, best=0.0)
    scaled = OnLogScale(plain)
    assert scaled.describe("km") == plain.describe("km")
    assert scaled.direction == -1
    np.testing.assert_allclose(scaled.inverse(float(to_scale(0.5))), 25.0, atol=0.01)
