from __future__ import annotations

import numpy as np
import pytest
from affine import Affine

from geo.errors import DataError
from geo.space.grid import Grid
from geo.space.landmask import LandMask
from geo.space.stack import RasterStack, SampleBand

QUARTER = Affine(0.25, 0, 149, 0, -0.25, -32)


def stack() -> RasterStack:
    plain = np.ones((8, 8), np.float32)
    return RasterStack(plain, QUARTER, bands={"one": plain, "two": 2 * plain})


def test_a_band_is_sampled_by_its_name(grid: Grid, two_islands: LandMask) -> None:
    assert SampleBand("two").at_points(stack(), [150.0], [-33.0]).tolist() == [2.0]
    field = SampleBand("two").on_grid(stack(), grid, two_islands)
    assert np.array_equal(np.isnan(field), ~two_islands.on_grid(grid))
    assert np.nanmin(field) == np.nanmax(field) == 2.0


def test_a_band_that_is_not_there_is_named() -> None:
    with pytest.raises(DataError, match="three"):
        SampleBand("three").at_points(stack(), [150.0], [-33.0])


def test_bands_of_another_shape_are_refused() -> None:
    with pytest.raises(DataError, match="short"):
        RasterStack(np.ones((8, 8)), QUARTER, bands={"short": np.ones((4, 8))})


def test_the_name_of_the_band_is_part_of_the_measure() -> None:
    assert repr(SampleBand("one")) != repr(SampleBand("two"))
