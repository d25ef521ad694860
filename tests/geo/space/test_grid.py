from __future__ import annotations

import numpy as np
import pytest
from affine import Affine
from hypothesis import given
from hypothesis import strategies as st
from odc.geo.geobox import GeoBox
from pyproj import Geod, Transformer

from geo.errors import InputError
from geo.space.cells import position
from geo.space.ellipsoid import to_ecef
from geo.space.grid import Grid
from geo.space.rows import locate, rows_for


def test_the_grid_of_australia_covers_its_corners_and_lies_on_whole_kilometres() -> None:
    grid = Grid.of((112.5, -44.0, 154.0, -9.9), "EPSG:3577", 1000)
    row, col = grid.rowcol([112.5, 154.0, 112.5, 154.0], [-44.0, -44.0, -9.9, -9.9])
    assert (row >= 0).all()
    assert (col >= 0).all()
    assert grid.transform.c % 1000 == 0
    assert grid.transform.f % 1000 == 0


def test_rowcol_undoes_lonlat_and_marks_places_outside(grid: Grid) -> None:
    row, col = grid.rowcol(*grid.lonlat([3, 90], [0, 77]))
    assert row.tolist() == [3, 90]
    assert col.tolist() == [0, 77]
    assert [v.tolist() for v in grid.rowcol([10.0, np.nan], [50.0, 0.0])] == [[-1, -1], [-1, -1]]


def test_a_window_of_a_window_knows_its_place_in_the_whole(grid: Grid) -> None:
    part = grid.window(slice(10, 60), slice(20, 70)).window(slice(5, 9), slice(1, 3))
    assert (part.row0, part.col0, part.shape) == (15, 21, (4, 2))
    assert part.origin == grid.origin
    assert part.lonlat(0, 0) == grid.lonlat(15, 21)


def test_an_empty_window_is_refused(grid: Grid) -> None:
    with pytest.raises(InputError, match="part of its grid"):
        grid.window(slice(5, 5), slice(0, 9))


def test_a_box_turned_inside_out_is_refused() -> None:
    with pytest.raises(InputError, match="west < east"):
        Grid.of((150, -33, 149, -32), "EPSG:3577", 1000)


def test_a_grid_without_square_cells_is_refused(grid: Grid) -> None:
    with pytest.raises(InputError, match="square north-up"):
        Grid(GeoBox((2, 2), Affine(1000, 0, 0, 0, -2000, 0), "EPSG:3577"))


@pytest.mark.parametrize(
    ("crs", "box"),
    [
        ("EPSG:3577", (146.0, -44.0, 147.0, -43.0)),
        ("EPSG:3577", (130.0, -13.0, 131.0, -12.0)),
        ("+proj=laea +lat_0=36 +lon_0=137.5 +datum=WGS84 +units=m +no_defs", (145.0, 44.5, 146.0, 45.5)),
    ],
)
def test_interpolated_cell_centres_lie_within_twelve_metres_of_the_projected_ones(
    crs: str, box: tuple[float, float, float, float]
) -> None:
    grid = Grid.of(box, crs, 1000)
    lattice = grid.lattice()
    for row, col in [(0, 0), (8, 8), (40, 23), (grid.shape[0] - 1, grid.shape[1] - 1)]:
        i, v = divmod(row + lattice.row_lead, 16)
        j, u = divmod(col + lattice.col_lead, 16)
        found = [position(lattice.ecef, i, j, (v + 0.5) / 16, (u + 0.5) / 16, axis) for axis in range(3)]
        assert np.linalg.norm(np.array(found) - to_ecef(*grid.lonlat(row, col))) < 0.012


def test_cubic_longitudes_are_the_projected_ones_to_a_millimetre(grid: Grid) -> None:
    lattice, size = grid.lattice(), grid.shape[1]
    lead, degrees, rows = lattice.col_lead, (0.0, 1.0, 0.0, 1.0), rows_for(lattice.lon.shape[1] - 1)
    span = (lead // 16, (lead + size - 1) // 16 + 1)
    locate(degrees, lattice.lon, lattice.lat, lattice.row_lead + 37, span, rows)
    lon, lat = grid.lonlat(np.full(size, 37), np.arange(size))
    assert np.abs(rows.x[lead : lead + size] - lon).max() < 1e-8
    assert np.abs(rows.y[lead : lead + size] - lat).max() < 1e-8


@given(row=st.integers(0, 100), col=st.integers(0, 90))
def test_windows_stand_on_the_nodes_of_the_whole_bit_for_bit(row: int, col: int) -> None:
    whole = Grid.of((149.5, -33.5, 150.5, -32.5), "EPSG:3577", 1000)
    part = whole.window(slice(row, row + 7), slice(col, col + 7))
    a, b = whole.lattice(), part.lattice()
    i, j = (row + a.row_lead - b.row_lead) // 16, (col + a.col_lead - b.col_lead) // 16
    rows, cols = b.lon.shape
    assert np.array_equal(a.ecef[i : i + rows, j : j + cols], b.ecef)
    assert np.array_equal(a.lat[i : i + rows, j : j + cols], b.lat)


def test_planar_distance_in_albers_is_wrong_by_percents_which_is_why_we_use_chords() -> None:
    to_metres = Transformer.from_crs(4326, 3577, always_xy=True)
    (x0, y0), (x1, y1) = to_metres.transform(147.0, -43.0), to_metres.transform(147.0, -42.0)
    _, _, metres = Geod(ellps="WGS84").inv(147.0, -43.0, 147.0, -42.0)
    assert abs(np.hypot(x1 - x0, y1 - y0) / metres - 1) > 0.01


def test_longitudes_run_on_past_180_where_the_grid_does() -> None:
    grid = Grid.of((177.0, -45.0, 179.9, -43.0), "+proj=laea +lat_0=-44 +lon_0=179 +datum=WGS84 +units=m", 1000)
    lattice = grid.window(slice(None), slice(150, None)).lattice()
    assert 0 < lattice.lon.max() - lattice.lon.min() < 5
