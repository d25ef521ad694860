import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.decision.weight_prior import WeightPrior
from geo.errors import InputError

GROUPS = ["power", "water", "power", "power", "tax"]
PRIOR = WeightPrior.of([3, 2, 1, 2, 0], GROUPS, between=8, within=5)


def test_shares_are_taken_by_group_and_then_within():
    np.testing.assert_allclose(PRIOR.weights, [0.375, 0.25, 0.125, 0.25, 0])
    np.testing.assert_allclose(PRIOR.group_shares, [0.75, 0.25, 0])
    np.testing.assert_allclose(PRIOR.shares_within, [0.5, 1, 1 / 6, 1 / 3, 0])


def test_draws_sum_to_1_and_a_weight_of_0_stays_0():
    draws = PRIOR.draw(500, np.random.default_rng(1))
    np.testing.assert_allclose(draws.sum(axis=1), 1)
    assert (draws >= 0).all()
    assert (draws[:, 4] == 0).all()


def test_draws_have_the_stated_mean_and_mean_square():
    count = 100_000
    draws = PRIOR.draw(count, np.random.default_rng(2))
    error = draws.std(axis=0) / np.sqrt(count)
    assert (np.abs(draws.mean(axis=0) - PRIOR.weights) <= 4 * error + 1e-12).all()
    square_error = (draws**2).std(axis=0) / np.sqrt(count)
    assert (np.abs((draws**2).mean(axis=0) - PRIOR.squares) <= 4 * square_error + 1e-12).all()


def test_without_groups_the_mean_square_is_that_of_a_dirichlet():
    # Dirichlet(a0 p): E[w^2] = p (a0 p + 1) / (a0 + 1).
    prior = WeightPrior.of([0.2, 0.8], between=9)
    np.testing.assert_allclose(prior.squares, [0.2 * 2.8 / 10, 0.8 * 8.2 / 10])


@settings(max_examples=30)
@given(st.integers(1, 6), st.floats(0.1, 1000), st.integers(0, 1000))
def test_any_prior_draws_weights(count, sureness, seed):
    rng = np.random.default_rng(seed)
    prior = WeightPrior.of(rng.random(count) + 0.01, rng.integers(0, 3, count).tolist(), sureness, sureness)
    draws = prior.draw(20, rng)
    assert draws.shape == (20, count)
    np.testing.assert_allclose(draws.sum(axis=1), 1)


@pytest.mark.parametrize(
    ("weights", "groups", "between", "within"),
    [
        ([0, 0], None, 1, 1),
        ([1, -1], None, 1, 1),
        ([1, np.nan], None, 1, 1),
        ([], None, 1, 1),
        ([1, 1], ["a"], 1, 1),
        ([1, 1], None, 0, 1),
        ([1, 1], None, 1, -1),
        ([1, 1], None, np.inf, 1),
        ([1, 1], None, np.nan, 1),
    ],
)
def test_a_prior_that_cannot_be_used_is_refused(weights, groups, between, within):
    with pytest.raises(InputError, match="allowed"):
        WeightPrior.of(weights, groups, between, within)
