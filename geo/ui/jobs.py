"""Work in child processes: fetching data and building fields, watched by threads, seen by every session of the app."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from geo.build.fields import Progress
from geo.catalogue.events import Event
from geo.catalogue.fetch_child import FetchChild, run_child
from geo.catalogue.preset import Scenario
from geo.catalogue.region_data import RegionData
from geo.errors import CacheError, SitingError
from geo.ui.outlook import last_scenario, measure
from geo.workspace import SurfaceStore, Workspace

Kind = Literal["fetch", "build"]
FIRST_KEYS = ("leaflet",)
"""What the map itself needs; fetched before everything else."""
BUILD_COMMAND = ("-P", "-m", "layers", "build")
BUILD_NICENESS = 10
OFFLINE = "SITEWATT_OFFLINE"
_JOBS = SurfaceStore(4)


@dataclass(frozen=True)
class Job:
    """One piece of work as it stands.

    Parameters
    ----------
    subject : what it is for: "" for the fetch, else region and what is to be built
    done, total : steps; total 0 while unknown
    text : the step at hand
    failures : what could not be done, one sentence each
    """

    kind: Kind
    subject: str = ""
    done: float = 0.0
    total: float = 0.0
    text: str = ""
    running: bool = True
    failures: tuple[str, ...] = ()

    @property
    def share(self) -> float:
        """How much is done, 0 to 1."""
        return min(1.0, self.done / self.total) if self.total else 0.0


class Jobs:
    """At most one fetch and one build at a time, for one workspace, which is refreshed after a fetch."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._lock = threading.Lock()
        self._current: dict[Kind, Job] = {}
        self._threads: dict[Kind, threading.Thread] = {}
        self._gathering = False
        self._whole = False
        self._children: list[FetchChild | subprocess.Popen[str]] = []
        self._version = 0

    @property
    def version(self) -> int:
        """Rises whenever a job ends, or the map's own files have come."""
        return self._version

    def current(self, kind: Kind) -> Job | None:
        """The latest job of a kind, running or ended; None before the first."""
        return self._current.get(kind)

    def running(self) -> list[Job]:
        """Jobs at work, the build last."""
        return sorted((job for job in list(self._current.values()) if job.running), key=lambda job: job.kind == "build")

    def fetch(self, *, again: bool = False) -> Job | None:
        """Fetch what the default set lacks, once in the life of the process unless asked again."""
        with self._lock:
            known = self._current.get("fetch")
            if known is not None and (known.running or not again):
                return known
            self._whole = self._whole and not again
            if self._whole or not self._workspace.artefacts.missing():
                self._whole = True
                return known
            return self._start(Job("fetch", text="Starting"), self._fetch)

    def build(self, data: RegionData, scenario: Scenario, *, again: bool = False) -> Job | None:
        """Build the fields of a scenario's load and year, those that its map needs first, unless a build is running or
        this very one has ended before. None while data are being fetched: the child would see half of them."""
        subject = f"{data.fingerprint} {scenario.region} {scenario.brief}"
        with self._lock:
            known = self._current.get("build")
            if known is not None and (known.running or (known.subject == subject and not again)):
                return known
            if self._gathering:
                return known
            first = Job("build", subject, text="Starting")
            return self._start(first, lambda job: self._build(job, scenario))

    def stop(self) -> None:
        """End every child; what is finished stays in the cache."""
        for child in list(self._children):
            if isinstance(child, FetchChild):
                child.stop()
            elif child.poll() is None:
                child.terminate()
                child.wait()

    def _start(self, job: Job, work: Callable[[Job], Job]) -> Job:
        self._current[job.kind] = job
        self._threads[job.kind] = threading.Thread(
            target=self._run, args=(job, work), name=f"sitewatt-{job.kind}", daemon=True
        )
        self._threads[job.kind].start()
        return job

    def _run(self, job: Job, work: Callable[[Job], Job]) -> None:
        try:
            ended = work(job)
        except (SitingError, OSError) as error:
            latest = self._current.get(job.kind, job)
            ended = replace(latest, failures=(*latest.failures, str(error)))
        if job.kind == "fetch":
            self._workspace.renew(lambda old, new: self._settle(ended, old, new))
        with self._lock:
            self._gathering = self._gathering and job.kind != "fetch"
            self._current[job.kind] = replace(ended, running=False)
            self._version += 1

    def _settle(self, job: Job, old: RegionData, new: RegionData) -> None:
        """Measure and build with the new data what is shown with the old, which stays in sight until then."""
        scenario = last_scenario(old)
        if scenario is None:
            return
        try:
            self._build(replace(job, text="The new data"), scenario)
            measure(self._workspace, new, scenario)
        except (SitingError, OSError):
            return  # the page meets the same fault and tells it

    def _tell(self, job: Job) -> None:
        self._current[job.kind] = job

    def _fetch(self, job: Job) -> Job:
        offline = is_offline()
        first = [key for key in FIRST_KEYS if key in self._workspace.artefacts.missing(list(FIRST_KEYS))]
        if first:
            job = self._watch_fetch(job, first, offline)
            self._version += 1
        self._tell(replace(job, text="Once the map has its colours"))
        self._begin_gathering()
        return self._watch_fetch(job, None, offline)

    def _begin_gathering(self) -> None:
        """Data are fetched once the map that is being built has its colours, from the data that are here."""
        while True:
            with self._lock:
                build = self._current.get("build")
                if build is None or not build.running:
                    self._gathering = True
                    return
            self._threads["build"].join()

    def _watch_fetch(self, job: Job, keys: list[str] | None, offline: bool) -> Job:
        catalogue = self._workspace.catalogue
        child = run_child(keys, offline=offline, data=catalogue.data_root, cache=self._workspace.cache)
        self._children.append(child)
        parts: dict[str, Event] = {}
        for event in child:
            job = told(job, event, parts)
            self._tell(job)
        self._children.remove(child)
        return job

    def _build(self, job: Job, scenario: Scenario) -> Job:
        command = [sys.executable, *BUILD_COMMAND, "--region", scenario.region, "--token", scenario.token()]
        command += ["--json-progress"]
        with subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env=child_environment(self._workspace.cache),
        ) as child:
            make_way(child.pid)
            self._children.append(child)
            assert child.stdout is not None
            assert child.stderr is not None
            for step in steps(child.stdout):
                job = replace(job, done=step.done, total=step.total, text=step.field)
                self._tell(job)
            said = child.stderr.read().strip().splitlines()
        self._children.remove(child)
        if child.returncode:
            raise CacheError("the fields were not built", found=said[-1] if said else f"exit status {child.returncode}")
        return job


