"""What every way of fetching is given: the pin, a scratch folder, and how to say how far it is."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from geo.catalogue.artefact import Artefact
from geo.errors import FetchError


class StoppedError(FetchError):
    """The fetch was told to stop."""


class UnreachableError(FetchError):
    """Nobody answered; nothing is wrong with the file itself."""


class MissingError(FetchError):
    """The server answered that there is no such thing."""


@dataclass
class Outages:
    """Hosts (and "registry") that did not answer in this run, so that the next file does not wait for them again."""

    down: set[str] = field(default_factory=set)

    def add(self, name: str) -> None:
        """Remember that `name` did not answer."""
        self.down.add(name)

    def __contains__(self, name: str) -> bool:
        return name in self.down


@dataclass(frozen=True)
class Job:
    """One artefact to be fetched into `folder` (a scratch folder that becomes the artefact's own when all is well)."""

    pin: Artefact
    folder: Path
    scratch: Path
    mirror: Path | None
    offline: bool
    outages: Outages
    stop: threading.Event
    advance: Callable[[int], None]
    """Called with the bytes transferred so far."""

    def check_stop(self) -> None:
        """Raise StoppedError when the fetch was told to stop."""
        if self.stop.is_set():
            raise StoppedError("stopped", where=self.pin.key, mend="run it again; what was done stays")
