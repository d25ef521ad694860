import itertools

import numpy as np
import pytest
import skcriteria
from hypothesis import given
from hypothesis import strategies as st
from pymcdm import weights as pymcdm_weights
from skcriteria.preprocessing import weighters

from geo.decision.weights import critic, entropy, grouped, normalise, rank_order_centroid, swing
from geo.errors import InputError

TABLE = np.array([[0.9, 0.2, 0.5, 0.1], [0.4, 0.8, 0.6, 0.3], [0.7, 0.7, 0.1, 0.9], [0.2, 0.5, 0.9, 0.4]])


def test_weights_become_shares_in_the_order_given():
    assert list(normalise({"grid": 3, "water": 1, "hazard": 0}).items()) == [
        ("grid", 0.75),
        ("water", 0.25),
        ("hazard", 0),
    ]


@given(
    st.dictionaries(st.text(min_size=1, max_size=3), st.floats(0.0, 100.0), min_size=1, max_size=8),
    st.floats(1e-6, 1e6),
)
def test_the_scale_of_the_weights_does_not_matter(weights, factor):
    if max(weights.values()) < 1e-6:
        return
    shares = normalise(weights)
    assert sum(shares.values()) == pytest.approx(1)
    assert normalise({key: value * factor for key, value in weights.items()}) == pytest.approx(shares)


def test_huge_weights_do_not_overflow():
    assert normalise({"a": 1e308, "b": 1e308}) == {"a": 0.5, "b": 0.5}


@pytest.mark.parametrize(
    "weights", [{}, {"a": 0.0}, {"a": 0.0, "b": 0.0}, {"a": -1.0}, {"a": float("nan")}, {"a": float("inf")}]
)
def test_weights_that_say_nothing_are_refused(weights):
    with pytest.raises(InputError, match="allowed"):
        normalise(weights)


def test_a_group_shares_its_weight_among_its_criteria_however_many():
    weights = grouped({"power": 3, "water": 1}, {"power": {"kv": 1, "mw": 1, "n1": 2}, "water": {"rain": 7}})
    assert weights == pytest.approx({"kv": 0.1875, "mw": 0.1875, "n1": 0.375, "rain": 0.25})


def test_a_group_without_weight_may_have_criteria_without_weight():
    assert grouped({"power": 1, "water": 0}, {"power": {"kv": 1}, "water": {"rain": 0}}) == {"kv": 1, "rain": 0}


@pytest.mark.parametrize(
    ("groups", "members", "words"),
    [
        ({"a": 1}, {"b": {"x": 1}}, "do not match"),
        ({"a": 1, "b": 1}, {"a": {"x": 1}, "b": {"x": 1}}, "two groups"),
        ({"a": 1, "b": 1}, {"a": {"x": 1}, "b": {}}, "no criterion has any weight"),
    ],
)
def test_groups_that_do_not_fit_are_refused(groups, members, words):
    with pytest.raises(InputError, match=words):
        grouped(groups, members)


def test_rank_order_centroid_of_three_by_hand():
    # (1 + 1/2 + 1/3)/3 = 11/18, (1/2 + 1/3)/3 = 5/18, (1/3)/3 = 2/18.
    assert rank_order_centroid(["a", "b", "c"]) == pytest.approx({"a": 11 / 18, "b": 5 / 18, "c": 2 / 18})


@given(st.integers(1, 30))
def test_rank_order_centroid_falls_and_sums_to_1(count):
    weights = list(rank_order_centroid([str(i) for i in range(count)]).values())
    assert sum(weights) == pytest.approx(1)
    assert all(a > b for a, b in itertools.pairwise(weights))


@pytest.mark.parametrize("order", [[], ["a", "a"]])
def test_an_order_names_each_criterion_once(order):
    with pytest.raises(InputError, match="each criterion once"):
        rank_order_centroid(order)


def test_swings_are_anchored_at_100():
    assert swing({"grid": 100, "water": 60, "tax": 40}) == pytest.approx({"grid": 0.5, "water": 0.3, "tax": 0.2})
    with pytest.raises(InputError, match="no anchor"):
        swing({"grid": 90, "water": 60})


def test_entropy_weights_equal_pymcdm_and_scikit_criteria():
    ours = entropy(TABLE)
    np.testing.assert_allclose(ours, pymcdm_weights.entropy_weights(TABLE), rtol=0, atol=1e-9)
    np.testing.assert_allclose(ours, weighters.entropy_weights(TABLE), rtol=0, atol=1e-9)


def test_entropy_weights_take_zeros_as_scikit_criteria_does():
    table = np.array([[0.0, 0.2], [0.4, 0.8], [0.7, 0.7]])
    np.testing.assert_allclose(entropy(table), weighters.entropy_weights(table), rtol=0, atol=1e-9)


def test_critic_weights_equal_pymcdm_and_scikit_criteria():
    ours = critic(TABLE)
    np.testing.assert_allclose(ours, pymcdm_weights.critic_weights(TABLE), rtol=0, atol=1e-9)
    table = skcriteria.mkdm(TABLE, [max] * 4)
    np.testing.assert_allclose(ours, weighters.CRITIC().transform(table).weights.to_numpy(), rtol=0, atol=1e-9)


def test_a_constant_criterion_has_no_critic_weight():
    table = np.column_stack([TABLE, np.full(4, 0.3)])
    np.testing.assert_allclose(critic(table), [*critic(TABLE), 0.0])


@pytest.mark.parametrize("method", [entropy, critic])
@pytest.mark.parametrize("table", [[[0.1, 0.2]], [[0.1, np.nan], [0.2, 0.3]], [[0.1, 0.2], [0.1, 0.2]], [0.1, 0.2]])
def test_a_table_that_tells_no_site_apart_gives_no_weights(method, table):
    with pytest.raises(InputError, match="allowed"):
        method(table)
