"""The command line's root: `sitewatt ...` and `python -m layers ...`."""

from __future__ import annotations

import sys

from geo.cli import serve_command


def main() -> None:
    """Run one command and leave with its exit code."""
    if sys.argv[1:2] == [serve_command.NAME]:
        sys.exit(serve_command.main(sys.argv[1:]))
    from geo.cli.main import main as run
    from layers import catalogue

    sys.exit(run(catalogue))


if __name__ == "__main__":
    main()
