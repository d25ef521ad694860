"""A fetch in a process of its own, telling its progress as JSON lines.

`python -m geo.catalogue.fetch_child KEY ... [--offline]`; `run_child` starts it and reads along.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

from geo.catalogue.events import Event, Listener, from_json, to_json
from geo.catalogue.fetch import fetch
from geo.catalogue.fetch_job import StoppedError
from geo.catalogue.locks import held
from geo.catalogue.paths import cache_root, data_root, mirror_root
from geo.catalogue.store import Artefacts
from geo.errors import FetchError, SitingError

LOCK = "fetch.lock"


class FetchChild:
    """A running child; iterate over it once for its events, call `stop` (from any thread) to end it.

    The last event is "finished". A child that dies without one raises FetchError.
    """

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self._stopped = False

    def __iter__(self) -> Iterator[Event]:
        assert self._process.stdout is not None
        kind = ""
        with self._process.stdout as lines:
            for event in map(from_json, lines):
                if event is not None:
                    kind = event.kind
                    yield event
        status = self._process.wait()
        if kind != "finished" and not self._stopped:
            raise FetchError("the fetch ended early", found=f"exit status {status}", mend="run sitewatt fetch")

    def stop(self) -> None:
        """End the child and whatever it started; what is finished stays in the cache."""
        self._stopped = True
        if self.running:
            _end_group(self._process)
        self._process.wait()

    @property
    def running(self) -> bool:
        """Whether the child is still at work."""
        return self._process.poll() is None


def run_child(
    keys: list[str] | None = None, *, offline: bool = False, data: Path | None = None, cache: Path | None = None
) -> FetchChild:
    """Start a child that fetches the named artefacts (the default set by default).

    Parameters
    ----------
    keys : list of str, optional
    offline : bool
        Never open the network.
    data, cache : Path, optional
        Data folder and versioned cache folder; those of this process by default.
    """
    command = [sys.executable, "-P", "-m", "geo.catalogue.fetch_child", *(keys or [])]
    command += ["--data", str(data or data_root()), "--cache", str(cache or cache_root())]
    command += ["--offline"] if offline else []
    return FetchChild(
        subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env=_environment(),
            start_new_session=True,
        )
    )


def _environment() -> dict[str, str]:
    """Our environment, with the folder that holds `geo` on the child's path (it may not be installed)."""
    folders = (str(Path(__file__).resolve().parents[2]), os.environ.get("PYTHONPATH", ""))
    return {**os.environ, "PYTHONPATH": os.pathsep.join(folder for folder in folders if folder)}


def _end_group(process: subprocess.Popen[str]) -> None:
    """End the child with its own children; it leads a session, so the group has its number."""
    if not hasattr(os, "killpg"):
        process.kill()
        return
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def main(argv: list[str] | None = None) -> int:
    """Fetch, one JSON line per event on stdout; 0 all there, 1 something failed, 2 wrongly asked."""
    options = _parser().parse_args(argv)
    stop = threading.Event()
    tell = _teller(stop)
    before = signal.signal(signal.SIGTERM, lambda *_: stop.set())
    try:
        return _work(options, tell, stop)
    except StoppedError:
        return 1
    except SitingError as error:
        tell(Event("finished", message=str(error)))
        return 2
    finally:
        signal.signal(signal.SIGTERM, before)


def _work(options: argparse.Namespace, tell: Listener, stop: threading.Event) -> int:
    cache = options.cache or cache_root()
    store = Artefacts.of(options.data or data_root(), cache)

    def waiting() -> None:
        if stop.is_set():
            raise StoppedError("stopped")
        tell(Event("waiting"))

    with held(cache / "locks" / LOCK, waiting):
        report = fetch(
            store, options.keys or None, listen=tell, mirror=mirror_root(), offline=options.offline, stop=stop
        )
    return 0 if report.ok else 1


def _teller(stop: threading.Event) -> Listener:
    """Writes events to stdout; when nobody reads them any more, the fetch is to stop."""

    def tell(event: Event) -> None:
        try:
            sys.stdout.write(to_json(event) + "\n")
            sys.stdout.flush()
        except BrokenPipeError:
            stop.set()
            sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115

    return tell


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="geo.catalogue.fetch_child", description=__doc__)
    parser.add_argument("keys", nargs="*", help="artefact keys (default: the default set)")
    parser.add_argument("--data", type=Path, help="data folder")
    parser.add_argument("--cache", type=Path, help="versioned cache folder")
    parser.add_argument("--offline", action="store_true", help="never open the network")
    return parser


if __name__ == "__main__":
    sys.exit(main())
