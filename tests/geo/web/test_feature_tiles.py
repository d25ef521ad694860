"""Layers in squares: everything in view, nothing twice, and no answer that grows with the layer."""

from __future__ import annotations

import json

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.catalogue.layer import Style
from geo.tiles.address import Address
from geo.web import feature_tiles
from geo.web.feature_tiles import box_of, is_squared, square
from geo.web.urls import SQUARES, square_url

LINE = Style(kind="line", zoom_rank="kv", label=("name", "kv"))
POINT = Style(kind="point", zoom_rank="kv", label=("name",))
NEAREST = SQUARES[-1][1]


def around(address: Address) -> list[Address]:
    return [Address(address.z, address.x + i, address.y + j) for i in (-1, 0, 1) for j in (-1, 0, 1)]


def shapes(features: gpd.GeoDataFrame, style: Style, address: Address) -> list[shapely.Geometry]:
    found = json.loads(square(features, style, address))["features"]
    return [shapely.from_geojson(json.dumps(feature["geometry"])) for feature in found]


@settings(max_examples=20, deadline=None)
@given(
    st.lists(
        st.tuples(st.floats(150.95, 151.05), st.floats(-33.90, -33.80), st.floats(-0.05, 0.05), st.floats(-0.05, 0.05)),
        min_size=1,
        max_size=6,
    )
)
def test_the_pieces_of_neighbouring_squares_make_up_every_line_once(rows):
    """The lines reach at most 0.15 degrees: 1.7 squares of 0.088 degrees. A rounding is 5e-6 degrees at each end."""
    lines = [shapely.LineString([(x, y), (x + dx, y + dy)]) for x, y, dx, dy in rows]
    features = gpd.GeoDataFrame({"kv": [1.0] * len(lines)}, geometry=lines, crs="EPSG:4326")
    middle = Address.at(151.0, -33.85, NEAREST)
    near = [Address(middle.z, middle.x + i, middle.y + j) for i in range(-3, 4) for j in range(-3, 4)]
    total = sum(shape.length for address in near for shape in shapes(features, LINE, address))
    assert total == pytest.approx(sum(line.length for line in lines), abs=2e-5 * 20 * len(lines))


def test_a_point_is_in_one_square_alone_even_on_its_edge():
    middle = Address.at(151.0, -33.85, NEAREST)
    west, south, east, north = box_of(middle)
    places = [(west, south), (west, north), (east, north), (east, south), ((west + east) / 2, (south + north) / 2)]
    features = gpd.GeoDataFrame({"kv": [1.0] * 5}, geometry=[shapely.Point(place) for place in places], crs="EPSG:4326")
    assert sum(len(shapes(features, POINT, address)) for address in around(middle)) == 5
    assert len(shapes(features, POINT, middle)) == 2


def test_near_by_all_ranks_are_shown_and_farther_off_the_upper_ones(monkeypatch):
    monkeypatch.setattr(feature_tiles, "MOST", (3, 20_000))
    line = shapely.LineString([(151.0, -33.85), (151.01, -33.84)])
    features = gpd.GeoDataFrame({"kv": [500.0, 220.0, 33.0, 33.0]}, geometry=[line] * 4, crs="EPSG:4326")
    far, near = (Address.at(151.0, -33.85, zoom) for _, zoom in SQUARES)
    assert len(shapes(features, LINE, far)) == 2
    assert len(shapes(features, LINE, near)) == 4


def test_a_bend_of_ten_metres_is_there_near_by():
    bent = shapely.LineString([(151.0, -33.85), (151.01, -33.8499), (151.02, -33.85)])
    features = gpd.GeoDataFrame({"kv": [1.0]}, geometry=[bent], crs="EPSG:4326")
    [shape] = shapes(features, LINE, Address.at(151.01, -33.85, NEAREST))
    assert shapely.get_num_coordinates(shape) == 3


def test_a_square_holds_a_bounded_part_of_a_hundred_thousand_lines():
    rng = np.random.default_rng(1)
    start = np.column_stack([rng.uniform(151.0, 151.05, 100_000), rng.uniform(-33.87, -33.84, 100_000)])
    lines = shapely.linestrings(np.stack([start, start + 0.001], axis=1))
    features = gpd.GeoDataFrame({"kv": rng.choice([500.0, 33.0], 100_000, p=[0.01, 0.99])}, geometry=lines)
    body = square(features, LINE, Address.at(151.025, -33.85, SQUARES[0][1]))
    assert body.count(b'"Feature"') <= 4 * feature_tiles.MOST[0]


def test_only_ranked_lines_and_points_come_in_squares():
    assert is_squared(LINE)
    assert not is_squared(Style(kind="line", label=("name",)))
    assert not is_squared(Style(kind="area", zoom_rank="kv"))


def test_a_square_is_answered_kept_and_packed_and_hostile_addresses_are_refused(client, town):
    digest = town.region("toy").layer_digest("wires")
    place = Address.at(10.3, 0.2, SQUARES[0][1])
    url = square_url("toy", "wires", digest, place.z, start="/").format(x=place.x, y=place.y)
    answer = client.get(url, [("accept-encoding", "gzip")])
    assert answer.status == 200
    assert answer.headers["content-encoding"] == "gzip"
    assert "immutable" in answer.headers["cache-control"]
    assert client.get(url, [("if-none-match", answer.headers["etag"])]).status == 304
    far = square_url("toy", "wires", digest, place.z, start="/").format(x=0, y=0)
    assert json.loads(client.get(far).body)["features"] == []
    wrong = {"/9/512/0.": 400, "/10/0/0.": 400, "/9/-1/0.": 400, "/9/a/0.": 400, "/12/4096/0.": 400}
    for part, status in wrong.items():
        assert client.get(f"/layers/v1/toy/wires/{digest}{part}geojson").status == status, part
    assert client.get(f"/layers/v1/toy/wires/0000/9/{place.x}/{place.y}.geojson").status == 404
    zones = town.region("toy").layer_digest("zones")
    assert client.get(f"/layers/v1/toy/zones/{zones}/9/{place.x}/{place.y}.geojson").status == 404
