"""Land cells: which they are, where each is stored, and what an overview picks, against plain numpy."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.space.land_cells import SIDE, LandCells, ones

Raster = np.ndarray


@st.composite
def rasters(draw: st.DrawFn) -> Raster:
    """Land of some share, on grids that end inside, at and behind the edge of a square."""
    shape = draw(st.tuples(*2 * [st.sampled_from([1, 5, SIDE - 1, SIDE, SIDE + 1, 2 * SIDE, 150])]))
    share = draw(st.sampled_from([0.0, 0.05, 0.5, 1.0]))
    return np.random.default_rng(draw(st.integers(0, 99))).random(shape) < share


def in_order(land: Raster) -> list[int]:
    """Flat indices of the land cells, square by square and row by row within each."""
    rows, cols = land.shape
    return [
        row * cols + col
        for top in range(0, rows, SIDE)
        for left in range(0, cols, SIDE)
        for row in range(top, min(top + SIDE, rows))
        for col in range(left, min(left + SIDE, cols))
        if land[row, col]
    ]


@pytest.mark.parametrize("bits", [0, 1, 2**63, 2**64 - 1, 0x8000000180000001, 12345678901234567])
def test_bits_are_counted(bits: int) -> None:
    assert ones(np.uint64(bits)) == bits.bit_count()


@settings(deadline=None)
@given(rasters())
def test_cells_are_stored_square_by_square(land: Raster) -> None:
    found = LandCells.of(land)
    assert found.count == int(land.sum())
    assert found.cells.tolist() == in_order(land)


@settings(deadline=None)
@given(rasters())
def test_the_slot_of_a_cell_holds_it_and_what_is_no_land_has_none(land: Raster) -> None:
    found = LandCells.of(land)
    slots = found.slots(np.arange(-1, land.size, dtype=np.int32))
    assert slots[0] == -1
    assert ((slots[1:] >= 0) == land.reshape(-1)).all()
    assert (found.cells[slots[1:][land.reshape(-1)]] == np.flatnonzero(land)).all()


@settings(deadline=None)
@given(rasters())
def test_a_raster_comes_back_whole(land: Raster) -> None:
    found = LandCells.of(land)
    numbers = np.random.default_rng(0).integers(0, 60000, land.shape).astype(np.uint16)
    back = found.raster(numbers.reshape(-1)[found.cells], np.uint16(65535))
    assert (back == np.where(land, numbers, 65535)).all()
    assert (found.raster(np.ones(found.count, np.bool_), np.False_) == land).all()


@settings(deadline=None)
@given(rasters(), st.sampled_from([2, 4, 8]))
def test_an_overview_picks_the_middle_of_each_square_and_mixes_nothing(land: Raster, stride: int) -> None:
    found = LandCells.of(land)
    numbers = np.random.default_rng(1).integers(0, 60000, land.shape).astype(np.uint16)
    smaller, picked = found.overview(stride)
    half = stride // 2
    assert (smaller.raster(np.ones(smaller.count, np.bool_), np.False_) == land[half::stride, half::stride]).all()
    shown = smaller.raster(numbers.reshape(-1)[found.cells][picked], np.uint16(65535))
    assert (shown == np.where(land, numbers, 65535)[half::stride, half::stride]).all()


@settings(deadline=None)
@given(rasters(), st.sampled_from([np.int32, np.float32]))
def test_numbers_of_the_land_cells_are_picked_out_of_the_whole_and_put_back(land: Raster, kind: type) -> None:
    found, plane = LandCells.of(land), np.arange(land.size).reshape(land.shape).astype(kind)
    picked = found.pick(plane)
    assert (picked == plane.reshape(-1)[found.cells]).all()
    assert np.array_equal(found.raster(picked, kind(-1)), np.where(land, plane, -1))


def test_a_grid_that_is_all_land_has_every_cell() -> None:
    assert LandCells.every((3, 70)).count == 210
