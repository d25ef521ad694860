"""Routes that are made when they are first asked for: the server listens before everything behind them is imported."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from threading import Lock

from starlette.concurrency import run_in_threadpool
from starlette.routing import BaseRoute, Route, Router
from starlette.types import Receive, Scope, Send

ROOMS = ("tiles", "layers", "assets", "api")
"""First part of every address of ours (see `geo.web.routes`)."""
Make = Callable[[], Sequence[BaseRoute]]


class Late:
    """An application of routes that do not exist yet.

    Parameters
    ----------
    make : called once, in a thread, by the first request
    """

    def __init__(self, make: Make) -> None:
        self._make, self._lock = make, Lock()
        self._router: Router | None = None

    def ready(self) -> Router:
        """The routes; who comes second waits for the first."""
        with self._lock:
            if self._router is None:
                self._router = Router(list(self._make()))
            return self._router

    def routes(self, base_path: str = "") -> list[Route]:
        """Everything below our rooms, whatever the method; a line feed in an address leads nowhere else.

        Parameters
        ----------
        base_path : Streamlit's `server.baseUrlPath`; it does not prefix routes by itself
        """
        inner = base_path.strip("/")
        base = f"/{inner}" if inner else ""
        return [self._below(f"{base}/{room}/") for room in ROOMS]

    def _below(self, path: str) -> Route:
        route = Route(path + "{rest:path}", self)
        route.path_regex = re.compile(f"^{re.escape(path)}(?P<rest>.*)$", re.DOTALL)
        return route

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        router = self._router
        if router is None:
            router = await run_in_threadpool(self.ready)
        await router(scope, receive, send)
