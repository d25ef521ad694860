"""Shapes drawn into cells by GDAL, one drawing at a time."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from threading import Lock

import numpy as np
import numpy.typing as npt
from affine import Affine

QUIET = Lock()
"""Held while rasterio runs with warnings set aside: Python keeps one list of warning filters for all threads, and two
threads that set it aside and back at the same time leave it wrong."""


@contextmanager
def drawn_in_threads() -> Iterator[None]:
    """Round threads that draw: rasterio's note that its own picture has no place on earth stays set aside in all.

    A library that sets warnings aside in another thread puts back the filters that it found, in the midst of a drawing
    too. Here they hold that note already; what they were before comes back at the end.
    """
    from rasterio.errors import NotGeoreferencedWarning

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        yield


def draw(shapes: Iterable[tuple[object, int]], out: npt.NDArray[np.integer], transform: Affine) -> None:
    """Write the number of each shape into the cells whose centre it holds; later shapes cover earlier ones.

    Parameters
    ----------
    shapes : pairs of a polygon in the coordinates of `transform`, and its number
    out : integer array (rows, columns), written in place
    transform : Affine, (column, row) of a cell's corner to (x, y)
    """
    from rasterio.features import rasterize

    pairs = list(shapes)
    if pairs:
        with QUIET:
            rasterize(pairs, out=out, transform=transform)
