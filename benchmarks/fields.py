"""All fields of a region from cold, and one of them beside scipy's distance transform and k-d tree.

Run from the root of the repository:

    python benchmarks/fields.py [--region au|jp] [--cell 1000] [--synthetic] [--no-peers]

Facts and outline come from data/facts; with --synthetic, or where a table is missing, 30,000 line segments and 1,000
points stand in. Times are wall clock; the first run on a machine adds the compiling of the kernels (kept on disk).
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from affine import Affine
from scipy import ndimage
from scipy.spatial import cKDTree

from geo.space.ellipsoid import arc_km, to_ecef
from geo.space.grid import Bounds, Grid
from geo.space.jit import thread_count
from geo.space.landmask import LandMask
from geo.space.measures import Coverage, Density, Distance, DistinctCount, GroupedDistance, GroupOf, Sample
from geo.space.nearest import nearest_on_grid
from geo.space.raster import RasterSource
from geo.space.shapes import pieces, segments
from geo.space.vector import clip_to_box, margin_box

DATA = Path(__file__).parents[1] / "data"
VOLTAGES = (110, 132, 154, 187, 220, 275, 330, 500)


@dataclass(frozen=True)
class Scene:
    """A region with features to measure."""

    grid: Grid
    land: LandMask
    lines: gpd.GeoDataFrame
    stations: gpd.GeoDataFrame
    raster: RasterSource


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--region", default="au", choices=("au", "jp"))
    parser.add_argument("--cell", type=float, default=1000, help="metres")
    parser.add_argument("--synthetic", action="store_true", help="made-up features even where facts are present")
    parser.add_argument("--no-peers", action="store_true", help="leave scipy out")
    options = parser.parse_args()
    started = time.perf_counter()
    scene = make_scene(options.region, options.cell, options.synthetic)
    grid, land = scene.grid, scene.land.on_grid(scene.grid)
    print(
        f"{options.region}: {grid.shape[0]} x {grid.shape[1]} cells, {land.sum():,} on land, {thread_count()} threads"
    )
    print(f"{len(segments(scene.lines)):,} segments, {len(scene.stations):,} points")
    print(f"{'grid, land mask, features':<44}{time.perf_counter() - started:8.2f} s")
    fields(scene)
    print(f"{'peak memory':<44}{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:8.2f} GB")
    if not options.no_peers:
        peers(scene)


def make_scene(region: str, cell_m: float, synthetic: bool) -> Scene:
    """Read facts, or make features up."""
    about = tomllib.loads((DATA / "regions" / f"{region}.toml").read_text())
    box, facts = tuple(about["bbox"]), DATA / "facts"
    grid, wide = Grid.of(box, about["crs"], cell_m), margin_box(box, about["margin_km"])
    outline = gpd.read_file(facts / f"outline_{region}.geojson")
    land = LandMask.from_polygons(outline.geometry[outline["kind"] == "land"], wide, 1 / 120)
    lines, stations = made_up(box) if synthetic else read_facts(facts, region, box)
    noise = np.random.default_rng(2).normal(15, 8, (1200, 1200)).astype(np.float32)
    steps = ((wide[2] - wide[0]) / 1200, (wide[3] - wide[1]) / 1200)
    raster = RasterSource(noise, Affine(steps[0], 0, wide[0], 0, -steps[1], wide[3]))
    return Scene(grid, land, clip_to_box(lines, box, 300), clip_to_box(stations, box, 300), raster)


def read_facts(facts: Path, region: str, box: Bounds) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Lines and substations of the fact tables; made-up ones where a table is missing."""
    if not (facts / f"lines_{region}.csv").is_file() or not (facts / f"substations_{region}.csv").is_file():
        return made_up(box)
    lines, stations = pd.read_csv(facts / f"lines_{region}.csv"), pd.read_csv(facts / f"substations_{region}.csv")
    shapes = [shapely.LineString([tuple(map(float, p.split())) for p in via.split(";")]) for via in lines["via"]]
    group = pd.factorize(stations["synchronous_system"])[0]
    places = gpd.points_from_xy(stations["lon"], stations["lat"])
    stations = stations.assign(group=group, mw=100.0, owner=np.arange(len(stations)) % 60)
    return gpd.GeoDataFrame(lines, geometry=shapes, crs=4326), gpd.GeoDataFrame(stations, geometry=places, crs=4326)


