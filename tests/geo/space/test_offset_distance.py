from __future__ import annotations

import math

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from geo.errors import DataError, InputError
from geo.space.grid import Grid
from geo.space.landmask import LandMask
from geo.space.offset_distance import NearestPlus

WGS84 = Geod(ellps="WGS84")
LEAST = NearestPlus("ms", per_km=0.01)


def access(*rows: tuple[float, float, float, float]) -> gpd.GeoDataFrame:
    """Points with lon, lat, a value in ms and a reach in km."""
    lon, lat, ms, reach = zip(*rows, strict=True) if rows else ((), (), (), ())
    columns = {"ms": list(map(float, ms)), "reach_km": list(map(float, reach))}
    return gpd.GeoDataFrame(columns, geometry=gpd.points_from_xy(lon, lat), crs=4326)


@pytest.fixture(scope="module")
def six() -> gpd.GeoDataFrame:
    rows = [(149.6, -33.4, 3, 60), (149.8, -32.7, 1, 40), (150, -33, 2.5, 25), (150.2, -33.2, 0.2, 30)]
    return access(*rows, (151.5, -33.0, 0, 150))


def test_the_least_of_way_and_value_wins_and_not_the_nearest() -> None:
    # at 33 S, 0.1 degree of longitude is 9.346 km: 0.09346 + 5 ms, against 0.4 degree, 37.383 km: 0.37383 + 1 ms
    two = access((150.1, -33, 5.0, 100), (150.4, -33, 1.0, 100))
    _, _, metres = WGS84.inv(150.0, -33.0, 150.4, -33.0)
    assert metres / 1000 == pytest.approx(37.383, abs=0.005)
    assert LEAST.at_points(two, [150.0], [-33.0])[0] == pytest.approx(1.37383, abs=1e-4)
    index, distance = LEAST.nearest(two, [150.0], [-33.0])
    assert index.tolist() == [1]
    assert distance[0] == pytest.approx(37.383, abs=0.01)


def test_a_feature_counts_within_its_own_reach_only_and_beyond_all_the_place_is_unknown() -> None:
    one = access((150.0, -33.0, 2.0, 10))
    found = LEAST.at_points(one, [150.1, 150.11], [-33.0, -33.0])
    assert found[0] == pytest.approx(2.0935, abs=1e-3)
    assert np.isnan(found[1])
    assert LEAST.nearest(one, [151.0], [-33.0])[0].tolist() == [-1]
    assert np.isnan(LEAST.at_points(access(), [150.0], [-33.0])).all()


def test_the_greatest_takes_the_best_of_what_reaches() -> None:
    best = NearestPlus("ms", best="greatest")
    assert best.at_points(access((150.1, -33, 2.0, 50), (150.3, -33, 5.0, 50)), [150.0], [-33.0]).tolist() == [5.0]


def test_a_feature_without_a_value_takes_no_part_and_one_without_a_reach_is_an_error() -> None:
    gap = access((150.0, -33.0, math.nan, 50), (150.2, -33.0, 1.0, 50))
    assert LEAST.nearest(gap, [150.0], [-33.0])[0].tolist() == [1]
    with pytest.raises(DataError, match="reach"):
        LEAST.at_points(access((150.0, -33.0, 1.0, math.nan)), [150.0], [-33.0])


def test_another_island_is_out_of_reach_unless_land_masses_do_not_matter(two_islands: LandMask) -> None:
    west = access((149.7, -33.0, 1.0, 200))
    assert np.isnan(LEAST.at_points(west, [150.3], [-33.0], two_islands)[0])
    assert LEAST.at_points(west, [149.8], [-33.0], two_islands)[0] == pytest.approx(1.0935, abs=1e-3)
    anywhere = NearestPlus("ms", per_km=0.01, landmass=False)
    assert anywhere.at_points(west, [150.3], [-33.0], two_islands)[0] == pytest.approx(1.5607, abs=1e-3)


def test_sea_and_what_nothing_reaches_are_nan_and_never_infinite(
    grid: Grid, two_islands: LandMask, six: gpd.GeoDataFrame
) -> None:
    field = LEAST.on_grid(six, grid, two_islands)
    assert np.isnan(field[~two_islands.on_grid(grid)]).all()
    assert np.isfinite(field[two_islands.on_grid(grid)]).any()
    assert not np.isinf(field).any()
    assert np.isnan(LEAST.on_grid(six[:0], grid, two_islands)).all()


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 90), st.integers(0, 80), st.integers(1, 60), st.integers(1, 60), st.booleans())
def test_a_window_gives_the_same_bits_as_the_slice_of_the_whole(
    grid: Grid,
    two_islands: LandMask,
    six: gpd.GeoDataFrame,
    top: int,
    left: int,
    high: int,
    wide: int,
    islands: bool,
) -> None:
    land = two_islands if islands else None
    rows, cols = slice(top, min(top + high, grid.shape[0])), slice(left, min(left + wide, grid.shape[1]))
    part = LEAST.on_grid(six, grid.window(rows, cols), land)
    np.testing.assert_array_equal(part, LEAST.on_grid(six, grid, land)[rows, cols])


@pytest.mark.parametrize("best", ["least", "greatest"])
def test_cells_agree_with_places_at_their_centres(grid: Grid, six: gpd.GeoDataFrame, best: str) -> None:
    measure = NearestPlus("ms", per_km=0.01, best=best)  # type: ignore[arg-type]
    row, col = np.meshgrid(np.arange(0, grid.shape[0], 7), np.arange(0, grid.shape[1], 7), indexing="ij")
    lon, lat = grid.lonlat(row.ravel(), col.ravel())
    exact = measure.at_points(six, lon, lat)
    cells = measure.on_grid(six, grid, None)[row.ravel(), col.ravel()]
    both = np.isfinite(exact) & np.isfinite(cells)
    assert (np.isfinite(exact) == np.isfinite(cells)).mean() > 0.98  # cells at the very rim of a reach may differ
    np.testing.assert_allclose(cells[both], exact[both], atol=0.01 * grid.diagonal_km)


def test_a_negative_rate_and_a_missing_column_are_said_in_words(grid: Grid, six: gpd.GeoDataFrame) -> None:
    with pytest.raises(InputError, match="0 or more"):
        NearestPlus("ms", per_km=-1)
    with pytest.raises(DataError, match="a column is missing"):
        NearestPlus("rtt").on_grid(six, grid, None)
