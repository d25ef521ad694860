"""Long answers made by the command line in child processes: one at a time, kept for all sessions, never in the page."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import streamlit as st

from geo.catalogue.preset import Scenario
from geo.maps.text import markdown
from geo.ui.jobs import child_environment
from geo.workspace import SurfaceStore, Workspace

State = Literal["waiting", "running", "done", "failed"]
COMMAND = ("-P", "-m", "layers")
KEPT, MOST_WAITING, LONGEST_S, EVERY_S = 24, 6, 1200.0, 1.0
_RUNS = SurfaceStore(4)


@dataclass(frozen=True)
class Run:
    """One answer as it stands: its content once it is done, what went wrong where it failed."""

    state: State = "waiting"
    content: dict[str, Any] = field(default_factory=dict)
    fault: str = ""


class Runs:
    """Answers by key. At most one child works; others wait their turn; the oldest answers are forgotten."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._kept: OrderedDict[str, Run] = OrderedDict()
        self._lock, self._turn = threading.Lock(), threading.Lock()
        self._child: subprocess.Popen[str] | None = None
        self._stopped = False

    def find(self, key: str) -> Run | None:
        """The answer of a key, or None where nobody has asked for it yet."""
        return self._kept.get(key)

    def start(self, key: str, command: tuple[str, ...], scenario: Scenario) -> Run:
        """Ask for an answer, unless it is there or on its way; failed ones are tried again."""
        with self._lock:
            known = self._kept.get(key)
            if known is not None and known.state != "failed":
                return known
            if sum(run.state in ("waiting", "running") for run in self._kept.values()) >= MOST_WAITING:
                return Run("failed", fault="Others are being served: ask again in a minute.")
            run = self._kept[key] = Run()
            self._kept.move_to_end(key)
            ended = [old for old, known in self._kept.items() if known.state in ("done", "failed")]
            for old in ended[: max(0, len(self._kept) - KEPT)]:
                del self._kept[old]
        threading.Thread(target=self._work, args=(key, command, scenario), name="sitewatt-decide", daemon=True).start()
        return run

    def stop(self) -> None:
        """End the child that works."""
        self._stopped = True
        child = self._child
        if child is not None and child.poll() is None:
            child.terminate()
            child.wait()

    def _work(self, key: str, command: tuple[str, ...], scenario: Scenario) -> None:
        with self._turn:
            if self._stopped:
                return
            self._kept[key] = Run("running")
            try:
                self._kept[key] = self._answer(command, scenario)
            except (OSError, ValueError, subprocess.TimeoutExpired) as error:
                self._kept[key] = Run("failed", fault=str(error)[:300])

    def _answer(self, command: tuple[str, ...], scenario: Scenario) -> Run:
        with tempfile.TemporaryDirectory(prefix="sitewatt-") as folder:
            file = Path(folder) / "scenario.toml"
            file.write_text(scenario.to_toml(), encoding="utf-8")
            argv = [sys.executable, *COMMAND, *command, "--scenario", str(file), "--offline", "--json"]
            self._child = subprocess.Popen(
                argv,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                encoding="utf-8",
                env={**child_environment(self._workspace.cache), "NUMBA_NUM_THREADS": "1"},
            )
            _behind(self._child)
            try:
                said, told = self._child.communicate(timeout=LONGEST_S)
            except subprocess.TimeoutExpired:
                self._child.kill()
                self._child.communicate()
                raise
            if self._child.returncode:
                last = (told.strip().splitlines() or [f"exit status {self._child.returncode}"])[-1]
                return Run("failed", fault=last.removeprefix("sitewatt: "))
            return Run("done", content=json.loads(said))


def _behind(child: subprocess.Popen[str]) -> None:
    """Let the page and its tiles go first, where the system lets us."""
    if os.name == "posix" and child.poll() is None:
        os.setpriority(os.PRIO_PROCESS, child.pid, 5)


def runs(workspace: Workspace) -> Runs:
    """The answers of a workspace: one set for all sessions of the process."""
    return _RUNS.get(workspace, lambda: Runs(workspace))


def answer(
    workspace: Workspace, scenario: Scenario, command: tuple[str, ...], label: str, state: str
) -> dict[str, Any] | None:
    """A button that asks for an answer, what there is to wait for, and the answer once it is there.

    Parameters
    ----------
    command : the command with its options, without scenario and output
    state : fingerprint of the data that it is made from
    """
    work, key = runs(workspace), "|".join((*command, scenario.token(), state))
    run = work.find(key)
    busy = run is not None and run.state in ("waiting", "running")
    if run is None or run.state == "failed":
        if st.button(label, type="primary", key=f"ask_{command[0]}"):
            run = work.start(key, command, scenario)
            busy = run.state in ("waiting", "running")
        elif run is None:
            st.caption(
                "Not asked for under these settings yet. The answer is made beside the page, which stays usable."
            )
    if busy:
        _wait(work, key)
        return None
    if run is not None and run.state == "failed":
        st.error(markdown(run.fault))
    return run.content if run is not None and run.state == "done" else None


@st.fragment(run_every=EVERY_S)
def _wait(work: Runs, key: str) -> None:
    run = work.find(key)
    if run is None or run.state in ("done", "failed"):
        st.rerun()
    elif run.state == "running":
        st.progress(0.5, text="At work in a process of its own; this takes some seconds, and minutes on a first build")
    else:
        st.progress(0.0, text="Waiting for an earlier question")
