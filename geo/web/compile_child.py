"""`python -m geo.web.compile_child`: compile the kernels, and end at once when the parent process does."""

from __future__ import annotations

import os
import sys
from threading import Thread

from geo.web.compiled import load


def main() -> None:
    """Compile, politely, while the parent holds the other end of our input."""
    if hasattr(os, "nice"):
        os.nice(5)
    Thread(target=_end_with_parent, daemon=True).start()
    load()


def _end_with_parent() -> None:
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    main()
