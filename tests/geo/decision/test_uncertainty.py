import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.decision.codes import NO_SCORE, UNKNOWN
from geo.decision.overlay import overlay
from geo.decision.uncertainty import score_moments, triangular_moments, uncertainty_map
from geo.decision.weight_prior import WeightPrior
from geo.errors import InputError

RNG = np.random.default_rng(3)
GROUPS = [0, 0, 1, 2, 2, 2]
PRIOR = WeightPrior.of([3, 1, 2, 1, 0, 2], GROUPS, between=7, within=4)


def test_a_plain_dirichlet_by_hand():
    # p = (0.25, 0.75), x = (1, 0): mean 0.25, variance (0.25 - 0.0625) / (3 + 1).
    mean, sd = score_moments([[1, 0]], WeightPrior.of([1, 3], between=3))
    assert mean == pytest.approx([0.25])
    assert sd == pytest.approx([np.sqrt(0.1875 / 4)])


def test_all_criteria_in_one_group_are_a_plain_dirichlet_too():
    table, weights = RNG.random((5, 4)), [1, 2, 3, 4]
    lone = score_moments(table, WeightPrior.of(weights, between=6))
    together = score_moments(table, WeightPrior.of(weights, ["a"] * 4, between=99, within=6))
    np.testing.assert_allclose(lone, together)


def test_equal_values_have_no_spread():
    mean, sd = score_moments([[0.3] * 6], PRIOR)
    assert mean == pytest.approx([0.3])
    assert sd == pytest.approx([0], abs=1e-8)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 2**32 - 1), st.floats(0.5, 50), st.floats(0.5, 50))
def test_the_closed_form_equals_sampling_within_its_error(seed, between, within):
    rng = np.random.default_rng(seed)
    count = 40_000
    prior = WeightPrior.of(rng.random(6) + 0.05, GROUPS, between, within)
    low, central, high = np.sort(rng.random((3, 1, 6)), axis=0)
    middle, spread = triangular_moments(low, central, high)
    mean, sd = score_moments(middle, prior, spread)
    values = rng.triangular(low, central, high, (count, 6))
    scores = (prior.draw(count, rng) * values).sum(axis=1)
    deviations = (scores - scores.mean()) ** 2
    assert abs(scores.mean() - mean[0]) <= 6 * scores.std() / np.sqrt(count)
    assert abs(deviations.mean() - sd[0] ** 2) <= 6 * deviations.std() / np.sqrt(count)


def test_triangular_moments_by_hand():
    # Symmetric on 0..1: mean 1/2, variance 1/24. Right-angled at 0: mean 1/3, variance 1/18.
    mean, sd = triangular_moments([0, 0, 0.4], [0.5, 0, 0.4], [1, 1, 0.4])
    assert mean == pytest.approx([1 / 2, 1 / 3, 0.4])
    assert sd == pytest.approx([np.sqrt(1 / 24), np.sqrt(1 / 18), 0], abs=1e-9)


def test_the_map_equals_the_table():
    codes = RNG.integers(0, 251, (6, 9_000), dtype=np.uint8)
    mean, sd = score_moments(codes.T / 250, PRIOR)
    result = uncertainty_map(codes, PRIOR)
    assert np.abs(result.mean - mean * 1e4).max() <= 0.5 + 1e-6
    assert np.abs(result.sd - sd * 1e4).max() <= 0.5 + 1e-6


def test_an_unknown_value_counts_as_uniform_in_the_neutral_policy():
    codes = np.array([[UNKNOWN], [50], [UNKNOWN], [200], [0], [100]], np.uint8)
    values = np.array([[0.5, 0.2, 0.5, 0.8, 0, 0.4]])
    spread = np.array([[1, 0, 1, 0, 0, 0]]) * np.sqrt(1 / 12)
    mean, sd = score_moments(values, PRIOR, spread)
    result = uncertainty_map(codes, PRIOR)
    assert result.mean[0] == pytest.approx(mean[0] * 1e4, abs=0.51)
    assert result.sd[0] == pytest.approx(sd[0] * 1e4, abs=0.51)


def test_an_unknown_value_counts_as_0_in_the_pessimistic_policy():
    codes = np.array([[UNKNOWN], [50], [10], [200], [UNKNOWN], [100]], np.uint8)
    mean, sd = score_moments([[0, 0.2, 0.04, 0.8, 0, 0.4]], PRIOR)
    result = uncertainty_map(codes, PRIOR, unknown="pessimistic")
    assert result.mean[0] == pytest.approx(mean[0] * 1e4, abs=0.51)
    assert result.sd[0] == pytest.approx(sd[0] * 1e4, abs=0.51)


@pytest.mark.parametrize("policy", ["neutral", "pessimistic", "exclude"])
def test_the_mean_is_the_score_and_both_have_no_score_in_the_same_cells(policy):
    codes = RNG.integers(0, 251, (6, 5_000), dtype=np.uint8)
    codes[RNG.random(codes.shape) < 0.4] = UNKNOWN
    barred = RNG.random(5_000) < 0.1
    result = uncertainty_map(codes, PRIOR, barred, unknown=policy)
    score = overlay(codes, PRIOR.weights, barred, unknown=policy).score
    assert ((result.mean == NO_SCORE) == (score == NO_SCORE)).all()
    assert ((result.sd == NO_SCORE) == (score == NO_SCORE)).all()
    known = score != NO_SCORE
    assert np.abs(result.mean[known].astype(int) - score[known]).max() <= 1


def test_tiles_and_threads_agree_with_the_whole():
    codes = RNG.integers(0, 256, (6, 100, 130), dtype=np.uint8)
    whole, threads = uncertainty_map(codes, PRIOR), uncertainty_map(codes, PRIOR, workers=3)
    tile = uncertainty_map(codes[:, 10:40, 5:77], PRIOR)
    assert (whole.sd == threads.sd).all()
    assert (whole.mean[10:40, 5:77] == tile.mean).all()
    assert (whole.sd[10:40, 5:77] == tile.sd).all()


def test_no_cells_give_no_scores():
    assert uncertainty_map(np.zeros((6, 0), np.uint8), PRIOR).mean.shape == (0,)


@pytest.mark.parametrize(
    ("codes", "options"),
    [
        (np.zeros((5, 3), np.uint8), {}),
        (np.zeros((6, 3)), {}),
        (np.zeros((6, 3), np.uint8), {"unknown": "optimistic"}),
        (np.zeros((6, 3), np.uint8), {"excluded": np.zeros(4, bool)}),
    ],
)
def test_a_map_that_does_not_fit_is_refused(codes, options):
    with pytest.raises(InputError, match="allowed"):
        uncertainty_map(codes, PRIOR, **options)


@pytest.mark.parametrize("values", [[[0.1, 0.2]], [[np.nan] * 6]])
def test_a_table_that_does_not_fit_is_refused(values):
    with pytest.raises(InputError, match="allowed"):
        score_moments(values, PRIOR)
