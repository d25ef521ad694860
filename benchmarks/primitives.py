"""Field primitives beside other libraries: distance, density and coverage, with memory and how far each is off.

    python -m benchmarks.primitives [--region au] [--cell 4000 2000 1000] [--quick]

Every cell size is measured in one run; a last table tells how the cost grows. Peers get the features already burnt
into cells, and their time leaves that out; ours starts from the vector features. Peers measure in the plane of the
grid, ours on the ellipsoid. "MB" is what a contestant adds to the memory in use at its peak; programs of their own
(GDAL, xarray-spatial) are counted whole. A peer that is missing is named. `benchmarks/fields.md` keeps the table.
"""

from __future__ import annotations

import argparse
import importlib.util
import itertools
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from scipy import ndimage, signal
from scipy.spatial import cKDTree

from benchmarks.peak_memory import peak_mb, run_measured
from benchmarks.peer_python import HOW, PROXIMITY, ask, peer_python
from geo.catalogue.paths import cache_root
from geo.catalogue.region_data import RegionData
from geo.space.distance import Distance
from geo.space.ellipsoid import from_ecef, to_ecef
from geo.space.landmask import LandMask
from geo.space.shapes import pieces, segments
from geo.space.sums import Coverage, Density
from geo.workspace import Workspace
from layers import catalogue

CAP_KM, DENSITY_KM, COVERAGE_KM = 300.0, 50.0, 100.0


@dataclass
class Cost:
    """Seconds and megabytes of one contestant at one cell size."""

    seconds: float
    mb: float


Growth = dict[tuple[str, str], dict[float, Cost]]
"""Costs by task and contestant, then by cell size [m]."""


class Table:
    """Prints seconds, memory, the ratio to ours and the largest difference from ours, and keeps the costs."""

    def __init__(self, task: str, title: str, data: RegionData, unit: str, growth: Growth) -> None:
        self.cells, self.unit, self.ours, self.seconds = data.land_cells, unit, np.empty(0), 0.0
        self._task, self._cell, self._growth = task, data.grid.cell_m, growth
        print(f"\n{title}")

    def own(self, work: Callable[[], Any]) -> None:
        """Ours: best of three after one that compiles."""
        work()
        self.ours, mb = peak_mb(work)
        self.seconds = 1e9
        for _ in range(3):
            begun = time.perf_counter()
            work()
            self.seconds = min(self.seconds, time.perf_counter() - begun)
        self._told("ours, exact on the ellipsoid, land only", Cost(self.seconds, mb), "")

    def peer(self, name: str, work: Callable[[], Any], cost: Cost | None = None, scale: float = 1.0) -> None:
        """A peer, once; its cost may come from elsewhere, or its time stand for a part."""
        begun = time.perf_counter()
        found, mb = peak_mb(work)
        took = Cost((time.perf_counter() - begun) * scale, mb) if cost is None else cost
        off = f"(run on 1/{scale:g})" if found is None else self.off(np.asarray(found, np.float64))
        self._told(name, took, f"{took.seconds / self.seconds:8.1f} x   {off}")

    def off(self, found: Any) -> str:
        """Median and largest difference from ours on land."""
        away = np.abs(self.cells.pick(found) - self.ours)
        return f"off {np.nanmedian(away):.2f}, at most {np.nanmax(away):.1f} {self.unit}"

    def _told(self, name: str, cost: Cost, rest: str) -> None:
        self._growth.setdefault((self._task, name), {})[self._cell] = cost
        print(f"  {name:<46}{cost.seconds:8.2f} s{cost.mb:8.0f} MB{rest}", flush=True)


def growth_table(growth: Growth, sizes: list[float]) -> None:
    """How time and memory grow from each cell size to the next; four times the cells for half the size."""
    head = "".join(f"{f'{a:g} to {b:g} m':>22}" for a, b in itertools.pairwise(sizes))
    print(f"\ngrowth: time and memory, times what they were\n  {'':<60}{head}")
    for (task, name), costs in growth.items():
        row = ""
        for a, b in itertools.pairwise(sizes):
            told = "-"
            if a in costs and b in costs:
                told = f"{costs[b].seconds / costs[a].seconds:.1f} x, {costs[b].mb / max(costs[a].mb, 1.0):.1f} x"
            row += f"{told:>22}"
        print(f"  {f'{task}: {name}':<60}{row}")


