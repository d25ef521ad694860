"""Big vector layers: zoom-filtered GeoJSON, whole and in squares, as the app sends it, beside vector tiles of GDAL.

Run from the root of the repository, on whatever SITEWATT_CACHE holds:

    python -m benchmarks.vector_layers [--segments 100000]

GeoJSON: seconds to make each class of zooms once, bytes that travel (gzip), features shown; for squares, milliseconds
and kilobytes of one. Vector tiles: seconds to write an MBTiles file of zooms 3 to 10 and its size (GDAL thins out tiles
above its limits), and the fullest tile's bytes and read time.
"""

from __future__ import annotations

import argparse
import gzip
import sqlite3
import tempfile
import time
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyogrio
import shapely

from geo.catalogue.layer import Style
from geo.catalogue.paths import cache_root
from geo.tiles.address import Address
from geo.web.feature_tiles import square
from geo.web.features import to_geojson, visible
from geo.web.urls import SQUARES, ZOOM_CLASSES
from geo.workspace import Workspace
from layers import catalogue

LAYER = "transmission_lines"
VOLTAGES = (500.0, 275.0, 132.0, 66.0, 33.0)
SAMPLED = 200
SHARES = (0.01, 0.04, 0.15, 0.3, 0.5)


def synthetic(count: int) -> gpd.GeoDataFrame:
    """Short lines of five points over Australia, few of high and many of low voltage."""
    rng = np.random.default_rng(1)
    start = np.column_stack([rng.uniform(114, 153, count), rng.uniform(-38, -13, count)])
    steps = rng.normal(0, 0.02, (count, 5, 2)).cumsum(axis=1)
    lines = shapely.linestrings(np.round(start[:, None, :] + steps, 5))
    table = {"name": [f"line {n}" for n in range(count)], "voltage_kv": rng.choice(VOLTAGES, count, p=SHARES)}
    return gpd.GeoDataFrame(table, geometry=lines, crs="EPSG:4326")


def as_geojson(features: gpd.GeoDataFrame, style: Style) -> None:
    """One line for each class of zooms, one for each class of squares."""
    for number, zoom in enumerate(ZOOM_CLASSES[:-1]):
        start = time.perf_counter()
        body = gzip.compress(to_geojson(features, style, zoom), 6)
        seconds, shown = time.perf_counter() - start, int(visible(features, style, number).sum())
        print(f"  GeoJSON from zoom {zoom:<3}{seconds:8.2f} s{len(body) / 1000:9.0f} kB{shown:9} features", flush=True)
    for first, zoom in SQUARES:
        as_squares(features, style, first, zoom)


def as_squares(features: gpd.GeoDataFrame, style: Style, first: int, zoom: int) -> None:
    """The squares around some features, the fullest of them among these as likely as it is full."""
    middles = shapely.point_on_surface(features.geometry.to_numpy())
    chosen = middles[np.random.default_rng(2).integers(0, len(middles), SAMPLED)]
    features.sindex.query(chosen[0])  # the index is made once, with the first square
    taken, sizes, counts = [], [], []
    for address in {Address.at(point.x, point.y, zoom) for point in chosen}:
        start = time.perf_counter()
        plain = square(features, style, address)
        sizes.append(len(gzip.compress(plain, 6)) / 1000)
        taken.append((time.perf_counter() - start) * 1000)
        counts.append(plain.count(b'"Feature"'))
    print(
        f"  squares from zoom {first:<3}{np.median(taken):8.1f} ms (p95 {np.percentile(taken, 95):.1f})"
        f"{np.median(sizes):8.1f} kB (most {max(sizes):.1f}){int(np.median(counts)):6} features (most {max(counts)})",
        flush=True,
    )


def as_vector_tiles(features: gpd.GeoDataFrame) -> None:
    """Write MBTiles, read the fullest tile."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "lines.mbtiles"
        start = time.perf_counter()
        columns = features[["name", "voltage_kv", "geometry"]]
        pyogrio.write_dataframe(columns, path, driver="MBTiles", MINZOOM=3, MAXZOOM=10, NAME="lines")
        seconds = time.perf_counter() - start
        with sqlite3.connect(path) as tiles:
            query = "select zoom_level, tile_column, tile_row, length(tile_data) from tiles order by 4 desc limit 1"
            z, x, y, size = tiles.execute(query).fetchone()
            start = time.perf_counter()
            for _ in range(100):
                where = (z, x, y)
                tiles.execute(
                    "select tile_data from tiles where zoom_level = ? and tile_column = ? and tile_row = ?", where
                ).fetchone()
            read_ms = (time.perf_counter() - start) * 10.0
        megabytes = path.stat().st_size / 1e6
        print(
            f"  vector tiles {seconds:13.2f} s{megabytes:9.1f} MB; fullest tile (zoom {z}) {size / 1000:.0f} kB", end=""
        )
        print(f", read in {read_ms:.2f} ms", flush=True)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--segments", type=int, default=100_000)
    options = parser.parse_args()
    workspace = Workspace(catalogue(), cache_root())
    style = workspace.catalogue.layers[LAYER].style
    named = {key: workspace.region(key).features(LAYER) for key in workspace.catalogue.regions}
    for name, features in {**named, "synthetic": synthetic(options.segments)}.items():
        assert isinstance(features, gpd.GeoDataFrame)
        points = int(shapely.get_num_coordinates(features.geometry.to_numpy()).sum())
        print(f"\n{name}: {len(features)} lines, {points} points")
        as_geojson(features, style)
        as_vector_tiles(features)


if __name__ == "__main__":
    main()
