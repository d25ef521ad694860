"""Field primitives beside other libraries: distance, density and coverage, with how far each is off.

    python -m benchmarks.primitives [--region au] [--cell 1000] [--quick]

Peers get the features already burnt into cells, and their time leaves that out; ours starts from the vector features.
Peers measure in the plane of the grid, ours on the ellipsoid. A peer that is missing is named. `benchmarks/fields.md`
keeps the table.
"""

from __future__ import annotations

import argparse
import importlib.util
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from scipy import ndimage, signal
from scipy.spatial import cKDTree

from benchmarks.peer_python import HOW, PROXIMITY, ask, peer_python
from geo.catalogue.paths import cache_root
from geo.catalogue.region_data import RegionData
from geo.space.distance import Distance
from geo.space.ellipsoid import from_ecef, to_ecef
from geo.space.shapes import pieces, segments
from geo.space.sums import Coverage, Density
from geo.workspace import Workspace
from layers import catalogue

CAP_KM, DENSITY_KM, COVERAGE_KM = 300.0, 50.0, 100.0


class Table:
    """Prints seconds, the ratio to ours and the largest difference from ours."""

    def __init__(self, title: str, land: Any, unit: str) -> None:
        self.land, self.unit, self.ours, self.seconds = land, unit, np.empty(0), 0.0
        print(f"\n{title}")

    def own(self, work: Callable[[], Any]) -> None:
        """Ours: best of three after one that compiles."""
        self.ours, self.seconds = work(), 1e9
        for _ in range(3):
            begun = time.perf_counter()
            work()
            self.seconds = min(self.seconds, time.perf_counter() - begun)
        print(f"  {'ours, exact on the ellipsoid, land only':<46}{self.seconds:8.2f} s", flush=True)

    def peer(self, name: str, work: Callable[[], Any], seconds: float | None = None, scale: float = 1.0) -> None:
        """A peer, once; its time may come from elsewhere, or stand for a part."""
        begun = time.perf_counter()
        found = work()
        took = (time.perf_counter() - begun if seconds is None else seconds) * scale
        note = f"(run on 1/{scale:g})" if found is None else self.off(np.asarray(found, np.float64))
        print(f"  {name:<46}{took:8.2f} s{took / self.seconds:8.1f} x   {note}", flush=True)

    def off(self, found: Any) -> str:
        """Median and largest difference from ours on land."""
        away = np.abs(found - self.ours)[self.land]
        return f"off {np.nanmedian(away):.2f}, at most {np.nanmax(away):.1f} {self.unit}"


def absent(name: str, how: str = "not installed: pip install sitewatt[bench]") -> None:
    """Say that a peer takes no part."""
    print(f"  {name:<46}{how}")


def distance(data: RegionData, marks: Any, lines: Any) -> None:
    """Distance to the nearest line, up to 300 km."""
    grid, land = data.grid, data.land.on_grid(data.grid)
    table = Table(f"distance to {len(lines):,} lines, km", land, "km")
    table.own(lambda: Distance(CAP_KM).on_grid(lines, grid, data.land))
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
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    took = time.perf_counter() - begun
    if done.returncode:
        return absent("GDAL proximity", f"failed: {done.stderr.strip()[-80:]}")
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
    return table.peer(
        f"xarray-spatial {said['version']} proximity", lambda: _capped(found), float(str(said["seconds"]))
    )


def density(data: RegionData, lines: Any) -> None:
    """Kilometres of line within 50 km."""
    land = data.land.on_grid(data.grid)
    parts = pieces(segments(lines))
    table = Table(f"density: km of line within {DENSITY_KM:g} km of {len(parts):,} pieces", land, "km")
    table.own(lambda: Density(DENSITY_KM).on_grid(lines, data.grid, data.land))
    _discs(table, burnt(data, parts.ecef, parts.weight), DENSITY_KM * 1000 / data.grid.cell_m)


def coverage(data: RegionData, stations: Any, column: str) -> None:
    """Megawatts of power stations within 100 km."""
    land = data.land.on_grid(data.grid)
    table = Table(f"coverage: MW of {len(stations):,} stations within {COVERAGE_KM:g} km", land, "MW")
    table.own(lambda: Coverage(COVERAGE_KM, column).on_grid(stations, data.grid, data.land))
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


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--region", default="au", choices=("au", "jp"))
    parser.add_argument("--cell", type=float, default=1000.0, help="metres")
    parser.add_argument("--quick", action="store_true", help="cells of 4 km")
    options = parser.parse_args()
    workspace = Workspace(catalogue(), cache_root())
    data = workspace.region(options.region, 4000.0 if options.quick else options.cell)
    print(f"{data.region.title} at {data.grid.cell_m:g} m, {data.grid.shape[0]:,} x {data.grid.shape[1]:,} cells")
    lines, stations = data.features("transmission_lines"), data.prepared("power_stations.firm_mw", "")
    assert lines is not None
    marks = burnt(data, pieces(segments(lines)).ecef, pieces(segments(lines)).weight) > 0
    distance(data, marks, lines)
    density(data, lines)
    coverage(data, stations, "capacity_mw")


if __name__ == "__main__":
    sys.exit(main())