def made_up(box: Bounds) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """500 winding lines of 60 segments and 1,000 points, spread over the box."""
    rng = np.random.default_rng(1)
    turn = rng.uniform(0, 2 * np.pi, (500, 1)) + np.cumsum(rng.normal(0, 0.2, (500, 60)), axis=1)
    starts = np.column_stack([rng.uniform(box[0], box[2], 500), rng.uniform(box[1], box[3], 500)])
    steps = 0.04 * np.stack([np.cos(turn), np.sin(turn)], axis=-1)
    paths = starts[:, None] + np.concatenate([np.zeros((500, 1, 2)), np.cumsum(steps, axis=1)], axis=1)
    lines = gpd.GeoDataFrame(
        {"voltage_kv": rng.choice(VOLTAGES, 500)}, geometry=[*shapely.linestrings(paths)], crs=4326
    )
    places = gpd.points_from_xy(rng.uniform(box[0], box[2], 1000), rng.uniform(box[1], box[3], 1000))
    columns = {
        "voltage_kv": rng.choice(VOLTAGES, 1000),
        "group": rng.integers(0, 5, 1000),
        "mw": rng.uniform(1, 900, 1000),
    }
    return lines, gpd.GeoDataFrame({**columns, "owner": rng.integers(0, 60, 1000)}, geometry=places, crs=4326)


def fields(scene: Scene) -> None:
    """Make some twenty fields one after another, as a build does, and drop each."""
    stations, lines = scene.stations, scene.lines
    work: list[tuple[str, Any, Any]] = [("system of the nearest substation", GroupOf(), stations)]
    for kv in VOLTAGES:
        carries = stations.assign(eligible=stations["voltage_kv"] >= kv)
        work.append((f"distance to substations >= {kv} kV", GroupedDistance(300), carries))
    work += [(f"km of line >= {kv} kV in 50 km", Density(50), lines[lines["voltage_kv"] >= kv]) for kv in VOLTAGES[::3]]
    work += [
        ("distance to lines", Distance(300), lines),
        ("distance to points", Distance(300), stations),
        ("sum within 100 km", Coverage(100, "mw"), stations),
        ("distinct within 100 km", DistinctCount(100, "owner"), stations),
        ("raster, bilinear", Sample("bilinear"), scene.raster),
        ("raster, nearest", Sample("nearest"), scene.raster),
    ]
    total = sum(timed(title, lambda m=measure, f=given: encode(m, f, scene)) for title, measure, given in work)
    print(f"{f'{len(work)} fields':<44}{total:8.2f} s")


def encode(measure: Any, features: Any, scene: Scene) -> None:
    """Measure and turn into the stored form of two bytes a cell."""
    values = measure.on_grid(features, scene.grid, scene.land)
    np.nan_to_num(values, copy=False, nan=655.35)
    (values * 100).astype(np.uint16)


def timed(title: str, work: Callable[[], object], against: float | None = None) -> float:
    """Run, print seconds (and how many times those of `against`), return seconds."""
    started = time.perf_counter()
    work()
    took = time.perf_counter() - started
    ratio = f"   {took / against:6.1f} x ours" if against else ""
    print(f"{title:<44}{took:8.2f} s{ratio}", flush=True)
    return took


def peers(scene: Scene) -> None:
    """Distance to the lines without a cap: ours, the distance transform, the k-d tree; and how far each is off."""
    print("\ndistance to the nearest line, uncapped, this run")
    shapes = segments(scene.lines)
    out, codes = np.full(scene.grid.shape, np.nan, np.float32), scene.land.labels_on_grid(scene.grid)
    ours = timed(
        "ours, exact on the ellipsoid, land only", lambda: nearest_on_grid(shapes, scene.grid, codes, 20000, out)
    )
    marks = pieces(shapes)
    cells = np.ones(scene.grid.shape, bool)
    row, col = scene.grid.rowcol(*degrees(marks.ecef))
    cells[row[row >= 0], col[row >= 0]] = False
    plane: list[Any] = []
    timed("scipy distance_transform_edt, all cells", lambda: plane.append(ndimage.distance_transform_edt(cells)), ours)
    rows, cols = np.nonzero(codes)
    places = to_ecef(*scene.grid.lonlat(rows[::10], cols[::10]))
    tree: list[Any] = []
    took = timed(
        "scipy cKDTree, 1 km marks, every tenth cell",
        lambda: tree.append(cKDTree(marks.ecef).query(places, workers=-1)[0]),
        ours,
    )
    print(f"{'  so all land cells':<44}{10 * took:8.2f} s   {10 * took / ours:6.1f} x ours")
    exact = out[rows[::10], cols[::10]]
    edt = plane[0][rows[::10], cols[::10]] * scene.grid.cell_m / 1000
    for name, found in (("distance transform", edt), ("k-d tree", arc_km(tree[0]))):
        print(f"{f'  {name} off by at most':<44}{np.abs(found - exact).max():8.2f} km")


def degrees(ecef: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Longitude and latitude of earth-centred km, good to some metres: enough to mark a cell."""
    flat = 1 - (1 - 6356.752314 / 6378.137) * (1 + 6356.752314 / 6378.137)
    across = np.hypot(ecef[:, 0], ecef[:, 1])
    return np.degrees(np.arctan2(ecef[:, 1], ecef[:, 0])), np.degrees(np.arctan2(ecef[:, 2], across * flat))


if __name__ == "__main__":
    sys.exit(main())
