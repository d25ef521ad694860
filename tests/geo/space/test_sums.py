from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import DataError, InputError
from geo.space.cells import position
from geo.space.ellipsoid import chord_km, to_ecef
from geo.space.grid import Grid
from geo.space.landmask import LandMask, LandOnGrid
from geo.space.shapes import segments
from geo.space.sums import Coverage, Density, DistinctCount
from geo.space.tally import count_on_grid


def test_coverage_adds_the_column_of_the_points_within_the_radius(towns: gpd.GeoDataFrame) -> None:
    # From (150, -33): 40 MW at 0 km, 500 at 29.1 km, 250 at 38.2 km; 100 at 58.0 km, 75 at 61.0, 1000 at 140.2.
    at = [[150.0], [-33.0]]
    assert Coverage(30, "mw").at_points(towns, *at).tolist() == [540.0]
    assert Coverage(50, "mw").at_points(towns, *at).tolist() == [790.0]
    assert Coverage(150, "mw").at_points(towns, *at).tolist() == [1965.0]
    assert Coverage(50).at_points(towns, *at).tolist() == [3.0]


def test_density_of_a_line_through_the_place_is_the_diameter_within_two_pieces() -> None:
    line = gpd.GeoDataFrame(geometry=[shapely.LineString([(150, -35), (150, -31)])], crs=4326)
    assert Density(50).at_points(line, [150.0], [-33.0])[0] == pytest.approx(100, abs=2)


def test_density_counts_the_whole_length_of_a_line_that_lies_within() -> None:
    line = gpd.GeoDataFrame(geometry=[shapely.LineString([(150, -33.5), (150, -32.5)])], crs=4326)
    assert Density(80).at_points(line, [150.0], [-33.0])[0] == pytest.approx(110.903, abs=0.01)


def test_two_landings_of_one_cable_count_once(towns: gpd.GeoDataFrame) -> None:
    # Within 60 km of (150, -33): cables a (twice), b, c.
    assert DistinctCount(60, "cable").at_points(towns, [150.0], [-33.0]).tolist() == [3.0]


def test_a_station_may_list_several_cables_or_none() -> None:
    stations = gpd.GeoDataFrame(
        {"cables": [["a", "b"], ["b", "c"], []]},
        geometry=gpd.points_from_xy([150.0, 150.1, 150.2], [-33.0, -33.0, -33.0]),
        crs=4326,
    )
    assert DistinctCount(50, "cables").at_points(stations, [150.0], [-33.0]).tolist() == [3.0]
    assert DistinctCount(5, "cables").at_points(stations, [150.0], [-33.0]).tolist() == [2.0]


def test_without_features_land_holds_zero_and_sea_nan(
    grid: Grid, two_islands: LandMask, towns: gpd.GeoDataFrame
) -> None:
    for measure in (Coverage(50, "mw"), Density(50), DistinctCount(50, "cable")):
        field = measure.on_grid(towns[:0], grid, two_islands)
        assert np.array_equal(np.isnan(field), ~two_islands.on_grid(grid))
        assert (field[two_islands.on_grid(grid)] == 0).all()
        assert measure.at_points(towns[:0], [150.0], [-33.0]).tolist() == [0.0]


@pytest.mark.parametrize(
    "measure", [Coverage(40, "mw"), Coverage(8), DistinctCount(40, "cable"), DistinctCount(3, "cable")]
)
def test_cells_lie_between_the_sums_at_radius_less_and_more_a_diagonal(
    grid: Grid, towns: gpd.GeoDataFrame, measure: Coverage | DistinctCount
) -> None:
    rng = np.random.default_rng(3)
    lon, lat = rng.uniform(149.55, 150.45, 400), rng.uniform(-33.45, -32.55, 400)
    cell = measure.on_grid(towns, grid, None)[grid.rowcol(lon, lat)]
    less, more = (type(measure)(measure.radius_km + d, measure.column) for d in (-grid.diagonal_km, grid.diagonal_km))
    assert (cell >= less.at_points(towns, lon, lat)).all()
    assert (cell <= more.at_points(towns, lon, lat)).all()


def test_density_of_cells_lies_between_those_at_radius_less_and_more_a_diagonal(grid: Grid) -> None:
    rng = np.random.default_rng(5)
    ends = np.column_stack([rng.uniform(149, 151, 24), rng.uniform(-34, -32, 24)]).reshape(12, 2, 2)
    lines = gpd.GeoDataFrame(geometry=list(shapely.linestrings(ends)), crs=4326)
    lon, lat = rng.uniform(149.55, 150.45, 200), rng.uniform(-33.45, -32.55, 200)
    cell = Density(30).on_grid(lines, grid, None)[grid.rowcol(lon, lat)]
    assert (cell >= Density(30 - grid.diagonal_km).at_points(lines, lon, lat) - 1e-3).all()
    assert (cell <= Density(30 + grid.diagonal_km).at_points(lines, lon, lat) + 1e-3).all()


