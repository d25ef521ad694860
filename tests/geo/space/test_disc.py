"""Means over discs: against counting, at the edge of what is known, and alike on the grid and at places."""

from __future__ import annotations

import numpy as np
import pytest
from affine import Affine

from geo.errors import InputError
from geo.space.disc import KM_PER_DEGREE, DiscMean, disc_points
from geo.space.grid import Grid
from geo.space.raster import RasterSource

STEP = 0.05


def half_and_half() -> RasterSource:
    """100 west of 135 E, 0 east of it."""
    array = np.zeros((80, 80), np.float32)
    array[:, :40] = 100.0
    return RasterSource(array, Affine(STEP, 0.0, 133.0, 0.0, -STEP, -30.0))


def test_the_points_of_a_disc_lie_in_it_and_balance() -> None:
    points = np.array(disc_points(7.0))
    assert len(points) == 37
    assert np.hypot(*points.T).max() == pytest.approx(6.0)
    assert np.abs(points.mean(axis=0)).max() < 1e-9


def test_a_constant_raster_has_its_own_value_as_mean() -> None:
    source = RasterSource(np.full((40, 40), 42.0, np.float32), Affine(STEP, 0.0, 133.0, 0.0, -STEP, -30.0))
    assert DiscMean(5.0).at_points(source, [134.0], [-31.0])[0] == pytest.approx(42.0)


def test_on_the_border_of_two_halves_the_mean_is_between_them() -> None:
    west, middle, east = DiscMean(8.0).at_points(half_and_half(), [134.5, 135.0, 135.5], [-32.0, -32.0, -32.0])
    assert west == 100
    assert middle == pytest.approx(50, abs=3)
    assert east == 0


def test_unknown_cells_take_no_part_and_all_unknown_is_unknown() -> None:
    source = half_and_half()
    source.array[:, 40:] = np.nan
    border, beyond = DiscMean(8.0).at_points(source, [134.99, 136.0], [-32.0, -32.0])
    assert border == pytest.approx(100)
    assert np.isnan(beyond)


def test_outside_the_raster_and_for_no_place_the_mean_is_unknown() -> None:
    found = DiscMean(5.0).at_points(half_and_half(), [120.0, np.nan], [-32.0, -32.0])
    assert np.isnan(found).all()


def test_cells_and_places_agree_to_the_last_digit_that_is_kept() -> None:
    grid = Grid.of((134.2, -32.5, 135.8, -31.5), "EPSG:3577", 2000)
    source = half_and_half()
    cells = DiscMean(8.0).on_grid(source, grid, None)
    row, col = np.indices(cells.shape)
    lon, lat = grid.lonlat(row.ravel()[::37], col.ravel()[::37])
    np.testing.assert_allclose(DiscMean(8.0).at_points(source, lon, lat), cells.ravel()[::37], atol=0.01)


def test_a_radius_must_be_positive() -> None:
    with pytest.raises(InputError):
        DiscMean(0.0)


def test_points_on_the_very_border_of_raster_cells_are_the_same_on_the_grid_and_at_places() -> None:
    # Ring 2 has a point due east at 2 / 3.5 of the radius: from a node, 3 / 4 of a cell end where the next cell begins.
    source = RasterSource(
        np.random.default_rng(5).uniform(0, 100, (40, 40)).astype(np.float32),
        Affine(STEP, 0.0, 133.0, 0.0, -STEP, 20 * STEP),
    )
    measure = DiscMean(0.75 * STEP * KM_PER_DEGREE * 3.5 / 2)
    grid = Grid.of((133.5, -0.5, 134.5, 0.5), "EPSG:3857", 3000)
    cells = measure.on_grid(source, grid, None)
    row, col = np.indices(cells.shape)
    lon, lat = grid.lonlat(row.ravel(), col.ravel())
    np.testing.assert_allclose(measure.at_points(source, lon, lat), cells.ravel(), atol=1e-3)
