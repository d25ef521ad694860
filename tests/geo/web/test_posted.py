"""Posted sites: ranked as the command line ranks them, and hostile bodies refused early, in words and quickly."""

from __future__ import annotations

import gzip
import json
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.catalogue.region import Region
from geo.errors import InputError
from geo.exchange.results import to_geojson
from geo.exchange.sites import parse_sites
from geo.report import rank_sites
from geo.web.posted import MOST_BYTES, MOST_SITES, PATH, sites_in
from geo.workspace import Workspace
from tests.geo.web.conftest import HOSTILE, Answer

URL = f"{PATH}?region=toy"
JSON = [("content-type", "application/json")]


def points(*places: tuple[float, float]) -> bytes:
    features = [
        {"type": "Feature", "geometry": {"type": "Point", "coordinates": [x, y]}, "properties": {"name": f"site {n}"}}
        for n, (x, y) in enumerate(places)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


THREE = points((10.2, 0.25), (10.02, 0.25), (10.3, 0.3))


@pytest.fixture(scope="module")
def client(town: Workspace, client_of: Callable[..., Any]) -> Any:
    return client_of(town)


def test_posted_sites_come_back_ranked_as_the_command_line_ranks_them(client: Any, town: Workspace) -> None:
    answer = client.post(URL, [THREE], [("content-type", "application/geo+json; charset=utf-8")])
    assert (answer.status, answer.headers["content-type"]) == (200, "application/geo+json")
    assert answer.headers["cache-control"] == "no-store"
    told = json.loads(answer.body)
    data, scenario = town.region("toy"), town.catalogue.scenario("toy")
    expected = json.loads(to_geojson(rank_sites(town, data, scenario, parse_sites(THREE, "a.geojson", data.region))))
    assert told["features"] == expected["features"]
    assert told["features"][-1]["properties"]["excluded_by"] == ["sea"]


def test_a_list_of_points_is_the_same_and_top_cuts_it(client: Any) -> None:
    listed = json.dumps([{"lon": 10.2, "lat": 0.25, "name": "site 0"}, {"lon": 10.3, "lat": 0.3, "mine": HOSTILE}])
    told = json.loads(client.post(URL, [listed.encode()], JSON).body)
    assert {feature["properties"]["name"] for feature in told["features"]} == {"site 0", None}
    assert HOSTILE in {feature["properties"]["mine"] for feature in told["features"]}
    assert len(json.loads(client.post(f"{URL}&top=1", [listed.encode()], JSON).body)["features"]) == 1


def test_the_answer_is_packed_for_who_takes_it(client: Any) -> None:
    answer = client.post(URL, [THREE], [*JSON, ("accept-encoding", "gzip")])
    assert answer.headers["content-encoding"] == "gzip"
    assert len(json.loads(gzip.decompress(answer.body))["features"]) == 3


def test_nothing_of_posted_sites_is_left_on_disk(client: Any, town: Workspace) -> None:
    lon, lat = np.random.default_rng(5).uniform([[10.12], [0.02]], [[10.48], [0.48]], (2, 60))
    before = sorted(Path(town.cache).rglob("*"))
    assert client.post(URL, [points(*zip(lon, lat, strict=True))], JSON).status == 200
    assert sorted(Path(town.cache).rglob("*")) == before


@pytest.mark.parametrize(
    ("headers", "status", "said"),
    [
        ([], 415, "the body must be"),
        ([("content-type", "text/plain")], 415, "the body must be"),
        ([("content-type", "multipart/form-data; boundary=x")], 415, "the body must be"),
        ([*JSON, ("content-encoding", "gzip")], 415, "packed"),
        ([*JSON, ("origin", "http://evil.example")], 403, "other origins"),
        ([*JSON, ("origin", "null")], 403, "other origins"),
        ([*JSON, ("origin", "http://[")], 403, "other origins"),
        ([*JSON, ("origin", "http://localhost:9999")], 403, "other origins"),
        ([*JSON, ("sec-fetch-site", "cross-site")], 403, "other origins"),
        ([*JSON, ("content-length", str(MOST_BYTES + 1))], 413, "larger than"),
        ([*JSON, ("content-length", "9" * 400)], 413, "larger than"),
    ],
)
def test_a_stranger_is_turned_away_before_the_body_is_read(
    client: Any, headers: list[tuple[str, str]], status: int, said: str
) -> None:
    def body() -> Iterator[bytes]:
        pytest.fail("the body was read")
        yield b""

    answer = client.post(URL, body(), headers)
    assert answer.status == status
    assert said in json.loads(answer.body)["error"]


def test_our_own_page_may_post(client: Any) -> None:
    ours = [*JSON, ("origin", "http://localhost:8501"), ("sec-fetch-site", "same-origin")]
    assert client.post(URL, [THREE], ours).status == 200


def test_an_endless_body_is_cut_off_at_the_limit(client: Any) -> None:
    sent = 0

    def endless() -> Iterator[bytes]:
        nonlocal sent
        while True:
            sent += 1
            yield b"[" * 100_000

    answer = client.post(URL, endless(), JSON)
    assert answer.status == 413
    assert sent == MOST_BYTES // 100_000 + 1


def refused(client: Any, body: bytes, url: str = URL) -> str:
    begun = time.perf_counter()
    answer: Answer = client.post(url, [body], JSON)
    assert answer.status == 400
    assert time.perf_counter() - begun < 5.0
    return str(json.loads(answer.body)["error"])


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "not valid JSON"),
        (b"{", "not valid JSON"),
        (b"[", "not valid JSON"),
        (b"\xff\xfe", "not UTF-8"),
        (b"[" * 100_000, "not valid JSON"),
        (b'{"a":' * 100_000, "not valid JSON"),
        (b"null", "not a GeoJSON FeatureCollection"),
        (b'{"type": "FeatureCollection", "features": []}', "no sites"),
        (b"[]", "no sites"),
        (b"[1, 2]", "not a point"),
        (b'[{"lon": "10.2", "lat": 0.25}]', "not a point"),
        (b'[{"lon": true, "lat": 0.25}]', "not a point"),
        (b'[{"lon": NaN, "lat": 0.25}]', "the coordinates are not numbers"),
        (b'[{"lon": 1e999, "lat": 0.25}]', "the coordinates are not numbers"),
        (b'[{"lon": 0.25, "lat": 10.2}]', "look swapped"),
        (b'[{"lon": 10.2, "lat": 0.25, "rank": 1}]', "columns that a ranking writes"),
        (b'[{"lon": 10.2, "lat": 0.25, "raw_near": 1}]', "columns that a ranking writes"),
        (b'[{"lon": ' + b"9" * 4000 + b', "lat": 0.25}]', "cannot be read"),
        (b'{"type": "FeatureCollection", "features": [{"geometry": {"type": "x"}}]}', "the geometry cannot be read"),
        (points(*[(10.2, 0.25)] * (MOST_SITES + 1)), "too many sites"),
        (json.dumps([{"lon": 10.2, "lat": 0.25}] * (MOST_SITES + 1)).encode(), "too many sites"),
    ],
)
def test_a_body_that_cannot_be_used_is_refused_in_words(client: Any, body: bytes, said: str) -> None:
    assert said in refused(client, body)


