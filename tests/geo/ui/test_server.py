"""The app in a server of its own: settings, the address, and the page before Streamlit is there."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from starlette.types import ASGIApp

from geo.catalogue.paths import page_path
from geo.errors import InputError
from geo.ui import server
from geo.ui.early import Early
from geo.ui.front_page import FrontPage


def test_an_address_that_is_taken_is_said_with_a_way_out() -> None:
    with server.listen("127.0.0.1", 0) as taken, pytest.raises(InputError, match="nobody can listen there") as told:
        server.listen("127.0.0.1", taken.getsockname()[1])
    assert "another port" in str(told.value)


def test_an_address_of_another_machine_is_refused() -> None:
    with pytest.raises(InputError, match="nobody can listen there"):
        server.listen("192.0.2.1", 0)  # RFC 5737: nobody's


@pytest.mark.skipif(not socket.has_ipv6, reason="this machine has no IPv6")
def test_an_address_of_six_is_taken_too() -> None:
    with server.listen("::1", 0) as listening:
        assert listening.family == socket.AF_INET6


def run_elsewhere(code: str, folder: Path) -> tuple[list[str], str]:
    """What a piece of Python says in another folder than the project's: words, and complaints."""
    settings = {**os.environ, "SITEWATT_OFFLINE": "1", "PYTHONPATH": str(page_path().parent)}
    told = subprocess.run([sys.executable, "-c", code], cwd=folder, env=settings, capture_output=True, text=True)
    return told.stdout.split(), told.stderr


def test_settings_beside_the_page_count_wherever_the_command_is_run(tmp_path: Any) -> None:
    code = (
        "import geo.ui.server as server; from geo.catalogue.paths import page_path;"
        "server.application(page_path(), {'server.port': 8999}); import streamlit as st;"
        "print(*map(st.get_option, ['theme.primaryColor', 'server.maxUploadSize', 'server.port']),"
        "all(st.get_option(name) == value for name, value in server.OPTIONS.items()))"
    )
    assert run_elsewhere(code, tmp_path) == (["#0b7a75", "5", "8999", "True"], "")


def test_streamlit_reads_no_metadata_of_packages_in_search_of_components(tmp_path: Any) -> None:
    code = (
        "import importlib.metadata, geo.ui.server as server; from geo.catalogue.paths import page_path;"
        "app = server.application(page_path(), {'server.port': 8999});"
        "importlib.metadata.distributions = None;"
        "from streamlit.runtime import Runtime; app._create_runtime(); print(Runtime.exists())"
    )
    assert run_elsewhere(code, tmp_path) == (["True"], "")


async def _answer(app: ASGIApp, method: str, path: str) -> bytes:
    parts: list[bytes] = []

    async def send(message: Any) -> None:
        parts.append(message.get("body", b""))

    async def receive() -> Any:
        return {"type": "http.request"}

    await app({"type": "http", "method": method, "path": path, "headers": []}, receive, send)
    return b"".join(parts)


@pytest.mark.parametrize(("method", "path"), [("GET", "/"), ("POST", "/"), ("GET", "/tiles/v1/x")])
def test_the_page_itself_comes_before_streamlit_is_there_and_from_it_afterwards(method: str, path: str) -> None:
    async def behind(_scope: Any, _receive: Any, send: Any) -> None:
        await send({"type": "http.response.body", "body": b"behind"})

    class Standing:
        started = False

    async def run() -> tuple[bytes, bytes]:
        early: Any = Standing()
        page = FrontPage(behind, early)
        before = await _answer(page, method, path)
        early.started = True
        return before, await _answer(page, method, path)

    before, after = asyncio.run(run())
    assert after == b"behind"
    assert (b"<html" in before) == ((method, path) == ("GET", "/"))


def test_who_is_not_ours_is_turned_away_before_the_application_is_there() -> None:
    config = server.configuration(Early(lambda: None, lambda: None))  # type: ignore[arg-type]
    said: list[Any] = []

    async def send(message: Any) -> None:
        said.append(message)

    async def receive() -> Any:
        return {"type": "http.request"}

    scope = {"type": "http", "method": "GET", "path": "/", "headers": [(b"host", b"evil.example")]}
    asyncio.run(config.app(scope, receive, send))  # type: ignore[operator, arg-type]
    assert said[0]["status"] == 421
