"""Routes that are made when the first request asks for them."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from geo.web.answers import Kept
from geo.web.asked import Asked
from geo.web.late import Late
from geo.web.shelf import Shelf


@pytest.fixture
def made() -> list[int]:
    """How often the routes were made."""
    return []


def client(made: list[int], base: str = "", shelf: Shelf | None = None) -> TestClient:
    """A page that answers everything, with late routes before it."""

    def make() -> list[Route]:
        made.append(1)
        return [
            Route(f"{base}/tiles/{{z}}.png", lambda request: PlainTextResponse(f"tile {request.path_params['z']}")),
            Route(f"{base}/tiles/{{rest:path}}", lambda _: PlainTextResponse("none", 404)),
        ]

    async def page(_: Request) -> PlainTextResponse:
        return PlainTextResponse("page")

    return TestClient(Starlette(routes=[*Late(make, lambda: shelf).routes(base), Route("/{rest:path}", page)]))


def test_nothing_is_made_before_somebody_asks_and_then_once(made):
    visitor = client(made)
    assert visitor.get("/").text == "page"
    assert made == []
    assert [visitor.get(f"/tiles/{z}.png").text for z in (1, 2)] == ["tile 1", "tile 2"]
    assert made == [1]


@pytest.mark.parametrize("address", ["/tiles/x", "/tiles/a%0Ab", "/tiles/"])
def test_what_looks_like_ours_never_reaches_the_page(made, address):
    assert client(made).get(address).status_code == 404


def test_addresses_lie_under_the_base_path(made):
    visitor = client(made, "/sites")
    assert visitor.get("/sites/tiles/3.png").text == "tile 3"
    assert visitor.get("/tiles/3.png").text == "page"


def test_what_an_earlier_start_left_is_answered_before_the_routes_are_there(made, tmp_path: Path, monkeypatch):
    asked, shelf = Asked(), Shelf(tmp_path / "state")
    monkeypatch.setattr("geo.web.late.ASKED", asked)
    for address, body in (("/tiles/1.png?s=token", b"tile"), ("/layers/ground.js?", b"script;" * 200)):
        shelf.keep(address, Kept.of(body, "text/javascript", pack=body != b"tile").to_bytes())
    visitor = client(made, shelf=Shelf(tmp_path / "state"))
    tile, script = visitor.get("/tiles/1.png?s=token"), visitor.get("/layers/ground.js")
    assert (tile.content, script.content) == (b"tile", b"script;" * 200)
    assert (script.headers["content-encoding"], "immutable" in script.headers["cache-control"]) == ("gzip", True)
    assert visitor.get("/tiles/1.png?s=token", headers={"If-None-Match": tile.headers["etag"]}).status_code == 304
    assert asked.known("token")
    assert made == []
    assert visitor.post("/tiles/1.png?s=token").status_code == 405, "only what is asked for is at hand"
    assert visitor.get("/tiles/1.png?s=other").text == "tile 1"
    assert made == [1]
    assert visitor.get("/tiles/1.png?s=token").text == "tile 1", "the routes answer from then on"
