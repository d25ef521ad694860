from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
from affine import Affine
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import DataError
from geo.space.distance import Distance
from geo.space.grid import Grid
from geo.space.landmask import LandMask
from geo.space.measures import GroupedDistance, GroupOf


def stations(*rows: tuple[float, float, float | None, bool]) -> gpd.GeoDataFrame:
    lon, lat, group, eligible = zip(*rows, strict=True) if rows else ((), (), (), ())
    columns = {"group": list(group), "eligible": np.array(eligible, bool)}
    return gpd.GeoDataFrame(columns, geometry=gpd.points_from_xy(lon, lat), crs=4326)


# West island: system 0 in the north, 1 in the south. East island: system 2 only.
NORTH, SOUTH, EAST = (149.6, -32.6, 0, True), (149.6, -33.4, 1, True), (150.2, -33.0, 2, True)


def test_the_nearer_station_across_the_strait_does_not_count(two_islands: LandMask) -> None:
    found = stations(NORTH, SOUTH, EAST)
    lon, lat = [149.85], [-33.0 + 0.05]
    assert Distance(500).nearest(found, lon, lat)[0].tolist() == [2]
    index, distance = GroupedDistance(500).nearest(found, lon, lat, two_islands)
    assert index.tolist() == [0]
    assert distance[0] == pytest.approx(Distance(500).at_points(found[:1], lon, lat)[0])
    assert GroupOf().at_points(found, lon, lat, two_islands).tolist() == [0]


def test_the_nearest_station_decides_the_system_even_where_it_cannot_be_joined(two_islands: LandMask) -> None:
    near_but_private = (149.7, -33.0, 1, False)
    found = stations(NORTH, SOUTH, near_but_private)
    place = [149.7], [-32.95]
    index, distance = GroupedDistance(500).nearest(found, *place, two_islands)
    assert GroupOf().at_points(found, *place, two_islands).tolist() == [1]
    assert index.tolist() == [1]
    assert distance[0] == pytest.approx(Distance(500).at_points(found[1:2], *place)[0])


def test_a_system_without_an_eligible_station_is_out_of_reach(two_islands: LandMask) -> None:
    found = stations(NORTH, (149.6, -33.4, 1, False))
    index, distance = GroupedDistance(200).nearest(found, [149.6], [-33.3], two_islands)
    assert (index.tolist(), distance.tolist()) == ([-1], [200.0])


def test_a_land_mass_without_stations_has_no_group_and_the_cap(grid: Grid, two_islands: LandMask) -> None:
    found = stations(NORTH, SOUTH)
    row, col = (int(v[0]) for v in grid.rowcol([150.3], [-33.0]))
    assert np.isnan(GroupOf().at_points(found, [150.3], [-33.0], two_islands)[0])
    assert GroupedDistance(80).at_points(found, [150.3], [-33.0], two_islands).tolist() == [80.0]
    assert np.isnan(GroupOf().on_grid(found, grid, two_islands)[row, col])
    assert GroupedDistance(80).on_grid(found, grid, two_islands)[row, col] == 80


def test_without_land_masses_the_strait_does_not_divide(two_islands: LandMask) -> None:
    found = stations(NORTH, SOUTH, EAST)
    place = [149.85], [-32.95]
    assert GroupedDistance(500, landmass=False).nearest(found, *place, two_islands)[0].tolist() == [2]
    assert GroupOf(landmass=False).at_points(found, *place, two_islands).tolist() == [2]


def test_a_station_just_off_shore_belongs_to_the_shore_and_one_far_out_to_none(two_islands: LandMask) -> None:
    # The widened coast ends at 149.91 E; 0.01 degrees of longitude at 33 S are 0.94 km.
    place = [149.8], [-33.0]
    assert GroupOf().at_points(stations((149.922, -33.0, 4, True)), *place, two_islands).tolist() == [4]
    assert np.isnan(GroupOf().at_points(stations((149.95, -33.0, 4, True)), *place, two_islands)[0])


