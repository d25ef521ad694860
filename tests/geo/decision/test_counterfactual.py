import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.decision.aggregation import RULES, weighted_sum
from geo.decision.counterfactual import contributions, losses, needed_value, needed_values
from geo.decision.value_functions import Linear
from geo.errors import InputError

TABLE = np.array([[0.9, 0.5], [0.6, 0.6], [0.2, 0.4]])
WEIGHTS = [3, 1]


def test_contributions_and_losses_fill_the_bar_to_100():
    gained, lost = contributions(TABLE, WEIGHTS), losses(TABLE, WEIGHTS)
    np.testing.assert_allclose(gained[0], [67.5, 12.5])
    np.testing.assert_allclose(gained.sum(axis=1), 100 * weighted_sum(TABLE, WEIGHTS))
    np.testing.assert_allclose(gained + lost, np.broadcast_to([75, 25], (3, 2)))


def test_the_value_needed_by_hand():
    # Scores 0.8, 0.6, 0.25. The last needs 0.35 more for rank 2: 0.35 / 0.75 on the first criterion, 1.4 on the second.
    needed = needed_values(TABLE, WEIGHTS, site=2, rank=2)
    assert needed[0] == pytest.approx(0.2 + 0.35 / 0.75)
    assert np.isnan(needed[1])


def test_a_needed_value_becomes_a_cost():
    # Worth 1 at A$0M and 0 at A$300M; needed 2/3 -> at most A$100M.
    needed = needed_values(TABLE, WEIGHTS, site=2, rank=2)[0]
    assert Linear(worst=300, best=0).inverse(needed) == pytest.approx(100)


def test_a_site_that_holds_the_rank_learns_how_far_it_may_fall():
    # The leader at 0.8 stays first down to 0.6: 0.9 - 0.2 / 0.75; without its second criterion it still has 0.675.
    assert needed_values(TABLE, WEIGHTS, site=0, rank=1) == pytest.approx([0.9 - 0.2 / 0.75, 0])


def test_the_last_rank_needs_nothing():
    assert needed_values(TABLE, WEIGHTS, site=2, rank=3).tolist() == [0, 0]


def test_a_criterion_without_weight_changes_nothing():
    assert np.isnan(needed_values(TABLE, [1, 0], site=2, rank=1)[1])
    assert needed_values(TABLE, [1, 0], site=0, rank=1)[1] == 0


@pytest.mark.parametrize("key", sorted(RULES))
@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_the_needed_value_reaches_the_rank_and_a_little_less_does_not(key, seed):
    rng = np.random.default_rng(seed)
    score, table, weights = RULES[key].score, rng.uniform(0.05, 1, (6, 3)), rng.random(3) + 0.1
    site, criterion, rank = int(rng.integers(6)), int(rng.integers(3)), int(rng.integers(1, 6))
    needed = needed_value(score, table, weights, site, criterion, rank)

    def better(value):
        moved = table.copy()
        moved[site, criterion] = value
        scores = score(moved, weights)
        return (np.delete(scores, site) > scores[site] + 1e-12).sum()

    if np.isnan(needed):
        assert better(1.0) >= rank
    else:
        assert better(needed) < rank
        assert needed < 1e-3 or better(needed - 1e-3) >= rank or key == "minimum"


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_halving_agrees_with_the_exact_value(seed):
    rng = np.random.default_rng(seed)
    table, weights = rng.random((5, 3)), rng.random(3) + 0.1
    exact = needed_values(table, weights, 1, 2)
    halved = [needed_value(weighted_sum, table, weights, 1, j, 2) for j in range(3)]
    np.testing.assert_allclose(halved, exact, atol=1e-9)


@pytest.mark.parametrize(("site", "rank"), [(-1, 1), (3, 1), (0, 0)])
def test_a_site_or_rank_that_is_not_there_is_refused(site, rank):
    with pytest.raises(InputError, match="no such site or rank"):
        needed_values(TABLE, WEIGHTS, site, rank)
