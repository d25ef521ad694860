"""PNGs read back by another library, pixel by pixel."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PIL import Image

from geo.tiles import png


def test_pixels_and_opacity_come_back_as_they_went_in(opened: Callable[[bytes], np.ndarray[Any, Any]]) -> None:
    rng = np.random.default_rng(7)
    entries = rng.integers(0, 256, (206, 4), dtype=np.uint8)
    lines = png.scanlines(256)
    lines[:, 1:] = rng.integers(0, 206, (256, 256))
    assert (opened(png.encode(lines, entries)) == entries[lines[:, 1:]]).all()


@pytest.mark.parametrize("size", [256, 512])
def test_the_clear_tile_is_small_and_wholly_transparent(size: int) -> None:
    body = png.clear(size)
    image = Image.open(io.BytesIO(body))
    assert image.size == (size, size)
    assert (np.asarray(image.convert("RGBA"))[..., 3] == 0).all()
    assert len(body) < 300
