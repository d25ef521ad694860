"""Known places: what the grid says about them, on bundled facts."""

import numpy as np
import pytest

from geo.catalogue.preset import Scenario
from geo.places import PlaceFields
from geo.siting import Assessment, assess
from geo.workspace import Workspace


def at(workspace: Workspace, region: str, lon: float, lat: float, load_mw: float = 300.0) -> Assessment:
    scenario = workspace.catalogue.scenario(region, load_mw=load_mw)
    scenario = workspace.catalogue.check(Scenario.checked(scenario.model_dump(), where="test"))
    return assess(PlaceFields(workspace.region(region), np.array([lon]), np.array([lat])), scenario)


def test_darwin_is_too_small_a_system_for_300_mw_but_not_for_50(bundled: Workspace) -> None:
    assert "system_too_small" in at(bundled, "au", 130.95, -12.50).excluded_by[0]
    small = at(bundled, "au", 130.95, -12.50, load_mw=50.0)
    assert small.excluded_by == [[]]
    assert small.raw["grid_distance"][0] < 20


def test_naha_is_barred_by_its_system_and_never_measured_to_kyushu(bundled: Workspace) -> None:
    found = at(bundled, "jp", 127.70, 26.23)
    assert "system_too_small" in found.excluded_by[0]
    nearest = found.nearest("grid_distance")
    assert nearest is not None
    assert nearest.index[0] == -1


def test_eastern_creek_and_inzai_are_close_to_a_station_that_carries_300_mw(bundled: Workspace) -> None:
    assert at(bundled, "au", 150.86, -33.80).raw["grid_distance"][0] < 10
    assert at(bundled, "jp", 140.15, 35.80).raw["grid_distance"][0] < 15


@pytest.mark.parametrize(
    ("name", "lon", "lat"), [("Mount Isa", 139.49, -20.73), ("Newman", 119.73, -23.36), ("Kalgoorlie", 121.46, -30.75)]
)
def test_isolated_and_private_grids_carry_no_300_mw(bundled: Workspace, name: str, lon: float, lat: float) -> None:
    assert at(bundled, "au", lon, lat).excluded_by[0], name


def test_sites_by_big_stations_outrank_the_desert(bundled: Workspace) -> None:
    latrobe, desert = at(bundled, "au", 146.39, -38.25), at(bundled, "au", 132.0, -25.0)
    assert latrobe.score[0] > 50
    assert desert.excluded_by[0]
    assert latrobe.unbarred_score[0] > desert.unbarred_score[0]
