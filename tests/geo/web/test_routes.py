"""The routes of Toyland: what they answer, how it may be kept, and what they refuse."""

from __future__ import annotations

import asyncio
import gzip
import io
import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from geo.catalogue.preset import Scenario
from geo.tiles.overlays import overlay_titles
from geo.web import urls
from geo.web.answers import refusal
from geo.web.routes import guarded
from geo.web.work import Workers
from geo.workspace import Workspace
from tests.toy import toy_catalogue

Z, X, Y = 9, 270, 255


def tile(town: Workspace, overlay: str, token: str = "", size: int = 256, start: str = "/") -> str:
    template = urls.tile_url("toy", overlay, town.region("toy").fingerprint, token, size=size, start=start)
    return template.format(z=Z, x=X, y=Y)


def test_a_tile_is_a_png_that_browsers_may_keep_for_good(client: Any, town: Workspace, token: str) -> None:
    answer = client.get(tile(town, "suitability", token))
    assert (answer.status, answer.headers["content-type"]) == (200, "image/png")
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert Image.open(io.BytesIO(answer.body)).size == (256, 256)
    again = client.get(tile(town, "suitability", token), [("If-None-Match", answer.headers["etag"])])
    assert (again.status, again.body) == (304, b"")


def test_every_overlay_is_drawn_in_both_sizes(client: Any, town: Workspace, token: str) -> None:
    for name in overlay_titles(town.catalogue):
        for size in urls.TILE_SIZES:
            answer = client.get(tile(town, name, token, size))
            assert answer.status == 200, (name, answer.body)
            assert Image.open(io.BytesIO(answer.body)).size == (size, size)


def test_a_moved_weight_is_another_picture(client: Any, town: Workspace) -> None:
    bodies = []
    for near in (3.0, 0.5):
        scenario = town.catalogue.scenario("toy").model_copy(update={"weights": {"near": near, "plants": 1.0}})
        bodies.append(client.get(tile(town, "suitability", town.catalogue.check(scenario).token())).body)
    assert bodies[0] != bodies[1]


def test_a_layer_is_packed_geojson(client: Any, town: Workspace) -> None:
    url = urls.layer_url("toy", "wires", town.region("toy").layer_digest("wires"), 4, start="/")
    packed = client.get(url, [("Accept-Encoding", "gzip")])
    assert (packed.status, packed.headers["content-type"]) == (200, "application/geo+json")
    assert (packed.headers["content-encoding"], packed.headers["vary"]) == ("gzip", "Accept-Encoding")
    plain = client.get(url, [("Accept-Encoding", "identity, gzip;q=0")])
    assert gzip.decompress(packed.body) == plain.body
    assert len(json.loads(plain.body)["features"]) == 201
    assert client.get(url, [("If-None-Match", plain.headers["etag"])]).status == 304


def test_a_raster_layer_has_no_features_to_send(client: Any, town: Workspace) -> None:
    url = urls.layer_url("toy", "cover", town.region("toy").layer_digest("cover"), start="/")
    assert client.get(url).status == 404


def test_the_score_of_a_point_comes_with_its_reasons(client: Any, town: Workspace, token: str) -> None:
    answer = client.get(urls.score_url("toy", 10.2, 0.25, token, start="/"))
    told = json.loads(answer.body)
    assert answer.status == 200
    assert answer.headers["cache-control"] == "no-store"
    assert told["excluded_by"] == []
    assert told["criteria"]["near"]["nearest"]["name"] == "A"
    assert told["score"] == pytest.approx(sum(c["contribution"] for c in told["criteria"].values()), abs=1e-3)


