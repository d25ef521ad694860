"""The app as a process of its own, started on a free port and away from the network, and what it weighs."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from geo.catalogue.paths import CACHE_VERSION, cache_root
from geo.report import rank_sites
from geo.ui.first_answers import keep_first_answers
from geo.workspace import Workspace
from layers import catalogue

PATIENCE_S = 120.0


@dataclass(frozen=True)
class App:
    """A running app.

    Attributes
    ----------
    begun : time of the start [s since 1970]
    """

    address: str
    process: subprocess.Popen[bytes]
    begun: float

    def memory_mb(self) -> tuple[float, float, float]:
        """Resident, proportional and own memory [MB] of the web process; Linux only. Own leaves out mapped files, which
        the kernel drops when memory is short."""
        text = Path(f"/proc/{self.process.pid}/smaps_rollup").read_text(encoding="ascii")
        found = {line.split()[0]: float(line.split()[1]) * 1024 / 1e6 for line in text.splitlines()[1:]}
        return found["Rss:"], found["Pss:"], found["Anonymous:"]

    def carried(self) -> dict[str, int]:
        """Bytes that each open connection to the app has carried so far, both ways, as packed (iproute2's `ss`).

        What arrived counts, once: where the browser's acknowledgement is late on a busy machine, the kernel sends some
        kilobytes again that the browser has already.
        """
        port = self.address.rsplit(":", 1)[1]
        command = ["ss", "-tinH", "state", "established", "sport", "=", f":{port}"]
        text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        lines = text.splitlines()
        return {
            head.split()[3]: sum(int(size) for size in re.findall(r"bytes_(?:acked|received):(\d+)", told))
            for head, told in zip(lines[::2], lines[1::2], strict=True)
        }


def carried_since(before: dict[str, int], after: dict[str, int]) -> int:
    """Bytes between two looks at the connections."""
    return sum(size - before.get(peer, 0) for peer, size in after.items())


@contextmanager
def running(cache: Path, log: Path, machine_code: Path | None = None) -> Iterator[App]:
    """The app over a cache folder, until the block ends. It may not use the network.

    Parameters
    ----------
    machine_code : an empty folder for compiled kernels, as on a new machine; by default this machine's own
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "layers", "serve", "--no-browser", "--port", str(port)]
    settings = {**os.environ, "SITEWATT_CACHE": str(cache), "SITEWATT_OFFLINE": "1"}
    settings.pop("PYTHONDONTWRITEBYTECODE", None)
    if machine_code is not None:
        settings["NUMBA_CACHE_DIR"] = str(machine_code)
    begun = time.time()
    with log.open("wb") as out:
        process = subprocess.Popen(command, env=settings, stdout=out, stderr=subprocess.STDOUT)
    try:
        yield App(f"http://127.0.0.1:{port}", process, begun)
    finally:
        process.terminate()
        process.wait(30)


def wait_for(app: App, path: str = "/_stcore/health") -> float:
    """Seconds from the start of the app until an address answers."""
    while time.time() < app.begun + PATIENCE_S:
        try:
            with urllib.request.urlopen(app.address + path, timeout=30) as answer:
                if answer.status == 200:
                    return time.time() - app.begun
        except OSError:
            time.sleep(0.05)
        if app.process.poll() is not None:
            break
    raise RuntimeError(f"{app.address}{path} does not answer")


def warm_cache(folder: Path, regions: Iterable[str], loads: Iterable[float] = (300.0,)) -> Path:
    """A cache folder that shares what the machine's holds; the regions' fields are built and their sites measured."""
    inner, machine = folder / CACHE_VERSION, cache_root()
    inner.mkdir(parents=True)
    for name in ("artefacts", "fields", "land", "places"):
        (machine / name).mkdir(parents=True, exist_ok=True)
        (inner / name).symlink_to(machine / name)
    workspace = Workspace(catalogue(), inner)
    for region, load_mw in product(regions, loads):
        data, scenario = workspace.region(region), workspace.catalogue.scenario(region, load_mw=load_mw)
        workspace.build(data, scenario)
        rank_sites(workspace, data, scenario)
        keep_first_answers(workspace, region)
    return folder


def library_only(folder: Path) -> Path:
    """A cache folder with the map library and nothing else: a first start just after its first file has come."""
    inner, source = folder / CACHE_VERSION / "artefacts", cache_root() / "artefacts" / "leaflet"
    inner.mkdir(parents=True)
    shutil.copytree(source, inner / "leaflet")
    return folder
