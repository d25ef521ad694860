"""Placement, AUC and Boyce index against values worked out by hand."""

import numpy as np
import pytest

from geo.decision.validation import auc, auc_between, boyce, group_bootstrap, placement
from geo.errors import InputError

BACKGROUND = np.array([1.0, 2.0, 3.0, 4.0])
"""Ten cells: one of 0 points, two of 1, three of 2, four of 3."""


def test_placement_counts_lower_cells_and_half_of_the_equal_ones() -> None:
    # below 2 points: 1 + 2 cells; at 2 points: 3 cells, half of them; of 10
    assert placement(2.0, BACKGROUND, 1.0) == pytest.approx(0.45)
    assert placement(0.0, BACKGROUND, 1.0) == pytest.approx(0.05)
    assert placement(3.0, BACKGROUND, 1.0) == pytest.approx(0.8)


def test_a_barred_place_stands_below_everything() -> None:
    assert placement(float("nan"), BACKGROUND, 1.0) == 0.0


def test_a_background_without_cells_is_refused() -> None:
    with pytest.raises(InputError, match="no land to compare"):
        placement(1.0, np.zeros(4), 1.0)


def test_the_auc_is_that_of_counting_every_pair() -> None:
    places = np.array([3.0, 2.0])
    # 3 against the ten: 6 wins, 4 ties -> 8; 2 against the ten: 3 wins, 3 ties -> 4.5; of 20 pairs
    assert auc(np.array([placement(p, BACKGROUND, 1.0) for p in places])) == pytest.approx(12.5 / 20)


def test_the_auc_of_positives_against_negatives_by_hand() -> None:
    # pairs: (5,4) win, (5,6) loss, (4,4) tie, (4,6) loss -> 1.5 of 4
    assert auc_between(np.array([5.0, 4.0]), np.array([4.0, 6.0])) == pytest.approx(0.375)
    assert np.isnan(auc_between(np.array([1.0]), np.array([])))


def test_the_boyce_index_is_one_where_places_grow_ever_denser_with_the_score() -> None:
    background = np.ones(1001)
    # twice as many places at a score as at half of it: the ratio rises from window to window
    scores = np.repeat(np.arange(0, 1001), np.arange(0, 1001)).astype(float)
    assert boyce(scores, background, 1.0) == pytest.approx(1.0)
    assert boyce(1000.0 - scores, background, 1.0) == pytest.approx(-1.0)


def test_the_boyce_index_of_three_levels_by_hand() -> None:
    # Codes 0 to 10, windows of one code's width starting every 0.09: the ratio of a window is the mean over its codes.
    # Places at code 10 only: 91 of the 101 windows (starts 0 to below 9) hold none, the rest (9 and beyond) some.
    scores = np.array([10.0])
    found = boyce(scores, np.ones(11), 1.0)
    ratio = np.array([0.0] * 100 + [1.0])
    starts = np.linspace(0.0, 9.0, 101)
    ranks = np.array([50.5] * 100 + [101.0])
    expected = np.corrcoef(ranks, np.arange(1, 102))[0, 1]
    assert ratio.sum() == 1.0
    assert starts[-1] == 9.0
    assert found == pytest.approx(expected)


def test_a_boyce_index_of_places_like_the_background_is_unknown() -> None:
    assert np.isnan(boyce(np.arange(0.0, 101.0), np.ones(101), 1.0))
    assert np.isnan(boyce(np.array([]), np.ones(11), 1.0))


def test_groups_are_drawn_whole() -> None:
    seen: list[tuple[int, ...]] = []

    def statistic(rows: np.ndarray) -> float:  # type: ignore[type-arg]
        seen.append(tuple(sorted(rows.tolist())))
        return float(np.mean(rows))

    interval = group_bootstrap(["a", "a", "b"], statistic, draws=200)
    # two groups drawn twice: rows 0 1 twice, row 2 twice, or each once
    assert set(seen) == {(0, 0, 1, 1), (2, 2), (0, 1, 2)}
    assert interval == (0.5, 2.0)


def test_one_group_has_no_interval() -> None:
    assert group_bootstrap(["a", "a"], lambda rows: 1.0) is None
