"""Layers as GeoJSON: detail by zoom, circles on the ellipsoid, only what the style tells."""

from __future__ import annotations

import json
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from pyproj import Geod

from geo.catalogue.layer import Style
from geo.web.features import CIRCLE_POINTS, circle, drawn, to_geojson, visible
from geo.web.urls import ZOOM_CLASSES
from geo.workspace import Workspace
from tests.geo.web.conftest import HOSTILE

LINE = Style(kind="line", zoom_rank="kv", label=("name",))


def read(workspace: Workspace, layer: str, zoom: int) -> dict[str, Any]:
    data = workspace.region("toy")
    features = data.features(layer)
    assert isinstance(features, gpd.GeoDataFrame)
    return json.loads(to_geojson(features, workspace.catalogue.layers[layer].style, zoom))


def test_whole_ranks_appear_as_one_zooms_in(town: Workspace) -> None:
    """400 wires: 1 + 200 + 199. A class of 300 takes the two upper ranks, one of 700 takes all."""
    counts = [len(read(town, "wires", zoom)["features"]) for zoom in ZOOM_CLASSES]
    assert counts == [201, 400, 400, 400]


def test_the_top_rank_is_shown_even_where_it_alone_is_too_many() -> None:
    many = gpd.GeoDataFrame({"kv": [500.0] * 400 + [1.0] * 9}, geometry=[shapely.LineString([(0, 0), (1, 1)])] * 409)
    assert visible(many, LINE, 0).sum() == 400


def test_a_rank_that_is_unknown_comes_last() -> None:
    many = gpd.GeoDataFrame({"kv": [np.nan] * 200 + [5.0] * 200}, geometry=[shapely.LineString([(0, 0), (1, 1)])] * 400)
    assert visible(many, LINE, 0).tolist() == [False] * 200 + [True] * 200


def test_only_told_columns_leave_and_unknown_values_are_left_out(town: Workspace) -> None:
    told = read(town, "wires", 10)["features"][1]["properties"]
    assert told == {"name": "wire 1", "voltage_kv": 220, "length_km": 33.333}


def test_hostile_text_stays_text(town: Workspace) -> None:
    assert read(town, "wires", 0)["features"][0]["properties"]["name"] == HOSTILE


def test_a_bend_of_four_metres_is_drawn_straight() -> None:
    bent = np.array([shapely.LineString([(10.0, 0.0), (10.1, 0.00004), (10.2, 0.0)])])
    assert shapely.get_num_coordinates(drawn(bent, 3)[0]) == 2


def test_a_point_keeps_its_place_to_ten_metres_at_every_zoom() -> None:
    for number in range(len(ZOOM_CLASSES)):
        assert drawn(np.array([shapely.Point(151.215296, -33.856784)]), number)[0].equals(
            shapely.Point(151.2153, -33.8568)
        )


@pytest.mark.parametrize(("lon", "lat"), [(10.25, 0.25), (133.0, -23.7), (141.0, 43.0)])
def test_a_circle_has_one_geodesic_radius_and_runs_counter_clockwise(lon: float, lat: float) -> None:
    ring = circle(lon, lat, 30.0)
    lons, lats = ring.exterior.xy
    assert len(lons) == CIRCLE_POINTS + 1
    _, _, metres = Geod(ellps="WGS84").inv(np.full(len(lons), lon), np.full(len(lons), lat), lons, lats)
    assert metres == pytest.approx(np.full(len(lons), 30_000.0), abs=0.01)
    assert shapely.is_ccw(ring.exterior)


def test_areas_are_polygons_by_the_right_hand_rule(town: Workspace) -> None:
    shapes = [shapely.from_geojson(json.dumps(f["geometry"])) for f in read(town, "zones", 10)["features"]]
    assert [shape.geom_type for shape in shapes] == ["Polygon", "Polygon"]
    assert all(shapely.is_ccw(shape.exterior) for shape in shapes)
    area_km2 = abs(Geod(ellps="WGS84").geometry_area_perimeter(shapes[0])[0]) / 1e6
    assert area_km2 == pytest.approx(np.pi * 30.0**2, rel=0.005)


@pytest.mark.parametrize("region", ["au", "jp"])
def test_every_bundled_vector_layer_is_valid_geojson_in_every_class(bundled: Workspace, region: str) -> None:
    data = bundled.region(region)
    for key, layer in data.catalogue.layers.items():
        if layer.style.kind == "raster" or data.reader(key) is None:
            continue
        features = data.features(key)
        if not isinstance(features, gpd.GeoDataFrame):
            continue
        for zoom in ZOOM_CLASSES:
            found = json.loads(to_geojson(features, layer.style, zoom), parse_constant=pytest.fail)
            assert found["type"] == "FeatureCollection"
            assert all(f["geometry"]["coordinates"] for f in found["features"])
            assert bool(found["features"]) == bool(len(features)), key
