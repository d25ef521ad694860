import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.decision import overlay_kernels
from geo.decision.aggregation import RULES, fill_unknown, score_sites
from geo.decision.codes import NO_CRITERION, NO_SCORE, UNKNOWN, decode
from geo.decision.log_scale import logarithms
from geo.decision.overlay import KNOWN, LACKING, RULE_CODES, count_scores, overlay, percentiles, unknown_shares
from geo.decision.sorting_network import sorting_network
from geo.errors import InputError

RNG = np.random.default_rng(7)
KEYS = list(RULE_CODES)


def random_codes(criteria, cells, unknown=0.1):
    codes = RNG.integers(0, 251, (criteria, cells), dtype=np.uint8)
    codes[RNG.random(codes.shape) < unknown] = UNKNOWN
    return codes


def by_hand(rule, codes, weights, policy="neutral"):
    """Scores by the table rules, float by float."""
    values = decode(codes).astype(float)
    if rule == "weighted_geometric":
        values = np.append(np.exp(logarithms()), [np.nan] * 5)[codes]
    return score_sites(RULES[rule], values.T, weights, policy) * 10_000


def test_the_map_and_the_ranking_know_the_same_rules():
    assert set(RULE_CODES) == set(RULES)


def test_weighted_sum_of_three_cells_by_hand():
    # 0.75 * 1 + 0.25 * 0.5 = 0.875; 0.75 * 0 + 0.25 * 1 = 0.25; 0.75 * 0.5 (unknown) + 0 = 0.375.
    codes = np.array([[250, 0, UNKNOWN], [125, 250, 0]], np.uint8)
    result = overlay(codes, [3, 1], limiting=True, unknown_share=True)
    assert result.score.tolist() == [8750, 2500, 3750]
    assert result.limiting.tolist() == [1, 0, 0]
    assert result.unknown_share.tolist() == [0, 0, 75]
    assert result.score.dtype == np.uint16


@pytest.mark.parametrize("policy", ["neutral", "pessimistic", "exclude"])
@pytest.mark.parametrize("rule", KEYS)
def test_a_cell_scores_as_a_site_with_the_same_values(rule, policy):
    codes, weights = random_codes(7, 30_000), np.array([3, 1, 0, 2, 0.5, 4, 1])
    expected = by_hand(rule, codes, weights, policy)
    score = overlay(codes, weights, rule=rule, unknown=policy).score
    assert ((score == NO_SCORE) == np.isnan(expected)).all()
    known = ~np.isnan(expected)
    # Half a hundredth from rounding, the rest from float32.
    assert np.abs(score[known] - expected[known]).max() <= 0.51


@pytest.mark.parametrize("rule", KEYS)
@settings(max_examples=25, deadline=None)
@given(st.integers(1, 9), st.integers(1, 40), st.integers(0, 2**32 - 1))
def test_few_cells_and_criteria_score_as_sites_do(rule, criteria, cells, seed):
    rng = np.random.default_rng(seed)
    codes = rng.choice(np.array([0, 1, 125, 249, 250, 255], np.uint8), (criteria, cells))
    weights = rng.choice([0.0, 0.1, 1.0], criteria) + np.eye(criteria)[0]
    expected = by_hand(rule, codes, weights)
    score = overlay(codes, weights, rule=rule).score
    assert ((score == NO_SCORE) == np.isnan(expected)).all()
    np.testing.assert_allclose(score[score != NO_SCORE], expected[~np.isnan(expected)], atol=0.52)


@pytest.mark.parametrize("rule", KEYS)
def test_a_tile_equals_the_same_cells_of_the_whole_bit_for_bit_on_any_number_of_threads(rule):
    codes = random_codes(5, 200 * 150).reshape(5, 200, 150)
    barred = RNG.random((200, 150)) < 0.2
    options = {"rule": rule, "limiting": True, "unknown_share": True}
    whole = overlay(codes, [5, 4, 3, 2, 1], barred, **options)
    threads = overlay(codes, [5, 4, 3, 2, 1], barred, workers=3, **options)
    tile = overlay(codes[:, 40:77, 13:90], [5, 4, 3, 2, 1], barred[40:77, 13:90], **options)
    for name in ("score", "limiting", "unknown_share"):
        assert (getattr(whole, name) == getattr(threads, name)).all()
        assert (getattr(whole, name)[40:77, 13:90] == getattr(tile, name)).all()


