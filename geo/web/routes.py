"""Every route of ours beside the page: tiles, layers, assets, JSON. GET, and POST for one; all else is a plain 404."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from inspect import isawaitable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from geo.errors import InputError, SitingError
from geo.tiles.ground import NotBuiltError
from geo.web import assets, grounds, layers, posted, tiles
from geo.web.answers import refusal
from geo.web.api import Api
from geo.web.arguments import AbsentError
from geo.web.assets import Assets
from geo.web.grounds import Grounds
from geo.web.late import ROOMS
from geo.web.layers import Layers
from geo.web.posted import Posted
from geo.web.tiles import Tiles
from geo.web.work import BusyError
from geo.workspace import Workspace

Answer = Callable[[Request], Response] | Callable[[Request], Awaitable[Response]]
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT")
WAIT_S = 2


def routes(workspace: Workspace, base_path: str = "") -> list[Route]:
    """All routes over one workspace.

    Parameters
    ----------
    base_path : Streamlit's `server.baseUrlPath`; it does not prefix routes by itself
    """
    api, vectors, inner = Api(workspace), Layers(workspace), base_path.strip("/")
    base = f"/{inner}" if inner else ""
    answers: dict[str, Answer] = {
        tiles.PATH: Tiles(workspace).answer,
        layers.PATH: vectors.answer,
        layers.SQUARE_PATH: vectors.square,
        grounds.PATH: Grounds(workspace).answer,
        assets.PATH: Assets(workspace).answer,
        "/api/v1/health": api.health,
        "/api/v1/score": api.score,
    }
    found = [Route(base + path, guarded(answer), methods=["GET"]) for path, answer in answers.items()]
    # HEAD comes with GET; every other method of this address is answered by the same guard.
    found.append(Route(base + posted.PATH, guarded(Posted(workspace).answer), methods=list(METHODS)))
    return found + [_everything_below(f"{base}/{room}/") for room in ROOMS]


def _everything_below(path: str) -> Route:
    """What no other route took; a line feed in the address must not lead past it to Streamlit's page."""
    route = Route(path + "{rest:path}", nothing, methods=METHODS)
    route.path_regex = re.compile(f"^{re.escape(path)}(?P<rest>.*)$", re.DOTALL)
    return route


def guarded(answer: Answer) -> Callable[[Request], Awaitable[Response]]:
    """The same answer, with our own errors told as JSON and a status instead of a traceback."""

    async def told(request: Request) -> Response:
        try:
            found = answer(request)
            return await found if isawaitable(found) else found
        except SitingError as error:
            return told_error(error)

    return told


def told_error(error: SitingError) -> Response:
    """Status of an error: 404 absent, 400 malformed, 503 not yet or too busy, 500 our own fault."""
    if isinstance(error, AbsentError):
        return refusal(404, str(error))
    if isinstance(error, InputError):
        return refusal(400, str(error))
    if isinstance(error, NotBuiltError | BusyError):
        return refusal(503, str(error), WAIT_S)
    return refusal(500, error.what)


async def nothing(request: Request) -> Response:
    """Addresses that start like ours and are not: Streamlit would answer them with its page."""
    if request.method not in ("GET", "HEAD"):
        return refusal(405, "only GET is allowed here")
    return refusal(404, "no such address")