def test_at_sea_there_is_no_group_and_cells_are_unknown(grid: Grid, two_islands: LandMask) -> None:
    found = stations(NORTH, SOUTH, EAST)
    assert np.isnan(GroupOf().at_points(found, [150.0], [-33.0], two_islands)[0])
    for measure in (GroupOf(), GroupedDistance(500)):
        assert np.isnan(measure.on_grid(found, grid, two_islands)[~two_islands.on_grid(grid)]).all()


def test_cells_hold_what_their_centres_do(grid: Grid, two_islands: LandMask) -> None:
    rng = np.random.default_rng(8)
    rows = zip(
        rng.uniform(149.5, 150.5, 30),
        rng.uniform(-33.5, -32.5, 30),
        rng.integers(0, 4, 30).astype(float),
        rng.random(30) < 0.5,
        strict=True,
    )
    found = stations(*rows)
    lon, lat = (v.ravel() for v in grid.lonlat(*np.indices(grid.shape)))
    group = GroupOf().at_points(found, lon, lat, two_islands).reshape(grid.shape)
    same = np.isclose(GroupOf().on_grid(found, grid, two_islands), group, equal_nan=True)
    assert same.mean() > 0.999
    distance = GroupedDistance(60).at_points(found, lon, lat, two_islands).reshape(grid.shape)
    land = two_islands.on_grid(grid)
    cells = GroupedDistance(60).on_grid(found, grid, two_islands)
    assert np.abs(cells - distance)[land & same].max() < 0.012
    assert np.isfinite(cells[land]).all()


@settings(max_examples=25, deadline=None)
@given(
    rows=st.lists(
        st.tuples(st.floats(149.4, 150.6), st.floats(-33.6, -32.4), st.sampled_from([0, 1, 2, None]), st.booleans()),
        max_size=12,
    ),
    row=st.integers(0, 100),
    col=st.integers(0, 80),
    size=st.integers(1, 40),
)
def test_a_window_holds_the_very_numbers_of_the_whole(
    two_islands: LandMask, rows: list[tuple[float, float, float | None, bool]], row: int, col: int, size: int
) -> None:
    whole = Grid.of((149.5, -33.5, 150.5, -32.5), "EPSG:3577", 1000)
    part, found = (slice(row, row + size), slice(col, col + size)), stations(*rows)
    found["group"] = found["group"].astype(float)
    for measure in (GroupOf(), GroupedDistance(70)):
        full = measure.on_grid(found, whole, two_islands)
        assert np.array_equal(full[part], measure.on_grid(found, whole.window(*part), two_islands), equal_nan=True)


def test_many_small_islands_keep_to_themselves() -> None:
    whole = Grid.of((149.5, -33.5, 150.5, -32.5), "EPSG:3577", 1000)
    land = np.zeros((100, 100), bool)
    land[5::10, 5::10] = True
    islands = LandMask.of(land, Affine(0.01, 0, 149.5, 0, -0.01, -32.5))
    found = stations((149.555, -32.555, 0, True))
    field = GroupedDistance(50).on_grid(found, whole, islands)
    reached = field < 50
    assert 0 < reached.sum() < 20
    assert (field[reached] < 4).all()


def test_what_does_not_say_its_group_or_whether_it_is_eligible_is_refused(two_islands: LandMask) -> None:
    found = stations(NORTH, SOUTH)
    place = [149.6], [-33.0]
    with pytest.raises(DataError, match="eligible"):
        GroupedDistance(5).at_points(found.drop(columns="eligible"), *place, two_islands)
    with pytest.raises(DataError, match="system"):
        GroupOf("system").at_points(found, *place, two_islands)
    with pytest.raises(DataError, match="whole numbers"):
        GroupOf().at_points(found.assign(group=["nem", "swis"]), *place, two_islands)
    assert GroupedDistance(500).nearest(found.assign(group=["nem", "swis"]), *place, two_islands)[0].tolist() == [0]
