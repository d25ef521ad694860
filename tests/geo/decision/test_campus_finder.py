"""Campuses found equal those of trying every placement; shapes, spacing and barred cells hold."""

import itertools

import numpy as np
import pytest

from geo.decision.campus_finder import Campus, charge, find_campuses
from geo.decision.codes import NO_SCORE, Scores
from geo.decision.footprints import Footprint, footprints, shortest_outline
from geo.errors import InputError


def placements(
    scores: Scores, shapes: tuple[Footprint, ...], floor: int, outline: float
) -> list[tuple[int, int, int, int]]:
    """Every placement as (-worth, row, column, footprint), by looking at each cell."""
    found = []
    for row, col, index in itertools.product(range(scores.shape[0]), range(scores.shape[1]), range(len(shapes))):
        shape = shapes[index]
        if row + shape.height > scores.shape[0] or col + shape.width > scores.shape[1]:
            continue
        codes = [int(scores[row + r, col + c]) for r, c in shape.cells.tolist()]
        if all(code != NO_SCORE and code >= floor for code in codes):
            found.append((charge(shape, outline) - sum(codes), row, col, index))
    return sorted(found)


def gap(a: tuple[int, int, Footprint], b: tuple[int, int, Footprint]) -> float:
    """Distance of two bounding boxes in cells; -1 where they overlap."""
    down = max(a[0] - b[0] - b[2].height, b[0] - a[0] - a[2].height)
    across = max(a[1] - b[1] - b[2].width, b[1] - a[1] - a[2].width)
    if down < 0 and across < 0:
        return -1.0
    return float(np.hypot(max(down, 0), max(across, 0)))


def by_brute_force(scores: Scores, cells: int, top: int, spacing: float, floor: int, outline: float) -> list[object]:
    shapes = footprints(cells)
    taken: list[tuple[int, int, Footprint]] = []
    answer: list[object] = []
    for cost, row, col, index in placements(scores, shapes, floor, outline):
        here = (row, col, shapes[index])
        if len(taken) < top and all(gap(here, other) >= max(spacing, 0.0) for other in taken):
            taken.append(here)
            answer.append((row, col, shapes[index], -cost / (cells * 100)))
    return answer


def plain(found: list[Campus]) -> list[object]:
    return [(c.row, c.col, c.footprint, c.worth) for c in found]


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("cells", [1, 2, 3, 5, 7, 12])
@pytest.mark.parametrize("spacing", [0.0, 1.0, 2.5])
def test_the_answer_is_that_of_trying_every_placement(seed: int, cells: int, spacing: float) -> None:
    rng = np.random.default_rng(seed)
    # Few different scores, so that ties are common; many levels in odd seeds.
    levels = 3 if seed % 2 == 0 else 40
    scores = (rng.integers(0, levels, (13, 17)) * 250 + 500 * (seed % 2 == 0)).astype(np.uint16)
    scores[rng.random(scores.shape) < 0.12] = NO_SCORE
    wanted = by_brute_force(scores, cells, 6, spacing, 500, 10.0)
    for tile in (1, 4, 5, 32):
        found = find_campuses(scores, cells, top=6, spacing_cells=spacing, least_score=5.0, tile=tile)
        assert plain(found) == wanted


def test_barred_cells_and_cells_below_the_least_score_are_in_no_campus() -> None:
    scores = np.full((4, 6), 9000, np.uint16)
    scores[:, 3] = NO_SCORE
    scores[0, :] = 4000
    found = find_campuses(scores, 6, top=5, least_score=50.0)
    assert [(c.row, c.col, c.mean_score) for c in found] == [(1, 0, 90.0), (1, 4, 90.0)]


def test_a_square_beats_a_strip_by_the_charge_for_its_outline() -> None:
    scores = np.full((6, 6), NO_SCORE, np.uint16)
    scores[0:2, 0:2] = 8000
    scores[5, :4] = 8100
    square, strip = (find_campuses(scores, 4, 1, least_compactness=0.5, outline_charge=p)[0] for p in (10.0, 0.0))
    # outlines: 8 edges of the square, 10 of the strip: compactness 0.8, so 2 points of 10 against 1 point of score
    assert (square.row, square.mean_score, strip.row, strip.mean_score) == (0, 80.0, 5, 81.0)


def test_the_mean_and_centre_are_those_of_the_cells() -> None:
    scores = np.array([[1000, 2000], [3000, NO_SCORE]], np.uint16)
    campus = find_campuses(scores, 3, 1)[0]
    assert campus.cells.tolist() == [[0, 0], [0, 1], [1, 0]]
    assert campus.mean_score == pytest.approx(20.0)
    assert campus.centre == pytest.approx((1 / 3, 1 / 3))


def test_footprints_have_their_cells_once_and_are_joined() -> None:
    for cells in (1, 2, 3, 7, 30):
        for shape in footprints(cells, 0.7):
            assert len({tuple(cell) for cell in shape.cells.tolist()}) == cells
            assert shape.cells.max(axis=0).tolist() == [shape.height - 1, shape.width - 1]
            assert 0.7 <= shape.compactness <= 1.0


def test_shortest_outlines_are_those_of_squares_and_near_squares() -> None:
    assert [shortest_outline(n) for n in (1, 2, 3, 4, 5, 6, 7, 9, 12, 30)] == [4, 6, 8, 8, 10, 10, 12, 12, 14, 22]


def test_nothing_is_found_where_no_campus_fits() -> None:
    assert find_campuses(np.full((3, 3), NO_SCORE, np.uint16), 1, 3) == []
    assert find_campuses(np.full((1, 3), 5000, np.uint16), 9, 3) == []


@pytest.mark.parametrize(
    "wrong",
    [{"cells": 0}, {"top": 0}, {"spacing_cells": -1.0}, {"outline_charge": -1.0}, {"tile": 0}],
)
def test_bad_requests_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(InputError):
        find_campuses(np.zeros((2, 2), np.uint16), **({"cells": 1, "top": 1} | wrong))  # type: ignore[arg-type]