def test_the_unknown_share_can_be_had_alone():
    codes, weights = random_codes(7, 1_500, 0.3).reshape(7, 30, 50), [3, 0, 1, 0.01, 2, 2, 5]
    assert (unknown_shares(codes, weights) == overlay(codes, weights, unknown_share=True).unknown_share).all()


@pytest.mark.parametrize("seed", range(5))
def test_criteria_may_share_what_is_unknown_and_the_share_stays_the_same(seed):
    rng = np.random.default_rng(seed)
    gaps = np.where(rng.random((3, 700)) < 0.3, 255, 0).astype(np.uint8)
    row_of, weights = rng.integers(-2, 3, 17), rng.integers(0, 9, 17).astype(float)
    weights[0] = 1.0
    known, lacking = np.zeros((1, 700), np.uint8), np.full((1, 700), 255, np.uint8)
    each = np.concatenate([known if row == KNOWN else lacking if row == LACKING else gaps[[row]] for row in row_of])
    assert (unknown_shares(gaps, weights, row_of) == unknown_shares(each, weights)).all()


@pytest.mark.parametrize(("row", "percent"), [(KNOWN, 0), (LACKING, 100)])
def test_without_any_row_the_share_is_all_or_nothing(row, percent):
    assert unknown_shares(np.empty((0, 3), np.uint8), [2.0], np.array([row])).tolist() == [percent] * 3


@pytest.mark.parametrize(
    ("values", "weights", "row_of"),
    [
        (np.zeros((2, 3), np.uint8), [1.0, 1.0, 1.0], None),
        (np.zeros((2, 3), np.float32), [1.0, 1.0], None),
        (np.zeros((2, 3), np.uint8), [1.0, 1.0], np.array([0])),
        (np.zeros((2, 3), np.uint8), [1.0, 1.0], np.array([0, 2])),
    ],
)
def test_an_unknown_share_is_refused_for_what_no_overlay_would_take(values, weights, row_of):
    with pytest.raises(InputError):
        unknown_shares(values, weights, row_of)


@pytest.mark.parametrize("attitude", [0.0, 0.1, 0.3, 0.7, 1.0])
def test_owa_scores_a_cell_by_itself_as_among_cells_that_share_some_values(attitude):
    # By itself every value of a cell counts as shared, and equal ones as one; among the others only some rows do.
    shared = np.repeat(RNG.choice(np.array([0, 7, 125, 250, 255], np.uint8), (9, 4)), 150, axis=1)
    codes, weights = np.concatenate([shared, random_codes(4, 600)]), RNG.random(13)
    together = overlay(codes, weights, rule="owa", attitude=attitude).score
    for cell in range(0, 600, 29):
        alone = overlay(codes[:, cell : cell + 1], weights, rule="owa", attitude=attitude).score
        assert alone[0] == together[cell]


def test_owa_with_order_weights_by_hand():
    # Weights 0.5, 0.25, 0.25 on 0.2, 1.0, 0.6. From the best: 1.0 reaches 0.25, 0.6 reaches 0.5, 0.2 reaches 1.
    # The curve through (0, 0), (1/3, 0.6), (2/3, 0.9), (1, 1) is 0.45 at 0.25 and 0.75 at 0.5, so the score is
    # 0.45 + 0.3 * 0.6 + 0.25 * 0.2 = 0.68.
    codes = np.array([[50], [250], [150]], np.uint8)
    assert overlay(codes, [2, 1, 1], rule="owa", order_weights=[6, 3, 1]).score.tolist() == [6800]


