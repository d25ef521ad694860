"""Who waits for tiles: the page lets a new map go first, until its tiles have been asked for and answered."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Condition
from time import monotonic

KEPT_TOKENS, LONGEST = 256, 4096
CALM_S = 0.03
"""Time [s] without a further request after which a view's tiles have all been asked for: the browser asks at once."""
FIRST_CALM_S = 0.2
"""The same where the page is new: the browser has yet to draw what came, beside its own scripts."""


@dataclass
class _Told:
    """Requests under way, how many are answered, and when the last was."""

    open: int = 0
    answered: int = 0
    last: float = 0.0

    def calm_in(self, before: int, calm_s: float) -> float | None:
        """Time [s] until nothing has come for `calm_s`, 0 if so; None while requests are under way, or awaited beyond
        the `before` that were answered already."""
        if self.open or self.answered <= before:
            return None
        return max(0.0, self.last + calm_s - monotonic())


class Asked:
    """Requests for tiles by the token of their scenario, the last few of them."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._told: OrderedDict[str, _Told] = OrderedDict()
        self._any = _Told()

    @contextmanager
    def request(self, token: str) -> Iterator[None]:
        """A request from its arrival to its answer."""
        both = (self._of(token), self._any)
        with self._changed:
            for told in both:
                told.open += 1
        try:
            yield
        finally:
            with self._changed:
                for told in both:
                    told.open -= 1
                    told.answered += 1
                    told.last = monotonic()
                self._changed.notify_all()

    def wait(self, token: str, most_s: float, *, anew: bool = False) -> None:
        """Return once tiles of a scenario have been answered and no more are asked for, or after some time.

        Parameters
        ----------
        anew : whether answers of before, to somebody else, count for nothing
        """
        told = self._of(token)
        self._until_calm(told, most_s, told.answered if anew else 0, FIRST_CALM_S if anew else CALM_S)

    def first(self, most_s: float) -> None:
        """Return once the tiles of a map have been answered, whichever it is, or after some time."""
        self._until_calm(self._any, most_s, 0, FIRST_CALM_S)

    def _until_calm(self, told: _Told, most_s: float, before: int, calm_s: float) -> None:
        until = monotonic() + most_s
        with self._changed:
            while (left := until - monotonic()) > 0:
                calm_in = told.calm_in(before, calm_s)
                if calm_in == 0.0:
                    return
                self._changed.wait(left if calm_in is None else min(left, calm_in))

    def known(self, token: str) -> bool:
        """Whether tiles of a scenario have been answered before."""
        return bool(self._of(token).answered)

    def _of(self, token: str) -> _Told:
        with self._changed:
            told = self._told.setdefault(token[:LONGEST], _Told())
            self._told.move_to_end(token[:LONGEST])
            while len(self._told) > KEPT_TOKENS:
                self._told.popitem(last=False)
            return told


ASKED = Asked()
"""The one of this process: the page and the routes share it."""
