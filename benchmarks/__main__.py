"""Every benchmark after the other, each in a process of its own so that peak memory is its own.

    python -m benchmarks [--quick] [--only pipeline primitives overlay decision tiles campuses sites browser ...]

`--quick` takes smaller inputs and leaves the growth with smaller cells out. Missing peers are named; `make peers` sets
up those that need a newer Python, `pip install sitewatt[bench]` the others.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time

NAMES = ("pipeline", "primitives", "overlay", "decision", "tiles", "campuses", "sites", "vector_layers", "browser")
QUICK = ("pipeline", "primitives", "overlay", "tiles")
"""Those that know `--quick`."""


def main() -> int:
    """Run them; the exit code is the first that is not 0."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--only", nargs="+", choices=NAMES, default=list(NAMES))
    options.add_argument("--quick", action="store_true", help="smaller inputs")
    chosen, codes = options.parse_args(), []
    for name in chosen.only:
        print(f"\n== benchmarks.{name}", flush=True)
        command, begun = [sys.executable, "-m", f"benchmarks.{name}"], time.perf_counter()
        if chosen.quick and name in QUICK:
            command.append("--quick")
        codes.append(subprocess.run(command, check=False).returncode)
        print(f"== {name}: {time.perf_counter() - begun:.0f} s, exit code {codes[-1]}", flush=True)
    return next((code for code in codes if code), 0)


if __name__ == "__main__":
    sys.exit(main())
