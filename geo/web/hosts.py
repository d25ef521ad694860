"""Whom we answer: a host allow-list against DNS rebinding, and safe headers on everything, the page included."""

from __future__ import annotations

import os
from ipaddress import ip_address

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from geo.web.answers import refusal

SETTING = "SITEWATT_HOSTS"
"""Names beside localhost that this machine answers to, parted by commas; "*" for any (behind a proxy that checks)."""


def allowed_hosts() -> frozenset[str]:
    """Host names that the operator's setting allows."""
    named = os.environ.get(SETTING, "")
    return frozenset(name.strip().lower().rstrip(".") for name in named.split(",") if name.strip())


def middleware() -> list[Middleware]:
    """What the app runs in front of every route."""
    return [Middleware(HostGuard, allowed=allowed_hosts())]


def host_name(header: str) -> str:
    """Host header without port, lower case."""
    text = header.strip().lower()
    if text.startswith("["):
        return text.partition("]")[0][1:]
    return text.partition(":")[0].rstrip(".")


class HostGuard:
    """Turns away requests for a host that we are not, and marks answers as not to be sniffed.

    A rebinding attack needs a name: addresses in figures and localhost are always ours.

    Parameters
    ----------
    app : ASGIApp
    allowed : further host names, or "*"
    """

    def __init__(self, app: ASGIApp, allowed: frozenset[str] = frozenset()) -> None:
        self._app, self._allowed = app, allowed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        if not self._ours(Headers(scope=scope).getlist("host")):
            await self._refuse(scope, receive, send)
            return
        await self._app(scope, receive, _marking(send) if scope["type"] == "http" else send)

    def _ours(self, headers: list[str]) -> bool:
        if len(headers) != 1 or len(headers[0]) > 260:
            return False
        name = host_name(headers[0])
        known = name == "localhost" or name.endswith(".localhost") or name in self._allowed or "*" in self._allowed
        return known or _is_address(name)

    @staticmethod
    async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008, "reason": "unknown host"})
            return
        answer = refusal(421, f"this server does not answer to that host name; the operator may add it to {SETTING}")
        await answer(scope, receive, send)


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _marking(send: Send) -> Send:
    async def marked(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers.setdefault("X-Content-Type-Options", "nosniff")
            headers.setdefault("Referrer-Policy", "no-referrer")
        await send(message)

    return marked
