"""What the application does around its requests: it ends its children when it stops."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import streamlit as st

from geo.ui.jobs import jobs
from geo.workspace import Workspace

Lifespan = Callable[[Any], AbstractAsyncContextManager[dict[str, Any]]]


def base_path() -> str:
    """Path under which Streamlit serves the page (`server.baseUrlPath`)."""
    return str(st.get_option("server.baseUrlPath") or "")


def lifespan(workspace: Workspace) -> Lifespan:
    """Start and stop of the application."""

    @asynccontextmanager
    async def around(_: Any) -> AsyncIterator[dict[str, Any]]:
        yield {}
        jobs(workspace).stop()

    return around
