"""The greatest memory that a piece of work holds on top of what the process held before it (Linux)."""

from __future__ import annotations

import ctypes
import gc
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")


def peak_mb(work: Callable[[], T]) -> tuple[T, float]:
    """What the work gave, and the megabytes that it added to the memory in use at its peak; NaN where not known."""
    try:
        _give_back()
        before = _status_mb("VmRSS")
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
        done = work()
        return done, max(_status_mb("VmHWM") - before, 0.0)
    except OSError:
        return work(), float("nan")


def _give_back() -> None:
    """Return freed memory to the system, so that what the work takes shows (GNU C library only)."""
    gc.collect()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


def _status_mb(name: str) -> float:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return float(next(line for line in lines if line.startswith(name + ":")).split()[1]) / 1000


def run_measured(command: list[str], folder: Path) -> tuple[int, str, float]:
    """Exit code, error text and peak memory [MB] of a program of its own."""
    with (folder / "stderr").open("w+", encoding="utf-8") as errors:
        child = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=errors)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        errors.seek(0)
        return child.returncode, errors.read(), usage.ru_maxrss / 1000
