"""The app in a real browser: start, slider to redrawn tiles, bytes per change, memory. Needs Playwright and Chromium.

    python -m benchmarks.browser [--changes 30] [--region au jp] [--only start change crowd hostile memory]

The fetched data and built fields are those of SITEWATT_CACHE (or the platform's cache); missing fields are built first.
Nothing leaves this machine. A change is a weight slider dragged with the mouse; the clock runs from the release of the
button until every tile of the new overlay is drawn. Bytes count what the network carried, the browser's cache apart.
Each row is printed when it is known; a change that is not drawn within 15 s is counted as lost.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import product
from pathlib import Path

import numpy as np
from playwright.sync_api import TimeoutError as Lost

from benchmarks.app import App, carried_since, library_only, running, wait_for, warm_cache
from benchmarks.hostile import hostile_rows
from benchmarks.visit import Visit, browser
from geo.catalogue.catalogue import Catalogue
from geo.tiles.address import Address
from geo.tiles.overlays import overlay_titles
from layers import catalogue

SIZE = {"width": 1440, "height": 900}
SETTLE_MS = 250
VISITORS, CROWD_CHANGES = 4, 10
LOADS = (100.0, 900.0)
PARTS = ("start", "change", "crowd", "hostile", "memory")
WARM_STARTS = 6
REST_S = 1.5
"""Before a start [s]: the browser, open already, has ended what its last page and the new empty ones left to do."""
PAGE = "/"
"""What is asked for until it comes: the command, too, opens its browser as soon as the page itself is answered."""
Row = tuple[str, float, float, str]
"""What, measured, target (NaN for none), unit."""


def start_rows(folder: Path, regions: list[str]) -> Iterator[Row]:
    """Seconds from the start of the app, the browser being open already."""
    warm = warm_cache(folder / "warm", regions)
    empty, library = folder / "empty", library_only(folder / "library")
    empty.mkdir()
    os.sync()  # what was just built is written: a start would wait for it
    with browser() as chromium:
        starts = [opened(chromium, warm, folder) for _ in range(WARM_STARTS)]
        (_, first, _), later = starts[0], np.array(starts[1:])
        server, drawn, page = np.median(later, axis=0)
        yield "warm start, the first since fields were built: map drawn", first, 3.0, "s"
        yield "warm start, later ones: server answers, median", float(server), np.nan, "s"
        yield "warm start, later ones: map drawn, median", float(drawn), 3.0, "s"
        yield "warm start, later ones: map drawn, slowest", float(later[:, 1].max()), 3.0, "s"
        yield "warm, server running: page opened to map drawn, median", float(page), np.nan, "s"
        yield "new machine, nothing fetched: sketch with sites", sketched(chromium, empty, folder), 8.0, "s"
        marked, scored, coloured = refined(chromium, library, folder)
        yield "new machine, map library alone: map with layers and sites", marked, 8.0, "s"
        yield "new machine, map library alone: sites scored by themselves", scored, np.nan, "s"
        yield "new machine, map library alone: map coloured by itself", coloured, np.nan, "s"


def opened(chromium: object, cache: Path, folder: Path) -> tuple[float, float, float]:
    """Server up, map drawn, and the same page opened once more by another visitor [s]."""
    visit, second = (visited(chromium, wired=False) for _ in range(2))
    time.sleep(REST_S)
    with running(cache, folder / "warm.txt") as app:
        server = wait_for(app, PAGE)
        first = visit.open(app.address)["drawn"] / 1000 - app.begun
        visit.rest()
        begun = time.time()
        found = server, first, second.open(app.address)["drawn"] / 1000 - begun
    for one in (visit, second):
        one.page.context.close()
    return found


def sketched(chromium: object, cache: Path, folder: Path) -> float:
    """Seconds until the sketch of a start without any fetched file or compiled kernel is there."""
    visit = visited(chromium, wired=False)
    with running(cache, folder / "empty.txt", fresh(folder / "kernels of a sketch")) as app:
        wait_for(app, PAGE)
        visit.open(app.address, drawn=False)
        visit.page.locator("img.sw-sketch").first.wait_for()
        return time.time() - app.begun


def fresh(folder: Path) -> Path:
    """A new empty folder."""
    folder.mkdir()
    return folder


def refined(chromium: object, cache: Path, folder: Path) -> tuple[float, float, float]:
    """Seconds until sites stand on the map, until they are scored, and until the map has coloured itself."""
    visit = visited(chromium, wired=False)
    with running(cache, folder / "library.txt", fresh(folder / "kernels of a map")) as app:
        wait_for(app, PAGE)
        visit.open(app.address, drawn=False)
        visit.page.frame_locator("iframe[title*='st_folium']").locator(".sw-site").first.wait_for()
        marked = time.time() - app.begun
        visit.page.locator("[data-testid=stDataFrame]").first.wait_for()
        scored = time.time() - app.begun
        return marked, scored, visit.redrawn("", 3 * 60_000)["drawn"] / 1000 - app.begun


def visited(chromium: object, *, wired: bool = True) -> Visit:
    """A fresh visitor with nothing in the browser's cache."""
    return Visit(chromium.new_context(viewport=SIZE).new_page(), wired=wired)  # type: ignore[attr-defined]


