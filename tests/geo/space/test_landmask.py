from __future__ import annotations

import numpy as np
import pytest
import shapely
from affine import Affine

from geo.errors import DataError
from geo.space.grid import Grid
from geo.space.landmask import LandMask

ONE_DEGREE = Affine(1, 0, 140, 0, -1, -30)


def mask(*rows: str) -> LandMask:
    return LandMask.of(np.array([[mark == "#" for mark in row] for row in rows]), ONE_DEGREE)


def test_islands_that_touch_only_at_a_corner_or_after_widening_stay_apart() -> None:
    found = mask("#....", ".#...", "...#.", ".....")
    labels = found.label_at([140.5, 141.5, 143.5], [-30.5, -31.5, -32.5])
    assert len(set(labels.tolist())) == 3
    assert (labels > 0).all()


def test_the_coast_is_widened_once_by_one_cell_all_round() -> None:
    found = mask(".....", ".....", "..#..", ".....", ".....")
    assert found.at(142.5, -32.5)
    assert (found.labels > 0).sum() == 9
    assert not found.at(140.5, -32.5)


def test_the_rim_takes_the_label_of_the_edge_it_touches_before_that_of_a_corner() -> None:
    found = mask("##...", "...#.")
    west, east = found.label_at([140.5, 143.5], [-30.5, -31.5])
    assert found.label_at(142.5, -30.5) == west
    assert found.label_at(142.5, -31.5) == east


def test_the_coast_is_widened_across_the_rows_that_threads_share_out() -> None:
    land = np.zeros((600, 9), np.bool_)
    land[[255, 256, 511], [2, 6, 2]] = True
    found = LandMask.of(land, Affine(1, 0, 0, 0, -1, 600)).labels
    expected = np.zeros((600, 9), np.int32)
    for label, (row, col) in enumerate(((255, 2), (256, 6), (511, 2)), start=1):
        expected[row - 1 : row + 2, col - 1 : col + 2] = label
    np.testing.assert_array_equal(found, expected)


def test_outside_the_mask_there_is_no_land() -> None:
    assert mask("##", "##").label_at([0.0, 140.5, 140.5], [0.0, 80.0, -33.5]).tolist() == [0, 0, 0]


def test_the_nearest_land_mass_is_found_within_the_distance_and_not_beyond() -> None:
    found = mask("#....", "....#")
    west = found.label_at(140.5, -30.5)
    # The rim reaches to 142 E; one degree of longitude at 30.5 S is 95.9 km, the nearest rim centre stands at 141.5 E.
    assert found.label_near(142.2, -30.5, 70).tolist() == [west]
    assert found.label_near(142.2, -30.5, 60).tolist() == [0]


def test_places_far_off_the_mask_are_near_nothing() -> None:
    assert mask("#").label_near([20.0], [60.0], 5).tolist() == [0]


def test_polygons_become_land_and_an_empty_outline_all_sea() -> None:
    found = LandMask.from_polygons([shapely.box(141, -32, 142, -31)], (140, -33, 143, -30), 0.25)
    assert found.at(141.5, -31.5)
    assert not found.at(140.2, -31.5)
    assert not LandMask.from_polygons([], (140, -33, 143, -30), 0.25).labels.any()


def test_cells_and_places_read_the_same_label(grid: Grid, two_islands: LandMask) -> None:
    lon, lat = grid.lonlat(*np.indices(grid.shape))
    on_grid = two_islands.on(grid)
    assert np.array_equal(on_grid.cells.raster(on_grid.masses, np.int32(0)), two_islands.label_at(lon, lat))
    assert np.array_equal(two_islands.on_grid(grid), two_islands.at(lon, lat))


def test_a_raster_upside_down_is_refused() -> None:
    with pytest.raises(DataError, match="north-up"):
        LandMask.of(np.ones((2, 2), bool), Affine(1, 0, 140, 0, 1, -30))
