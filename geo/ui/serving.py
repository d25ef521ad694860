"""What the application does around its requests: it shares its time finely, and ends its children when it stops."""

from __future__ import annotations

import gc
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import streamlit as st

from geo.ui.decide_work import runs
from geo.ui.jobs import jobs
from geo.ui.packing import pack_widely
from geo.ui.warm_up import warm_up
from geo.workspace import Workspace

SWITCH_S = 0.0005
"""How long [s] one thread may hold the interpreter while others wait: a tile passes three threads, and at Python's 5 ms
each of them waits for a page that is being computed."""
GARBAGE = (20_000, 20, 20)
"""When Python looks for circular garbage: thousands of small objects come and go with every answer, almost none of them
in circles, and each look holds up all threads."""
Lifespan = Callable[[Any], AbstractAsyncContextManager[dict[str, Any]]]


def base_path() -> str:
    """Path under which Streamlit serves the page (`server.baseUrlPath`)."""
    return str(st.get_option("server.baseUrlPath") or "")


def lifespan(workspace: Workspace) -> Lifespan:
    """Start and stop of the application."""

    @asynccontextmanager
    async def around(_: Any) -> AsyncIterator[dict[str, Any]]:
        sys.setswitchinterval(SWITCH_S)
        gc.freeze()  # code and catalogue stay: nobody need look through them again
        gc.set_threshold(*GARBAGE)
        pack_widely()
        warm_up(workspace)
        yield {}
        jobs(workspace).stop()
        runs(workspace).stop()

    return around
