"""Streamlit's hashed files come from the door; whatever else is asked goes on to Streamlit."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient
from streamlit.file_util import get_static_dir

from geo.ui.shell import Shell

SCRIPT = min(Path(get_static_dir()).glob("static/js/*.js"), key=lambda path: path.stat().st_size)
ADDRESS = f"/static/js/{SCRIPT.name}"


def visitor(base: str = "") -> TestClient:
    def beyond(_: object) -> PlainTextResponse:
        return PlainTextResponse("beyond")

    routes = [Route("/{rest:path}", beyond, methods=["GET", "HEAD", "POST"])]
    return TestClient(Starlette(routes=routes, middleware=[Middleware(Shell, base_path=base)]))


def test_a_hashed_file_is_answered_whole_and_may_be_kept_for_ever():
    answer = visitor().get(ADDRESS)
    assert answer.content == SCRIPT.read_bytes()
    assert "javascript" in answer.headers["content-type"]
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/index.html",
        "/manifest.json",
        "/static/js/none.js",
        "/static/js/../index.html",
        "/static//js/",
        "//static",
    ],
)
def test_everything_else_goes_on(address):
    assert visitor().get(address).text == "beyond"


@pytest.mark.parametrize("header", ["Range", "If-None-Match", "If-Modified-Since"])
def test_parts_and_questions_are_streamlits_own(header):
    assert visitor().get(ADDRESS, headers={header: "bytes=0-1"}).text == "beyond"


def test_only_get_is_answered_here():
    assert visitor().post(ADDRESS).text == "beyond"
    assert visitor().head(ADDRESS).headers["content-type"].startswith("text/plain")


def test_under_a_base_path_the_files_lie_under_it():
    assert visitor("sites").get("/sites" + ADDRESS).content == SCRIPT.read_bytes()
    assert visitor("sites").get(ADDRESS).text == "beyond"
