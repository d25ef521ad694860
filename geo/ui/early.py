"""An application that answers before it is imported: the server listens at once, what takes long comes behind it.

Streamlit and all that stands behind the page take a second of computing. A browser takes half of one to fetch and start
the page's scripts, which are files. Both go on side by side.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Message, Receive, Scope, Send

Load = Callable[[], ASGIApp]


class Early:
    """Stands for an application until it is loaded and has started; whoever asks meanwhile waits.

    Parameters
    ----------
    load : imports the application, in a thread
    on_fault : called when it cannot be loaded or does not start

    Attributes
    ----------
    fault : why there is no application, if there is none
    """

    def __init__(self, load: Load, on_fault: Callable[[], None]) -> None:
        self._load, self._on_fault = load, on_fault
        self._app: ASGIApp | None = None
        self._started = asyncio.Event()
        self._told: asyncio.Queue[Message] = asyncio.Queue()
        self.fault: BaseException | None = None

    @property
    def started(self) -> bool:
        """Whether the application answers for itself."""
        return self._app is not None and self._started.is_set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, once there is somebody to take it."""
        if scope["type"] == "lifespan":
            await self._live(scope, receive, send)
            return
        await self._started.wait()
        if self._app is None:
            raise RuntimeError("the application did not start")
        await self._app(scope, receive, send)

    async def _live(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Tell the server that all is well, start the application behind it, and stop it in the end."""
        await receive()
        inner = asyncio.create_task(self._open(dict(scope)))
        inner.add_done_callback(self._ended)
        await send({"type": "lifespan.startup.complete"})
        await receive()
        if self.started:
            self._told.put_nowait({"type": "lifespan.shutdown"})
        else:
            inner.cancel()
        await asyncio.wait({inner})
        await send({"type": "lifespan.shutdown.complete"})

    async def _open(self, scope: Scope) -> None:
        app = await run_in_threadpool(self._load)
        self._told.put_nowait({"type": "lifespan.startup"})
        self._app = app
        await app(scope, self._told.get, self._heard)

    def _ended(self, inner: asyncio.Task[None]) -> None:
        """Who still waits is told, and so is whoever runs the server if nobody has stopped it."""
        self._app = None
        self._started.set()
        if not inner.cancelled() and (fault := inner.exception()) is not None:
            self.fault = fault
            self._on_fault()

    async def _heard(self, message: Message) -> None:
        """What the application says of its start and end."""
        match message["type"]:
            case "lifespan.startup.complete":
                self._started.set()
            case "lifespan.startup.failed" | "lifespan.shutdown.failed":
                raise RuntimeError(str(message.get("message", "the application did not start")))
