import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.decision.aggregation import weighted_sum
from geo.decision.stability import stability_intervals
from geo.errors import InputError


def with_share(weights, j, t):
    shares = np.asarray(weights, float) / np.sum(weights)
    moved = shares * (1 - t) / (1 - shares[j])
    moved[j] = t
    return moved


def above(table, weights, site):
    scores = weighted_sum(table, weights)
    return set(np.flatnonzero(scores > scores[site] + 1e-10))


def test_two_sites_by_hand():
    # a = (1, 0), b = (0, 1): a leads while w1 > 1/2.
    np.testing.assert_allclose(stability_intervals([[1, 0], [0, 1]], [3, 1]), [[0.5, 1], [0, 0.5]])
    # b is second over the same stretch.
    np.testing.assert_allclose(stability_intervals([[1, 0], [0, 1]], [3, 1], site=1), [[0.5, 1], [0, 0.5]])


def test_a_dominant_site_leads_whatever_the_weights():
    np.testing.assert_allclose(stability_intervals([[0.9, 0.8], [0.5, 0.7]], [1, 2]), [[0, 1], [0, 1]])


def test_a_tie_bounds_the_interval_at_the_present_share():
    # Level at equal weights: the first falls behind once w1 drops.
    np.testing.assert_allclose(stability_intervals([[1, 0], [0, 1]], [1, 1], site=0), [[0.5, 1], [0, 0.5]])


def test_equal_sites_and_single_sites_never_change_rank():
    np.testing.assert_allclose(stability_intervals([[0.2, 0.4]] * 3, [1, 1]), [[0, 1], [0, 1]])
    np.testing.assert_allclose(stability_intervals([[0.2, 0.4]], [1, 1]), [[0, 1], [0, 1]])


def test_one_criterion_alone_has_its_whole_range():
    np.testing.assert_allclose(stability_intervals([[0.2], [0.4]], [5]), [[0, 1]])


def test_a_criterion_with_all_the_weight_leaves_the_others_alike():
    # The rest scores 0.3 for a and 0.8 for b: a leads while t + 0.3 (1 - t) > 0.5 t + 0.8 (1 - t), so from 1/2.
    low, high = stability_intervals([[1, 0.2, 0.4], [0.5, 0.9, 0.7]], [1, 0, 0])[0]
    assert (low, high) == (pytest.approx(0.5), 1)


@settings(max_examples=40)
@given(st.integers(0, 2**32 - 1))
def test_inside_the_interval_the_same_sites_lie_above_and_just_outside_they_do_not(seed):
    rng = np.random.default_rng(seed)
    table, weights, site = rng.random((7, 4)), rng.random(4) + 0.05, int(rng.integers(7))
    now = above(table, weights, site)
    for j, (low, high) in enumerate(stability_intervals(table, weights, site)):
        assert low <= weights[j] / weights.sum() <= high
        for t in np.linspace(low, high, 9)[1:-1]:
            assert above(table, with_share(weights, j, t), site) == now
        if low > 1e-4:
            assert above(table, with_share(weights, j, low - 1e-6), site) != now
        if high < 1 - 1e-4:
            assert above(table, with_share(weights, j, high + 1e-6), site) != now


@pytest.mark.parametrize("site", [-1, 2])
def test_a_site_that_is_not_there_is_refused(site):
    with pytest.raises(InputError, match="no such site"):
        stability_intervals([[1, 0], [0, 1]], [1, 1], site)