def running_rows(folder: Path, regions: list[str], changes: int, parts: list[str]) -> Iterator[Row]:
    """What one running app answers: changes in each region, several visitors, hostile addresses, what it weighs."""
    known = catalogue()
    loads = (300.0, *LOADS) if "memory" in parts else (300.0,)
    warm = warm_cache(folder / "change", regions, loads)
    with browser() as chromium, running(warm, folder / "change.txt") as app:
        wait_for(app)
        if "change" in parts:
            yield from change_rows(chromium, app, known, regions, changes)
        if "crowd" in parts:
            yield from crowd_rows([visited(chromium) for _ in range(VISITORS)], app, known, regions)
        if "hostile" in parts:
            yield from hostile_rows(app, known)
        if "memory" in parts:
            yield from memory_rows(chromium, app, known, regions)


def change_rows(chromium: object, app: App, known: Catalogue, regions: list[str], changes: int) -> Iterator[Row]:
    """Slider to tiles in each region, then what the web process weighs."""
    for region in regions:
        visit = visited(chromium)
        visit.open(f"{app.address}/?s={known.scenario(region).token()}")
        for name, *rest in region_rows(app, visit, sliders(known, region), changes):
            yield f"{region}: {name}", *rest
        visit.page.context.close()
    yield f"memory, {' and '.join(regions)}: proportional", app.memory_mb()[1], 1500.0, "MB"


def crowd_rows(visits: list[Visit], app: App, known: Catalogue, regions: list[str]) -> Iterator[Row]:
    """Several visitors who let their sliders go at the same moment, again and again."""
    chosen = [regions[number % len(regions)] for number in range(len(visits))]
    for visit, region in zip(visits, chosen, strict=True):
        visit.open(f"{app.address}/?s={known.scenario(region).token()}")
        visit.rest()
    drawn, lost = [], 0
    for number in range(CROWD_CHANGES):
        held = []
        for visit, region in zip(visits, chosen, strict=True):
            titles = sliders(known, region)
            held.append(visit.take(visit.slider(titles[number % len(titles)]), (0.2 + 0.37 * number) % 1))
        for visit in visits:
            visit.page.mouse.up()
        for visit, before in zip(visits, held, strict=True):
            try:
                released, found = visit.let_go(before)
            except Lost:
                lost += 1
            else:
                drawn.append(found["drawn"] - released)
        for visit in visits:
            visit.rest()
    for visit in visits:
        visit.page.context.close()
    name = f"{len(visits)} visitors at once, release to drawn tiles"
    for at in (50, 95):
        yield f"{name}, p{at}", float(np.percentile(drawn, at)), np.nan, "ms"
    yield f"{len(visits)} visitors at once, changes lost", float(lost), 0.0, ""


