"""The decision kernels beside numpy, pymcdm and xarray-spatial, as ratios from one run, with memory.

Run from the root of the repository:

    python -m benchmarks.overlay [--cells 16000000] [--criteria 12] [--threads 2] [--no-peers]

Values are random codes with one in fifty unknown, a tenth of the cells barred, in
patches. Times are the best of a few runs on a
warm cache; memory is what numpy allocated on top of the input at its peak. xarray-spatial runs in a Python of its own
(see `benchmarks/peer_python.py`).
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.peer_python import HOW, OVERLAY, ask, peer_python
from geo.decision.codes import UNKNOWN, VALUE_STEPS
from geo.decision.jit import kernel
from geo.decision.overlay import RULE_CODES, overlay

ROUNDS = 12
RUN = 500
"""Cells that are barred together: land that is barred lies in patches."""


@dataclass
class Runner:
    """One thing to time; `scale` multiplies the time of a peer that runs on a part only."""

    name: str
    run: Callable[[], object]
    rounds: int
    scale: float
    seconds: float = float("inf")
    peak: int = 0

    def measure(self) -> None:
        """Keep the best wall-clock time."""
        start = time.perf_counter()
        self.run()
        self.seconds = min(self.seconds, (time.perf_counter() - start) * self.scale)

    def weigh(self) -> None:
        """Peak of what numpy allocated."""
        tracemalloc.start()
        self.run()
        self.peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()


class Contest:
    """Times runners in turns, round after round, so that a busy moment of the machine hits all alike."""

    def __init__(self) -> None:
        self.runners: list[Runner] = []

    def add(self, name: str, run: Callable[[], object], rounds: int = ROUNDS, scale: float = 1.0) -> None:
        """Enter a runner; a slow one takes part in the first rounds only."""
        self.runners.append(Runner(name, run, rounds, scale))

    def settle(self) -> dict[str, float]:
        """Run, print each time with its ratio to the first, and return the times."""
        for number in range(ROUNDS):
            for runner in self.runners:
                if number < runner.rounds:
                    runner.measure()
        for runner in self.runners:
            runner.weigh()
            ratio, memory = runner.seconds / self.runners[0].seconds, runner.peak / 1e6
            part = "" if runner.scale == 1.0 else f"  (run on 1/{runner.scale:g})"
            print(f"  {runner.name:<46}{runner.seconds:10.4f} s{ratio:10.1f} x{memory:10.0f} MB{part}", flush=True)
        return {runner.name: runner.seconds for runner in self.runners}


@kernel
def _read(words: Any, start: int, stop: int) -> int:
    total = np.uint64(0)
    for i in range(start, stop):
        total += words[i]
    return total


def pure_read(values: Any, threads: int) -> None:
    """Touch every byte once, eight at a time."""
    words = values.reshape(-1)[: values.size // 8 * 8].view(np.uint64)
    edges = [words.size * part // threads for part in range(threads + 1)]
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(lambda a, b: _read(words, a, b), edges, edges[1:]))


def map_algebra(floats: Any, weights: Any, barred: Any) -> Any:
    """Weighted sum as map algebra writes it, one array operation after the other; NaN where there is no score."""
    score = np.zeros(floats.shape[1], np.float32)
    known = np.zeros(floats.shape[1], bool)
    for layer, weight in zip(floats, weights, strict=True):
        unknown = np.isnan(layer)
        score += np.where(unknown, np.float32(0.5), layer) * np.float32(weight)
        known |= ~unknown
    score[barred | ~known] = np.nan
    return score


def map_algebra_plain(floats: Any, weights: Any, barred: Any) -> Any:
    """The same as it is first written: the stack filled, weighted and summed in three whole-array operations."""
    shares = weights.astype(np.float32)[:, None]
    score = (np.where(np.isnan(floats), np.float32(0.5), floats) * shares).sum(axis=0)
    return np.where(barred | np.isnan(floats).all(axis=0), np.float32(np.nan), score)


def map_minimum(floats: Any, barred: Any) -> Any:
    """Limiting factor as map algebra writes it."""
    score = np.ones(floats.shape[1], np.float32)
    known = np.zeros(floats.shape[1], bool)
    for layer in floats:
        unknown = np.isnan(layer)
        np.minimum(score, np.where(unknown, np.float32(0.5), layer), out=score)
        known |= ~unknown
    score[barred | ~known] = np.nan
    return score


def scene(cells: int, criteria: int) -> tuple[Any, Any, Any]:
    """Random value codes, weights and barred cells."""
    rng = np.random.default_rng(1)
    values = rng.integers(0, VALUE_STEPS + 1, (criteria, cells), dtype=np.uint8)
    for layer in values:
        layer[rng.integers(0, cells, cells // 50)] = UNKNOWN
    barred = np.repeat(rng.random(cells // RUN + 1) < 0.1, RUN)[:cells]
    return values, rng.dirichlet(np.ones(criteria)), barred


def bench_rules(values: Any, weights: Any, barred: Any, threads: int, peers: bool) -> None:
    """Every rule against a pure read of the same bytes, and numpy on float32."""
    contest = Contest()
    print(
        f"\nScores of {values.shape[1]:,} cells x {values.shape[0]} criteria, {threads} threads; ratio to a pure read"
    )
    pure_read(values[:, :64], 1)
    overlay(values[:, :64], weights)
    contest.add("pure read of the same bytes", lambda: pure_read(values, threads))
    for rule in RULE_CODES:
        plain = partial(overlay, values, weights, barred, rule=rule, workers=threads)
        contest.add(rule, plain)
    for rule in ("weighted_sum", "minimum"):
        named = partial(overlay, values, weights, barred, rule=rule, workers=threads, limiting=True)
        contest.add(f"{rule} + limiting", named)
        contest.add(
            f"{rule} + limiting + unknown + histogram",
            partial(named, unknown_share=True, histogram=True, serviced=~barred),
        )
    if not peers:
        contest.settle()
        return
    floats = values.astype(np.float32) / VALUE_STEPS
    floats[values == UNKNOWN] = np.nan
    filled = np.nan_to_num(floats, nan=0.5)
    contest.add("numpy map algebra, float32", lambda: map_algebra(floats, weights, barred), 3)
    contest.add("numpy map algebra, float32, whole stack", lambda: map_algebra_plain(floats, weights, barred), 2)
    contest.add("numpy minimum, float32", lambda: map_minimum(floats, barred), 3)
    contest.add("numpy (w * stack).sum(), gaps filled before", lambda: (weights[:, None] * filled).sum(axis=0), 1)
    contest.add("numpy tensordot, gaps filled before", lambda: np.tensordot(weights, filled, axes=1), 1)
    times = contest.settle()
    for rule, theirs in (("weighted_sum", "numpy map algebra, float32"), ("minimum", "numpy minimum, float32")):
        read = times[rule] / times["pure read of the same bytes"]
        print(
            f"  {rule}: {read:.1f} x a pure read (target: within 4), {times[theirs] / times[rule]:.0f} x faster than "
            "numpy map algebra (target: 30)"
        )
    whole = times["numpy map algebra, float32, whole stack"] / times["weighted_sum"]
    print(f"  weighted_sum: {whole:.0f} x faster than the whole-stack form; the rival of the line above works in place")
    xarray_spatial(floats, weights, times)


def xarray_spatial(floats: Any, weights: Any, ours: dict[str, float]) -> None:
    """xarray-spatial's overlays on the same float32 array, gaps filled, in the interpreter that has them."""
    python = peer_python()
    if python is None:
        print(f"  xarray-spatial {HOW}")
        return
    side = int(floats.shape[1] ** 0.5)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "stack.npy"
        np.save(path, floats[:, : side * side].reshape(-1, side, side))
        shares = json.dumps([float(weight) for weight in weights / weights.sum()])
        found = ask(python, OVERLAY, str(path), shares, str(max(1, side // 8)))
    if "error" in found:
        print(f"  xarray-spatial failed: {found['error']}")
        return
    print(f"  xarray-spatial {found['version']} on Python {found['python']}, peak {found['peak_gb']:.1f} GB;")
    print("  unknown cells stay unknown in it, nothing is barred; wpm and owa run on a sixteenth")
    rules = {"fuzzy": "minimum", "wpm": "weighted_geometric", "owa": "owa"}
    for name, seconds in found["seconds"].items():  # type: ignore[attr-defined]
        rule = rules.get(name.split("_")[0].split(" ")[0], "weighted_sum")
        print(f"  xarray-spatial {name:<31}{seconds:10.4f} s{seconds / ours[rule]:10.1f} x our {rule}", flush=True)


def bench_growth(values: Any, weights: Any, barred: Any, threads: int) -> None:
    """Cost from a sixteenth of the cells (4 km) over a quarter (2 km) to all (1 km)."""
    contest = Contest()
    print("\nGrowth of the weighted sum with the cells; ratio to the coarsest")
    for parts, label in ((16, "4 km"), (4, "2 km"), (1, "1 km")):
        cells = values.shape[1] // parts
        window, mask = np.ascontiguousarray(values[:, :cells]), barred[:cells]
        contest.add(f"{label}: {cells:,} cells", partial(overlay, window, weights, mask, workers=threads))
    contest.settle()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cells", type=int, default=16_000_000)
    parser.add_argument("--criteria", type=int, default=12)
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--no-peers", action="store_true")
    parser.add_argument("--quick", action="store_true", help="4 million cells")
    options = parser.parse_args()
    if options.quick:
        options.cells = 4_000_000
    values, weights, barred = scene(options.cells, options.criteria)
    peers = not options.no_peers
    bench_rules(values, weights, barred, options.threads, peers)
    bench_growth(values, weights, barred, options.threads)


if __name__ == "__main__":
    main()
