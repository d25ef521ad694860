"""The command line's root: `sitewatt ...` and `python -m layers ...`."""

from __future__ import annotations

import sys

from geo.cli.main import main as run
from layers import catalogue


def main() -> None:
    """Run one command and leave with its exit code."""
    sys.exit(run(catalogue))


if __name__ == "__main__":
    main()
