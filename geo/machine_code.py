"""Where the machine code of kernels is kept: a folder of its own for each state of their sources.

numba keeps a kernel's machine code for as long as the kernel's own file stays as it is. Kernels call each other across
files, so after an update of one file the code of its callers would still hold the former one.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numba

ROOT = Path(__file__).resolve().parent
ROOMS = ("space", "decision", "tiles")
"""Folders of `geo` that hold kernels."""
STEM = "kernels-"


def keep_by_source() -> None:
    """Let numba keep machine code in a folder named after the sources, below NUMBA_CACHE_DIR where that is set.

    Folders of former sources are removed. Where the folder cannot be written, numba chooses one of its own.
    """
    base = Path(os.environ.get("NUMBA_CACHE_DIR") or ROOT / "__pycache__")
    folder = base / f"{STEM}{state_of(ROOT / room for room in ROOMS)}"
    settings: Any = numba.config
    settings.CACHE_DIR = str(folder)
    if not folder.exists():
        for former in base.glob(f"{STEM}*"):
            shutil.rmtree(former, ignore_errors=True)


def state_of(folders: Iterable[Path]) -> str:
    """Digest of names, sizes and times of change of the Python files in some folders."""
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted(folder.glob("*.py")):
            about = path.stat()
            digest.update(f"{path} {about.st_size} {about.st_mtime_ns}\n".encode())
    return digest.hexdigest()[:16]
