"""Certainty and TOPSIS beside the peers, as ratios from one run, held to the targets that we state.

Run from the root of the repository:

    python -m benchmarks.decision [--alternatives 4000000] [--cells 4000000] [--threads 2] [--no-peers]

pymcdm takes half a minute for 4,000,000 alternatives; scikit-criteria takes part on a tenth of them. Times are the best
of a few runs; the exit code is 1 where a target is missed.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import sys

import numpy as np

from benchmarks.overlay import Contest, map_algebra, scene
from geo.decision.codes import VALUE_STEPS
from geo.decision.overlay import overlay
from geo.decision.robustness import robustness
from geo.decision.topsis_table import topsis_table
from geo.decision.uncertainty import uncertainty_map
from geo.decision.weight_prior import WeightPrior

SITES, SITE_CRITERIA, DRAWS = 1_000, 20, 10_000
MONTE_CARLO = 100
TIMES_FASTER = 20.0
SMAA_SECONDS = 2.0
OURS = "ours"


def bench_uncertainty(size: int, threads: int, peers: bool) -> bool:
    """The exact map of mean and standard deviation beside Monte Carlo draws of the same weights."""
    cells, weights, _ = scene(size, 12)
    prior = WeightPrior.of(weights, [number // 4 for number in range(len(weights))])
    print(f"\nMean and standard deviation of {size:,} cells under uncertain weights; ratio to the closed form")
    contest, own = Contest(), f"{MONTE_CARLO} draws of our own kernel"
    uncertainty_map(cells[:, :64], prior)
    contest.add(OURS, lambda: uncertainty_map(cells, prior, workers=threads), 3)

    def sampled() -> None:
        total, square = np.zeros(size, np.float32), np.zeros(size, np.float32)
        for draw in prior.draw(MONTE_CARLO // 10, np.random.default_rng(0)):
            score = overlay(cells, draw, workers=threads).score.astype(np.float32)
            total += score
            square += score * score

    contest.add(own, sampled, 2, scale=10)
    if peers:
        floats = np.nan_to_num(cells.astype(np.float32) / VALUE_STEPS)
        none, draw = np.zeros(size, bool), prior.draw(1, np.random.default_rng(0))[0]
        contest.add(f"{MONTE_CARLO} draws of numpy map algebra", lambda: map_algebra(floats, draw, none), 1, scale=100)
    times = contest.settle()
    return held("uncertainty map", times[own] / times[OURS], TIMES_FASTER)


def bench_topsis(alternatives: int, threads: int, peers: bool) -> bool:
    """Textbook TOPSIS beside pymcdm and scikit-criteria."""
    print(f"\nTOPSIS of {alternatives:,} alternatives x 10 criteria; ratio to ours")
    rng = np.random.default_rng(2)
    table, weights, senses = rng.random((alternatives, 10)), rng.dirichlet(np.ones(10)), ["max", "min"] * 5
    topsis_table(table[:8], weights, senses)  # type: ignore[arg-type]
    contest, theirs = Contest(), "pymcdm, its checks off"
    contest.add(OURS, lambda: topsis_table(table, weights, senses, workers=threads))  # type: ignore[arg-type]
    if peers and importlib.util.find_spec("pymcdm"):
        from pymcdm.methods import TOPSIS

        types = np.array([1, -1] * 5)
        contest.add("pymcdm, as called", lambda: TOPSIS()(table, weights, types), 1)
        contest.add(theirs, lambda: TOPSIS()(table, weights, types, validation=False), 2)
    if peers and importlib.util.find_spec("skcriteria"):
        add_scikit_criteria(contest, table[: alternatives // 10], weights, senses)
    times = contest.settle()
    if "pymcdm, as called" not in times:
        return True
    print(f"  with its checks off: {times[theirs] / times[OURS]:.1f} x")
    return held("TOPSIS beside pymcdm as called", times["pymcdm, as called"] / times[OURS], TIMES_FASTER)


def add_scikit_criteria(contest: Contest, table: np.ndarray, weights: np.ndarray, senses: list[str]) -> None:
    """scikit-criteria's pipeline of the same steps, on a tenth of the alternatives."""
    import skcriteria
    from skcriteria.agg.topsis import TOPSIS
    from skcriteria.pipelines import mkpipe
    from skcriteria.preprocessing.invert_objectives import NegateMinimize
    from skcriteria.preprocessing.scalers import VectorScaler

    def run() -> object:
        matrix = skcriteria.mkdm(table, [max if sense == "max" else min for sense in senses], weights=weights)
        return mkpipe(NegateMinimize(), VectorScaler(target="matrix"), TOPSIS()).evaluate(matrix)

    contest.add("scikit-criteria", run, 1, scale=10)


def bench_robustness(threads: int) -> bool:
    """SMAA-2 beside a plain numpy loop over the draws."""
    print(f"\nSMAA-2 of {SITES:,} sites x {SITE_CRITERIA} criteria x {DRAWS:,} draws; ratio to ours")
    rng = np.random.default_rng(3)
    table, prior = rng.random((SITES, SITE_CRITERIA)), WeightPrior.of(rng.dirichlet(np.ones(SITE_CRITERIA)))
    low, high = table * 0.8, np.minimum(table * 1.2, 1.0)
    robustness(table[:4], prior, draws=300, pairwise=True, low=low[:4], high=high[:4])
    contest = Contest()
    contest.add(OURS, lambda: robustness(table, prior, workers=threads), 3)
    contest.add("the same with pairwise wins", lambda: robustness(table, prior, workers=threads, pairwise=True), 2)
    contest.add(
        "the same with uncertain values", lambda: robustness(table, prior, workers=threads, low=low, high=high), 2
    )

    def plain() -> None:
        counts = np.zeros((SITES, SITES))
        for draw in prior.draw(DRAWS // 10, rng):
            counts[np.argsort(-(table @ draw)), np.arange(SITES)] += 1

    contest.add("numpy, one argsort for each draw, ranks only", plain, 2, scale=10)
    seconds = contest.settle()[OURS]
    good = seconds < SMAA_SECONDS
    print(f"  target below {SMAA_SECONDS:g} s: {seconds:.2f} s, {'holds' if good else 'MISSED'}")
    return good


def held(what: str, ratio: float, target: float) -> bool:
    """Print a ratio against its target."""
    print(f"  target {what} at least {target:g} x: {ratio:.1f} x, {'holds' if ratio >= target else 'MISSED'}")
    return ratio >= target


def main() -> int:
    """Measure, print, and say whether every target holds."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cells", type=int, default=4_000_000)
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--alternatives", type=int, default=4_000_000)
    parser.add_argument("--no-peers", action="store_true")
    options = parser.parse_args()
    peers = not options.no_peers
    good = [
        bench_uncertainty(options.cells, options.threads, peers),
        bench_topsis(options.alternatives, options.threads, peers),
        bench_robustness(options.threads),
    ]
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
