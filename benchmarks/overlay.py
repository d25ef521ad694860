"""The decision kernels beside numpy, pymcdm and xarray-spatial, as ratios from one run, with memory.

Run from the root of the repository:

    python benchmarks/overlay.py [--cells 16000000] [--criteria 12] [--threads 2] [--alternatives 400000] [--no-peers]

Values are random codes with one in fifty unknown, a tenth of the cells barred, in
patches. Times are the best of a few runs on a
warm cache; memory is what numpy allocated on top of the input at its peak. xarray-spatial takes part where installed.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import time
import tracemalloc
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from geo.decision.codes import UNKNOWN, VALUE_STEPS
from geo.decision.jit import kernel
from geo.decision.overlay import RULE_CODES, overlay
from geo.decision.robustness import robustness
from geo.decision.topsis_table import topsis_table
from geo.decision.uncertainty import uncertainty_map
from geo.decision.weight_prior import WeightPrior

SITES, SITE_CRITERIA, DRAWS = 1_000, 20, 10_000
MONTE_CARLO = 100
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
    contest.add("numpy minimum, float32", lambda: map_minimum(floats, barred), 3)
    contest.add("numpy (w * stack).sum(), gaps filled before", lambda: (weights[:, None] * filled).sum(axis=0), 1)
    contest.add("numpy tensordot, gaps filled before", lambda: np.tensordot(weights, filled, axes=1), 1)
    add_xarray_spatial(contest, floats, weights)
    times = contest.settle()
    for rule, theirs in (("weighted_sum", "numpy map algebra, float32"), ("minimum", "numpy minimum, float32")):
        print(f"  {rule}: {times[theirs] / times[rule]:.0f} x faster than numpy")


def add_xarray_spatial(contest: Contest, floats: Any, weights: Any) -> None:
    """xarray-spatial's weighted linear combination, where it is installed."""
    if importlib.util.find_spec("xrspatial") is None:
        print("  xarray-spatial is not installed: left out")
        return
    import xarray
    from xrspatial.mcda import wlc

    names = [str(number) for number in range(len(floats))]
    side = int(floats.shape[1] ** 0.5)
    layers = floats[:, : side * side].reshape(-1, side, side)
    data = xarray.Dataset({name: (("y", "x"), layer) for name, layer in zip(names, layers, strict=True)})
    contest.add("xarray-spatial wlc", lambda: wlc(data, dict(zip(names, weights.tolist(), strict=True))), 2)


def bench_growth(values: Any, weights: Any, barred: Any, threads: int) -> None:
    """Cost from a sixteenth of the cells (4 km) over a quarter (2 km) to all (1 km)."""
    contest = Contest()
    print("\nGrowth of the weighted sum with the cells; ratio to the coarsest")
    for parts, label in ((16, "4 km"), (4, "2 km"), (1, "1 km")):
        cells = values.shape[1] // parts
        window, mask = np.ascontiguousarray(values[:, :cells]), barred[:cells]
        contest.add(f"{label}: {cells:,} cells", partial(overlay, window, weights, mask, workers=threads))
    contest.settle()


def bench_uncertainty(values: Any, weights: Any, threads: int, peers: bool) -> None:
    """The exact map of mean and standard deviation beside Monte Carlo draws of the same weights."""
    cells = values[:, : min(4_000_000, values.shape[1])]
    cells = np.ascontiguousarray(cells)
    prior = WeightPrior.of(weights, [number // 4 for number in range(len(weights))])
    print(
        f"\nMean and standard deviation of {cells.shape[1]:,} cells under uncertain weights; ratio to the closed form"
    )
    contest = Contest()
    uncertainty_map(cells[:, :64], prior)
    contest.add("closed form", lambda: uncertainty_map(cells, prior, workers=threads), 3)

    def sampled() -> None:
        total, square = np.zeros(cells.shape[1], np.float32), np.zeros(cells.shape[1], np.float32)
        for draw in prior.draw(MONTE_CARLO // 10, np.random.default_rng(0)):
            score = overlay(cells, draw, workers=threads).score.astype(np.float32)
            total += score
            square += score * score

    contest.add(f"{MONTE_CARLO} draws of our own kernel", sampled, 1, scale=10)
    if peers:
        floats = np.nan_to_num(cells.astype(np.float32) / VALUE_STEPS)
        none = np.zeros(cells.shape[1], bool)
        draw = prior.draw(1, np.random.default_rng(0))[0]
        contest.add(f"{MONTE_CARLO} draws of numpy map algebra", lambda: map_algebra(floats, draw, none), 1, scale=100)
    contest.settle()


def bench_topsis(alternatives: int, threads: int, peers: bool) -> None:
    """Textbook TOPSIS beside pymcdm."""
    print(f"\nTOPSIS of {alternatives:,} alternatives x 10 criteria; ratio to ours")
    rng = np.random.default_rng(2)
    table, weights, senses = rng.random((alternatives, 10)), rng.dirichlet(np.ones(10)), ["max", "min"] * 5
    topsis_table(table[:8], weights, senses)  # type: ignore[arg-type]
    contest = Contest()
    contest.add("ours", lambda: topsis_table(table, weights, senses, workers=threads))  # type: ignore[arg-type]
    if peers and importlib.util.find_spec("pymcdm"):
        from pymcdm.methods import TOPSIS

        types = np.array([1, -1] * 5)
        contest.add("pymcdm, as called", lambda: TOPSIS()(table, weights, types), 1)
        contest.add("pymcdm, its checks off", lambda: TOPSIS()(table, weights, types, validation=False), 3)
    contest.settle()


def bench_robustness(threads: int) -> None:
    """SMAA-2 beside a plain numpy loop over the draws."""
    print(f"\nSMAA-2 of {SITES:,} sites x {SITE_CRITERIA} criteria x {DRAWS:,} draws; ratio to ours")
    rng = np.random.default_rng(3)
    table, prior = rng.random((SITES, SITE_CRITERIA)), WeightPrior.of(rng.dirichlet(np.ones(SITE_CRITERIA)))
    robustness(table[:4], prior, draws=300, pairwise=True, low=table[:4] * 0.9)
    contest = Contest()
    contest.add("ranks, central weights, confidence", lambda: robustness(table, prior, workers=threads), 2)
    contest.add("the same with pairwise wins", lambda: robustness(table, prior, workers=threads, pairwise=True), 2)
    low, high = table * 0.8, np.minimum(table * 1.2, 1.0)
    contest.add(
        "the same with uncertain values", lambda: robustness(table, prior, workers=threads, low=low, high=high), 2
    )

    def plain() -> None:
        counts = np.zeros((SITES, SITES))
        for draw in prior.draw(DRAWS // 10, rng):
            counts[np.argsort(-(table @ draw)), np.arange(SITES)] += 1

    contest.add("numpy, one argsort for each draw, ranks only", plain, 2, scale=10)
    contest.settle()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cells", type=int, default=16_000_000)
    parser.add_argument("--criteria", type=int, default=12)
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--alternatives", type=int, default=400_000, help="for TOPSIS; pymcdm takes 32 s for 4,000,000")
    parser.add_argument("--no-peers", action="store_true")
    options = parser.parse_args()
    values, weights, barred = scene(options.cells, options.criteria)
    peers = not options.no_peers
    bench_rules(values, weights, barred, options.threads, peers)
    bench_growth(values, weights, barred, options.threads)
    bench_uncertainty(values, weights, options.threads, peers)
    bench_topsis(options.alternatives, options.threads, peers)
    bench_robustness(options.threads)


if __name__ == "__main__":
    main()
