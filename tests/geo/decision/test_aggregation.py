import numpy as np
import pytest
import skcriteria
from hypothesis import given
from hypothesis import strategies as st
from pymcdm import methods, normalizations
from skcriteria.agg.simple import WeightedProductModel, WeightedSumModel
from skcriteria.agg.topsis import TOPSIS

from geo.decision.aggregation import (
    RULES,
    fill_unknown,
    minimum,
    orness,
    owa,
    owa_rule,
    risk_order_weights,
    score_sites,
    topsis,
    trade_off,
    unknown_weight_share,
    weighted_geometric,
    weighted_sum,
)
from geo.errors import InputError

RNG = np.random.default_rng(20)
TABLE = RNG.uniform(0.05, 1, (40, 6))
WEIGHTS = np.array([0.3, 0.05, 0.2, 0.15, 0.1, 0.2])
DECISION = skcriteria.mkdm(TABLE, [max] * 6, weights=WEIGHTS)
EVERY_RULE = [*RULES.values(), owa_rule(0.0), owa_rule(0.8), owa_rule(1.0)]
unit = st.floats(0.0, 1.0)


@st.composite
def tables(draw, sites=2):
    count = draw(st.integers(1, 6))
    rows = draw(st.lists(st.lists(unit, min_size=count, max_size=count), min_size=sites, max_size=sites))
    weights = draw(st.lists(st.floats(0.01, 10), min_size=count, max_size=count))
    return np.array(rows), np.array(weights)


def test_weighted_sum_by_hand():
    np.testing.assert_allclose(weighted_sum([[1, 0.5], [0, 1]], [3, 1]), [0.875, 0.25])


def test_weighted_sum_equals_scikit_criteria():
    theirs = WeightedSumModel().evaluate(DECISION).e_.score
    np.testing.assert_allclose(weighted_sum(TABLE, WEIGHTS), theirs, rtol=0, atol=1e-9)


def test_weighted_sum_equals_pymcdm():
    theirs = methods.WSM(lambda column, cost: column)(TABLE, WEIGHTS, np.ones(6))
    np.testing.assert_allclose(weighted_sum(TABLE, WEIGHTS), theirs, rtol=0, atol=1e-9)


def test_weighted_geometric_by_hand():
    np.testing.assert_allclose(weighted_geometric([[0.25, 1], [0, 1]], [1, 1]), [0.5, 0])


def test_weighted_geometric_equals_pymcdm_and_scikit_criteria():
    ours = weighted_geometric(TABLE, WEIGHTS)
    theirs = methods.WPM(lambda column, cost: column)(TABLE, WEIGHTS, np.ones(6))
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-9)
    logarithm = WeightedProductModel().evaluate(DECISION).e_.score
    np.testing.assert_allclose(np.log10(ours), logarithm, rtol=0, atol=1e-9)


def test_minimum_looks_only_at_criteria_with_weight():
    np.testing.assert_array_equal(minimum([[0.4, 0.1, 0.9]], [1, 0, 0.001]), [0.4])


def test_topsis_with_the_ideals_of_the_table_equals_scikit_criteria():
    ours = topsis(TABLE, WEIGHTS, TABLE.max(axis=0), TABLE.min(axis=0))
    theirs = TOPSIS().evaluate(DECISION).e_.similarity
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-9)


def test_topsis_equals_pymcdm_once_the_table_holds_the_ideal_and_the_anti_ideal():
    table = np.vstack([TABLE, np.ones(6), np.zeros(6)])
    theirs = methods.TOPSIS(normalizations.minmax_normalization)(table, WEIGHTS, np.ones(6), validation=False)
    np.testing.assert_allclose(topsis(table, WEIGHTS), theirs, rtol=0, atol=1e-9)


def test_topsis_scores_half_where_ideal_and_anti_ideal_meet():
    assert topsis([[0.3]], [1], ideal=0.3, anti_ideal=0.3).tolist() == [0.5]


def test_owa_with_equal_criterion_weights_is_yagers():
    # Sorted 0.9, 0.5, 0.1 times 0.2, 0.3, 0.5.
    np.testing.assert_allclose(owa([[0.5, 0.1, 0.9]], [1, 1, 1], [0.2, 0.3, 0.5]), [0.18 + 0.15 + 0.05])


def test_owa_with_unequal_criterion_weights_by_hand():
    # Best value 0.8 has weight 0.25: W(0.25) = 0.5 * 0.2 = 0.1. So 0.1 * 0.8 + 0.9 * 0.4.
    np.testing.assert_allclose(owa([[0.4, 0.8]], [3, 1], [0.2, 0.8]), [0.44])


def test_owa_with_equal_order_weights_is_the_weighted_sum():
    np.testing.assert_allclose(owa(TABLE, WEIGHTS, np.ones(6)), weighted_sum(TABLE, WEIGHTS))