def memory_rows(chromium: object, app: App, known: Catalogue, regions: list[str]) -> Iterator[Row]:
    """What the web process weighs after every region, further loads and every overlay."""
    visit = visited(chromium, wired=False)
    for region, load in product(regions, LOADS):
        scenario = known.scenario(region, load_mw=load)
        shown = visit.open(f"{app.address}/?s={scenario.token()}")["url"].removeprefix("../..")
        place = Address.at(*known.region(region).centre, 6)
        for name in overlay_titles(known):
            url = shown.replace("/suitability/", f"/{name}/").format(z=place.z, x=place.x, y=place.y)
            visit.page.request.get(app.address + url)
    visit.page.context.close()
    _, pss, own = app.memory_mb()
    said = "memory after all that, further loads, every overlay"
    yield f"{said}: proportional", pss, np.nan, "MB"
    yield f"{said}: without mapped files", own, 1500.0, "MB"


def region_rows(app: App, visit: Visit, titles: list[str], changes: int) -> Iterator[Row]:
    """One change after the other, on every weighed slider in turn."""
    visit.rest()
    visit.page.wait_for_timeout(4 * SETTLE_MS)
    visit.sign()
    view, lost, requests = visit.view(), 0, []
    told, drawn, carried, packed = [], [], [], []
    assert visit.wire is not None
    visit.wire.take()
    for number in range(changes):
        slider = visit.slider(titles[number % len(titles)])
        before = app.carried()
        share = (0.15 + 0.37 * (number // len(titles) + 1) + 0.11 * number) % 1
        try:
            released, found = visit.drag(slider, share)
        except Lost:
            lost += 1
            continue
        told.append(found["told"] - released)
        drawn.append(found["drawn"] - released)
        visit.rest()
        visit.page.wait_for_timeout(SETTLE_MS)
        carried.append(visit.wire.take())
        packed.append(carried_since(before, app.carried()))
        requests.append(carried[-1]["layers"])
    yield from time_rows(told, drawn)
    yield "changes that were never drawn", float(lost), 0.0, ""
    yield from byte_rows(carried, packed)
    yield "layers fetched again, all changes", sum(requests) / 1000, 0.0, "kB"
    yield "view and map kept (1 yes)", float(visit.signed() and visit.view() == view), 1.0, ""


def time_rows(told: list[float], drawn: list[float]) -> Iterator[Row]:
    """Milliseconds from the release."""
    yield "release to the map's new address, p50", float(np.median(told)), np.nan, "ms"
    yield "release to drawn tiles, best", float(np.min(drawn)), np.nan, "ms"
    yield "release to drawn tiles, p50", float(np.median(drawn)), np.nan, "ms"
    yield "release to drawn tiles, p95", float(np.percentile(drawn, 95)), 500.0, "ms"


def byte_rows(carried: Iterable[Counter[str]], packed: list[int]) -> Iterator[Row]:
    """Kilobytes of a change: by kind as the page sees them (messages unpacked), and as the network carried them."""
    listed = list(carried)
    for kind in sorted({kind for one in listed for kind in one}):
        size = float(np.median([one[kind] for one in listed]))
        if size:
            yield f"{kind} a change", size / 1000, np.nan, "kB"
    script = [total - one["tiles"] for total, one in zip(packed, listed, strict=True)]
    yield "on the wire a change, all but tiles, p50", float(np.median(script)) / 1000, 20.0, "kB"
    yield "on the wire a change, all but tiles, most", float(np.max(script)) / 1000, 20.0, "kB"
    yield "on the wire a change, tiles too, p50", float(np.median(packed)) / 1000, np.nan, "kB"


def sliders(known: Catalogue, region: str) -> list[str]:
    """Titles of the criteria that the region's balanced scenario weighs."""
    weights = known.scenario(region).weights
    return [criterion.title for key, criterion in known.criteria.items() if weights.get(key)]


def show(rows: Iterator[Row]) -> None:
    """Print each row when it comes."""
    for what, value, target, unit in rows:
        goal = f"   target {target:g}" if np.isfinite(target) else ""
        print(f"{what:58} {value:10.2f} {unit:3}{goal}", flush=True)


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--changes", type=int, default=30)
    options.add_argument("--region", nargs="+", default=["au", "jp"], choices=("au", "jp"))
    options.add_argument("--only", nargs="+", default=list(PARTS), choices=PARTS)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if "start" in chosen.only:
            show(start_rows(folder, chosen.region))
        if set(chosen.only) - {"start"}:
            show(running_rows(folder, chosen.region, chosen.changes, chosen.only))


if __name__ == "__main__":
    main()
