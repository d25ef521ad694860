"""Streamlit's own scripts, styles and fonts, answered at the door.

A page asks for a hundred of them while the application is still being imported. Streamlit leads each through its
sessions, path checks and three threads; here it is an exact name in a list and one read.
"""

from __future__ import annotations

import mimetypes
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

HASHED = "static"
"""Folder whose files carry a digest of their content in their name."""
FOREVER = "public, max-age=31536000, immutable"
CONDITIONS = (b"range", b"if-none-match", b"if-modified-since")
"""Headers of requests that want more than the file: Streamlit answers those."""


class Shell:
    """Answers GETs for the hashed files of Streamlit's page; everything else goes on.

    Parameters
    ----------
    app : ASGIApp
    base_path : Streamlit's `server.baseUrlPath`
    """

    def __init__(self, app: ASGIApp, base_path: str = "") -> None:
        self._app, self._base = app, base_path.strip("/")

    @cached_property
    def _files(self) -> dict[str, Path]:
        root = page_folder()
        start = f"/{self._base}/" if self._base else "/"
        found = (path for path in (root / HASHED).rglob("*") if path.is_file())
        return {start + path.relative_to(root).as_posix(): path for path in found}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass on."""
        path = self._file(scope)
        if path is None:
            await self._app(scope, receive, send)
            return
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        await Response(path.read_bytes(), media_type=kind, headers={"Cache-Control": FOREVER})(scope, receive, send)

    def _file(self, scope: Scope) -> Path | None:
        if scope["type"] != "http" or scope["method"] != "GET":
            return None
        if any(name in CONDITIONS for name, _ in scope["headers"]):
            return None
        return self._files.get(scope["path"])


def page_folder() -> Path:
    """Folder of Streamlit's page with all that belongs to it; Streamlit itself is not imported for it."""
    found = find_spec("streamlit")
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).parent / "static"