def absent(name: str, how: str = "not installed: pip install sitewatt[bench]") -> None:
    """Say that a peer takes no part."""
    print(f"  {name:<46}{how}")


def forgetful(data: RegionData) -> LandMask:
    """The land on the grid, without what measures leave there for other fields of the same features."""
    land = LandMask(data.land.labels, data.land.transform)
    land.remembered("land", data.grid, lambda: data.land.on(data.grid))
    return land


def distance(data: RegionData, marks: Any, lines: Any, growth: Growth) -> None:
    """Distance to the nearest line, up to 300 km."""
    grid = data.grid
    table = Table("distance", f"distance to {len(lines):,} lines, km", data, "km", growth)
    table.own(lambda: Distance(CAP_KM).on_land(lines, grid, forgetful(data)))
    cell_km, empty = grid.cell_m / 1000, ~marks
    table.peer("scipy distance_transform_edt", lambda: _capped(ndimage.distance_transform_edt(empty) * cell_km))
    if importlib.util.find_spec("cv2"):
        import cv2

        bytes_ = empty.astype(np.uint8)
        table.peer(
            "OpenCV distanceTransform, precise",
            lambda: _capped(cv2.distanceTransform(bytes_, cv2.DIST_L2, cv2.DIST_MASK_PRECISE) * cell_km),
        )
    else:
        absent("OpenCV")
    if importlib.util.find_spec("edt"):
        import edt

        table.peer("edt, 2 threads", lambda: _capped(edt.edt(empty, parallel=2) * np.float32(cell_km)))
    else:
        absent("edt")
    with tempfile.TemporaryDirectory() as folder:
        _gdal(table, data, marks, Path(folder))
        _xarray_spatial(table, data, marks, Path(folder))


def _capped(found: Any) -> Any:
    return np.minimum(found, CAP_KM)


def _gdal(table: Table, data: RegionData, marks: Any, folder: Path) -> None:
    program = shutil.which("gdal_proximity.py") or shutil.which("gdal_proximity")
    if program is None:
        return absent("GDAL proximity", "no gdal_proximity.py on the path (apt: python3-gdal)")
    rows, cols = marks.shape
    profile = {"driver": "GTiff", "height": rows, "width": cols, "count": 1, "dtype": "uint8"}
    with rasterio.open(folder / "in.tif", "w", **profile, transform=data.grid.transform) as file:
        file.write(marks.astype(np.uint8), 1)
    command = [program, "in.tif", "out.tif", "-distunits", "PIXEL", "-values", "1", "-q", "-ot", "Float32"]
    begun = time.perf_counter()
    code, said, mb = run_measured(command, folder)
    took = Cost(time.perf_counter() - begun, mb)
    if code:
        return absent("GDAL proximity", f"failed: {said.strip()[-80:]}")
    with rasterio.open(folder / "out.tif") as file:
        found = file.read(1)
    return table.peer("GDAL proximity, file to file", lambda: _capped(found * data.grid.cell_m / 1000), took)


def _xarray_spatial(table: Table, data: RegionData, marks: Any, folder: Path) -> None:
    python = peer_python()
    if python is None:
        return absent("xarray-spatial proximity", HOW)
    np.save(folder / "marks.npy", marks)
    said = ask(python, PROXIMITY, str(folder / "marks.npy"), str(data.grid.cell_m / 1000), str(folder / "out.npy"))
    if "error" in said:
        return absent("xarray-spatial proximity", f"failed: {said['error']}")
    found = np.load(folder / "out.npy")
    cost = Cost(float(str(said["seconds"])), float(str(said["peak_mb"])))
    return table.peer(f"xarray-spatial {said['version']} proximity", lambda: _capped(found), cost)


