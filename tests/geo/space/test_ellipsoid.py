from __future__ import annotations

import numpy as np
import pytest
from pyproj import Geod

from geo.space.ellipsoid import MEAN_RADIUS_KM, arc_km, chord_km, to_ecef


def test_where_equator_meets_greenwich_x_is_the_semi_major_axis() -> None:
    assert to_ecef(0.0, 0.0) == pytest.approx([6378.137, 0, 0])


def test_the_pole_lies_at_the_semi_minor_axis() -> None:
    assert to_ecef(12.0, 90.0) == pytest.approx([0, 0, 6356.752314], abs=1e-6)


@pytest.mark.parametrize("lat", [-44.0, -23.5, 0.0, 12.5, 36.0, 45.8])
@pytest.mark.parametrize("km", [0.1, 1.0, 10.0, 100.0, 500.0])
@pytest.mark.parametrize("azimuth", [0.0, 37.0, 90.0, 200.0])
def test_distance_from_chords_is_the_geodesic_within_five_metres_to_500_km(
    lat: float, km: float, azimuth: float
) -> None:
    lon2, lat2, _ = Geod(ellps="WGS84").fwd(140.0, lat, azimuth, km * 1000)
    chord = np.linalg.norm(to_ecef(140.0, lat) - to_ecef(lon2, lat2))
    assert float(arc_km(chord)) == pytest.approx(km, abs=0.005, rel=1e-6)


def test_sydney_to_tokyo_is_the_geodesic_within_a_tenth_of_a_percent() -> None:
    _, _, metres = Geod(ellps="WGS84").inv(151.209, -33.868, 139.767, 35.681)
    chord = np.linalg.norm(to_ecef(151.209, -33.868) - to_ecef(139.767, 35.681))
    assert float(arc_km(chord)) == pytest.approx(metres / 1000, rel=1e-3)


def test_chord_and_arc_undo_each_other_up_to_half_the_circumference() -> None:
    assert float(arc_km(np.array(chord_km(1234.5)))) == pytest.approx(1234.5)
    assert chord_km(1e6) == pytest.approx(2 * MEAN_RADIUS_KM)


def test_a_position_does_not_depend_on_its_neighbours_bit_for_bit() -> None:
    lon, lat = np.linspace(112, 154, 37), np.linspace(-44, -9, 37)
    assert np.array_equal(to_ecef(lon, lat)[5:9], to_ecef(lon[5:9], lat[5:9]))
