from __future__ import annotations

import numpy as np
import pytest
from affine import Affine

from geo.errors import InputError
from geo.space.coast import CoastDistance, open_sea, shore
from geo.space.grid import Grid
from geo.space.landmask import LandMask

ALBERS = "EPSG:3577"
CELL = 1 / 120


def mask(land: np.ndarray) -> LandMask:
    """A mask of 30 arc-seconds whose first corner is 149 E, 32 S."""
    return LandMask.of(land, Affine(CELL, 0, 149.0, 0, -CELL, -32.0))


def straight() -> LandMask:
    """Land east of 149.5 E (column 60), sea west of it."""
    land = np.ones((120, 180), bool)
    land[:, :60] = False
    return mask(land)


def test_a_lake_is_not_the_sea_and_a_bay_behind_a_strait_is() -> None:
    land = np.ones((60, 60), bool)
    land[:, :5] = False  # sea
    land[20:30, 8:14] = False  # a basin three cells from it: a strait that widening closed
    land[20:30, 40:46] = False  # a lake
    sea = open_sea(land)
    assert sea[:, :5].all()
    assert sea[25, 10]
    assert not sea[25, 42]
    assert not (sea & land).any()


def test_no_water_at_the_edge_means_no_sea() -> None:
    land = np.ones((30, 30), bool)
    land[12:15, 12:15] = False
    assert not open_sea(land).any()
    assert len(shore(mask(land))) == 0
    assert CoastDistance(50.0).at_points(None, [149.1], [-32.1], mask(land)).tolist() == [50.0]


def test_distance_to_a_straight_coast_is_that_to_the_first_cell_of_the_sea() -> None:
    # The first sea cell was column 59, centre 149 + 59.5 / 120. At 32.5 S a degree of longitude is 93.97 km.
    first = 149.0 + 59.5 * CELL
    found = CoastDistance(100.0).at_points(None, [first + 0.2, first + 0.4], [-32.5, -32.5], straight())
    assert found == pytest.approx([0.2 * 93.97, 0.4 * 93.97], abs=0.5)


def test_the_sea_itself_is_at_no_distance_and_far_land_at_the_cap() -> None:
    found = CoastDistance(10.0).at_points(None, [149.2, 150.4], [-32.5, -32.5], straight())
    assert found.tolist() == [0.0, 10.0]


def test_the_grid_agrees_with_places_and_windows_with_the_whole() -> None:
    grid, land = Grid.of((149.3, -32.9, 150.3, -32.1), ALBERS, 1000), straight()
    whole = CoastDistance(60.0).on_grid(None, grid, land)
    rows, cols = np.nonzero(np.isfinite(whole))
    lon, lat = grid.lonlat(rows[::97], cols[::97])
    exact = CoastDistance(60.0).at_points(None, lon, lat, land)
    assert np.abs(whole[rows[::97], cols[::97]] - exact).max() < 0.01
    part = CoastDistance(60.0).on_grid(None, grid.window(slice(10, 50), slice(20, 70)), land)
    assert np.array_equal(part, whole[10:50, 20:70], equal_nan=True)


def test_a_coast_needs_a_land_mask() -> None:
    with pytest.raises(InputError, match="land mask"):
        CoastDistance(10.0).at_points(None, [149.0], [-32.0], None)
