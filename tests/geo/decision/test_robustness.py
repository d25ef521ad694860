import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.decision.aggregation import RULES
from geo.decision.robustness import robustness
from geo.decision.weight_prior import WeightPrior
from geo.errors import InputError

UNIFORM = WeightPrior.of([1, 1], between=2)
"""Two weights, uniform on the line w1 + w2 = 1."""
CORNERS = np.array([[1.0, 0.0], [0.0, 1.0], [0.4, 0.4]])


def random_case(seed, sites=6, criteria=4):
    rng = np.random.default_rng(seed)
    return rng.random((sites, criteria)), WeightPrior.of(rng.random(criteria) + 0.05, [0, 0, 1, 1], 6, 6)


def test_two_sites_with_opposite_strengths_win_half_the_draws_each():
    result = robustness(CORNERS, UNIFORM, pairwise=True)
    # The first wins where w1 > w2: half; its central weight is the mean of U(1/2, 1). The third never wins.
    error = 4 * result.largest_standard_error
    assert result.acceptability[:2, 0] == pytest.approx([0.5, 0.5], abs=error)
    assert result.central_weights[0] == pytest.approx([0.75, 0.25], abs=error)
    assert result.confidence[:2].tolist() == [1, 1]
    assert result.pairwise[0, 1] == pytest.approx(0.5, abs=error)
    # The third lies above the first where w1 < 0.4.
    assert result.pairwise[2, 0] == pytest.approx(0.4, abs=error)
    assert result.acceptability[2, 0] == 0
    assert np.isnan(result.central_weights[2]).all()
    assert np.isnan(result.confidence[2])


def test_the_standard_error_is_stated():
    result = robustness(CORNERS, UNIFORM, draws=400)
    assert result.largest_standard_error == 0.025
    assert result.standard_error([0.5, 0.0, 0.1]) == pytest.approx([0.025, 0, 0.015])


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_every_site_has_one_rank_and_every_rank_one_site(seed):
    table, prior = random_case(seed)
    result = robustness(table, prior, draws=300, pairwise=True)
    np.testing.assert_allclose(result.acceptability.sum(axis=0), 1)
    np.testing.assert_allclose(result.acceptability.sum(axis=1), 1)
    np.testing.assert_allclose(result.pairwise + result.pairwise.T, 1)
    assert result.expected_rank().sum() == pytest.approx(21)
    assert result.p_top(6) == pytest.approx(np.ones(6))
    assert (result.p_top(3) >= result.p_top(2)).all()


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_a_site_that_is_better_everywhere_always_outranks(seed):
    table, prior = random_case(seed)
    table[0] = np.maximum(table[1], 0.2)
    table[1] = table[0] - 0.1
    assert robustness(table, prior, draws=200, pairwise=True).pairwise[0, 1] == 1


def test_counts_equal_a_plain_ranking_of_the_same_weights():
    table, prior = random_case(5)
    result = robustness(table, prior, draws=200, seed=9)
    stream = np.random.SeedSequence(9).spawn(2)[0]
    scores = prior.draw(200, np.random.default_rng(stream)) @ table.T
    expected = np.zeros((6, 6))
    for row in np.argsort(-scores, axis=1):
        expected[row, np.arange(6)] += 1 / 200
    np.testing.assert_allclose(result.acceptability, expected, atol=1e-12)


def test_sites_that_tie_share_their_ranks():
    result = robustness([[0.5, 0.5], [0.5, 0.5], [0.1, 0.1]], UNIFORM, draws=50, pairwise=True)
    np.testing.assert_allclose(result.acceptability, [[0.5, 0.5, 0], [0.5, 0.5, 0], [0, 0, 1]])
    assert result.pairwise[0, 1] == 0.5
    assert result.confidence[:2].tolist() == [0.5, 0.5]


def test_one_site_is_first():
    result = robustness([[0.3, 0.9]], UNIFORM, draws=10)
    assert result.acceptability.tolist() == [[1]]
    assert result.rank_at(0.95).tolist() == [1]


def test_uncertain_values_make_ranks_uncertain():
    # Equal centres, values of the first uniform-like around them: symmetric, so half the wins.
    central = np.full((2, 2), 0.5)
    low, high = central.copy(), central.copy()
    low[0], high[0] = 0.2, 0.8
    result = robustness(central, UNIFORM, low=low, high=high)
    assert result.acceptability[0, 0] == pytest.approx(0.5, abs=4 * result.largest_standard_error)
    assert result.confidence[0] == pytest.approx(0.5, abs=0.07)


