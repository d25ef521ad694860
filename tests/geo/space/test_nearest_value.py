from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest

from geo.errors import DataError, InputError
from geo.space.grid import Grid
from geo.space.nearest_value import NearestValue


def test_a_town_speaks_for_places_close_by_and_for_no_others(towns: gpd.GeoDataFrame) -> None:
    # Town 2 stands at (150.0, -33.0); 0.1 degree of latitude is 11.1 km, 0.3 degrees 33 km.
    near, far = NearestValue(15.0, "mw").at_points(towns, [150.0, 150.0], [-33.1, -33.3])
    assert near == 40.0
    assert np.isnan(far)


def test_the_nearer_of_two_towns_is_taken_whole_and_nothing_is_mixed(towns: gpd.GeoDataFrame) -> None:
    found = NearestValue(60.0, "mw").at_points(towns, [150.09, 150.11], [-33.1, -33.1])
    assert set(found.tolist()) <= set(towns["mw"])


def test_rows_without_a_number_take_no_part(towns: gpd.GeoDataFrame) -> None:
    towns = towns.assign(mw=[np.nan, np.nan, np.nan, np.nan, np.nan, 7.0])
    assert np.isnan(NearestValue(15.0, "mw").at_points(towns, [150.0], [-33.0])).all()
    assert NearestValue(15.0, "mw").at_points(towns, [151.5], [-33.0]).tolist() == [7.0]
    none = towns.assign(mw=np.nan)
    assert np.isnan(NearestValue(15.0, "mw").at_points(none, [150.0], [-33.0])).all()


def test_the_grid_agrees_with_places(grid: Grid, towns: gpd.GeoDataFrame) -> None:
    field = NearestValue(15.0, "mw").on_grid(towns, grid, None)
    rows, cols = np.indices(grid.shape)
    lon, lat = grid.lonlat(rows.ravel(), cols.ravel())
    exact = NearestValue(15.0, "mw").at_points(towns, lon, lat).reshape(grid.shape)
    differing = ~((field == exact) | (np.isnan(field) & np.isnan(exact)))
    assert differing.mean() < 0.001  # cells whose distance is the limit to the last digit
    assert np.isnan(field).any()


def test_a_missing_column_and_a_distance_of_nothing_are_refused(towns: gpd.GeoDataFrame) -> None:
    with pytest.raises(DataError, match="pga"):
        NearestValue(10.0, "pga").at_points(towns, [150.0], [-33.0])
    with pytest.raises(InputError):
        NearestValue(0.0, "mw")
