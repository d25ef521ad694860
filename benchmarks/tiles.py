"""Tiles: server time by zoom and overlay, beside the same tile by hand in numpy, and tiles a second over HTTP.

Run from the root of the repository, on whatever SITEWATT_CACHE holds (missing fields are built first):

    python -m benchmarks.tiles [--region au] [--tiles 40] [--seconds 4] [--no-server] [--no-peers]

The first tile of all at zooms 4 to 6 makes the overviews of the fields where the cache lacks them. "first" draws tiles
nobody has asked for,
"weights moved" the same tiles with other weights (codes under a tile are kept), "address known" answers from the store.
The server is the app itself in a child process; the asking side runs on the same cores. rio-tiler takes part where it
is installed.
"""

from __future__ import annotations

import argparse
import asyncio
import importlib.util
import os
import resource
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from benchmarks.tiles_by_hand import by_hand
from geo.build.memory import TILE_BYTES, at_hand, keep_freed_memory
from geo.catalogue.paths import cache_root
from geo.catalogue.preset import Scenario
from geo.catalogue.region_data import RegionData
from geo.tiles import kernels
from geo.tiles.address import Address
from geo.tiles.ground import CODES_BYTES
from geo.tiles.overlays import Shown, overlay, raster_fields
from geo.tiles.renderer import Renderer
from geo.ui.jobs import make_way
from geo.web.urls import tile_url
from geo.workspace import Workspace
from layers import catalogue

ZOOMS = (4, 5, 6, 8, 10, 12)
OVERLAYS = (
    "suitability",
    "limiting",
    "unknown",
    "buildable",
    "serviced",
    "criterion.grid_distance",
    "field.land_cover.igbp",
)
RULES = ("weighted_sum", "minimum", "weighted_geometric", "topsis", "owa")
CONNECTIONS = 6


def every_weight(workspace: Workspace, region: str, shift: float = 0.0) -> Scenario:
    """A scenario in which every criterion that may has weight, with the constraints that are on by default."""
    known = workspace.catalogue
    chosen = known.scenario(region)
    weights = {
        key: 1.0 + (number + shift) % 7
        for number, (key, criterion) in enumerate(known.criteria.items())
        if not criterion.is_gate
    }
    return known.check(chosen.model_copy(update={"weights": weights}))


def addresses(data: RegionData, zoom: int, count: int, seed: int = 1) -> list[Address]:
    """Tiles at random places of the region, drawn over and over where there are fewer."""
    rng = np.random.default_rng(seed)
    west, south, east, north = data.region.bbox
    lon, lat = rng.uniform(west, east, 50 * count), rng.uniform(south, north, 50 * count)
    x = ((lon + 180.0) / 360.0 * 2**zoom).astype(int)
    y = ((1.0 - np.arcsinh(np.tan(np.radians(lat))) / np.pi) / 2.0 * 2**zoom).astype(int)
    on_land = data.land.at(lon, lat)
    found = dict.fromkeys(Address(zoom, int(a), int(b)) for a, b in zip(x[on_land], y[on_land], strict=True))
    return list(found)[:count]


def timed(draw: Callable[[Address], object], tiles: list[Address]) -> tuple[float, float, float]:
    """Median, 95th percentile and largest time of a tile [ms]."""
    spent = []
    for address in tiles:
        start = time.perf_counter()
        draw(address)
        spent.append(time.perf_counter() - start)
    return tuple(float(np.percentile(spent, p)) * 1000.0 for p in (50, 95, 100))  # type: ignore[return-value]


