"""The pruned search against comparing everything with everything, on the very same positions."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo.errors import DataError
from geo.space.cells import position
from geo.space.ellipsoid import arc_km, chord_km
from geo.space.grid import Grid
from geo.space.landmask import LandOnGrid
from geo.space.nearest import nearest_on_grid
from geo.space.shapes import Segments, pieces, segments
from geo.space.splat import sum_on_grid


def nearest_of_all(xyz: np.ndarray, seg: np.ndarray, cap: float) -> tuple[np.ndarray, np.ndarray]:
    """Every segment against every position: least squared distance, and who has it (-1 beyond the cap)."""
    off = xyz[:, None, :] - seg[None, :, :3]
    along = np.clip((off * seg[:, 3:6]).sum(axis=2) * seg[:, 6], 0.0, 1.0)
    d2 = ((off - along[..., None] * seg[:, 3:6]) ** 2).sum(axis=2)
    who = d2.argmin(axis=1)
    best = d2.min(axis=1)
    return np.where(best < cap**2, best, cap**2), np.where(best < cap**2, who, -1)


def cell_positions(grid: Grid) -> np.ndarray:
    """Earth-centred positions (n, 3) of all cells as the kernels see them."""
    lattice, found = grid.lattice(), []
    for row, col in np.ndindex(*grid.shape):
        (i, v), (j, u) = divmod(row + lattice.row_lead, 16), divmod(col + lattice.col_lead, 16)
        found.append([position(lattice.ecef, i, j, (v + 0.5) / 16, (u + 0.5) / 16, axis) for axis in range(3)])
    return np.array(found)


def winding_lines(seed: int, count: int, span: float = 1.5) -> gpd.GeoDataFrame:
    rng = np.random.default_rng(seed)
    starts = np.column_stack([rng.uniform(150 - span, 150 + span, count), rng.uniform(-33 - span, -33 + span, count)])
    paths = starts[:, None] + np.cumsum(rng.normal(0, 0.05, (count, 12, 2)), axis=1)
    return gpd.GeoDataFrame(geometry=list(shapely.linestrings(paths)), crs=4326)


@pytest.mark.parametrize(("seed", "count", "cap"), [(1, 1, 500.0), (2, 40, 500.0), (3, 40, 12.0), (4, 200, 60.0)])
def test_pruning_loses_no_feature_bit_for_bit(grid: Grid, seed: int, count: int, cap: float) -> None:
    shapes = segments(winding_lines(seed, count))
    xyz = cell_positions(grid)
    best, who = nearest_of_all(xyz, shapes.table, chord_km(cap))
    every = LandOnGrid.every(grid)
    out, index = np.empty(every.cells.count, np.float32), np.empty(every.cells.count, np.int32)
    nearest_on_grid(shapes, grid, every.asked, cap, out, index)
    assert np.array_equal(every.cells.raster(index, np.int32(-2)).ravel(), who)
    assert every.plane(out).ravel() == pytest.approx(np.where(who < 0, cap, arc_km(np.sqrt(best))), rel=1e-6)


@pytest.mark.parametrize("radius", [0.7, 9.0, 50.0, 400.0])
def test_sums_by_blocks_are_the_sums_over_all_pieces(grid: Grid, radius: float) -> None:
    marks = pieces(segments(winding_lines(5, 30)))
    every = LandOnGrid.every(grid)
    out = np.empty(every.cells.count, np.float32)
    sum_on_grid(marks.ecef, marks.weight, grid, every.asked, radius, out)
    xyz = cell_positions(grid)[::7]
    apart = np.linalg.norm(xyz[:, None] - marks.ecef[None], axis=2)
    expected = (apart <= chord_km(radius)) @ marks.weight
    assert every.plane(out).ravel()[::7] == pytest.approx(expected, rel=1e-5, abs=1e-6)


def test_windows_that_cross_the_largest_blocks_hold_the_numbers_of_the_whole() -> None:
    whole = Grid.of((147, -36, 153, -31), "EPSG:3577", 1000)
    assert min(whole.shape) > 2 * 256
    shapes = segments(winding_lines(6, 60, 3))
    marks = pieces(shapes)

    def measured(grid: Grid) -> tuple[np.ndarray, np.ndarray]:
        every = LandOnGrid.every(grid)
        near, total = np.empty(every.cells.count, np.float32), np.empty(every.cells.count, np.float32)
        nearest_on_grid(shapes, grid, every.asked, 300, near)
        sum_on_grid(marks.ecef, marks.weight, grid, every.asked, 50, total)
        return every.plane(near), every.plane(total)

    near, total = measured(whole)
    for rows, cols in [
        (slice(200, 420), slice(37, 300)),
        (slice(1, 511), slice(255, 257)),
        (slice(256, 512), slice(256, 512)),
    ]:
        part_near, part_total = measured(whole.window(rows, cols))
        assert np.array_equal(part_near, near[rows, cols])
        assert np.array_equal(part_total, total[rows, cols])


def test_several_threads_may_measure_at_once(grid: Grid) -> None:
    shapes, every = segments(winding_lines(7, 20)), LandOnGrid.every(grid)

    def measure(_: int) -> np.ndarray:
        out = np.empty(every.cells.count, np.float32)
        nearest_on_grid(shapes, grid, every.asked, 100, out)
        return out

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(measure, range(8)))
    assert all(np.array_equal(found[0], other) for other in found)


def test_only_cells_of_the_code_are_written(grid: Grid) -> None:
    codes = np.zeros(grid.shape, np.int32)
    codes[10:20, 30:50], codes[60:70, :] = 3, 5
    every = LandOnGrid.every(grid)
    asked, out = every.by(every.cells.pick(codes)), np.full(every.cells.count, -1, np.float32)
    nearest_on_grid(segments(winding_lines(8, 5)), grid, asked, 100, out, code=3, window=((10, 20), (30, 50)))
    assert np.array_equal(every.plane(out) >= 0, codes == 3)


def test_segments_are_at_most_ten_kilometres_and_pieces_one_and_keep_the_length() -> None:
    line = gpd.GeoDataFrame(geometry=[shapely.LineString([(140, -35), (150, -30), (150.001, -30)])], crs=4326)
    shapes = segments(line)
    length = np.linalg.norm(shapes.table[:, 3:6], axis=1)
    assert length.max() <= 10.0
    marks = pieces(shapes)
    assert marks.weight.max() <= 1.0
    assert marks.weight.sum() == pytest.approx(length.sum())
    assert (shapes.owner == 0).all()


def test_no_features_are_no_segments() -> None:
    none: Segments = segments(gpd.GeoDataFrame(geometry=[], crs=4326))
    assert len(none) == 0
    assert len(pieces(none)) == 0


def test_a_coordinate_that_is_not_finite_is_refused_with_its_row() -> None:
    with pytest.raises(DataError, match="row 1"):
        segments(gpd.GeoDataFrame(geometry=[shapely.Point(1, 1), shapely.Point(1, float("inf"))], crs=4326))
