"""What each criterion gives and withholds, by hand and in general, for every rule."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.decision.account import account
from geo.decision.aggregation import RULES, rule_of
from geo.errors import InputError

unit = st.floats(0.0, 1.0)


@st.composite
def tables(draw):
    count = draw(st.integers(1, 6))
    rows = draw(st.lists(st.lists(unit, min_size=count, max_size=count), min_size=1, max_size=4))
    weights = draw(st.lists(st.floats(0.01, 10), min_size=count, max_size=count))
    return np.array(rows), np.array(weights)


@given(table=tables(), rule=st.sampled_from(list(RULES)), attitude=unit)
def test_what_is_given_adds_up_to_the_score_and_what_is_withheld_to_the_rest(table, rule, attitude):
    values, weights = table
    found = account(rule, values, weights, attitude)
    np.testing.assert_allclose(found.score, 100 * rule_of(rule, attitude).score(values, weights), atol=1e-9)
    np.testing.assert_allclose(found.gives.sum(axis=1), found.score, atol=1e-9)
    np.testing.assert_allclose(found.withholds.sum(axis=1), 100 - found.score, atol=1e-9)
    assert (found.withholds >= -1e-9).all()


@given(value=st.floats(0.01, 0.99), rule=st.sampled_from(["weighted_sum", "weighted_geometric"]))
def test_equal_values_share_by_weight(value, rule):
    found = account(rule, [[value, value]], [3, 1])
    np.testing.assert_allclose(found.gives[0], [75 * value, 25 * value], atol=1e-9)
    np.testing.assert_allclose(found.withholds[0], [75 * (1 - value), 25 * (1 - value)], atol=1e-9)


def test_a_weighted_sum_gives_weight_times_value():
    found = account("weighted_sum", [[1.0, 0.5]], [3, 1])
    np.testing.assert_allclose(found.gives[0], [75, 12.5])
    np.testing.assert_allclose(found.withholds[0], [0, 12.5])


def test_a_geometric_mean_withholds_by_logarithms():
    # S = 100 sqrt(1/4 * 1) = 50; all of the logarithm is the first one's: it withholds 50 and gives 50 - 50.
    found = account("weighted_geometric", [[0.25, 1.0]], [1, 1])
    np.testing.assert_allclose(found.withholds[0], [50, 0])
    np.testing.assert_allclose(found.gives[0], [0, 50])


def test_zeros_of_a_product_share_the_loss_by_weight():
    found = account("weighted_geometric", [[0.0, 0.0, 0.5]], [3, 1, 4])
    np.testing.assert_allclose(found.withholds[0], [75, 25, 0])


def test_the_worst_value_is_the_whole_account_of_the_minimum_however_little_it_weighs():
    found = account("minimum", [[0.9, 0.2, 0.0]], [99, 1, 0])
    np.testing.assert_allclose(found.gives[0], [0, 20, 0])
    np.testing.assert_allclose(found.withholds[0], [0, 80, 0])


def test_a_neutral_attitude_has_the_account_of_the_sum():
    mine, sums = account("owa", [[0.2, 0.8]], [1, 3], 0.5), account("weighted_sum", [[0.2, 0.8]], [1, 3])
    np.testing.assert_allclose(mine.gives, sums.gives)


def test_topsis_shares_squared_distances():
    # (w x)^2 = 0.09 and 0.16: the score is 0.5 / (0.5 + sqrt(0.04 + 0.01)) and the first gives 9/25 of it.
    found = account("topsis", [[0.6, 0.8]], [1, 1])
    score = 100 * 0.5 / (0.5 + np.sqrt(0.05))
    assert found.score[0] == pytest.approx(score)
    np.testing.assert_allclose(found.gives[0], [score * 9 / 25, score * 16 / 25])
    np.testing.assert_allclose(found.withholds[0], [(100 - score) * 0.8, (100 - score) * 0.2])


def test_the_limiting_criterion_is_the_one_that_withholds_most_and_none_where_nothing_is_withheld():
    found = account("weighted_sum", [[0.5, 0.0], [0.0, 1.0], [1.0, 1.0]], [3, 1])
    assert found.limiting().tolist() == [0, 0, -1]


def test_an_unknown_rule_is_refused_with_the_rules_there_are():
    with pytest.raises(InputError, match="weighted_sum"):
        account("best", [[1.0]], [1.0])