def make_way(pid: int) -> None:
    """Let a child that builds give way to the process that draws tiles; where the system cannot, nothing happens."""
    if hasattr(os, "setpriority"):
        try:
            os.setpriority(os.PRIO_PROCESS, pid, BUILD_NICENESS)
        except OSError:
            return


def jobs(workspace: Workspace) -> Jobs:
    """The jobs of a workspace: one set for all sessions of the process."""
    return _JOBS.get(workspace, lambda: Jobs(workspace))


def is_offline() -> bool:
    """Whether the operator forbids the network (SITEWATT_OFFLINE=1)."""
    return os.environ.get(OFFLINE, "").strip().lower() in ("1", "true", "yes")


def told(job: Job, event: Event, parts: dict[str, Event]) -> Job:
    """The fetch after an event: bytes over all artefacts seen so far, failures by title."""
    if event.key:
        parts[event.key] = event
    done = sum(
        part.total_bytes if part.kind in ("done", "skipped", "failed") else part.done_bytes for part in parts.values()
    )
    total = sum(part.total_bytes for part in parts.values())
    failures = job.failures
    if event.kind == "failed":
        failures = (*failures, f"{event.title}: {event.message}")
    if event.kind == "finished":
        return replace(job, failures=failures)
    share = _share(event, parts)
    text = f"{event.title} ({event.ended} of {event.count} done, {done / 1e6:.0f} of {max(total, done) / 1e6:.0f} MB)"
    return replace(
        job, done=share, total=1.0, text=text if event.key else "Waiting for another fetch", failures=failures
    )


def _share(event: Event, parts: dict[str, Event]) -> float:
    """Ended artefacts and the parts of those under way, over the number of artefacts."""
    under_way = [p for p in parts.values() if p.kind in ("start", "progress") and p.total_bytes]
    partly = sum(p.done_bytes / p.total_bytes for p in under_way)
    return min(1.0, (event.ended + partly) / event.count) if event.count else 0.0


def steps(lines: Iterable[str]) -> Iterator[Progress]:
    """Progress of a build from its lines; what is no progress (a warning of a library, say) is passed over."""
    for line in lines:
        try:
            yield Progress(**json.loads(line))
        except (ValueError, TypeError):
            continue


def child_environment(cache: Path) -> dict[str, str]:
    """Our environment with our cache, and the folder that holds `geo` and `layers` on the child's path."""
    folders = (str(Path(__file__).resolve().parents[2]), os.environ.get("PYTHONPATH", ""))
    path = os.pathsep.join(folder for folder in folders if folder)
    return {**os.environ, "PYTHONPATH": path, "SITEWATT_CACHE": str(cache.parent)}
