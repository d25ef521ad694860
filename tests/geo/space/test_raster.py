from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import rasterio
from affine import Affine
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from geo.errors import DataError, InputError
from geo.space.grid import Grid
from geo.space.landmask import LandMask
from geo.space.raster import (
    RasterSource,
    Sample,
    read_globe,
    read_picture,
    read_raster,
    read_window,
    write_raster,
)

QUARTER = Affine(0.25, 0, 149, 0, -0.25, -32)


def source(array: np.ndarray, nodata: float | None = None) -> RasterSource:
    return RasterSource(array, QUARTER, nodata)


def test_nearest_reads_the_cell_that_holds_the_place() -> None:
    # Column 3 spans 149.75-150.00 E, row 5 spans 33.25-33.50 S: value 5 * 8 + 3.
    raster = source(np.arange(64).reshape(8, 8))
    assert Sample("nearest").at_points(raster, [149.99], [-33.26]).tolist() == [43.0]
    assert np.isnan(Sample("nearest").at_points(raster, [140.0, 152.0], [-33.0, -33.0])).all()


def test_bilinear_is_exact_on_a_plane() -> None:
    row, col = np.indices((8, 8))
    plane = source(3.0 * (149.125 + 0.25 * col) - 2.0 * (-32.125 - 0.25 * row))
    found = Sample("bilinear").at_points(plane, [149.9, 150.3], [-32.7, -33.3])
    assert found == pytest.approx([3 * 149.9 + 2 * 32.7, 3 * 150.3 + 2 * 33.3])


def test_unknown_cells_take_no_part_and_are_unknown_themselves() -> None:
    array = np.full((8, 8), 7, np.int16)
    array[2, 3] = -9999
    raster = source(array, nodata=-9999)
    for method in ("bilinear", "nearest"):
        beside, within = Sample(method).at_points(raster, [150.05, 149.9], [-32.6, -32.6])
        assert beside == pytest.approx(7)
        assert np.isnan(within)


def test_nodata_nan_and_sea_are_nan_on_the_grid(grid: Grid, two_islands: LandMask) -> None:
    array = np.full((8, 8), 7.0, np.float32)
    array[:4] = np.nan
    for method in ("bilinear", "nearest"):
        field = Sample(method).on_grid(source(array), grid, two_islands)
        _, lat = grid.lonlat(*np.indices(grid.shape))
        assert np.array_equal(np.isnan(field), ~two_islands.on_grid(grid) | (lat > -33))
        assert field[~np.isnan(field)] == pytest.approx(7)


def test_truth_values_are_sampled_as_zero_and_one(grid: Grid) -> None:
    field = Sample("nearest").on_grid(source(np.eye(8, dtype=bool)), grid, None)
    assert set(np.unique(field).tolist()) == {0.0, 1.0}


@pytest.mark.parametrize("method", ["bilinear", "nearest"])
def test_samples_of_cells_and_of_their_centres_are_equal(grid: Grid, method: str) -> None:
    array = np.random.default_rng(2).normal(size=(90, 90)).astype(np.float32)
    raster = RasterSource(array, Affine(1 / 45, 0, 149, 0, -1 / 45, -32))
    lon, lat = grid.lonlat(*np.indices(grid.shape))
    point = Sample(method).at_points(raster, lon.ravel(), lat.ravel()).reshape(grid.shape)
    assert Sample(method).on_grid(raster, grid, None) == pytest.approx(point, abs=1e-5)


@settings(max_examples=20, deadline=None)
@given(row=st.integers(0, 100), col=st.integers(0, 80), size=st.integers(1, 40))
def test_a_window_holds_the_very_numbers_of_the_whole(row: int, col: int, size: int) -> None:
    whole = Grid.of((149.5, -33.5, 150.5, -32.5), "EPSG:3577", 1000)
    rows, cols = slice(row, row + size), slice(col, col + size)
    raster = source(np.random.default_rng(4).normal(size=(8, 8)))
    for sample in (Sample("bilinear"), Sample("nearest")):
        full = sample.on_grid(raster, whole, None)
        assert np.array_equal(full[rows, cols], sample.on_grid(raster, whole.window(rows, cols), None))


def test_a_geotiff_comes_back_as_it_was_written(tmp_path: Path) -> None:
    degrees = Grid.of((149, -34, 151, -32), "EPSG:4326", 0.25)
    array = np.arange(64, dtype=np.int16).reshape(degrees.shape)
    write_raster(tmp_path / "a.tif", array, degrees, nodata=-1)
    found = read_raster(tmp_path / "a.tif")
    assert np.array_equal(found.array, array)
    assert (found.transform, found.nodata) == (degrees.transform, -1)
    assert [path.name for path in tmp_path.iterdir()] == ["a.tif"]


