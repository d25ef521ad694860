import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from geo.decision.pareto import pareto_front
from geo.errors import InputError

few = st.sampled_from([0.0, 1.0, 2.0, 3.0, np.inf])


def brute_force(costs):
    worse = (costs[:, None] >= costs[None]).all(axis=2) & (costs[:, None] > costs[None]).any(axis=2)
    return ~worse.any(axis=1)


def test_cost_against_latency_by_hand():
    # A$M and ms: (100, 9) and (80, 12) trade off, (120, 9) costs more for nothing, (80, 12) stands twice.
    result = pareto_front([[100, 9], [80, 12], [120, 9], [80, 12]], ["min", "min"])
    assert result.front.tolist() == [True, True, False, True]
    assert result.dominated_by.tolist() == [-1, -1, 0, -1]


def test_more_may_be_better():
    assert pareto_front([[100, 9], [80, 12]], ["min", "max"]).front.tolist() == [False, True]


def test_an_unknown_objective_is_compared_with_none():
    result = pareto_front([[1, np.nan], [2, 2], [3, 3]], ["min", "min"])
    assert result.front.tolist() == [False, True, False]
    assert result.unknown.tolist() == [True, False, False]
    assert result.dominated_by.tolist() == [-1, -1, 1]


@given(hnp.arrays(float, st.tuples(st.integers(1, 25), st.integers(1, 4)), elements=few))
def test_the_front_equals_brute_force(costs):
    result = pareto_front(costs, ["min"] * costs.shape[1])
    assert (result.front == brute_force(costs)).all()
    for site in np.flatnonzero(~result.front):
        other = result.dominated_by[site]
        assert result.front[other]
        assert (costs[other] <= costs[site]).all()


def test_the_front_of_many_equals_brute_force():
    costs = np.random.default_rng(4).random((600, 3))
    assert (pareto_front(costs, ["min"] * 3).front == brute_force(costs)).all()


def test_no_sites_have_no_front():
    assert pareto_front(np.zeros((0, 2)), ["min", "max"]).front.size == 0


@pytest.mark.parametrize(("objectives", "senses"), [([[1, 2]], ["min"]), ([[1]], ["less"]), (np.zeros((3, 0)), [])])
def test_objectives_and_senses_must_match(objectives, senses):
    with pytest.raises(InputError, match="min or max"):
        pareto_front(objectives, senses)