@pytest.mark.parametrize("rule", KEYS)
def test_a_barred_cell_never_scores(rule):
    codes = random_codes(3, 20_000)
    barred = RNG.random(20_000) < 0.3
    result = overlay(codes, [1, 1, 1], barred, rule=rule, limiting=True, histogram=True)
    assert (result.score[barred] == NO_SCORE).all()
    assert (result.limiting[barred] == NO_CRITERION).all()
    assert (result.score[~barred] <= 10_000).sum() == result.histogram.sum()


@pytest.mark.parametrize("rule", KEYS)
def test_a_cell_of_which_nothing_with_weight_is_known_has_no_score(rule):
    codes = np.array([[255, 255], [255, 10], [0, 255]], np.uint8)
    result = overlay(codes, [1, 1, 0], rule=rule, unknown_share=True)
    assert (result.score == NO_SCORE).tolist() == [True, False]
    assert result.unknown_share.tolist() == [100, 50]


@pytest.mark.parametrize("rule", KEYS)
@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_better_everywhere_never_scores_below(rule, seed):
    rng = np.random.default_rng(seed)
    low = rng.integers(0, 251, (6, 200), dtype=np.uint8)
    high = (low + rng.integers(0, 251, low.shape) % (251 - low.astype(int))).astype(np.uint8)
    weights = rng.random(6) + 0.01
    below, above = (overlay(codes, weights, rule=rule).score.astype(int) for codes in (low, high))
    assert (above >= below).all()


@pytest.mark.parametrize("rule", KEYS)
def test_perfect_cells_score_100_and_worst_cells_0(rule):
    codes = np.array([[250, 0]] * 11, np.uint8)
    assert overlay(codes, np.arange(1.0, 12), rule=rule).score.tolist() == [10_000, 0]


def test_the_limiting_criterion_has_the_largest_weighted_loss():
    codes, weights = random_codes(6, 5_000), np.array([4, 1, 3, 0, 2, 2.5])
    loss = (weights / weights.sum())[:, None] * (1 - fill_unknown(decode(codes)))
    limiting = overlay(codes, weights, limiting=True).limiting
    scored = limiting != NO_CRITERION
    np.testing.assert_allclose(loss[limiting[scored], np.flatnonzero(scored)], loss.max(axis=0)[scored], atol=1e-6)


def test_the_limiting_criterion_of_the_minimum_has_the_smallest_value():
    codes = np.array([[200, 250, 90], [100, 250, 90], [10, 250, 250]], np.uint8)
    result = overlay(codes, [1, 1, 0], rule="minimum", limiting=True)
    assert result.limiting.tolist() == [1, NO_CRITERION, 0]
    assert result.score.tolist() == [4000, 10_000, 3600]


def test_the_limiting_criterion_of_a_product_has_the_largest_part_in_its_logarithm_and_zeros_count_by_weight():
    codes, weights = random_codes(5, 3_000, 0.0), np.array([1, 2, 0.5, 3, 1.5])
    codes[:, :3] = np.array([[0, 250, 250], [0, 250, 0], [0, 250, 250], [9, 250, 0], [250, 250, 0]], np.uint8)
    result = overlay(codes, weights, rule="weighted_geometric", limiting=True)
    assert result.limiting[:3].tolist() == [1, NO_CRITERION, 3]
    assert result.score[:3].tolist() == [0, 10_000, 0]
    losses = -weights[:, None] * logarithms()[codes]
    chosen = losses[result.limiting[3:], np.arange(3, 3_000)]
    both = np.isinf(losses).sum(axis=0)[3:] > 1
    np.testing.assert_allclose(chosen[~both], losses.max(axis=0)[3:][~both], rtol=1e-6)


def test_the_histogram_counts_scored_cells_of_the_mask():
    codes = np.array([[0, 125, 125, 250, 250]], np.uint8)
    serviced = np.array([1, 1, 0, 4, 1], np.uint8)
    barred = np.array([False, False, False, False, True])
    counts = overlay(codes, [1], barred, histogram=True, serviced=serviced).histogram
    assert {score: counts[score] for score in np.flatnonzero(counts)} == {0: 1, 5000: 1, 10_000: 1}


