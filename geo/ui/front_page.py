"""Streamlit's page itself, for who asks before Streamlit is there."""

from __future__ import annotations

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from geo.ui.early import Early
from geo.ui.shell import page_folder


class FrontPage:
    """Answers GETs for the page while the application behind it is still being loaded; Streamlit answers from then on.

    Parameters
    ----------
    app : ASGIApp
    early : the application, which knows whether it has started
    """

    def __init__(self, app: ASGIApp, early: Early) -> None:
        self._app, self._early = app, early

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass on."""
        if self._early.started or scope["type"] != "http" or (scope["method"], scope["path"]) != ("GET", "/"):
            await self._app(scope, receive, send)
            return
        page = (page_folder() / "index.html").read_bytes()
        await Response(page, media_type="text/html", headers={"Cache-Control": "no-cache"})(scope, receive, send)
