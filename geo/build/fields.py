"""Building fields: features to rasters in the cache, with progress, one builder per cache at a time."""

from __future__ import annotations

import itertools
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any

from filelock import FileLock

from geo.build.cache import FieldCache
from geo.build.memory import keep_freed_memory
from geo.catalogue.region_data import RegionData
from geo.space.drawing import drawn_in_threads

WORKERS = 3
"""Layers that are built side by side; each uses every processor while it measures."""
TURN_S = 0.001
"""How long [s] one thread may hold the interpreter while others wait, at most: a thread that reads or starts a kernel
needs it for an instant only, and at Python's 5 ms stands behind one that computes in Python."""


@dataclass(frozen=True)
class Progress:
    """One step of a build: `done` of `total` fields, and the one that was just finished."""

    region: str
    done: int
    total: int
    field: str
    seconds: float

    def to_dict(self) -> dict[str, object]:
        """Plain values for a JSON line."""
        return asdict(self)


def missing_fields(data: RegionData, cache: FieldCache, wanted: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Those of the wanted fields that can be built and are not in the cache."""
    readable = [(f, v) for f, v in wanted if data.reader(data.catalogue.layer_of(f).key) is not None]
    return [(f, v) for f, v in readable if cache.open(data, f, v) is None]


def every_field(data: RegionData) -> list[tuple[str, str]]:
    """Every field of the catalogue in every variant."""
    return [(name, variant) for name in data.catalogue.fields for variant in data.variants(name)]


def build_fields(
    data: RegionData,
    cache: FieldCache,
    wanted: Iterable[tuple[str, str]],
    progress: Callable[[Progress], None] = lambda _: None,
) -> int:
    """Build what is missing; returns how many fields were built. Waits for another builder of the same cache."""
    wanted = list(wanted)
    if not missing_fields(data, cache, wanted):
        return 0
    cache.root.mkdir(parents=True, exist_ok=True)
    with FileLock(cache.root / f"{data.region.key}.lock"):
        cache.forget_unused()
        return _build(data, cache, missing_fields(data, cache, wanted), progress)


def _build(
    data: RegionData, cache: FieldCache, todo: list[tuple[str, str]], progress: Callable[[Progress], None]
) -> int:
    """Build fields, some layers at a time: while one reads or writes, the kernels of another use the processors.

    Every measure needs the land mask, which takes one processor a while; meanwhile, and while others measure, a thread
    of its own reads the features of the layers to come. The fields of one layer follow each other, so that what they
    share is made once; layers with many come first, so that the last ones to end are short.
    """
    keep_freed_memory()
    layers: dict[str, list[tuple[str, str]]] = {}
    for field, variant in todo:
        layers.setdefault(data.catalogue.layer_of(field).key, []).append((field, variant))

    told, number = threading.Lock(), itertools.count(1)

    def build(fields: list[tuple[str, str]]) -> None:
        for field, variant in fields:
            started = time.perf_counter()
            build_one(data, cache, field, variant)
            name = f"{field} {variant}".strip()
            with told:
                took = round(time.perf_counter() - started, 3)
                progress(Progress(data.region.key, next(number), len(todo), name, took))

    order = sorted(layers, key=lambda key: len(layers[key]), reverse=True)
    threads = ThreadPoolExecutor(1), ThreadPoolExecutor(WORKERS)
    with short_turns(), drawn_in_threads(), threads[0] as reading, threads[1] as measuring:
        works: list[Future[Any]] = [measuring.submit(lambda: (data.land.on(data.grid), data.land_cells))]
        works += [measuring.submit(build, layers[key]) for key in order]
        works += [reading.submit(data.features, key) for key in order]
        try:
            for work in works:
                work.result()
        finally:
            for work in works:
                work.cancel()
    return len(todo)


@contextmanager
def short_turns() -> Iterator[None]:
    """Let threads take shorter turns with the interpreter."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(min(before, TURN_S))
    try:
        yield
    finally:
        sys.setswitchinterval(before)


def build_one(data: RegionData, cache: FieldCache, field: str, variant: str) -> None:
    """Measure one field over the region and store its codes."""
    spec = data.catalogue.fields[field]
    features = data.prepared(field, variant)
    cache.save(data, field, variant, spec.encode(spec.measure.on_land(features, data.grid, data.land)))
