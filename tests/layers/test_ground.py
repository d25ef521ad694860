"""What ground costs a line: cover and slope, worked by hand."""

from __future__ import annotations

import numpy as np
import pytest
from affine import Affine

from geo.models.grid_connection import Range
from geo.space.raster import RasterSource
from layers._ground import ground_factor, slope_percent

FACTORS = {
    "open": Range(1, 1, 1),
    "forest": Range(1.2, 1.9, 3),
    "wetland": Range(1.2, 1.6, 2),
    "urban": Range(1.1, 1.4, 3),
    "hill": Range(1.1, 1.3, 1.5),
    "mountain": Range(1.2, 1.7, 2),
}


def test_cover_and_slope_multiply() -> None:
    # Open flat, forest flat, forest at 3 % (hill), grass at 9 % (mountain), town.
    cover, slope = np.array([10, 1, 5, 10, 13]), np.array([0.0, 1.9, 3.0, 9.0, 0.0])
    assert ground_factor(cover, slope, FACTORS, "central") == pytest.approx([1, 1.9, 1.9 * 1.3, 1.7, 1.4])
    assert ground_factor(cover, slope, FACTORS, "high") == pytest.approx([1, 3, 4.5, 2, 3])


def test_slope_is_the_gradient_of_mean_heights_in_percent() -> None:
    # On the equator 1/12 degree is 9.267 km: 100 m a cell eastwards is 1.08 %.
    heights = np.tile(np.arange(5) * 100.0, (5, 1)).astype(np.float32)
    source = RasterSource(heights, Affine(1 / 12, 0, 10.0, 0, -1 / 12, 2.5 / 12))
    assert slope_percent(source)[2, 2] == pytest.approx(100 / 9266.7 * 100, rel=1e-3)


def test_the_slope_at_an_unknown_height_is_none() -> None:
    heights = np.array([[0, 0, 0], [0, np.nan, 500], [0, 0, 0]], np.float32)
    source = RasterSource(heights, Affine(1 / 12, 0, 10.0, 0, -1 / 12, 0.1))
    assert np.isfinite(slope_percent(source)).all()