def test_the_histogram_is_the_same_on_any_number_of_threads():
    codes, mask = random_codes(3, 50_001), RNG.random(50_001) < 0.5
    one, two = (overlay(codes, [1, 2, 3], histogram=True, serviced=mask, workers=n).histogram for n in (1, 2))
    assert (one == two).all()


def test_all_scored_cells_can_be_counted_without_a_mask():
    counts = count_scores(np.array([[0, 10_000, NO_SCORE], [10_000, 7, NO_SCORE]], np.uint16))
    assert {score: counts[score] for score in np.flatnonzero(counts)} == {0: 1, 7: 1, 10_000: 2}


def test_a_percentile_is_the_share_that_scores_strictly_lower():
    counts = np.zeros(10_001, np.uint32)
    counts[[100, 200, 300]] = [1, 2, 1]
    table = percentiles(counts)
    assert table[[0, 100, 101, 200, 300, 301, 10_000]].tolist() == [0, 0, 25, 25, 75, 100, 100]


def test_without_counted_cells_there_is_no_percentile():
    assert np.isnan(percentiles(np.zeros(10_001, np.uint32))).all()


@pytest.mark.parametrize("count", range(1, 10))
def test_the_network_sorts_every_pattern_of_zeros_and_ones(count):
    # A network that sorts all 0-1 inputs sorts everything (Knuth, TAOCP 3, theorem 5.3.4 Z).
    for pattern in itertools.product((0, 1), repeat=count):
        row = list(pattern)
        for i, j in sorting_network(count):
            row[i], row[j] = max(row[i], row[j]), min(row[i], row[j])
        assert row == sorted(pattern, reverse=True)


def test_read_only_and_strided_bytes_are_welcome():
    codes = random_codes(4, 600)
    frozen = codes.copy()
    frozen.flags.writeable = False
    strided = np.repeat(codes, 2, axis=1)[:, ::2]
    expected = overlay(codes, [1, 1, 1, 1]).score
    assert (overlay(frozen, [1, 1, 1, 1]).score == expected).all()
    assert (overlay(strided, [1, 1, 1, 1]).score == expected).all()


def test_no_cells_give_no_scores():
    result = overlay(np.empty((2, 0, 5), np.uint8), [1, 1], histogram=True)
    assert result.score.shape == (0, 5)
    assert result.histogram.sum() == 0


def test_a_block_border_changes_nothing():
    codes = random_codes(2, overlay_kernels.BLOCK + 3)
    scores = overlay(codes, [1, 2]).score
    assert (scores[-5:] == overlay(codes[:, -5:], [1, 2]).score).all()


@pytest.mark.parametrize(
    ("codes", "weights", "options"),
    [
        (np.zeros((2, 3), np.float32), [1, 1], {}),
        (np.zeros(3, np.uint8), [1], {}),
        (np.zeros((2, 3), np.uint8), [1], {}),
        (np.zeros((2, 3), np.uint8), [0, 0], {}),
        (np.zeros((2, 3), np.uint8), [1, -1], {}),
        (np.zeros((2, 3), np.uint8), [1, np.nan], {}),
        (np.zeros((256, 3), np.uint8), np.ones(256), {}),
        (np.zeros((2, 3), np.uint8), [1, 1], {"rule": "median"}),
        (np.zeros((2, 3), np.uint8), [1, 1], {"unknown": "optimistic"}),
        (np.zeros((2, 3), np.uint8), [1, 1], {"excluded": np.zeros(4, bool)}),
        (np.zeros((2, 3), np.uint8), [1, 1], {"serviced": np.zeros(3, np.int32)}),
        (np.zeros((2, 3), np.uint8), [1, 1], {"rule": "owa", "attitude": 2.0}),
        (np.zeros((2, 3), np.uint8), [1, 1], {"rule": "owa", "order_weights": [1.0]}),
    ],
)
def test_input_that_does_not_fit_is_refused_in_words(codes, weights, options):
    with pytest.raises(InputError, match="allowed"):
        overlay(codes, weights, **options)
