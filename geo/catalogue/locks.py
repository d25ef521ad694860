"""One process at a time: locks that the system releases even when their holder is killed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from geo.errors import CacheError


@contextmanager
def held(path: Path, waiting: Callable[[], None], poll_s: float = 1.0) -> Iterator[None]:
    """Hold the lock file `path`; call `waiting` every `poll_s` seconds for as long as another process holds it."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(path)
        _acquire(lock, waiting, poll_s)
    except OSError as error:
        raise CacheError(
            "the cache folder cannot be written", where=str(path.parent), found=str(error), mend="set SITEWATT_CACHE"
        ) from error
    try:
        yield
    finally:
        lock.release()


def _acquire(lock: FileLock, waiting: Callable[[], None], poll_s: float) -> None:
    pause = 0.0
    while True:
        try:
            lock.acquire(timeout=pause, poll_interval=0.1)
            return
        except Timeout:
            waiting()
            pause = poll_s