def density(data: RegionData, lines: Any, growth: Growth) -> None:
    """Kilometres of line within 50 km."""
    parts = pieces(segments(lines))
    title = f"density: km of line within {DENSITY_KM:g} km of {len(parts):,} pieces"
    table = Table("density", title, data, "km", growth)
    table.own(lambda: Density(DENSITY_KM).on_land(lines, data.grid, forgetful(data)))
    _discs(table, burnt(data, parts.ecef, parts.weight), DENSITY_KM * 1000 / data.grid.cell_m)


def coverage(data: RegionData, stations: Any, column: str, growth: Growth) -> None:
    """Megawatts of power stations within 100 km."""
    land = data.land.on_grid(data.grid)
    title = f"coverage: MW of {len(stations):,} stations within {COVERAGE_KM:g} km"
    table = Table("coverage", title, data, "MW", growth)
    table.own(lambda: Coverage(COVERAGE_KM, column).on_land(stations, data.grid, forgetful(data)))
    ecef = to_ecef(stations.geometry.x.to_numpy(), stations.geometry.y.to_numpy())
    weight = stations[column].to_numpy(dtype=float)
    _discs(table, burnt(data, ecef, weight), COVERAGE_KM * 1000 / data.grid.cell_m)
    rows, cols = np.nonzero(land)
    places = to_ecef(*data.grid.lonlat(rows[::100], cols[::100]))
    tree = cKDTree(ecef)

    def asked() -> None:
        found = tree.query_ball_point(places, COVERAGE_KM, workers=-1)
        np.array([weight[near].sum() for near in found])

    table.peer("scipy cKDTree, every hundredth land cell", asked, None, 100.0)


def _discs(table: Table, mass: Any, radius: float) -> None:
    """Convolution with a disc, by Fourier transform and by OpenCV."""
    reach = int(radius)
    down, across = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    disc = (np.hypot(down, across) <= radius).astype(np.float32)
    table.peer("scipy fftconvolve with a disc", lambda: signal.fftconvolve(mass, disc, mode="same"))
    if importlib.util.find_spec("cv2"):
        import cv2

        table.peer("OpenCV filter2D with a disc", lambda: cv2.filter2D(mass, -1, disc, borderType=cv2.BORDER_CONSTANT))
    else:
        absent("OpenCV")


def burnt(data: RegionData, ecef: Any, weight: Any) -> Any:
    """Weights added up in the cells that hold their positions."""
    row, col = data.grid.rowcol(*from_ecef(ecef))
    out, inside = np.zeros(data.grid.shape, np.float32), row >= 0
    np.add.at(out, (row[inside], col[inside]), weight[inside])
    return out


def measure(workspace: Workspace, region: str, cell_m: float, growth: Growth) -> None:
    """All three primitives at one cell size."""
    data = workspace.region(region, cell_m)
    print(f"\n{data.region.title} at {data.grid.cell_m:g} m, {data.grid.shape[0]:,} x {data.grid.shape[1]:,} cells")
    lines, stations = data.features("transmission_lines"), data.prepared("power_stations.firm_mw", "")
    assert lines is not None
    parts = pieces(segments(lines))
    marks = burnt(data, parts.ecef, parts.weight) > 0
    distance(data, marks, lines, growth)
    density(data, lines, growth)
    coverage(data, stations, "capacity_mw", growth)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--region", default="au", choices=("au", "jp"))
    parser.add_argument(
        "--cell", type=float, nargs="+", default=[4000.0, 2000.0, 1000.0], help="metres, large to small"
    )
    parser.add_argument("--quick", action="store_true", help="cells of 4 km only")
    options = parser.parse_args()
    workspace, growth, sizes = Workspace(catalogue(), cache_root()), {}, [4000.0] if options.quick else options.cell
    for cell_m in sizes:
        measure(workspace, options.region, cell_m, growth)
    if len(sizes) > 1:
        growth_table(growth, sizes)
    print(f"\npeak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f} GB")


if __name__ == "__main__":
    sys.exit(main())
