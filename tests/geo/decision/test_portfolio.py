"""The set found is the best of all sets, which are few enough here to try each."""

import itertools

import numpy as np
import pytest

from geo.decision.portfolio import Options, choose, most_mw
from geo.errors import InputError


def options(rows: list[tuple[int, float, float]]) -> Options:
    site, load, score = zip(*rows, strict=True)
    return Options(np.array(site), np.array(load, dtype=float), np.array(score, dtype=float))


def by_trying(given: Options, total_mw: float, clashes: list[tuple[int, ...]]) -> float | None:
    """Fewest lost points of any set that holds, by trying each."""
    best = None
    for size in range(1, len(given.site) + 1):
        for rows in itertools.combinations(range(len(given.site)), size):
            sites = given.site[list(rows)].tolist()
            alone = len(set(sites)) == len(sites)
            apart = all(len(set(sites) & set(group)) <= 1 for group in clashes)
            if alone and apart and given.load_mw[list(rows)].sum() >= total_mw:
                lost = float(given.loss[list(rows)].sum())
                best = lost if best is None else min(best, lost)
    return best


@pytest.mark.parametrize("seed", range(12))
def test_the_set_is_that_of_trying_every_set(seed: int) -> None:
    rng = np.random.default_rng(seed)
    given = options([(site, load, float(rng.integers(20, 95))) for site in range(5) for load in (200.0, 300.0)])
    clashes = [tuple(sorted(rng.choice(5, 2, replace=False).tolist())) for _ in range(3)]
    total = float(rng.choice([300.0, 500.0, 700.0, 900.0]))
    chosen, wanted = choose(given, total, clashes), by_trying(given, total, clashes)
    assert (chosen is None) == (wanted is None)
    if chosen is not None:
        assert given.loss[chosen].sum() == pytest.approx(wanted)


def test_two_sites_of_one_group_are_never_chosen_together() -> None:
    given = options([(0, 300.0, 90.0), (1, 300.0, 89.0), (2, 300.0, 50.0)])
    assert choose(given, 600.0) == [0, 1]
    assert choose(given, 600.0, [(0, 1)]) == [0, 2]
    assert choose(given, 600.0, [(0, 1, 2)]) is None
    assert most_mw(given, [(0, 1)]) == 600.0
    assert most_mw(given, [(0, 1, 2)]) == 300.0


def test_no_more_megawatts_than_needed_are_taken_for_the_score() -> None:
    given = options([(0, 300.0, 80.0), (1, 300.0, 99.0), (2, 300.0, 98.0)])
    assert choose(given, 300.0) == [1]
    # 500 MW take two sites of 300, the two best
    assert choose(given, 500.0) == [1, 2]


def test_of_equals_the_earlier_is_taken_every_time() -> None:
    given = options([(n, 300.0, 70.0) for n in range(6)])
    assert [choose(given, 600.0) for _ in range(3)] == [[0, 1]] * 3


def test_a_mean_counts_every_megawatt_alike() -> None:
    given = options([(0, 300.0, 90.0), (1, 100.0, 50.0)])
    # (300 x 90 + 100 x 50) / 400
    assert given.mean_score([0, 1]) == pytest.approx(80.0)


def test_options_without_a_score_are_refused() -> None:
    with pytest.raises(InputError):
        options([(0, 300.0, float("nan"))])
    assert choose(Options(np.zeros(0, int), np.zeros(0), np.zeros(0)), 100.0) is None
