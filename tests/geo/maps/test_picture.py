"""One picture from tiles: where it lies, and that no colour is lost."""

from __future__ import annotations

import base64
import io

import numpy as np
from PIL import Image
from pytest import approx  # noqa: PT013

from geo.maps.picture import picture, sharpest, tile_range
from geo.tiles.png import clear

JAPAN = (122.5, 24.0, 146.2, 45.8)


def tile_of(index):
    """A palette tile of one entry."""
    tile = Image.fromarray(np.full((512, 512), index, np.uint8), "P") if index else Image.new("P", (512, 512))
    tile.putpalette([0, 0, 0, 10, 20, 30, 200, 100, 50])
    out = io.BytesIO()
    tile.save(out, "PNG", transparency=bytes([0, 255, 120]))
    return out.getvalue()


def test_tiles_of_a_box_are_those_of_openstreetmap():
    # Tokyo (139.767, 35.681) lies in tile 6/56/25; the box of Japan reaches from 122.5 E to 146.2 E.
    left, top, right, bottom = tile_range(JAPAN, 6)
    assert (left, right) == (53, 57)
    assert top <= 25 <= bottom


def test_the_picture_is_as_sharp_as_its_size_allows():
    zoom = sharpest(JAPAN)
    left, top, right, bottom = tile_range(JAPAN, zoom)
    assert max(right - left, bottom - top) + 1 <= 6
    assert sharpest((0.0, 0.0, 0.1, 0.1)) == 10


def test_tiles_keep_their_place_their_colours_and_their_opacity():
    small = (140.0, 35.0, 141.0, 36.0)
    zoom = sharpest(small)
    left, top, right, bottom = tile_range(small, zoom)
    address, bounds = picture(small, lambda z, x, y: tile_of(2) if (x, y) == (left, top) else clear(512))
    whole = Image.open(io.BytesIO(base64.b64decode(address.partition(",")[2]))).convert("RGBA")
    assert whole.size == ((right - left + 1) * 512, (bottom - top + 1) * 512)
    assert whole.getpixel((5, 5)) == (200, 100, 50, 120)
    assert whole.getpixel((whole.width - 5, 5))[3] == 0
    assert bounds[0] == approx(left / 2**zoom * 360 - 180)
    assert bounds[0] <= 140.0 <= 141.0 <= bounds[2]
    assert bounds[1] <= 35.0 <= 36.0 <= bounds[3]
