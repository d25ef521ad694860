"""Windows lie on the lattice of their cells; what is found in them is what every place of the window would give."""

import numpy as np
import pytest

from geo.choices.campus_windows import Box, apart, best_in, finer_cell_m, lattice_origin, scores_of, window, without
from geo.decision.codes import NO_SCORE
from geo.places import PlaceFields
from geo.siting import assess
from geo.workspace import Workspace


def test_a_window_covers_its_box_and_margin_exactly(toy: Workspace) -> None:
    data = toy.region("toy")
    row0, col0 = lattice_origin(data.grid)
    box = Box(row0 + 10, col0 + 20, 2, 3)
    fine = window(data.region.grid(100.0), box, 1000.0, 500.0)
    assert fine is not None
    assert fine.shape == (30, 40)
    assert lattice_origin(fine) == ((row0 + 10) * 10 - 5, (col0 + 20) * 10 - 5)
    assert window(data.region.grid(100.0), Box(row0 - 90, col0, 1, 1), 1000.0, 0.0) is None


def test_scores_of_windows_are_those_of_the_places_themselves(toy: Workspace) -> None:
    data, scenario = toy.region("toy"), toy.catalogue.scenario("toy")
    whole = data.region.grid(500.0)
    grids = [whole.window(slice(10, 14), slice(30, 35)), whole.window(slice(50, 53), slice(15, 25))]
    for grid, codes in zip(grids, scores_of(data, scenario, grids), strict=True):
        lon, lat = grid.lonlat(*np.indices(grid.shape))
        exact = assess(PlaceFields(data, lon.ravel(), lat.ravel()), scenario).score.reshape(grid.shape)
        assert np.array_equal(codes == NO_SCORE, np.isnan(exact))
        known = np.isfinite(exact)
        assert np.abs(codes[known] / 100.0 - exact[known]).max() <= 0.005 + 1e-9


def test_a_better_campus_bars_what_lies_nearer_than_the_spacing(toy: Workspace) -> None:
    grid = toy.region("toy").region.grid(1000.0).window(slice(10, 20), slice(10, 20))
    row, col = lattice_origin(grid)
    codes = np.full((10, 10), 5000, np.uint16)
    kept = without(grid, codes, Box(row + 4, col + 4, 2, 2), 2000.0)
    # From the edge of the box: 2 cells lie nearer than 2 km, so 2 + 2 + 2 stay out each way, corners rounded
    assert (kept[4] == NO_SCORE).sum() == 6
    assert kept[2, 2] == NO_SCORE
    assert kept[1, 4] == 5000
    assert without(grid, codes, Box(row + 40, col + 4, 2, 2), 2000.0) is codes


def test_of_two_places_that_want_the_same_ground_the_better_gets_it(toy: Workspace) -> None:
    whole = toy.region("toy").region.grid(100.0)
    left, right = whole.window(slice(0, 10), slice(0, 10)), whole.window(slice(0, 10), slice(4, 14))
    a, b = (np.full((10, 10), 5000, np.uint16) for _ in range(2))
    a[2, 8], b[2, 4], b[8, 9] = 9000, 9000, 8000
    found = apart([(left, a), (right, b)], 1, 0.0, 0.0)
    assert [p.campus.mean_score if p else None for p in found] == [90.0, 80.0]
    both = apart([(left, a), (right, b)], 1, 85.0, 0.0)
    assert [p.campus.mean_score if p else None for p in both] == [90.0, None]
    assert best_in(left, np.full((10, 10), NO_SCORE, np.uint16), 1, 0.0) is None


@pytest.mark.parametrize(
    ("area_ha", "cell_m"), [(30.0, 100.0), (400.0, 100.0), (401.0, 200.0), (10_000.0, 500.0), (10_001.0, None)]
)
def test_cells_grow_with_the_campus(area_ha: float, cell_m: float | None) -> None:
    assert finer_cell_m(area_ha, 100.0, 1000.0) == cell_m
