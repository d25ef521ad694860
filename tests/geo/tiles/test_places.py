"""Tiles lie where the earth does: known places are land, ten kilometres off the coast is clear sea."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from geo.catalogue.preset import Scenario
from geo.catalogue.region_data import RegionData
from geo.tiles.address import Address
from geo.tiles.overlays import Shown
from geo.tiles.renderer import Renderer
from geo.workspace import Workspace

OPERA_HOUSE = (151.2153, -33.8568)
CAPE_BYRON_LIGHT = (153.6364, -28.6386)
TOKYO_STATION = (139.767, 35.681)
INUBOSAKI_LIGHT = (140.8686, 35.7078)
"""Positions as on public maps, to about 0.1 km; both lights stand on the easternmost capes of their coasts."""
PLACES = [
    ("au", OPERA_HOUSE, True),
    ("au", (OPERA_HOUSE[0] + 0.20, OPERA_HOUSE[1]), False),
    ("au", CAPE_BYRON_LIGHT, True),
    ("au", (CAPE_BYRON_LIGHT[0] + 10.0 / (111.32 * math.cos(math.radians(28.6386))), CAPE_BYRON_LIGHT[1]), False),
    ("jp", TOKYO_STATION, True),
    ("jp", INUBOSAKI_LIGHT, True),
    ("jp", (INUBOSAKI_LIGHT[0] + 10.0 / (111.32 * math.cos(math.radians(35.7078))), INUBOSAKI_LIGHT[1]), False),
]


class LandAlone:
    """Planes of a region of which nothing is built but the land."""

    def __init__(self, data: RegionData) -> None:
        self._land = np.ones(data.land_cells.count, np.uint16)

    def plane(self, field: str, variant: str) -> np.ndarray[Any, Any] | None:
        """The land, and nothing else."""
        return self._land if field == "land.land" else None

    def overview(self, field: str, variant: str, stride: int) -> None:
        """There are none."""


def sea_alone(workspace: Workspace, region: str) -> Scenario:
    """A scenario that only the sea bars."""
    catalogue = workspace.catalogue
    off = {key: False for key in catalogue.constraints if key != "sea"}
    return catalogue.scenario(region).model_copy(update={"constraints": off})


@pytest.mark.parametrize("zoom", [8, 11])
@pytest.mark.parametrize(("region", "place", "is_land"), PLACES)
def test_a_known_place_is_land_and_the_open_sea_is_clear(
    bundled: Workspace,
    opened: Callable[[bytes], np.ndarray[Any, Any]],
    region: str,
    place: tuple[float, float],
    is_land: bool,
    zoom: int,
) -> None:
    data, (lon, lat) = bundled.region(region), place
    row = (1.0 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2.0
    address = Address(zoom, int((lon + 180.0) / 360.0 * 2**zoom), int(row * 2**zoom))
    body = Renderer().tile(data, LandAlone(data), Shown("buildable"), sea_alone(bundled, region), address)
    opacity = int(opened(body)[int(address.row(lat)), int(address.column(lon)), 3])
    assert (opacity > 0) is is_land
