"""The campus finder beside breadth-first growth from every suitable cell, as ratios from one run.

    python -m benchmarks.campuses [--suitable 600000] [--cells 30] [--top 10] [--sample 5000]

Growth takes each suitable cell as a seed, adds neighbours breadth first until the campus is full, and keeps the mean;
choosing among the areas is not timed. It is written once in Python and once compiled. The Python one runs on a sample
of the seeds, spread evenly, and its time is scaled up. The finder does the whole task, every footprint and the choice.
It skips what cannot win, which pays on smooth surfaces; on white noise nothing can be skipped, and that is timed too.
"""

from __future__ import annotations

import argparse
import time
from collections import deque
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from scipy import ndimage

from geo.decision.campus_finder import find_campuses
from geo.decision.codes import NO_SCORE, Scores
from geo.decision.footprints import footprints
from geo.decision.jit import kernel

Seeds = npt.NDArray[np.int64]
ROUNDS = 5


def surface(suitable: int) -> Scores:
    """Smooth scores with a fifth barred in patches, so that about the wanted number of cells is left."""
    side = round((suitable / 0.8) ** 0.5)
    random = np.random.default_rng(1)
    smooth = ndimage.gaussian_filter(random.standard_normal((side, side)), 6)
    patches = ndimage.gaussian_filter(random.standard_normal((side, side)), 4)
    codes = np.asarray(np.clip(5000 + 800 * smooth / smooth.std(), 0, 10_000), dtype=np.uint16)
    codes[patches < np.quantile(patches, 0.2)] = NO_SCORE
    return codes


def grow(scores: Scores, seeds: Seeds, cells: int) -> list[float]:
    """Mean score of the area grown from each seed, in plain Python; -1 where it finds no room."""
    rows, cols = scores.shape
    table = scores.tolist()
    means = []
    for seed in seeds.tolist():
        start = divmod(seed, cols)
        seen, queue, total, taken = {start}, deque([start]), 0, 0
        while queue and taken < cells:
            r, c = queue.popleft()
            total, taken = total + table[r][c], taken + 1
            for at in ((r - 1, c), (r, c + 1), (r + 1, c), (r, c - 1)):
                inside = 0 <= at[0] < rows and 0 <= at[1] < cols
                if inside and at not in seen and table[at[0]][at[1]] != NO_SCORE:
                    seen.add(at)
                    queue.append(at)
        means.append(total / cells if taken == cells else -1.0)
    return means


@kernel
def grow_compiled(scores: Scores, seeds: Seeds, cells: int) -> npt.NDArray[np.float64]:
    """The same, compiled; `mark` says which seed saw a cell last, so that nothing is cleared."""
    rows, cols = scores.shape
    flat = scores.reshape(-1)
    mark = np.full(flat.size, -1, np.int64)
    queue = np.empty(4 * cells + 4, np.int64)
    means = np.full(seeds.size, -1.0)
    for i in range(seeds.size):
        queue[0], head, tail, total = seeds[i], 0, 1, np.int64(0)
        mark[seeds[i]] = i
        while head < tail and head < cells:
            at = queue[head]
            head += 1
            total += flat[at]
            r, c = at // cols, at % cols
            for near, inside in (
                (at - cols, r > 0),
                (at + 1, c + 1 < cols),
                (at + cols, r + 1 < rows),
                (at - 1, c > 0),
            ):
                if inside and mark[near] != i and flat[near] != NO_SCORE:
                    mark[near] = i
                    queue[tail] = near
                    tail += 1
        if head == cells:
            means[i] = total / cells
    return means


def best_of(run: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Best wall-clock time [s]."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return min(times)


def main() -> None:
    """Run and print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--suitable", type=int, default=600_000)
    options.add_argument("--cells", type=int, default=30)
    options.add_argument("--top", type=int, default=10)
    options.add_argument("--sample", type=int, default=5_000)
    chosen = options.parse_args()
    scores = surface(chosen.suitable)
    seeds = np.flatnonzero(scores != NO_SCORE)
    sample = seeds[:: max(1, len(seeds) // chosen.sample)]
    assert np.allclose(grow(scores, sample, chosen.cells), grow_compiled(scores, sample, chosen.cells))
    find_campuses(scores[:50, :50], chosen.cells, 1)
    ours = best_of(lambda: find_campuses(scores, chosen.cells, chosen.top, spacing_cells=5.0))
    compiled = best_of(lambda: grow_compiled(scores, seeds, chosen.cells))
    plain = best_of(lambda: grow(scores, sample, chosen.cells), 1) * len(seeds) / len(sample)
    shapes = len(footprints(chosen.cells))
    print(f"{len(seeds):,} suitable cells, campuses of {chosen.cells} cells, best {chosen.top}, {shapes} footprints")
    print(f"finder (whole task)                {ours:8.3f} s")
    print(f"growth per seed, compiled          {compiled:8.3f} s  {compiled / ours:7.1f} x")
    print(f"growth per seed, Python, scaled    {plain:8.3f} s  {plain / ours:7.1f} x")
    noise = np.where(scores == NO_SCORE, scores, np.random.default_rng(2).integers(0, 10_000, scores.shape)).astype(
        np.uint16
    )
    worst = best_of(lambda: find_campuses(noise, chosen.cells, chosen.top, spacing_cells=5.0))
    print(f"finder on white noise              {worst:8.3f} s  (growth, compiled: {compiled / worst:.1f} x as long)")
    print(
        f"best mean: finder {find_campuses(scores, chosen.cells, 1)[0].mean_score:.2f}, growth "
        f"{grow_compiled(scores, seeds, chosen.cells).max() / 100:.2f}"
    )


if __name__ == "__main__":
    main()
