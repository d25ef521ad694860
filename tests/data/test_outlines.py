"""The bundled outlines are small, well-formed and put known places on the right side of coasts and borders."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import shapely
from shapely.geometry import Point, shape
from shapely.geometry.base import BaseGeometry

FACTS = Path(__file__).resolve().parents[2] / "data" / "facts"
REGIONS = ("au", "jp")
BOXES = {"au": (112.5, -44.0, 154.0, -9.9), "jp": (122.5, 24.0, 146.2, 45.8)}
LARGEST_BYTES = 200_000

ON_LAND = [
    ("au", "Sydney", 151.209, -33.868, "NSW"),
    ("au", "Perth", 115.861, -31.952, "WA"),
    ("au", "Hobart", 147.327, -42.882, "TAS"),
    ("au", "Darwin", 130.842, -12.463, "NT"),
    ("au", "Canberra, inside the NSW market region", 149.130, -35.280, "NSW"),
    ("au", "Albury, north of the Murray", 146.920, -36.080, "NSW"),
    ("au", "Wodonga, south of the Murray", 146.890, -36.125, "VIC"),
    ("au", "Townsville", 146.810, -19.260, "QLD"),
    ("au", "Gladstone", 151.250, -23.850, "QLD"),
    ("au", "Port Hedland", 118.600, -20.320, "WA"),
    ("au", "Kangaroo Island", 137.300, -35.800, "SA"),
    ("au", "King Island", 143.900, -39.900, "TAS"),
    ("au", "Flinders Island", 148.000, -40.000, "TAS"),
    ("au", "Melville Island, Tiwi", 130.900, -11.550, "NT"),
    ("au", "Groote Eylandt", 136.600, -14.000, "NT"),
    ("jp", "Tokyo", 139.767, 35.681, "jp-tokyo"),
    ("jp", "Osaka", 135.502, 34.694, "jp-kansai"),
    ("jp", "Sapporo", 141.354, 43.062, "jp-hokkaido"),
    ("jp", "Naha", 127.681, 26.212, "jp-okinawa"),
    ("jp", "Sado", 138.400, 38.000, "jp-tohoku"),
    ("jp", "Tsushima", 129.300, 34.400, "jp-kyushu"),
    ("jp", "Hachijojima", 139.800, 33.100, "jp-tokyo"),
    ("jp", "Numazu, Shizuoka east of the Fuji river", 138.860, 35.100, "jp-tokyo"),
    ("jp", "Fujieda, Shizuoka west of the Fuji river", 138.250, 34.870, "jp-chubu"),
    ("jp", "Obama, western Fukui", 135.740, 35.480, "jp-kansai"),
    ("jp", "Tsuruga, eastern Fukui", 136.070, 35.640, "jp-hokuriku"),
    ("jp", "Shimonoseki", 130.940, 33.960, "jp-chugoku"),
    ("jp", "Kitakyushu", 130.830, 33.880, "jp-kyushu"),
]
NOT_OURS = [
    ("au", "Bass Strait", 145.5, -39.6),
    ("au", "Great Australian Bight", 130.0, -34.0),
    ("au", "Timor Sea", 127.0, -12.0),
    ("au", "Port Phillip", 144.9, -38.1),
    ("au", "Rote in Indonesia", 123.1, -10.75),
    ("au", "Milne Bay in Papua New Guinea", 150.3, -10.3),
    ("jp", "Tokyo Bay", 139.85, 35.5),
    ("jp", "Sea of Japan", 136.0, 39.0),
    ("jp", "Busan in Korea", 129.05, 35.2),
    ("jp", "Kunashir", 145.8, 44.1),
]


@cache
def outline(region: str) -> dict[str, Any]:
    """The parsed file."""
    parsed: dict[str, Any] = json.loads((FACTS / f"outline_{region}.geojson").read_text(encoding="utf-8"))
    return parsed


def features(region: str, kind: str) -> list[tuple[dict[str, str], BaseGeometry]]:
    """Properties and geometry of the features of one kind."""
    found = [item for item in outline(region)["features"] if item["properties"]["kind"] == kind]
    return [(item["properties"], shape(item["geometry"])) for item in found]


def land(region: str) -> BaseGeometry:
    """The one land feature."""
    (only,) = features(region, "land")
    return only[1]


@pytest.mark.parametrize("region", REGIONS)
def test_an_outline_is_smaller_than_200_kb(region: str) -> None:
    assert (FACTS / f"outline_{region}.geojson").stat().st_size < LARGEST_BYTES


@pytest.mark.parametrize("region", REGIONS)
def test_every_shape_is_valid_and_lies_in_the_stated_box(region: str) -> None:
    assert tuple(outline(region)["bbox"]) == BOXES[region]
    whole = shapely.box(*BOXES[region])
    for kind in ("land", "area", "border"):
        for properties, geometry in features(region, kind):
            assert geometry.is_valid, properties
            assert whole.covers(geometry), properties


@pytest.mark.parametrize("region", REGIONS)
def test_exteriors_run_counter_clockwise_and_holes_clockwise(region: str) -> None:
    for _, geometry in [*features(region, "land"), *features(region, "area")]:
        for polygon in shapely.get_parts(geometry):
            assert polygon.exterior.is_ccw
            assert not any(hole.is_ccw for hole in polygon.interiors)


@pytest.mark.parametrize("region", REGIONS)
def test_coordinates_have_three_decimals(region: str) -> None:
    for kind in ("land", "area", "border"):
        for _, geometry in features(region, kind):
            for number in shapely.get_coordinates(geometry).ravel():
                assert round(float(number), 3) == float(number)


@pytest.mark.parametrize(("region", "keys"), [("au", 7), ("jp", 10)])
def test_areas_have_distinct_keys_and_do_not_overlap(region: str, keys: int) -> None:
    areas = features(region, "area")
    assert len({properties["key"] for properties, _ in areas}) == len(areas) == keys
    both = shapely.union_all([geometry for _, geometry in areas]).area
    assert sum(geometry.area for _, geometry in areas) == pytest.approx(both, rel=1e-4)


@pytest.mark.parametrize("region", REGIONS)
def test_all_land_lies_in_some_area(region: str) -> None:
    uncovered = land(region).difference(shapely.union_all([geometry for _, geometry in features(region, "area")]))
    assert uncovered.area < 1e-4 * land(region).area


@pytest.mark.parametrize("region", REGIONS)
def test_borders_name_two_areas_and_run_between_them(region: str) -> None:
    areas = {properties["key"]: geometry for properties, geometry in features(region, "area")}
    for properties, line in features(region, "border"):
        one, two = properties["name"].split("|")
        middle = line.interpolate(0.5, normalized=True)
        assert areas[one].distance(middle) < 0.002
        assert areas[two].distance(middle) < 0.002


@pytest.mark.parametrize(("region", "place", "lon", "lat", "key"), ON_LAND)
def test_known_places_are_on_land_and_in_their_area(region: str, place: str, lon: float, lat: float, key: str) -> None:
    point = Point(lon, lat)
    assert land(region).contains(point), place
    holding = [properties["key"] for properties, area in features(region, "area") if area.contains(point)]
    assert holding == [key], place


@pytest.mark.parametrize(("region", "place", "lon", "lat"), NOT_OURS)
def test_seas_and_neighbours_are_not_land_of_ours(region: str, place: str, lon: float, lat: float) -> None:
    assert not land(region).contains(Point(lon, lat)), place


def test_the_land_areas_agree_with_the_national_figures() -> None:
    from pyproj import Geod

    geod = Geod(ellps="WGS84")
    found = {region: abs(geod.geometry_area_perimeter(land(region))[0]) / 1e6 for region in REGIONS}
    # Australia 7,688,287 km2 with external islands aside (Geoscience Australia); Japan 377,975 km2 (GSI) of which
    # 5,003 km2 are the islands north-east of Hokkaido, which the outline leaves out.
    assert found["au"] == pytest.approx(7_688_287, rel=0.01)
    assert found["jp"] == pytest.approx(377_975 - 5_003, rel=0.02)
