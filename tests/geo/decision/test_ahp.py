import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymcdm.weights.subjective import AHP

from geo.decision.ahp import judgement_matrix, matrix_weights, pairwise_weights
from geo.errors import InputError

KEYS = ["power", "water", "latency", "hazard"]
TRUE = np.array([0.5, 0.25, 0.125, 0.125])


def consistent(shares):
    return np.divide.outer(np.asarray(shares), np.asarray(shares))


@pytest.mark.parametrize("count", range(1, 9))
def test_judgements_that_agree_give_their_weights_back_with_a_ratio_of_0(count):
    shares = np.linspace(1, 2, count)
    result = matrix_weights([str(i) for i in range(count)], consistent(shares))
    np.testing.assert_allclose(list(result.weights.values()), shares / shares.sum())
    assert result.lambda_max == pytest.approx(count)
    assert result.consistency_ratio == pytest.approx(0, abs=1e-9)
    assert result.consistent
    assert result.revisit is None


def test_three_criteria_by_hand():
    # Cyclic a > b > c > a, each 2 times: every row has product 1, so the weights are equal and
    # lambda_max = 1 + 2 + 1/2 = 3.5; CI = 0.25; CR = 0.25 / 0.58.
    result = pairwise_weights(["a", "b", "c"], {("a", "b"): 2, ("b", "c"): 2, ("c", "a"): 2})
    assert list(result.weights.values()) == pytest.approx([1 / 3] * 3)
    assert result.lambda_max == pytest.approx(3.5)
    assert result.consistency_ratio == pytest.approx(0.25 / 0.58)
    assert not result.consistent


def test_weights_equal_pymcdm():
    matrix = np.array([[1, 3, 5, 7], [1 / 3, 1, 3, 4], [1 / 5, 1 / 3, 1, 2], [1 / 7, 1 / 4, 1 / 2, 1]])
    ours = matrix_weights(KEYS, matrix)
    theirs = AHP(matrix=matrix)
    np.testing.assert_allclose(list(ours.weights.values()), theirs(), rtol=0, atol=1e-9)
    # Their random index of four is 0.8921, Saaty's 0.90.
    assert ours.consistency_ratio == pytest.approx(theirs.get_cr() * 0.8921 / 0.90)


@pytest.mark.parametrize(("i", "j"), list(itertools.combinations(range(5), 2)))
def test_the_one_judgement_out_of_line_is_found_and_mended(i, j):
    shares = np.array([5.0, 4.0, 2.0, 1.5, 1.0])
    keys = [*KEYS, "tax"]
    matrix = consistent(shares)
    matrix[i, j], matrix[j, i] = 1 / 9, 9
    result = matrix_weights(keys, matrix)
    assert result.consistency_ratio >= 0.10
    assert (result.revisit.first, result.revisit.second) == (keys[i], keys[j])
    assert result.revisit.given == pytest.approx(1 / 9)
    assert result.revisit.suggested == pytest.approx(shares[i] / shares[j])
    assert result.revisit.ratio_after == pytest.approx(0, abs=1e-9)


def test_a_judgement_to_revisit_speaks_in_words():
    result = pairwise_weights(["a", "b", "c"], {("a", "b"): 9, ("b", "c"): 9, ("a", "c"): 1 / 9})
    assert " against " in result.revisit.describe()
    assert "times as important" in result.revisit.describe()


def test_a_chain_of_judgements_is_enough():
    result = pairwise_weights(KEYS, {("power", "water"): 2, ("water", "latency"): 2, ("latency", "hazard"): 1})
    assert list(result.weights.values()) == pytest.approx(TRUE.tolist())
    assert result.missing == 3
    assert math.isnan(result.consistency_ratio)
    assert not result.consistent


@given(st.integers(0, 2**32 - 1))
def test_the_order_of_the_criteria_does_not_matter(seed):
    rng = np.random.default_rng(seed)
    pairs = {pair: float(rng.choice([1 / 5, 1 / 2, 1, 3, 7])) for pair in itertools.combinations(KEYS, 2)}
    shuffled = rng.permutation(KEYS).tolist()
    one, other = pairwise_weights(KEYS, pairs), pairwise_weights(shuffled, pairs)
    assert {key: other.weights[key] for key in KEYS} == pytest.approx(one.weights)
    assert other.consistency_ratio == pytest.approx(one.consistency_ratio, abs=1e-9)
    if one.revisit:
        assert one.revisit.ratio_after <= one.consistency_ratio + 1e-9


def test_both_directions_may_be_given_when_they_agree():
    assert judgement_matrix(["a", "b"], {("a", "b"): 4, ("b", "a"): 0.25}).tolist() == [[1, 4], [0.25, 1]]


@pytest.mark.parametrize(
    ("judgements", "words"),
    [
        ({("a", "b"): 4, ("b", "a"): 4, ("b", "c"): 1}, "judged twice"),
        ({("a", "x"): 4}, "what is not there"),
        ({("a", "a"): 1}, "what is not there"),
        ({("a", "b"): 10}, "off the scale"),
        ({("a", "b"): 0}, "off the scale"),
        ({("a", "b"): -2}, "off the scale"),
        ({("a", "b"): math.nan}, "off the scale"),
        ({("a", "b"): 2}, "not linked"),
        ({}, "not linked"),
    ],
)
def test_judgements_that_cannot_be_used_are_refused(judgements, words):
    with pytest.raises(InputError, match=words):
        pairwise_weights(["a", "b", "c"], judgements)


@pytest.mark.parametrize(
    ("keys", "matrix", "words"),
    [
        (["a", "b"], [[1, 2], [2, 1]], "contradicts itself"),
        (["a", "b"], [[1, 20], [0.05, 1]], "off the scale"),
        (["a", "b"], [[2, 2], [0.5, 1]], "off the scale"),
        (["a", "b"], [[1, 2], [math.nan, 1]], "off the scale"),
        (["a", "b"], [[1, 2, 3]], "does not fit"),
        (["a", "a"], [[1, 1], [1, 1]], "no repeats"),
        ([], np.zeros((0, 0)), "1 to 10"),
        ([str(i) for i in range(11)], np.ones((11, 11)), "compare groups first"),
    ],
)
def test_matrices_that_cannot_be_used_are_refused(keys, matrix, words):
    with pytest.raises(InputError, match=words):
        matrix_weights(keys, matrix)