def in_process(workspace: Workspace, data: RegionData, count: int, peers: bool) -> None:
    """Tables of server time."""
    first, moved = every_weight(workspace, data.region.key), every_weight(workspace, data.region.key, 3.0)
    weighted = sum(weight > 0 for weight in first.weights.values())
    planes, renderer, score = workspace.planes(data), Renderer(), Shown("suitability")
    for zoom in (4, 5, 6, 7):
        start = time.perf_counter()
        renderer.tile(data, planes, score, first, addresses(data, zoom, 1, seed=9)[0])
        print(f"first tile of the process at zoom {zoom}: {(time.perf_counter() - start) * 1000.0:.0f} ms", flush=True)
    print(f"\nsuitability, {weighted} criteria, 256 px: ms p50 / p95 / worst (target: p95 under 5 ms)")
    for zoom in ZOOMS:
        tiles = addresses(data, zoom, count)
        renderer.tile(data, planes, score, first, addresses(data, zoom, 1, seed=9)[0])
        rows = [timed(lambda a, s=s: renderer.tile(data, planes, score, s, a), tiles) for s in (first, moved)]  # type: ignore[misc]
        line = f"  zoom {zoom:<3}{len(tiles):4} tiles  first {_row(rows[0])}   weights moved {_row(rows[1])}"
        if peers:
            hand = timed(lambda a: by_hand(workspace, data, first, a), tiles[:4])
            line += f"   by hand {hand[0]:6.1f} ({hand[0] / rows[0][0]:.0f} x)"
        print(line, flush=True)
    print("\nother overlays, zooms 5 to 10, first sight: ms p50 / p95 / worst")
    for name in OVERLAYS:
        fresh, shown = Renderer(), overlay(workspace.catalogue, name)
        tiles = [address for zoom in (5, 6, 8, 10) for address in addresses(data, zoom, count // 2, seed=2)]
        for address in tiles[:: count // 2]:
            fresh.tile(data, planes, shown, first, address)
        print(f"  {name:<28}{_row(timed(lambda a: fresh.tile(data, planes, shown, first, a), tiles))}", flush=True)  # noqa: B023
    by_rule(workspace, data, first, count)


def by_rule(workspace: Workspace, data: RegionData, every: Scenario, count: int) -> None:
    """Suitability by each rule of aggregation: all criteria, and those of the balanced preset."""
    print("\nsuitability by rule, zooms 5 to 10, weights moved: ms p50 / p95 / worst")
    planes, score = workspace.planes(data), Shown("suitability")
    tiles = [address for zoom in (5, 6, 8, 10) for address in addresses(data, zoom, count // 2, seed=2)]
    for rule in RULES:
        for scenario in (every, workspace.catalogue.scenario(data.region.key)):
            renderer, chosen = Renderer(), scenario.model_copy(update={"rule": rule})
            weighed = [key for key, weight in chosen.weights.items() if weight > 0]
            moved = chosen.model_copy(update={"weights": chosen.weights | {weighed[0]: 9.0}})
            for address in tiles:
                renderer.tile(data, planes, score, chosen, address)
            times = _row(timed(lambda a: renderer.tile(data, planes, score, moved, a), tiles))  # noqa: B023
            print(f"  {rule:<20}{len(weighed):4} criteria   {times}", flush=True)


def _row(times: tuple[float, float, float]) -> str:
    return " / ".join(f"{value:5.2f}" for value in times)


def rio_tiler(workspace: Workspace, data: RegionData, count: int) -> None:
    """The criteria of the balanced preset by rio-tiler and by us, on tiles nobody has asked for."""
    if importlib.util.find_spec("rio_tiler") is None:
        print("\nrio-tiler is not installed and takes no part: pip install sitewatt[bench]")
        return
    from benchmarks import tiles_rio

    scenario, renderer, planes = workspace.catalogue.scenario(data.region.key), Renderer(), workspace.planes(data)
    colours = {number: (number, 100, 200 - number, 205) for number in range(201)}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "values.tif"
        shares = tiles_rio.prepare(workspace, data, scenario, path)
        print(f"\nsuitability, {len(shares)} criteria, 256 px, rio-tiler on a Mercator file: ms p50 / p95 / worst")
        for zoom in (5, 6, 8):
            tiles = addresses(data, zoom, count, seed=5)
            renderer.tile(data, planes, Shown("suitability"), scenario, addresses(data, zoom, 1, seed=9)[0])
            ours = timed(lambda a: renderer.tile(data, planes, Shown("suitability"), scenario, a), tiles)
            theirs = timed(lambda a: tiles_rio.draw(path, shares, colours, a), tiles)
            print(
                f"  zoom {zoom:<3}ours {_row(ours)}   rio-tiler {_row(theirs)} ({theirs[0] / ours[0]:.0f} x)",
                flush=True,
            )


def over_http(workspace: Workspace, data: RegionData, seconds: float) -> None:
    """Tiles a second of the app itself, computed and kept, and the longest waits."""
    port = _free_port()
    command = [sys.executable, "-m", "streamlit", "run", "streamlit_app.py", "--server.headless=true"]
    command += [f"--server.port={port}", "--server.address=127.0.0.1", "--server.fileWatcherType=none"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    app = subprocess.Popen([*command, "--browser.gatherUsageStats=false"], cwd=Path(__file__).parents[1], **quiet)  # type: ignore[call-overload]
    try:
        _wait_for(port)
        tiles = [address for zoom in (5, 6, 7, 8) for address in addresses(data, zoom, 30, seed=3)]
        print(f"\nover HTTP, {CONNECTIONS} connections, zooms 5 to 8: tiles a second, ms p50 / p95 / worst")
        asyncio.run(load(port, paths(workspace, data, tiles, 0), 1.0))
        for title, start in (("computed (new weights each)", 1), ("address known", None)):
            rate, times = asyncio.run(load(port, paths(workspace, data, tiles, start), seconds))
            row = _row(tuple(float(np.percentile(times, p)) * 1000.0 for p in (50, 95, 100)))  # type: ignore[arg-type]
            print(f"  {title:<42}{rate:7.0f}   {row}", flush=True)
        while_building(workspace, data, port, tiles, seconds)
        print("  targets: 400 computed and 1,000 known tiles a second; p95 under 50 ms while a region is built")
    finally:
        app.terminate()
        app.wait(10)


def while_building(workspace: Workspace, data: RegionData, port: int, tiles: list[Address], seconds: float) -> None:
    """Computed tiles while another process builds the other region from cold, as the app's own builder does."""
    other = next(key for key in workspace.catalogue.regions if key != data.region.key)
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "artefacts").symlink_to(cache_root() / "artefacts")
        command = [sys.executable, "-m", "layers", "build", "--region", other]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        environment = {**os.environ, "SITEWATT_CACHE": folder}
        builder = subprocess.Popen(command, cwd=Path(__file__).parents[1], env=environment, **quiet)  # type: ignore[call-overload]
        try:
            make_way(builder.pid)
            time.sleep(2.0)
            rate, times = asyncio.run(load(port, paths(workspace, data, tiles, 5000), 2 * seconds))
            still = "" if builder.poll() is None else "  (the build ended before)"
        finally:
            builder.kill()
            builder.wait(10)
    row = _row(tuple(float(np.percentile(times, p)) * 1000.0 for p in (50, 95, 100)))  # type: ignore[arg-type]
    print(f"  {f'computed while {other} is built beside':<42}{rate:7.0f}   {row}{still}", flush=True)
    one = asyncio.run(load(port, paths(workspace, data, tiles, 9000), seconds / 2, 1))[1]
    row = _row(tuple(float(np.percentile(one, p)) * 1000.0 for p in (50, 95, 100)))  # type: ignore[arg-type]
    print(f"  {'computed, one connection, nothing beside':<42}{len(one) / (seconds / 2):7.0f}   {row}", flush=True)


def paths(workspace: Workspace, data: RegionData, tiles: list[Address], start: int | None) -> Iterator[str]:
    """Addresses of tiles; with `start`, weights that nobody has used; without, the same few for ever."""
    number = 0
    while True:
        shift = 0.0 if start is None else start + number / 1000.0
        token = every_weight(workspace, data.region.key, shift).token()
        template = "/" + tile_url(data.region.key, "suitability", data.fingerprint, token)
        for address in tiles:
            yield template.format(z=address.z, x=address.x, y=address.y)
        number += 1


async def load(
    port: int, asked: Iterator[str], seconds: float, connections: int = CONNECTIONS
) -> tuple[float, list[float]]:
    """Ask over kept connections for some time; tiles a second, and the time of each."""
    spent: list[float] = []
    until = time.perf_counter() + seconds

    async def one() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while time.perf_counter() < until:
            start = time.perf_counter()
            writer.write(f"GET {next(asked)} HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n".encode())
            head = (await reader.readuntil(b"\r\n\r\n")).lower()
            assert b" 200 " in head[:20], head[:200]
            await reader.readexactly(int(head.split(b"content-length:")[1].split(b"\r\n")[0]))
            spent.append(time.perf_counter() - start)
        writer.close()

    await asyncio.gather(*(one() for _ in range(connections)))
    return len(spent) / seconds, spent


def _wait_for(port: int, seconds: float = 60.0) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with socket.socket() as trial:
            if trial.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise TimeoutError("the app did not start")


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--region", default="au")
    parser.add_argument("--tiles", type=int, default=40)
    parser.add_argument("--seconds", type=float, default=4.0)
    parser.add_argument("--no-server", action="store_true")
    parser.add_argument("--no-peers", action="store_true")
    parser.add_argument("--quick", action="store_true", help="fewer tiles and shorter load")
    options = parser.parse_args()
    if options.quick:
        options.tiles, options.seconds = 16, 2.0
    workspace = Workspace(catalogue(), cache_root())
    data = workspace.region(options.region)
    print(f"{data.region.title}, {data.grid.shape[0]} x {data.grid.shape[1]} cells, {os.cpu_count()} cores")
    workspace.build(data, every_weight(workspace, options.region))
    shown = [field for field in raster_fields(workspace.catalogue) if f"field.{field}" in OVERLAYS]
    workspace.build_all(data, [(field, "") for field in shown], lambda _: None)
    kernels.warm()
    keep_freed_memory(TILE_BYTES)
    at_hand(CODES_BYTES)  # as the server does
    in_process(workspace, data, options.tiles, not options.no_peers)
    if not options.no_peers:
        rio_tiler(workspace, data, options.tiles // 2)
    if not options.no_server:
        over_http(workspace, data, options.seconds)
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f} GB (drawing process)")


if __name__ == "__main__":
    main()
