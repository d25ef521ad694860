"""Where routes compute: a few threads and a short queue, so that a flood is turned away and not piled up."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Thread
from typing import TypeVar

from geo.errors import SitingError

T = TypeVar("T")


class BusyError(SitingError):
    """Too much is waiting already; ask again."""


class Workers:
    """Threads beside the event loop, with a bounded queue.

    Parameters
    ----------
    name : thread name
    threads : how many compute at a time
    queue : how many more may wait
    """

    def __init__(self, name: str, threads: int, queue: int) -> None:
        self._name = name
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._most = threads + queue
        self.waiting = 0

    def begin(self, work: Callable[[], None]) -> None:
        """Start something that nobody waits for, beside the queue."""
        Thread(target=work, name=f"{self._name}-begin", daemon=True).start()

    async def run(self, work: Callable[[], T]) -> T:
        """The result of `work`, computed in a thread; BusyError when the queue is full."""
        if self.waiting >= self._most:
            raise BusyError("too many requests at once", mend="ask again")
        self.waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, work)
        finally:
            self.waiting -= 1
