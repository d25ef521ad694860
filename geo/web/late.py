"""Routes that are made when they are first asked for: the server listens before everything behind them is imported.

What an earlier start left on the shelf is answered meanwhile: its address names it for good.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from threading import Lock

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route, Router
from starlette.types import Receive, Scope, Send

from geo.web.answers import immutable
from geo.web.asked import ASKED
from geo.web.shelf import Shelf

ROOMS = ("tiles", "layers", "assets", "api")
"""First part of every address of ours (see `geo.web.routes`)."""
Make = Callable[[], Sequence[BaseRoute]]


class Late:
    """An application of routes that do not exist yet.

    Parameters
    ----------
    make : called once, in a thread, by the first request that nothing is kept for
    shelf : gives the answers of earlier starts, if there are any
    """

    def __init__(self, make: Make, shelf: Callable[[], Shelf | None]) -> None:
        self._make, self._shelf, self._lock = make, shelf, Lock()
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
        """Answer from the shelf, or pass a request on."""
        router = self._router
        if router is None:
            request = Request(scope)
            kept = self._kept(request)
            if kept is not None:
                token = request.query_params.get("s", "")  # tiles carry one, and nothing else does
                with ASKED.request(token) if token else nullcontext():
                    await kept(scope, receive, send)
                return
            router = await run_in_threadpool(self.ready)
        await router(scope, receive, send)

    def _kept(self, request: Request) -> Response | None:
        shelf = self._shelf() if request.method == "GET" else None
        found = None if shelf is None else shelf.kept_for(request)
        return None if found is None else immutable(request, found)
