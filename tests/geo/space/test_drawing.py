"""Shapes drawn into cells: by hand, and on many threads at once without a warning."""

from __future__ import annotations

import warnings
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from affine import Affine
from rasterio.errors import NotGeoreferencedWarning
from shapely.geometry import box

from geo.space.drawing import draw, drawn_in_threads

CORNER = Affine(1.0, 0.0, 0.0, 0.0, -1.0, 4.0)
"""Four rows of unit cells, the top left corner at (0, 4)."""


def test_a_later_shape_covers_an_earlier_one_and_the_rest_stays() -> None:
    cells = np.full((4, 4), 9, np.int32)
    draw([(box(0, 2, 2, 4), 1), (box(1, 3, 3, 4), 2)], cells, CORNER)
    assert cells.tolist() == [[1, 2, 2, 9], [1, 1, 9, 9], [9, 9, 9, 9], [9, 9, 9, 9]]


def test_no_shape_leaves_the_cells_as_they_are() -> None:
    cells = np.full((2, 2), 3, np.uint8)
    draw([], cells, CORNER)
    assert (cells == 3).all()


def test_threads_that_draw_at_once_neither_warn_nor_change_the_filters() -> None:
    def drawn(number: int) -> int:
        cells = np.zeros((50, 50), np.int32)
        draw([(box(0, -46, 50, 4), number)], cells, CORNER)
        return int(cells.min())

    before = list(warnings.filters)
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(drawn, range(1, 200))) == list(range(1, 200))
    assert warnings.filters == before


def test_filters_put_back_in_the_midst_of_a_drawing_still_hold_rasterios_note() -> None:
    before = list(warnings.filters)
    with drawn_in_threads():
        of_another_thread = warnings.catch_warnings()
        of_another_thread.__enter__()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            of_another_thread.__exit__(None, None, None)
            warnings.warn("no geotransform", NotGeoreferencedWarning, stacklevel=1)
    assert warnings.filters == before