coordinate = st.tuples(st.floats(149, 151), st.floats(-34, -32))


@settings(max_examples=25, deadline=None)
@given(
    places=st.lists(st.tuples(coordinate, st.floats(0, 1000), st.integers(0, 3)), max_size=30),
    row=st.integers(0, 100),
    col=st.integers(0, 80),
    size=st.integers(1, 40),
    radius=st.floats(0.5, 120),
)
def test_a_window_holds_the_very_numbers_of_the_whole(
    places: list[tuple[tuple[float, float], float, int]], row: int, col: int, size: int, radius: float
) -> None:
    whole = Grid.of((149.5, -33.5, 150.5, -32.5), "EPSG:3577", 1000)
    rows, cols = slice(row, row + size), slice(col, col + size)
    xy = np.array([place[0] for place in places]).reshape(-1, 2)
    columns = {"mw": [float(place[1]) for place in places], "id": [place[2] for place in places]}
    features = gpd.GeoDataFrame(columns, geometry=gpd.points_from_xy(*xy.T), crs=4326).astype({"mw": float})
    for measure in (Coverage(radius, "mw"), DistinctCount(radius, "id")):
        full = measure.on_grid(features, whole, None)
        assert np.array_equal(full[rows, cols], measure.on_grid(features, whole.window(rows, cols), None))


def test_distinct_counts_on_cells_are_those_at_the_centres(grid: Grid) -> None:
    rng = np.random.default_rng(11)
    features = gpd.GeoDataFrame(
        {"id": rng.integers(0, 6, 60)},
        geometry=gpd.points_from_xy(rng.uniform(149.2, 150.8, 60), rng.uniform(-33.8, -32.2, 60)),
        crs=4326,
    )
    lon, lat = grid.lonlat(*np.indices(grid.shape))
    point = DistinctCount(20, "id").at_points(features, lon.ravel(), lat.ravel()).reshape(grid.shape)
    # Centres are interpolated to some metres, so a circle's rim may pass between the two.
    assert (DistinctCount(20, "id").on_grid(features, grid, None) != point).mean() < 0.01


def test_what_cannot_be_summed_is_refused_with_its_row(towns: gpd.GeoDataFrame) -> None:
    holes = towns.assign(mw=[1.0, None, 2, 3, 4, 5])
    with pytest.raises(DataError, match="row 1"):
        Coverage(5, "mw").at_points(holes, [150.0], [-33.0])
    with pytest.raises(DataError, match="column is missing"):
        Coverage(5, "power").at_points(towns, [150.0], [-33.0])
    with pytest.raises(DataError, match="column is missing"):
        DistinctCount(5, "power").at_points(towns, [150.0], [-33.0])
    areas = towns.assign(geometry=[*towns.geometry[:3], shapely.box(150, -33, 151, -32), *towns.geometry[4:]])
    with pytest.raises(DataError, match="row 3"):
        Coverage(5, "mw").at_points(areas, [150.0], [-33.0])
    with pytest.raises(DataError, match="not polygons"):
        Density(5).at_points(areas, [150.0], [-33.0])


def test_sums_on_cells_are_those_of_comparing_every_cell_with_every_point(grid: Grid) -> None:
    rng = np.random.default_rng(13)
    xy = np.column_stack([rng.uniform(149.0, 151.0, 80), rng.uniform(-34.0, -32.0, 80)])
    features = gpd.GeoDataFrame(
        {"mw": rng.integers(0, 900, 80).astype(float)}, geometry=gpd.points_from_xy(*xy.T), crs=4326
    )
    lattice, cells = grid.lattice(), np.empty((3, *grid.shape))
    for row, col in np.ndindex(grid.shape):
        i, v = divmod(row + lattice.row_lead, 16)
        j, u = divmod(col + lattice.col_lead, 16)
        for axis in range(3):
            cells[axis, row, col] = position(lattice.ecef, i, j, (v + 0.5) / 16, (u + 0.5) / 16, axis)
    away = np.linalg.norm(cells[None] - to_ecef(*xy.T)[:, :, None, None], axis=1)
    expected = np.tensordot(features["mw"].to_numpy(), away <= chord_km(37.0), axes=1)
    assert np.array_equal(Coverage(37.0, "mw").on_grid(features, grid, None), expected.astype(np.float32))


