"""Tile addresses against the definition of web Mercator tiles and places worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from geo.errors import InputError
from geo.tiles.address import Address, Pixels

MERCATOR_EDGE = math.degrees(math.atan(math.sinh(math.pi)))


def test_the_one_tile_of_zoom_0_spans_the_world_from_edge_to_edge_of_mercator() -> None:
    tile = Address(0, 0, 0)
    assert tile.lon(0) == -180.0
    assert tile.lon(256) == 180.0
    assert float(tile.lat(0)) == pytest.approx(MERCATOR_EDGE)
    assert float(tile.lat(256)) == pytest.approx(-MERCATOR_EDGE)
    assert float(tile.lat(128)) == pytest.approx(0.0, abs=1e-12)


def test_y_runs_south_and_x_runs_east() -> None:
    south_east = Address(1, 1, 1)
    assert south_east.lon(0) == 0.0
    assert float(south_east.lat(0)) == pytest.approx(0.0, abs=1e-12)
    assert float(south_east.lat(256)) == pytest.approx(-MERCATOR_EDGE)


def test_the_tile_of_a_place_holds_it() -> None:
    """Tokyo station (139.767, 35.681) at zoom 10: x = 319.767 / 360 * 1024 = 909.6, y = 403.2 by the formula of OSM."""
    found = Address.at(139.767, 35.681, 10)
    assert (found.x, found.y) == (909, 403)
    assert float(found.lon(0)) <= 139.767 <= float(found.lon(256))
    assert float(found.lat(256)) <= 35.681 <= float(found.lat(0))


def test_rows_and_columns_are_the_inverse_of_degrees() -> None:
    tile = Address(9, 471, 307, 512)
    columns = np.array([0.5, 100.25, 511.5])
    assert [tile.column(float(lon)) for lon in tile.lon(columns)] == pytest.approx(columns)
    assert [tile.row(float(lat)) for lat in tile.lat(columns)] == pytest.approx(columns)


def test_pixels_are_those_whose_centres_lie_in_the_box() -> None:
    tile = Address(1, 1, 0)
    step = 180.0 / 256
    box = (0.6 * step, -10.0, 2.5 * step, 10.0)
    pixels = tile.pixels(box)
    assert (pixels.left, pixels.right) == (1, 2) or (pixels.left, pixels.right) == (1, 3)
    centres = tile.lon(np.arange(pixels.left, pixels.right) + 0.5)
    assert ((centres >= box[0]) & (centres <= box[2] + 1e-9)).all()
    assert pixels.bottom == 256


def test_a_box_beside_the_tile_takes_no_pixel() -> None:
    assert Address(2, 0, 0).pixels((10.0, -5.0, 20.0, 5.0)).shape[1] == 0
    assert Pixels(5, 3, 0, 9).shape == (9, 0)


@pytest.mark.parametrize(
    ("z", "x", "y", "size"),
    [(-1, 0, 0, 256), (19, 0, 0, 256), (3, 8, 0, 256), (3, 0, 8, 256), (3, -1, 0, 256), (3, 0, 0, 100)],
)
def test_an_address_that_is_none_is_refused(z: int, x: int, y: int, size: int) -> None:
    with pytest.raises(InputError):
        Address(z, x, y, size)
