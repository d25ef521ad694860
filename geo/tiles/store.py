"""A store bounded by bytes: what is dear to make is made once, however many ask, and the longest unused goes first."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class ByteStore(Generic[T]):
    """Kept things by key, of at most so many bytes together.

    Parameters
    ----------
    limit_bytes : int
        Most bytes that are kept. A thing larger than an eighth of it is handed out and not kept.
    size : callable
        Bytes of a thing; the length of a text key is added.
    """

    def __init__(self, limit_bytes: int, size: Callable[[T], int]) -> None:
        self._limit, self._size = limit_bytes, size
        self._kept: OrderedDict[Hashable, T] = OrderedDict()
        self._making: dict[Hashable, threading.Lock] = {}
        self._lock = threading.Lock()
        self.held_bytes = 0

    def find(self, key: Hashable) -> T | None:
        """The kept thing, or None."""
        with self._lock:
            if key not in self._kept:
                return None
            self._kept.move_to_end(key)
            return self._kept[key]

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """The kept thing, or a newly made one; others who want the same meanwhile wait for it."""
        found = self.find(key)
        if found is not None:
            return found
        with self._lock:
            making = self._making.setdefault(key, threading.Lock())
        with making:
            found = self.find(key)
            if found is not None:
                return found
            try:
                made = make()
                self.keep(key, made)
            finally:
                with self._lock:
                    self._making.pop(key, None)
        return made

    def keep(self, key: Hashable, thing: T) -> None:
        """Keep a thing, dropping the longest unused until all fit."""
        size = self._cost(key, thing)
        if size > self._limit // 8:
            return
        with self._lock:
            if key in self._kept:
                self.held_bytes -= self._cost(key, self._kept.pop(key))
            self._kept[key] = thing
            self.held_bytes += size
            while self.held_bytes > self._limit:
                self.held_bytes -= self._cost(*self._kept.popitem(last=False))

    def _cost(self, key: Hashable, thing: T) -> int:
        return self._size(thing) + (len(key) if isinstance(key, str | bytes) else 0)

    def __len__(self) -> int:
        return len(self._kept)
