"""What the application does around its requests: it shares its time finely, and ends its children when it stops."""

from __future__ import annotations

import gc
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import Route

from geo.ui.opening import OPENING, Load
from geo.ui.packing import pack_widely
from geo.ui.polling import poll_without_controls
from geo.ui.server import SWITCH_S
from geo.ui.shell import Shell
from geo.ui.warm_up import warm_up
from geo.web.hosts import middleware
from geo.web.late import Late
from geo.web.shelf import machine_shelf

GARBAGE = (20_000, 20, 20)
"""When Python looks for circular garbage: thousands of small objects come and go with every answer, almost none of them
in circles, and each look holds up all threads."""
Lifespan = Callable[[Any], AbstractAsyncContextManager[dict[str, Any]]]


def application_parts(load: Load) -> dict[str, Any]:
    """What `st.App` takes beside the script: our routes, what happens at start and stop, whom we answer."""
    base = base_path()

    def made() -> list[Route]:
        workspace = OPENING.through(load)
        from geo.web.routes import routes  # what stands behind it takes long to import

        return routes(workspace, base)

    late = Late(made, machine_shelf)
    return {
        "routes": late.routes(base),
        "lifespan": lifespan(load, late),
        "middleware": [*middleware(), Middleware(Shell, base_path=base)],
    }


def base_path() -> str:
    """Path under which Streamlit serves the page (`server.baseUrlPath`)."""
    return str(st.get_option("server.baseUrlPath") or "")


def lifespan(load: Load, late: Late) -> Lifespan:
    """Start and stop of the application."""

    @asynccontextmanager
    async def around(_: Any) -> AsyncIterator[dict[str, Any]]:
        sys.setswitchinterval(SWITCH_S)
        gc.set_threshold(*GARBAGE)
        pack_widely()
        poll_without_controls()
        warm_up(load, late)
        yield {}
        if OPENING.done:
            stop_children(load)

    return around


def stop_children(load: Load) -> None:
    """End what runs in processes of its own."""
    from geo.ui.decide_work import runs
    from geo.ui.jobs import jobs

    workspace = OPENING.through(load)
    jobs(workspace).stop()
    runs(workspace).stop()
