"""Whom we answer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from starlette.applications import Starlette

from geo.web.hosts import SETTING, HostGuard, allowed_hosts, host_name, middleware
from geo.web.routes import routes
from geo.workspace import Workspace

HEALTH = "/api/v1/health"


@pytest.mark.parametrize(
    "host", ["localhost", "localhost:8501", "127.0.0.1:8501", "[::1]:8501", "192.168.1.20:80", "a.localhost"]
)
def test_this_machine_and_addresses_in_figures_are_ours(client: Any, host: str) -> None:
    assert client.get(HEALTH, host=host).status == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example:8501", "", "[", "a" * 300]
)
def test_a_name_that_rebinding_could_point_at_us_is_refused(client: Any, host: str) -> None:
    assert client.get(HEALTH, host=host).status == 421


def test_the_operator_may_add_names(
    monkeypatch: pytest.MonkeyPatch, town: Workspace, client_of: Callable[..., Any]
) -> None:
    monkeypatch.setenv(SETTING, " map.example.org , Other.Example.")
    assert allowed_hosts() == {"map.example.org", "other.example"}
    client = client_of(town)
    assert client.get(HEALTH, host="MAP.example.org:443").status == 200
    assert client.get(HEALTH, host="elsewhere.example.org").status == 421


def test_two_host_headers_are_refused(town: Workspace) -> None:
    app = Starlette(routes=routes(town), middleware=middleware())
    sent: list[Any] = []
    scope = {
        "type": "http",
        "method": "GET",
        "path": HEALTH,
        "query_string": b"",
        "headers": [(b"host", b"localhost")] * 2,
    }

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {"type": "http.request", "body": b""}

    asyncio.run(app(scope, receive, send))
    assert sent[0]["status"] == 421


def test_a_websocket_for_a_foreign_name_is_closed_before_it_opens() -> None:
    sent: list[Any] = []

    async def app(*_: Any) -> None:
        raise AssertionError("the application must not be reached")

    async def receive() -> Any:
        return {"type": "websocket.connect"}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "websocket", "headers": [(b"host", b"evil.example")]}
    asyncio.run(HostGuard(app)(scope, receive, send))
    assert sent == [{"type": "websocket.close", "code": 1008, "reason": "unknown host"}]


def test_every_answer_forbids_sniffing(client: Any) -> None:
    for path in (HEALTH, "/tiles/none", "/assets/v1/x/y.js"):
        assert client.get(path).headers["x-content-type-options"] == "nosniff"


def test_ports_brackets_and_case_do_not_matter() -> None:
    assert host_name("LocalHost:80") == "localhost"
    assert host_name("[2001:DB8::1]:80") == "2001:db8::1"
