from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from pyproj import Geod

from geo.errors import DataError
from geo.space.areas import AreaValue, circle, pieces_of
from geo.space.grid import Grid
from geo.space.landmask import LandMask


def areas() -> gpd.GeoDataFrame:
    """West half 1, a box over the middle 2 (after it), an unknown one in the east, 0.1 degrees of nothing beyond."""
    boxes = [shapely.box(149.0, -34.0, 150.0, -32.0), shapely.box(149.9, -33.2, 150.2, -32.8)]
    boxes += [shapely.box(150.2, -34.0, 150.4, -32.0)]
    return gpd.GeoDataFrame({"code": [1.0, 2.0, np.nan]}, geometry=boxes, crs=4326)


def test_the_first_polygon_that_holds_a_place_gives_the_value() -> None:
    found = AreaValue("code").at_points(areas(), [149.95, 150.1, 150.3, 150.45], [-33.0, -33.0, -33.0, -33.0])
    np.testing.assert_array_equal(found, [1.0, 2.0, np.nan, np.nan])


def test_outside_every_polygon_stands_what_was_asked_for_but_unknown_stays_unknown() -> None:
    found = AreaValue("code", outside=0.0).at_points(areas(), [150.1, 150.3, 150.45], [-33.0, -33.0, -33.0])
    np.testing.assert_array_equal(found, [2.0, np.nan, 0.0])


def test_cells_say_what_their_centres_say(grid: Grid, two_islands: LandMask) -> None:
    measure = AreaValue("code", outside=0.0)
    field = measure.on_grid(areas(), grid, two_islands)
    lon, lat = grid.lonlat(*np.indices(grid.shape))
    exact = measure.at_points(areas(), lon.ravel(), lat.ravel()).reshape(grid.shape)
    land = two_islands.on_grid(grid)
    assert np.isnan(field[~land]).all()
    assert np.mean(np.equal(field[land], exact[land]) | np.isnan(exact[land])) > 0.999
    assert set(np.unique(field[land & ~np.isnan(field)]).tolist()) == {0.0, 1.0, 2.0}


def test_a_window_of_the_grid_says_the_same_as_the_whole(grid: Grid) -> None:
    whole = AreaValue("code").on_grid(areas(), grid, None)
    part = AreaValue("code").on_grid(areas(), grid.window(slice(20, 60), slice(30, 90)), None)
    np.testing.assert_array_equal(part, whole[20:60, 30:90])


def test_no_polygon_at_all_is_outside(grid: Grid) -> None:
    none = areas().iloc[:0]
    assert (AreaValue("code", outside=0.0).on_grid(none, grid, None) == 0).all()
    assert AreaValue("code", outside=0.0).at_points(none, [150.0], [-33.0]).tolist() == [0.0]


def test_a_missing_or_wordy_column_is_refused() -> None:
    with pytest.raises(DataError, match="missing"):
        AreaValue("name").at_points(areas(), [150.0], [-33.0])
    with pytest.raises(DataError, match="numbers"):
        AreaValue("name").at_points(areas().assign(name="west"), [150.0], [-33.0])


def test_a_circle_keeps_its_distance_in_kilometres() -> None:
    ring = np.asarray(circle(150.0, -33.0, 28.0).exterior.coords)
    _, _, metres = Geod(ellps="WGS84").inv(np.full(len(ring), 150.0), np.full(len(ring), -33.0), ring[:, 0], ring[:, 1])
    np.testing.assert_allclose(metres, 28000.0, atol=0.01)


def test_overlapping_circles_are_cut_into_what_the_same_ones_cover() -> None:
    # Two squares that share a quarter, and one apart: 3 - 0.25 in all.
    shapes = [shapely.box(0, 0, 1, 1), shapely.box(0.5, 0.5, 1.5, 1.5), shapely.box(5, 5, 6, 6)]
    pieces = dict(pieces_of(shapes))
    assert set(pieces) == {(0,), (0, 1), (1,), (2,)}
    assert [round(pieces[key].area, 6) for key in ((0,), (0, 1), (1,), (2,))] == [0.75, 0.25, 0.75, 1.0]
    assert pieces_of([]) == []


def test_one_square_inside_another_leaves_a_hole() -> None:
    pieces = dict(pieces_of([shapely.box(0, 0, 3, 3), shapely.box(1, 1, 2, 2)]))
    assert {key: piece.area for key, piece in pieces.items()} == {(0,): 8.0, (0, 1): 1.0}
