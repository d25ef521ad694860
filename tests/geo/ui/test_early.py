"""An application that listens before it is imported: who asks meanwhile waits, and hears when it cannot come."""

from __future__ import annotations

import asyncio
from threading import Event
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.types import ASGIApp

from geo.ui.early import Early

HTTP: dict[str, Any] = {"type": "http", "method": "GET", "path": "/", "headers": [], "query_string": b""}


async def body_of(app: ASGIApp) -> bytes:
    """What a GET of the root gives."""
    parts: list[bytes] = []

    async def send(message: Any) -> None:
        parts.append(message.get("body", b""))

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    await app(dict(HTTP), receive, send)
    return b"".join(parts)


class Server:
    """What a server says to an application and hears of it."""

    def __init__(self, app: ASGIApp) -> None:
        self.said: list[str] = []
        self._to_app: asyncio.Queue[Any] = asyncio.Queue()
        self.life = asyncio.create_task(app({"type": "lifespan", "state": {}}, self._to_app.get, self._hear))
        self._to_app.put_nowait({"type": "lifespan.startup"})

    async def _hear(self, message: Any) -> None:
        self.said.append(message["type"])

    async def stop(self) -> None:
        self._to_app.put_nowait({"type": "lifespan.shutdown"})
        await asyncio.wait_for(self.life, 10)


def test_who_asks_before_the_application_is_there_waits_for_it() -> None:
    imported, ended = Event(), []

    def load() -> ASGIApp:
        imported.wait(10)

        async def around(_: Any) -> Any:
            yield
            ended.append(True)

        from contextlib import asynccontextmanager

        return Starlette(routes=[Route("/", lambda _: PlainTextResponse("here"))], lifespan=asynccontextmanager(around))

    async def run() -> None:
        early = Early(load, lambda: None)
        server = Server(early)
        asked = asyncio.create_task(body_of(early))
        await asyncio.sleep(0.05)
        assert server.said == ["lifespan.startup.complete"], "the server listens at once"
        assert not asked.done()
        assert not early.started
        imported.set()
        assert await asyncio.wait_for(asked, 10) == b"here"
        assert early.started
        await server.stop()
        assert server.said[-1] == "lifespan.shutdown.complete"
        assert ended == [True], "the application ends as it would by itself"

    asyncio.run(run())


def test_an_application_that_cannot_be_imported_is_told_to_all_who_wait() -> None:
    faults: list[bool] = []

    def load() -> ASGIApp:
        raise ImportError("no such page")

    async def run() -> Early:
        early = Early(load, lambda: faults.append(True))
        server = Server(early)
        with pytest.raises(RuntimeError, match="did not start"):
            await asyncio.wait_for(body_of(early), 10)
        await server.stop()
        return early

    early = asyncio.run(run())
    assert faults == [True]
    assert isinstance(early.fault, ImportError)


def test_an_application_whose_start_fails_is_no_application() -> None:
    async def broken(scope: Any, receive: Any, send: Any) -> None:
        await receive()
        await send({"type": "lifespan.startup.failed", "message": "no room"})

    async def run() -> Early:
        early = Early(lambda: broken, lambda: None)
        server = Server(early)
        with pytest.raises(RuntimeError, match="did not start"):
            await asyncio.wait_for(body_of(early), 10)
        await server.stop()
        return early

    assert "no room" in str(asyncio.run(run()).fault)


def test_a_server_may_stop_before_the_application_is_there() -> None:
    imported = Event()

    def load() -> ASGIApp:
        imported.wait(10)
        return Starlette()

    async def run() -> Early:
        early = Early(load, lambda: None)
        server = Server(early)
        await asyncio.sleep(0.05)
        asyncio.get_running_loop().call_later(0.1, imported.set)
        await server.stop()
        return early

    assert asyncio.run(run()).fault is None
