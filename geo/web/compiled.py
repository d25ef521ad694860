"""Machine code of the kernels that answers need. A new machine compiles it in a child process, all others load it.

Compiling takes 10 s and holds the interpreter: in the web process every page would wait for it.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np

from geo.decision.jit import on_disk
from geo.decision.overlay import count_scores, overlay
from geo.decision.tables import look_up
from geo.tiles import kernels

COMMAND = (sys.executable, "-P", "-m", "geo.web.compile_child")


def ready() -> None:
    """Load every kernel that tiles and rankings need; compile first, in a child that ends with this process, where the
    machine code is not kept on disk."""
    if not on_disk(kernels.paint):
        path = os.pathsep.join([str(Path(__file__).resolve().parents[2]), os.environ.get("PYTHONPATH", "")])
        child = subprocess.Popen(COMMAND, stdin=subprocess.PIPE, env={**os.environ, "PYTHONPATH": path})
        child.wait()
    load()


def load() -> None:
    """Call every kernel once on next to nothing."""
    codes = np.zeros((1, 2), np.uint8)
    look_up(np.zeros(65536, np.uint8), np.zeros(2, np.uint16), codes[0])
    done = overlay(codes, [1.0], codes[0], histogram=True, serviced=codes[0], workers=1)
    count_scores(done.score)
    kernels.warm()
