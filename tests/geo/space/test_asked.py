"""Numbers into the slots of land cells, and codes out of them, against plain numpy on the whole grid."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.space.asked import EVERY, Asked, codes_of, is_asked, marked, put, span_of
from geo.space.jit import kernel
from geo.space.land_cells import SIDE, LandCells


@st.composite
def grids(draw: st.DrawFn) -> tuple[np.ndarray, LandCells, Asked]:
    """Codes of a grid (0 is sea), its land cells, and these as kernels take them."""
    rows, cols = draw(st.sampled_from([1, 20, 70])), draw(st.sampled_from([1, 40, SIDE, SIDE + 1, 200]))
    rng, share = np.random.default_rng(draw(st.integers(0, 99))), draw(st.sampled_from([0.0, 0.1, 0.9, 1.0]))
    codes = np.where(rng.random((rows, cols)) < share, rng.integers(1, 4, (rows, cols)), 0).astype(np.int32)
    cells = LandCells.of(codes > 0)
    return codes, cells, Asked(cells.marks, cells.first, cells.pick(codes), cols)


@kernel
def _told(asked: Asked, row: int, col: int) -> bool:
    return is_asked(asked, row, col)


@settings(deadline=None)
@given(grids(), st.integers(0, 210), st.integers(1, 210), st.sampled_from([EVERY, 1, 3]))
def test_a_part_of_a_row_is_put_into_the_slots_of_its_land_cells(
    given_: tuple[np.ndarray, LandCells, Asked], begin: int, size: int, code: int
) -> None:
    codes, cells, asked = given_
    begin, end = min(begin, codes.shape[1]), min(begin + size, codes.shape[1])
    expected, out = np.full(codes.shape, -1, np.float32), np.full(cells.count, -1, np.float32)
    for row in range(codes.shape[0]):
        values = np.arange(begin, end, dtype=np.float32) + 1000 * row
        put(asked, row, begin, values, code, out)
        mine = codes[row, begin:end] == code if code > 0 else codes[row, begin:end] > 0
        expected[row, begin:end][mine] = values[mine]
    assert np.array_equal(cells.raster(out, np.float32(-1)), expected)


@settings(deadline=None)
@given(grids(), st.integers(-20, 220), st.sampled_from([1, 16, 100]))
def test_codes_are_read_with_zeros_at_sea_and_off_the_grid(
    given_: tuple[np.ndarray, LandCells, Asked], col: int, size: int
) -> None:
    codes, _, asked = given_
    around = np.pad(codes, ((1, 1), (20, 340)))
    for row in range(-1, codes.shape[0] + 1):
        out = np.full(size, 9.0)
        codes_of(asked, row, col, out)
        assert np.array_equal(out, around[row + 1, 20 + col : 20 + col + size])


def test_without_codes_every_land_cell_has_one() -> None:
    cells, out = LandCells.of(np.array([[True, False, True]])), np.empty(3)
    codes_of(Asked(cells.marks, cells.first, np.empty(0, np.int32), 3), 0, 0, out)
    assert out.tolist() == [1.0, 0.0, 1.0]


@settings(deadline=None)
@given(grids())
def test_the_span_of_a_row_is_that_of_its_land(given_: tuple[np.ndarray, LandCells, Asked]) -> None:
    codes, _, asked = given_
    for row, line in enumerate(codes > 0):
        found = np.flatnonzero(line)
        assert span_of(asked, row) == ((found[0], found[-1] + 1) if found.size else (0, 0))
        assert [_told(asked, row, col) for col in range(line.size)] == line.tolist()


@settings(deadline=None)
@given(grids(), st.integers(0, 15), st.integers(0, 15), st.sampled_from([EVERY, 2]), st.integers(0, 3))
def test_quarters_of_lattice_squares_are_marked_where_they_hold_a_cell_of_the_code(
    given_: tuple[np.ndarray, LandCells, Asked], down: int, right: int, code: int, skip: int
) -> None:
    codes, _, asked = given_
    height, width = -(-(codes.shape[0] + down) // 16), -(-(codes.shape[1] + right) // 16)
    lattice = np.zeros((16 * height, 16 * width), np.int32)
    lattice[down : down + codes.shape[0], right : right + codes.shape[1]] = codes
    mine = lattice == code if code > 0 else lattice > 0
    expected = mine.reshape(4 * height, 4, 4 * width, 4).any(axis=(1, 3))
    first = min(skip, width - 1)
    found = marked(asked, code, (0, height, first, width), (down, right))
    assert np.array_equal(found, expected[:, 4 * first :])


@pytest.mark.parametrize("kind", [np.float32, np.int32])
def test_numbers_may_be_of_any_kind(kind: type) -> None:
    cells, out = LandCells.of(np.array([[False, True, True]])), np.zeros(2, kind)
    put(Asked(cells.marks, cells.first, np.empty(0, np.int32), 3), 0, 0, np.array([1, 2, 3], kind), EVERY, out)
    assert out.tolist() == [2, 3]