def test_a_triangular_value_beats_a_fixed_one_as_often_as_its_distribution_says():
    # Triangular on (0, 0.25, 1) exceeds 0.6 with probability (1 - 0.6)^2 / (1 * 0.75).
    prior = WeightPrior.of([1])
    result = robustness([[0.25], [0.6]], prior, low=[[0.0], [0.6]], high=[[1.0], [0.6]])
    assert result.acceptability[0, 0] == pytest.approx(0.16 / 0.75, abs=4 * result.largest_standard_error)


def test_the_rank_reached_with_a_probability():
    result = robustness(CORNERS, UNIFORM)
    # The third site is second in 0.2 of the draws (both weights within 0.4..0.6 leave it last) and third otherwise.
    assert result.rank_at(0.0).tolist() == [1, 1, 1]
    assert result.rank_at(1.0).tolist() == [3, 3, 3]
    assert result.rank_at(0.45).tolist() == [1, 1, 2]


@pytest.mark.parametrize("options", [{}, {"low": np.zeros((6, 4)), "high": np.ones((6, 4))}])
def test_the_same_seed_gives_the_same_result_on_any_number_of_threads(options):
    table, prior = random_case(8)
    one, two = (robustness(table, prior, draws=1_100, workers=n, pairwise=True, **options) for n in (1, 2))
    for name in ("acceptability", "central_weights", "confidence", "pairwise"):
        np.testing.assert_allclose(getattr(one, name), getattr(two, name), atol=1e-12)
    assert (robustness(table, prior, draws=1_100, seed=1).acceptability != one.acceptability).any()


@pytest.mark.parametrize(
    ("values", "options", "words"),
    [
        ([[0.1, np.nan]], {}, "cannot be ranked"),
        ([[0.1]], {}, "cannot be ranked"),
        (np.zeros((0, 2)), {}, "cannot be ranked"),
        ([[0.1, 1.5]], {}, "outside its range"),
        ([[0.1, 0.5]], {"draws": 0}, "too much"),
        ([[0.1, 0.5]], {"draws": 10_000_000}, "too much"),
        (np.zeros((3_001, 2)), {}, "too much"),
        (np.zeros((3_000, 2)), {"draws": 100_000, "pairwise": True}, "fewer draws"),
        ([[0.1, 0.5]], {"low": [[0.2, 0.5]]}, "do not enclose"),
        ([[0.1, 0.5]], {"high": [[0.2, np.nan]]}, "do not enclose"),
        ([[0.1, 0.5]], {"high": [[0.2]]}, "do not enclose"),
    ],
)
def test_what_cannot_be_ranked_is_refused_in_words(values, options, words):
    with pytest.raises(InputError, match=words):
        robustness(values, UNIFORM, **options)


@pytest.mark.parametrize("key", RULES)
def test_draws_are_scored_as_the_rule_scores_a_table(key):
    rng = np.random.default_rng(8)
    values = rng.random((7, 4))
    values[0, 0] = 0.0
    prior = WeightPrior.of([3, 2, 1, 1])
    found = robustness(values, prior, rule=key, attitude=0.3, draws=300, seed=4)
    weights = prior.draw(250, np.random.default_rng(np.random.SeedSequence(4).spawn(3)[0]))
    weights = np.vstack([weights, prior.draw(50, np.random.default_rng(np.random.SeedSequence(4).spawn(3)[1]))])
    first = [np.argmax(RULES[key].score(values, row)) for row in weights]
    np.testing.assert_allclose(found.acceptability[:, 0], np.bincount(first, minlength=7) / 300, atol=1e-9)


def test_a_value_of_which_nothing_is_known_is_flat():
    # Uniform on 0..1 against 0.3 with certainty: it wins in 70 % of the draws; a triangle about 0.5 would in 82 %.
    values, prior = [[0.5], [0.3]], WeightPrior.of([1])
    found = robustness(values, prior, low=[[0.0], [0.3]], high=[[1.0], [0.3]], flat=[[True], [False]], draws=20_000)
    assert found.acceptability[0, 0] == pytest.approx(0.7, abs=0.02)


def test_an_unknown_rule_is_refused():
    with pytest.raises(InputError, match="unknown rule"):
        robustness([[1.0]], WeightPrior.of([1]), rule="best")
