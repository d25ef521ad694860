"""Lines weighted by the ground they cross: worked by hand, against brute force, and alike in windows and at points."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
from affine import Affine

from geo.errors import DataError
from geo.space.crossing import Crossing, CrossingDistance
from geo.space.grid import Grid
from geo.space.ground import all_open, dear_before, laid_out, mean_factor, room_for_steps
from geo.space.landmask import LandMask
from geo.space.measures import GroupedDistance
from geo.space.raster import RasterSource

MEASURE = CrossingDistance(reach_km=200.0, cap_km=600.0)
STEP = 0.05


def stations(*places: tuple[float, float], may: bool = True) -> gpd.GeoDataFrame:
    lon, lat = zip(*places, strict=True)
    return gpd.GeoDataFrame(
        {"group": 0, "eligible": np.full(len(places), may)}, geometry=gpd.points_from_xy(lon, lat), crs=4326
    )


def ground(west: float, east: float, factor: int) -> RasterSource:
    """Open ground round 149 to 151 E, 32 to 34 S, with a strip of another factor [hundredths]."""
    columns = 149.0 + (np.arange(40) + 0.5) * STEP
    row = np.where((columns >= west) & (columns < east), factor, 100).astype(np.uint16)
    return RasterSource(np.tile(row, (40, 1)), Affine(STEP, 0.0, 149.0, 0.0, -STEP, -32.0))


def test_a_line_counts_by_the_share_of_dear_ground_under_it() -> None:
    raster = ground(149.5, 149.75, 300)
    line = (149.0, STEP, -32.0, -STEP)
    # A quarter of the way from 149.5 to 150.5 lies on ground of factor 3: 0.75 + 0.25 * 3.
    assert mean_factor(laid_out(raster.array, line), 149.5, -33.0, 150.5, -33.0, room_for_steps()) == pytest.approx(1.5)
    assert mean_factor(laid_out(raster.array, line), 152.0, -33.0, 153.0, -33.0, room_for_steps()) == 1.0, (
        "beyond the raster ground is open"
    )


def test_where_all_ground_round_a_line_is_open_its_factor_is_one() -> None:
    rng = np.random.default_rng(23)
    ground = np.where(rng.uniform(size=(40, 60)) < 0.02, 250, 100).astype(np.uint16)
    dear, line = dear_before(ground), (149.0, 0.05, -32.0, -0.05)
    found = []
    for lon0, lat0, lon1, lat1 in rng.uniform((148.5, -34.5, 148.5, -34.5), (152.5, -31.5, 152.5, -31.5), (400, 4)):
        found.append(all_open(dear, line, lon0, lat0, lon1, lat1))
        if found[-1]:
            assert mean_factor(laid_out(ground, line), lon0, lat0, lon1, lat1, room_for_steps()) == 1.0
    assert 20 < sum(found) < 380


def test_the_nearest_station_behind_a_forest_loses_to_a_farther_one() -> None:
    near, far = (150.1, -33.0), (149.6, -33.0)
    reached = Crossing(stations(near, far), ground(149.9, 150.1, 300))
    index, km = MEASURE.nearest(reached, [149.9], [-33.0])
    straight = GroupedDistance(200.0).at_points(stations(far), [149.9], [-33.0])[0]
    assert index.tolist() == [1]
    assert km[0] == pytest.approx(straight)
    assert MEASURE.at_points(reached, [149.9], [-33.0])[0] == pytest.approx(straight), "open ground all the way"


def test_over_open_ground_it_is_the_distance(two_islands: LandMask, grid: Grid) -> None:
    table = stations((149.6, -32.6), (149.6, -33.4))
    plain = GroupedDistance(200.0).on_grid(table, grid, two_islands)
    weighted = MEASURE.on_grid(Crossing(table, None), grid, two_islands)
    reached = plain < 200.0
    np.testing.assert_allclose(weighted[reached], plain[reached], atol=1e-3)
    assert (weighted[np.isfinite(plain) & ~reached] == 600.0).all()
    assert np.array_equal(np.isnan(weighted), np.isnan(plain))


def test_cells_points_and_windows_agree_with_every_station_tried(two_islands: LandMask, grid: Grid) -> None:
    rng = np.random.default_rng(5)
    table = stations(*zip(rng.uniform(149.5, 149.9, 25), rng.uniform(-33.5, -32.5, 25), strict=True))
    patches = rng.choice([100, 130, 190, 310], size=(40, 40)).astype(np.uint16)
    reached = Crossing(table, RasterSource(patches, Affine(STEP, 0.0, 149.0, 0.0, -STEP, -32.0)))
    whole = MEASURE.on_grid(reached, grid, two_islands)
    rows, cols = np.nonzero(whole < 600.0)
    pick = rng.choice(len(rows), 200, replace=False)
    lon, lat = grid.lonlat(rows[pick], cols[pick])
    exact = MEASURE.at_points(reached, lon, lat, two_islands)
    each = [
        MEASURE.at_points(Crossing(table[n : n + 1], reached.ground), lon, lat, two_islands) for n in range(len(table))
    ]
    np.testing.assert_allclose(exact, np.min(each, axis=0))
    assert np.quantile(np.abs(whole[rows[pick], cols[pick]] - exact), 0.98) < 0.05
    part = (slice(7, 40), slice(11, 60))
    assert np.array_equal(MEASURE.on_grid(reached, grid.window(*part), two_islands), whole[part], equal_nan=True), (
        "a window is the slice of the whole"
    )


def test_nothing_in_reach_is_the_cap_and_no_station() -> None:
    index, km = MEASURE.nearest(Crossing(stations((150.0, -33.0), may=False), None), [150.0], [-33.0])
    assert (index.tolist(), km.tolist()) == ([-1], [200.0])
    assert MEASURE.at_points(Crossing(stations((150.0, -33.0), may=False), None), [150.0], [-33.0]).tolist() == [600.0]


def test_ground_cheaper_than_open_is_refused() -> None:
    with pytest.raises(DataError, match="hundredths"):
        Crossing(stations((150.0, -33.0)), ground(149.0, 149.5, 90))
