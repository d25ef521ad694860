from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from geo.errors import DataError, InputError
from geo.space.distance import Distance
from geo.space.grid import Grid
from geo.space.landmask import LandMask


def frame(*shapes: shapely.Geometry) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(geometry=list(shapes), crs=4326)


def test_one_degree_of_latitude_at_33_south_is_110_904_km() -> None:
    # Meridian arc from 32.5 to 33.5 S by M = a(1 - e2) / (1 - e2 sin2)^1.5 at 33 S: 6354.29 km * pi / 180 = 110.903
    found = Distance(500).at_points(frame(shapely.Point(150, -32.5)), [150.0], [-33.5])
    assert found[0] == pytest.approx(110.903, abs=0.002)


def test_distance_to_a_line_is_measured_to_its_nearest_part_not_its_vertices() -> None:
    line = frame(shapely.LineString([(150, -34), (150, -32)]))
    _, _, metres = Geod(ellps="WGS84").inv(150.5, -33.0, 150.0, -33.0)
    assert Distance(500).at_points(line, [150.5], [-33.0])[0] == pytest.approx(metres / 1000, rel=2e-4)


def test_a_long_line_runs_straight_in_longitude_and_latitude() -> None:
    parallel = frame(shapely.LineString([(145, -35), (155, -35)]))
    assert Distance(500).at_points(parallel, [150.0], [-35.0])[0] < 0.01


def test_a_line_across_the_antimeridian_goes_the_short_way() -> None:
    line = frame(shapely.LineString([(179, -35), (-179, -35)]))
    assert Distance(500).at_points(line, [180.0, -179.5], [-35.0, -35.0]).max() < 0.01


def test_inside_a_polygon_the_distance_is_zero_and_outside_it_runs_to_the_outline(grid: Grid) -> None:
    lake = frame(shapely.box(149.9, -33.1, 150.1, -32.9))
    assert Distance(100).at_points(lake, [150.0], [-33.0])[0] == 0
    field = Distance(100).on_grid(lake, grid, None)
    row, col = grid.rowcol([150.0, 150.2], [-33.0, -33.0])
    _, _, metres = Geod(ellps="WGS84").inv(150.2, -33.0, 150.1, -33.0)
    assert field[row[0], col[0]] == 0
    assert field[row[1], col[1]] == pytest.approx(metres / 1000, abs=0.8)


def test_beyond_the_cap_and_without_features_the_cap_itself_is_told(grid: Grid, towns: gpd.GeoDataFrame) -> None:
    assert Distance(5).at_points(towns, [140.0], [-20.0]).tolist() == [5.0]
    assert Distance(5).nearest(towns, [140.0], [-20.0])[0].tolist() == [-1]
    assert (Distance(40).on_grid(towns[:0], grid, None) == 40).all()
    assert Distance(40).at_points(towns[:0], [150.0], [-33.0]).tolist() == [40.0]


def test_the_nearest_feature_is_named_by_its_position_in_the_table(towns: gpd.GeoDataFrame) -> None:
    index, distance = Distance(500).nearest(towns, [149.61, 150.44], [-33.41, -32.61])
    assert index.tolist() == [0, 4]
    assert (distance < 2).all()


def test_empty_and_many_part_shapes_count_for_what_they_hold() -> None:
    shapes = frame(shapely.Point(), shapely.MultiPoint([(150, -33), (151, -33)]), shapely.GeometryCollection())
    assert Distance(500).nearest(shapes, [151.0], [-33.0])[0].tolist() == [1]


def test_sea_is_nan_and_land_is_never_infinite(grid: Grid, two_islands: LandMask, towns: gpd.GeoDataFrame) -> None:
    field = Distance(30).on_grid(towns, grid, two_islands)
    assert np.array_equal(np.isnan(field), ~two_islands.on_grid(grid))
    assert np.nanmax(field) <= 30


def test_cells_agree_with_places_within_a_diagonal_and_half_a_percent(grid: Grid, towns: gpd.GeoDataFrame) -> None:
    rng = np.random.default_rng(7)
    lon, lat = rng.uniform(149.55, 150.45, 500), rng.uniform(-33.45, -32.55, 500)
    row, col = grid.rowcol(lon, lat)
    point = Distance(500).at_points(towns, lon, lat)
    cell = Distance(500).on_grid(towns, grid, None)[row, col]
    assert (np.abs(cell - point) <= grid.diagonal_km + 0.005 * point).all()


def test_at_cell_centres_cells_and_places_agree_within_twelve_metres(grid: Grid, towns: gpd.GeoDataFrame) -> None:
    lon, lat = grid.lonlat(*np.indices(grid.shape))
    point = Distance(500).at_points(towns, lon.ravel(), lat.ravel()).reshape(grid.shape)
    assert np.abs(Distance(500).on_grid(towns, grid, None) - point).max() < 0.012


coordinate = st.tuples(st.floats(149, 151), st.floats(-34, -32))


@settings(max_examples=25, deadline=None)
@given(
    lines=st.lists(st.lists(coordinate, min_size=2, max_size=4, unique=True), min_size=0, max_size=12),
    row=st.integers(0, 100),
    col=st.integers(0, 80),
    size=st.integers(1, 40),
    cap=st.floats(1, 300),
)
def test_a_window_holds_the_very_numbers_of_the_whole(
    two_islands: LandMask, lines: list[list[tuple[float, float]]], row: int, col: int, size: int, cap: float
) -> None:
    whole = Grid.of((149.5, -33.5, 150.5, -32.5), "EPSG:3577", 1000)
    rows, cols = slice(row, row + size), slice(col, col + size)
    features = frame(*(shapely.LineString(line) for line in lines))
    full = Distance(cap).on_grid(features, whole, two_islands)
    part = Distance(cap).on_grid(features, whole.window(rows, cols), two_islands)
    assert np.array_equal(full[rows, cols], part, equal_nan=True)


def test_a_cap_of_zero_and_features_without_crs_are_refused() -> None:
    with pytest.raises(InputError, match="positive number of km"):
        Distance(0)
    with pytest.raises(DataError, match="no CRS"):
        Distance(5).at_points(gpd.GeoDataFrame(geometry=[shapely.Point(1, 1)]), [1.0], [1.0])
