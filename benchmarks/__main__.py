"""Every benchmark after the other, each in a process of its own so that peak memory is its own.

python -m benchmarks [--only fields overlay decision tiles pipeline campuses sites browser]
"""

from __future__ import annotations

import argparse
import subprocess
import sys

NAMES = ("pipeline", "fields", "overlay", "decision", "tiles", "campuses", "sites", "browser")


def main() -> int:
    """Run them; the exit code is the first that is not 0."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--only", nargs="+", choices=NAMES, default=list(NAMES))
    codes = []
    for name in options.parse_args().only:
        print(f"\n== benchmarks.{name}", flush=True)
        codes.append(subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=False).returncode)
    return next((code for code in codes if code), 0)


if __name__ == "__main__":
    sys.exit(main())