def test_what_is_no_lonlat_raster_is_refused(tmp_path: Path, grid: Grid) -> None:
    with pytest.raises(DataError, match="longitude and latitude"):
        RasterSource(np.zeros((2, 2)), QUARTER, None, "EPSG:3577")
    with pytest.raises(InputError, match="cannot be read"):
        read_raster(tmp_path / "none.tif")
    with pytest.raises(InputError, match="does not fit"):
        write_raster(tmp_path / "b.tif", np.zeros((2, 2)), grid)
    with pytest.raises(InputError, match="bilinear, nearest"):
        Sample("cubic")  # type: ignore[arg-type]


def _write(path: Path, array: np.ndarray, **profile: object) -> Path:
    import rasterio

    rows, cols = array.shape
    with rasterio.open(
        path, "w", driver="GTiff", count=1, height=rows, width=cols, dtype=array.dtype, **profile
    ) as file:
        file.write(array, 1)
    return path


def test_a_window_of_a_raster_lies_where_the_box_does(tmp_path: Path) -> None:
    array = np.arange(100, dtype=np.float32).reshape(10, 10)
    transform = Affine(0.1, 0.0, 150.0, 0.0, -0.1, -33.0)
    path = _write(tmp_path / "a.tif", array, transform=transform, crs="EPSG:4326")
    found = read_window(path, (150.2, -33.5, 150.4, -33.3))
    assert found.array.tolist() == [[32.0, 33.0], [42.0, 43.0]]
    assert (found.transform.c, found.transform.f) == pytest.approx((150.2, -33.3))
    whole = read_window(path, (0.0, -90.0, 360.0, 90.0))
    assert whole.array.shape == (10, 10)


def test_a_raster_too_fine_is_read_by_the_mean_of_whole_blocks(tmp_path: Path) -> None:
    array = np.arange(16, dtype=np.float32).reshape(4, 4)
    transform = Affine(0.1, 0.0, 150.0, 0.0, -0.1, -33.0)
    path = _write(tmp_path / "a.tif", array, transform=transform, crs="EPSG:4326")
    found = read_window(path, (150.0, -33.4, 150.4, -33.0), most=2)
    assert found.array.tolist() == [[2.5, 4.5], [10.5, 12.5]]
    assert found.transform.a == pytest.approx(0.2)


def test_a_raster_that_does_not_reach_into_the_box_is_refused_in_words(tmp_path: Path) -> None:
    transform = Affine(0.1, 0.0, 150.0, 0.0, -0.1, -33.0)
    path = _write(tmp_path / "a.tif", np.zeros((4, 4), np.float32), transform=transform, crs="EPSG:4326")
    with pytest.raises(InputError, match="cannot be read there"):
        read_window(path, (10.0, 10.0, 11.0, 11.0))
    with pytest.raises(InputError, match="cannot be read there"):
        read_window(tmp_path / "none.tif", (10.0, 10.0, 11.0, 11.0))


def test_a_picture_gives_its_numbers_without_a_place(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    Image.fromarray(np.array([[1, 2], [3, 4]], np.uint8)).save(path)
    assert read_picture(path).tolist() == [[1, 2], [3, 4]]
    with pytest.raises(InputError, match="picture"):
        read_picture(tmp_path / "none.png")


def test_the_part_of_the_whole_earth_that_a_box_touches_is_read_in_its_place(tmp_path: Path) -> None:
    path, whole = tmp_path / "earth.tif", np.arange(18 * 36, dtype=np.uint16).reshape(18, 36)
    with rasterio.open(
        path, "w", driver="GTiff", height=18, width=36, count=1, dtype="uint16", crs="EPSG:4326",
        transform=Affine(10.0, 0.0, -180.0, 0.0, -10.0, 90.0),
    ) as file:  # fmt: skip
        file.write(whole, 1)
    part = read_globe(path, (112.0, -44.0, 139.0, -21.0), nodata=7)
    assert part.array.tolist() == whole[11:14, 29:32].tolist()
    assert (part.transform, part.nodata) == (Affine(10.0, 0.0, 110.0, 0.0, -10.0, -20.0), 7)
    assert read_globe(path, (170.0, -90.0, 180.0, -80.0)).array.tolist() == [[whole[17, 35]]]
    with pytest.raises(InputError, match="cannot be read"):
        read_globe(tmp_path / "none.tif", (112.0, -44.0, 139.0, -21.0))
