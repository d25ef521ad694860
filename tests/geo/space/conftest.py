"""Small grids, islands and features that the tests of this room share."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
from affine import Affine

from geo.space.grid import Grid
from geo.space.landmask import LandMask

ALBERS = "EPSG:3577"


@pytest.fixture(scope="session")
def grid() -> Grid:
    """About 111 x 101 km round (150 E, 33 S) at 1 km."""
    return Grid.of((149.5, -33.5, 150.5, -32.5), ALBERS, 1000)


@pytest.fixture(scope="session")
def two_islands() -> LandMask:
    """West island 149.5-149.9 E, east island 150.1-150.5 E, both 33.5-32.5 S, on a mask of 0.01 degrees."""
    land = np.zeros((100, 100), bool)
    land[:, :40] = True
    land[:, 60:] = True
    return LandMask.of(land, Affine(0.01, 0, 149.5, 0, -0.01, -32.5))


@pytest.fixture(scope="session")
def towns() -> gpd.GeoDataFrame:
    """Six points in and round the grid with a weight and an id."""
    lon = [149.6, 149.8, 150.0, 150.2, 150.45, 151.5]
    lat = [-33.4, -32.7, -33.0, -33.2, -32.6, -33.0]
    columns = {"mw": [100.0, 250.0, 40.0, 500.0, 75.0, 1000.0], "cable": ["a", "b", "a", "c", "b", "d"]}
    return gpd.GeoDataFrame(columns, geometry=gpd.points_from_xy(lon, lat), crs=4326)
