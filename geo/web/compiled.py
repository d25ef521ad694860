"""Machine code of the kernels that answers need. A new machine compiles it in a child process, all others load it.

Compiling takes 10 s and holds the interpreter: in the web process every page would wait for it. What a first map needs
comes first; the child goes on with the other rules behind it.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from threading import Thread

import numpy as np

from geo.decision.jit import on_disk
from geo.decision.overlay import RULE_CODES, count_scores, overlay
from geo.decision.overlay_kernels import run_minimum
from geo.decision.tables import look_up
from geo.tiles import kernels

COMMAND = (sys.executable, "-P", "-m", "geo.web.compile_child")


def ready() -> None:
    """Load every kernel that a first map and its ranking need; compile first, in a child that ends with this process,
    where machine code is not kept on disk."""
    if not (on_disk(kernels.paint) and on_disk(run_minimum)):
        path = os.pathsep.join([str(Path(__file__).resolve().parents[2]), os.environ.get("PYTHONPATH", "")])
        env = {**os.environ, "PYTHONPATH": path}
        child = subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=env)
        assert child.stdout is not None
        child.stdout.readline()  # what the child says when the first part is done, or nothing where it has ended
        Thread(target=child.wait, daemon=True).start()
    load()


def load() -> None:
    """Call every kernel that a first map and its ranking need, once, on next to nothing."""
    codes = np.zeros((1, 2), np.uint8)
    look_up(np.zeros(65536, np.uint8), np.zeros(2, np.uint16), codes[0])
    done = overlay(codes, [1.0], codes[0], histogram=True, serviced=codes[0], workers=1)
    count_scores(done.score)
    kernels.warm()


def load_rules() -> None:
    """Call the kernels of the other rules, alone and with the limiting criterion; `run_minimum` is the last one."""
    codes = np.zeros((1, 2), np.uint8)
    for rule in sorted(RULE_CODES, key="minimum".__eq__):
        for limiting in (False, True):
            overlay(codes, [1.0], codes[0], rule=rule, limiting=limiting)