def test_health_names_every_region_and_its_state(client: Any, town: Workspace) -> None:
    told = json.loads(client.get("/api/v1/health").body)
    assert told["status"] == "ok"
    assert told["regions"] == {"toy": {"fingerprint": town.region("toy").fingerprint}}


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/tiles/v1/xx/suitability/{f}/9/270/255.png?s={s}", 404),
        ("/tiles/v1/toy/nope/{f}/9/270/255.png?s={s}", 404),
        ("/tiles/v1/toy/suitability/0000000000000000/9/270/255.png?s={s}", 404),
        ("/tiles/v1/toy/suitability/{f}/99/270/255.png?s={s}", 400),
        ("/tiles/v1/toy/suitability/{f}/9/512/255.png?s={s}", 400),
        ("/tiles/v1/toy/suitability/{f}/9/-1/255.png?s={s}", 400),
        ("/tiles/v1/toy/suitability/{f}/9/1e3/255.png?s={s}", 400),
        ("/tiles/v1/toy/suitability/{f}/9/270/255.0.png?s={s}", 400),
        ("/tiles/v1/toy/suitability/{f}/9/270/%D9%A3.png?s={s}", 400),
        ("/tiles/v1/toy/suitability/{f}/" + "9" * 5000 + "/270/255.png?s={s}", 400),
        ("/tiles/v1/toy/suitability/{f}/9/270/255.png", 400),
        ("/tiles/v1/toy/suitability/{f}/9/270/255.png?s=%%%", 400),
        ("/tiles/v1/toy/suitability/{f}/9/270/255.png?s=" + "A" * 5000, 400),
        ("/tiles/v1/toy/suitability/{f}/9/270/255.png?s=" + "A" * 50000, 400),
        ("/tiles/v1/toy/suitability/{f}/9/270/255.png?s={s}&s={s}", 400),
        ("/tiles/v1/toy/suitability/{f}/9/270/255.png?s={s}&size=1024", 400),
        ("/tiles/v1/toy/suitability/{f}/9/270/255.png?s={s}&size=NaN", 400),
        ("/tiles/v1/toy/suitability/{f}/9/270/255.jpg?s={s}", 404),
        ("/tiles/v1/", 404),
        ("/tiles/v1/%0A0", 404),
        ("/assets/%0A", 404),
        ("/tiles/../../etc/passwd", 404),
        ("/layers/v1/toy/wires/wrong.geojson", 404),
        ("/layers/v1/toy/nope/{f}.geojson", 404),
        ("/layers/v1/xx/wires/{f}.geojson", 404),
        ("/layers/v1/toy/wires/{f}.geojson?z=-3", 400),
        ("/layers/v1/toy/wires/{f}.geojson?z=19", 400),
        ("/api/v1/score", 404),
        ("/api/v1/score?region=toy", 400),
        ("/api/v1/score?region=toy&lon=nan&lat=0.2", 400),
        ("/api/v1/score?region=toy&lon=1e1&lat=0.2", 400),
        ("/api/v1/score?region=toy&lon=10.2&lat=88", 400),
        ("/api/v1/score?region=toy&lon=10.2&lat=0.2&s=xx", 400),
        ("/api/v1/nothing", 404),
        ("/assets/v1/none/leaflet.js", 404),
    ],
)
def test_what_is_absent_or_malformed_is_refused_in_one_line(
    client: Any, town: Workspace, token: str, path: str, status: int
) -> None:
    answer = client.get(path.format(f=town.region("toy").fingerprint, s=token))
    assert answer.status == status, answer.body
    assert set(json.loads(answer.body)) == {"error"}
    assert answer.headers["cache-control"] == "no-store"
    assert b"Traceback" not in answer.body
    assert len(answer.body) < 3000


@pytest.mark.parametrize(
    "change",
    [
        {"region": "au"},
        {"preset": "nope"},
        {"weights": {"nope": 1.0}},
        {"weights": {"near": 0.0}},
        {"weights": {"near": float("nan")}},
        {"constraints": {"sea": False}},
        {"constraints": {"far": 1e9}},
        {"constraints": {"far": float("nan")}},
        {"constraints": {"nope": True}},
        {"load_mw": float("inf")},
        {"load_mw": -5.0},
    ],
)
def test_a_token_that_says_what_no_scenario_may_is_refused(
    client: Any, town: Workspace, change: dict[str, Any]
) -> None:
    forged = town.catalogue.scenario("toy").model_copy(update=change)
    assert client.get(tile(town, "suitability", Scenario.token(forged))).status == 400


def test_a_field_not_yet_built_is_told_to_come_again_and_never_kept(
    client_of: Callable[..., Any], no_cache: Path
) -> None:
    empty = Workspace(toy_catalogue(no_cache.parent / "data"), no_cache)
    client, token = client_of(empty), empty.catalogue.scenario("toy").token()
    for path in (tile(empty, "suitability", token), urls.score_url("toy", 10.2, 0.2, token, start="/")):
        answer = client.get(path)
        assert (answer.status, answer.headers["cache-control"]) == (503, "no-store")
        assert int(answer.headers["retry-after"]) > 0
    empty.build(empty.region("toy"), empty.catalogue.scenario("toy"))
    assert client.get(tile(empty, "suitability", token)).status == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_only_get_and_head_are_taken(client: Any, town: Workspace, token: str, method: str) -> None:
    for path in (tile(town, "suitability", token), "/api/v1/score", "/assets/x", "/layers/x"):
        assert client.get(path, method=method).status == 405
    assert client.get("/api/v1/health", method="HEAD").status == 200


def test_a_base_path_prefixes_every_route(town: Workspace, client_of: Callable[..., Any], token: str) -> None:
    client = client_of(town, "/maps/here/")
    assert client.get(tile(town, "suitability", token, start=urls.rooted("maps/here"))).status == 200
    assert client.get(tile(town, "suitability", token)).status == 404
    assert json.loads(client.get("/maps/here/tiles/none").body) == {"error": "no such address"}


def test_a_flood_is_turned_away_and_not_piled_up() -> None:
    async def flood() -> list[Any]:
        workers, gate = Workers("test", 1, 2), threading.Event()
        answer = guarded(lambda _: workers.run(lambda: gate.wait(5) and refusal(200, "")))  # type: ignore[arg-type]
        asked = [asyncio.ensure_future(answer(None)) for _ in range(6)]  # type: ignore[arg-type]
        await asyncio.sleep(0.01)
        gate.set()
        return [await one for one in asked]

    answers = asyncio.run(flood())
    assert [answer.status_code for answer in answers] == [200] * 3 + [503] * 3
    assert answers[-1].headers["retry-after"] == "2"