@settings(max_examples=15, deadline=None)
@given(
    ends=st.lists(st.tuples(coordinate, coordinate, st.integers(0, 2)), min_size=1, max_size=12),
    row=st.integers(0, 100),
    col=st.integers(0, 80),
    radius=st.floats(0.5, 120),
)
def test_a_window_of_a_count_of_lines_holds_the_numbers_of_the_whole(
    ends: list[tuple[tuple[float, float], tuple[float, float], int]], row: int, col: int, radius: float
) -> None:
    whole = Grid.of((149.5, -33.5, 150.5, -32.5), "EPSG:3577", 1000)
    lines = [shapely.LineString([start, end]) for start, end, _ in ends]
    features = gpd.GeoDataFrame({"id": [number for *_, number in ends]}, geometry=lines, crs=4326)
    rows, cols, measure = slice(row, row + 17), slice(col, col + 30), DistinctCount(radius, "id")
    full = measure.on_grid(features, whole, None)
    assert np.array_equal(full[rows, cols], measure.on_grid(features, whole.window(rows, cols), None))


@pytest.mark.parametrize("radius", [0.7, 9.0, 60.0, 400.0])
def test_counts_by_blocks_are_those_of_comparing_every_cell_with_every_segment(radius: float) -> None:
    grid, rng = Grid.of((149.0, -34.0, 151.0, -32.5), "EPSG:3577", 1000), np.random.default_rng(17)
    starts = np.column_stack([rng.uniform(148.0, 152.0, 40), rng.uniform(-35.0, -31.0, 40)])
    ends = starts + rng.uniform(-1.0, 1.0, (40, 2))
    ids = np.sort(rng.integers(0, 12, 40))
    table = segments(gpd.GeoDataFrame(geometry=list(shapely.linestrings(np.stack([starts, ends], 1))), crs=4326))
    of = ids[table.owner]
    every = LandOnGrid.every(grid)
    counts = np.full(every.cells.count, np.nan, np.float32)
    count_on_grid(table.table, of, grid, every.asked, radius, counts)
    out = every.plane(counts)
    for row, col in rng.integers(0, min(grid.shape), (60, 2)):
        lattice = grid.lattice()
        (i, v), (j, u) = divmod(row + lattice.row_lead, 16), divmod(col + lattice.col_lead, 16)
        at = np.array([position(lattice.ecef, i, j, (v + 0.5) / 16, (u + 0.5) / 16, axis) for axis in range(3)])
        start, along = table.table[:, :3], table.table[:, 3:6]
        t = np.clip(((at - start) * along).sum(1) * table.table[:, 6], 0, 1)
        away = np.linalg.norm(at - start - t[:, None] * along, axis=1)
        assert out[row, col] == len(set(of[away <= chord_km(radius)]))


def test_a_radius_beyond_what_the_sums_are_exact_for_is_refused() -> None:
    with pytest.raises(InputError, match="too long"):
        Coverage(2500.0)
    with pytest.raises(InputError, match="positive"):
        DistinctCount(0.0, "id")


def test_only_eligible_lines_count_and_what_is_remembered_of_the_others_changes_nothing(
    grid: Grid, two_islands: LandMask
) -> None:
    rng = np.random.default_rng(17)
    ends = np.column_stack([rng.uniform(149, 151, 24), rng.uniform(-34, -32, 24)]).reshape(12, 2, 2)
    lines = gpd.GeoDataFrame(geometry=list(shapely.linestrings(ends)), crs=4326)
    for every in (2, 3, 5):
        some = np.arange(12) % every == 0
        told, alone = lines.assign(eligible=some), lines[some]
        field = Density(30, "eligible").on_grid(told, grid, two_islands)
        assert np.array_equal(field, Density(30).on_grid(alone, grid, two_islands), equal_nan=True)
        assert np.array_equal(
            Density(30, "eligible").at_points(told, [150.0], [-33.0]), Density(30).at_points(alone, [150.0], [-33.0])
        )
    moved = lines.assign(geometry=lines.translate(0.1), eligible=True)
    field, land = Density(30, "eligible").on_grid(moved, grid, two_islands), two_islands.on_grid(grid)
    assert np.array_equal(field[land], Density(30).on_grid(moved, grid, None)[land])
    with pytest.raises(DataError, match="eligible"):
        Density(30, "eligible").on_grid(lines, grid, two_islands)
