"""The main job, timed: compiling, fields from cold, a new load, new weights, and the growth with smaller cells.

    python -m benchmarks.pipeline [--region au] [--quick]

Fields are written to a new cache; the fetched data are those of SITEWATT_CACHE (or the platform's cache).
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from geo.build.fields import every_field
from geo.build.memory import keep_freed_memory
from geo.catalogue.paths import cache_root
from geo.catalogue.region_data import RegionData
from geo.places import PlaceFields
from geo.report import candidate_sites, place_fields, rank_sites
from geo.web.compiled import load
from geo.workspace import Workspace
from layers import catalogue

T = TypeVar("T")
TARGET = {"au": " (target: 10 s)"}


def timed(work: Callable[[], T]) -> tuple[T, float]:
    """What the work gave, and the seconds it took."""
    begun = time.perf_counter()
    return work(), time.perf_counter() - begun


def workspace_in(folder: Path) -> Workspace:
    """A workspace with an empty field cache beside the fetched artefacts."""
    shared = cache_root() / "artefacts"
    if shared.is_dir():
        (folder / "artefacts").symlink_to(shared)
    return Workspace(catalogue(), folder)


def region_rows(region: str, cell_m: float | None, *, warming: bool = False) -> list[tuple[str, float]]:
    """Seconds of every step for one region and cell size; `warming` leaves no kernel to be compiled later."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = workspace_in(Path(folder))
        data, rows = workspace.region(region, cell_m), []
        scenario = workspace.catalogue.scenario(region)
        _, cold = timed(lambda: workspace.build(data, scenario))
        rows.append(("fields of one load, from cold", cold))
        if cell_m is None or warming:
            _, rest = timed(lambda: workspace.build_all(data, every_field(data), lambda _: None))
            count = sum(1 for field, _ in every_field(data) if data.reader(data.catalogue.layer_of(field).key))
            rows.append((f"all {count} fields of every load, from cold{TARGET.get(region, '')}", cold + rest))
        sites = candidate_sites(data)
        fields, measured = timed(lambda: place_fields(data, sites))
        _, first = timed(lambda: rank_sites(workspace, data, scenario, None, fields))
        rows.append((f"first ranking of {len(sites)} sites", measured + first))
        again = []
        for weight in (1.0, 20.0, 40.0):
            changed = scenario.model_copy(update={"weights": scenario.weights | {"solar": weight}})
            again.append(timed(lambda s=changed: rank_sites(workspace, data, s, None, fields))[1])  # type: ignore[misc]
        rows.append(("new weights: overlay and ranking", min(again)))
        if cell_m is None:
            smaller = workspace.catalogue.scenario(region, load_mw=120.0)
            rows.append(
                (
                    "new load: values, overlay and ranking",
                    timed(lambda: rank_sites(workspace, data, smaller, None, fields))[1],
                )
            )
            rows += every_criterion(workspace, data, fields)
    return rows


def every_criterion(workspace: Workspace, data: RegionData, fields: PlaceFields) -> list[tuple[str, float]]:
    """Seconds of scoring and ranking with a weight on every criterion: at first sight, and when one weight moves."""
    chosen = workspace.catalogue.scenario(data.region.key)
    weights = {key: 1.0 for key, criterion in workspace.catalogue.criteria.items() if not criterion.is_gate}
    scenario = workspace.catalogue.check(chosen.model_copy(update={"weights": weights}))
    workspace.build(data, scenario)
    first = timed(lambda: rank_sites(workspace, data, scenario, None, fields))[1]
    again = []
    for weight in (2.0, 3.0, 4.0):
        changed = scenario.model_copy(update={"weights": weights | {next(iter(weights)): weight}})
        again.append(timed(lambda s=changed: rank_sites(workspace, data, s, None, fields))[1])  # type: ignore[misc]
    return [
        (f"all {len(weights)} criteria at one weight, first sight", first),
        (f"new weights with all {len(weights)} criteria (target: 0.5 s)", min(again)),
    ]


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--region", choices=("au", "jp"), action="append")
    options.add_argument("--quick", action="store_true", help="no growth with smaller cells")
    chosen = options.parse_args()
    keep_freed_memory()  # before any thread, as in the process that builds for the app
    _, compiled = timed(load)
    print(f"kernels compiled, or loaded where they were before: {compiled:.1f} s (not part of the figures below)")
    _, rest = timed(lambda: [region_rows(region, 20_000.0, warming=True) for region in ("au", "jp")])
    print(f"both countries at 20 km, whatever else compiles on first use: {rest:.1f} s")
    for region in chosen.region or ["au", "jp"]:
        for cell_m in (None,) if chosen.quick else (4000.0, 2000.0, None):
            grid = workspace_in_region(region, cell_m)
            print(f"\n{region} at {cell_m or 1000:g} m, {grid[0]:,} x {grid[1]:,} cells")
            for name, seconds in region_rows(region, cell_m):
                print(f"  {name:60} {seconds:8.2f} s")
    print(f"\npeak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f} GB")


def workspace_in_region(region: str, cell_m: float | None) -> tuple[int, int]:
    """Rows and columns of a region's grid."""
    shape = catalogue().region(region).grid(cell_m).shape
    return int(shape[0]), int(shape[1])


if __name__ == "__main__":
    main()