def test_arguments_are_checked_like_those_of_the_other_routes(client: Any) -> None:
    assert client.post(f"{PATH}?region=atlantis", [THREE], JSON).status == 404
    assert "malformed" in refused(client, THREE, f"{URL}&s=!!")
    assert "not a whole number" in refused(client, THREE, f"{URL}&top=-1")


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "OPTIONS"])
def test_other_methods_are_refused(client: Any, method: str) -> None:
    assert client.get(URL, method=method).status == 405


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers(-200, 200) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.fixed_dictionaries({"lon": json_values, "lat": json_values}, optional={"name": json_values}), max_size=3
    )
    | st.fixed_dictionaries(
        {
            "type": st.just("FeatureCollection"),
            "features": st.lists(
                st.fixed_dictionaries(
                    {},
                    optional={
                        "geometry": st.fixed_dictionaries(
                            {},
                            optional={"type": st.sampled_from(["Point", "Polygon", "x"]), "coordinates": json_values},
                        ),
                        "properties": json_values,
                    },
                )
                | json_values,
                max_size=3,
            ),
        }
    )
)
def test_no_json_gets_further_than_an_error_of_ours(town: Workspace, content: Any) -> None:
    region: Region = town.region("toy").region
    try:
        found: Iterable[Any] = sites_in(json.dumps(content).encode(), region)
    except InputError:
        return
    assert isinstance(found, gpd.GeoDataFrame)