def test_owa_reaches_from_the_minimum_to_the_maximum():
    equal = np.ones(6)
    np.testing.assert_allclose(owa_rule(0.0).score(TABLE, equal), TABLE.min(axis=1))
    np.testing.assert_allclose(owa_rule(0.5).score(TABLE, WEIGHTS), weighted_sum(TABLE, WEIGHTS))
    np.testing.assert_allclose(owa_rule(1.0).score(TABLE, equal), TABLE.max(axis=1))


def test_the_most_careful_owa_averages_the_worst_nth_of_the_weight():
    # A tenth of the weight scores 0, the next four tenths 0.5: the worst half of the weight averages 0.4.
    np.testing.assert_allclose(owa([[0.0, 0.5]], [1, 9], [0, 1]), [0.4])


def test_orness_and_trade_off_of_the_three_corners():
    assert [orness(v) for v in ([1, 0, 0], [1, 1, 1], [0, 0, 1])] == pytest.approx([1, 0.5, 0])
    assert [trade_off(v) for v in ([1, 0, 0], [1, 1, 1], [0, 0, 1])] == pytest.approx([0, 1, 0])


@given(st.floats(0.02, 0.98))
def test_the_orness_of_many_order_weights_is_the_attitude(attitude):
    assert orness(risk_order_weights(2000, attitude)) == pytest.approx(attitude, abs=0.02)


@pytest.mark.parametrize("rule", EVERY_RULE, ids=lambda rule: rule.key)
@given(tables(sites=2), unit)
def test_better_everywhere_never_scores_below(rule, drawn, share):
    (low, high), weights = drawn
    better = low + share * np.maximum(high - low, 0)
    worse_score, better_score = rule.score([low, better], weights)
    assert better_score >= worse_score - 1e-12


@pytest.mark.parametrize("rule", EVERY_RULE, ids=lambda rule: rule.key)
@given(tables(sites=3), st.floats(0.01, 100))
def test_the_scale_of_the_weights_changes_no_score(rule, drawn, factor):
    table, weights = drawn
    np.testing.assert_allclose(rule.score(table, weights * factor), rule.score(table, weights), atol=1e-9)


@pytest.mark.parametrize("rule", EVERY_RULE, ids=lambda rule: rule.key)
@given(tables(sites=4))
def test_removing_a_site_changes_no_other_score(rule, drawn):
    table, weights = drawn
    assert rule.score(table[1:], weights).tolist() == rule.score(table, weights)[1:].tolist()


@pytest.mark.parametrize("rule", EVERY_RULE, ids=lambda rule: rule.key)
@given(tables(sites=3))
def test_a_score_lies_between_the_worst_and_the_best_value(rule, drawn):
    table, weights = drawn
    scores = rule.score(table, weights)
    assert (scores >= table.min(axis=1) - 1e-9).all()
    assert (scores <= table.max(axis=1) + 1e-9).all()


def test_unknown_values_count_half_or_nothing_or_bar_the_site():
    table = [[0.8, np.nan], [0.2, 0.4]]
    np.testing.assert_array_equal(fill_unknown(table), [[0.8, 0.5], [0.2, 0.4]])
    np.testing.assert_array_equal(fill_unknown(table, "pessimistic"), [[0.8, 0], [0.2, 0.4]])
    np.testing.assert_array_equal(fill_unknown(table, "exclude"), [[np.nan, np.nan], [0.2, 0.4]])
    with pytest.raises(InputError, match="unknown policy"):
        fill_unknown(table, "optimistic")


def test_the_unknown_share_is_the_weight_that_is_unknown():
    np.testing.assert_allclose(unknown_weight_share([[0.8, np.nan], [0.2, 0.4]], [3, 1]), [0.25, 0])


@pytest.mark.parametrize("rule", EVERY_RULE, ids=lambda rule: rule.key)
def test_a_site_of_which_nothing_is_known_has_no_score(rule):
    assert np.isnan(score_sites(rule, [[np.nan, 0.3], [0.5, 0.3]], [1, 0])).tolist() == [True, False]


def test_an_unknown_value_without_weight_bars_nothing():
    np.testing.assert_array_equal(score_sites(RULES["minimum"], [[0.6, np.nan]], [1, 0], "exclude"), [0.6])


def test_one_site_has_a_score_too():
    assert weighted_sum([0.2, 0.4], [1, 1]).tolist() == pytest.approx([0.3])


@pytest.mark.parametrize("weights", [[0, 0], [1, -1], [1], [np.nan, 1], [[1, 1]]])
def test_weights_that_cannot_be_used_are_refused(weights):
    with pytest.raises(InputError, match="allowed"):
        weighted_sum([[0.1, 0.2]], weights)


@pytest.mark.parametrize("order_weights", [[1], [0, 0], [-1, 2], [np.nan, 1]])
def test_order_weights_that_cannot_be_used_are_refused(order_weights):
    with pytest.raises(InputError, match="order weights"):
        owa([[0.1, 0.2]], [1, 1], order_weights)


@pytest.mark.parametrize("attitude", [-0.1, 1.1, np.nan])
def test_an_attitude_lies_between_0_and_1(attitude):
    with pytest.raises(InputError, match="risk attitude"):
        risk_order_weights(3, attitude)
