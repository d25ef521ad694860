"""The app in a real browser: start, slider to redrawn tiles, bytes per change, memory. Needs Playwright and Chromium.

    python -m benchmarks.browser [--changes 30] [--region au jp] [--only start change]

The fetched data and built fields are those of SITEWATT_CACHE (or the platform's cache); missing fields are built first.
Nothing leaves this machine. A change is a weight slider dragged with the mouse; the clock runs from the release of the
button until every tile of the new overlay is drawn. Bytes count what the network carried, the browser's cache apart.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from itertools import product
from pathlib import Path

import numpy as np

from benchmarks.app import App, carried_since, library_only, running, wait_for, warm_cache
from benchmarks.hostile import hostile_rows
from benchmarks.visit import Visit, browser
from geo.catalogue.catalogue import Catalogue
from geo.tiles.address import Address
from geo.tiles.overlays import overlay_titles
from layers import catalogue

SIZE = {"width": 1440, "height": 900}
SETTLE_MS = 900
VISITORS, CROWD_CHANGES = 4, 10
LOADS = ("100", "900")
Row = tuple[str, float, float, str]
"""What, measured, target (NaN for none), unit."""


def start_rows(folder: Path, regions: list[str]) -> list[Row]:
    """Seconds from the start of the app, the browser being open already."""
    warm = warm_cache(folder / "warm", regions)
    empty, library = folder / "empty", library_only(folder / "library")
    empty.mkdir()
    rows: list[Row] = []
    with browser() as chromium:
        server, drawn, page = opened(chromium, warm, folder)
        rows.append(("warm start: server answers", server, np.nan, "s"))
        rows.append(("warm start: map drawn", drawn, 3.0, "s"))
        rows.append(("warm, server running: page opened to map drawn", page, np.nan, "s"))
        rows.append(("new machine, nothing fetched: sketch with sites", sketched(chromium, empty, folder), 8.0, "s"))
        marked, scored, coloured = refined(chromium, library, folder)
        rows.append(("new machine, map library alone: map with layers and sites", marked, 8.0, "s"))
        rows.append(("new machine, map library alone: sites scored by themselves", scored, np.nan, "s"))
        rows.append(("new machine, map library alone: map coloured by itself", coloured, np.nan, "s"))
    return rows


def opened(chromium: object, cache: Path, folder: Path) -> tuple[float, float, float]:
    """Server up, map drawn, and the same page opened once more by another visitor [s]."""
    with running(cache, folder / "warm.txt") as app:
        server = wait_for(app)
        first = visited(chromium).open(app.address)["drawn"] / 1000 - app.begun
        begun = time.time()
        return server, first, visited(chromium).open(app.address)["drawn"] / 1000 - begun


def sketched(chromium: object, cache: Path, folder: Path) -> float:
    """Seconds until the sketch of a start without any fetched file or compiled kernel is there."""
    with running(cache, folder / "empty.txt", fresh(folder / "kernels of a sketch")) as app:
        wait_for(app)
        visit = visited(chromium)
        visit.open(app.address, drawn=False)
        visit.page.locator("img.sw-sketch").first.wait_for()
        return time.time() - app.begun


def fresh(folder: Path) -> Path:
    """A new empty folder."""
    folder.mkdir()
    return folder


def refined(chromium: object, cache: Path, folder: Path) -> tuple[float, float, float]:
    """Seconds until sites stand on the map, until they are scored, and until the map has coloured itself."""
    with running(cache, folder / "library.txt", fresh(folder / "kernels of a map")) as app:
        wait_for(app)
        visit = visited(chromium)
        visit.open(app.address, drawn=False)
        visit.page.frame_locator("iframe[title*='st_folium']").locator(".sw-site").first.wait_for()
        marked = time.time() - app.begun
        visit.page.locator("[data-testid=stDataFrame]").first.wait_for()
        scored = time.time() - app.begun
        return marked, scored, visit.redrawn("")["drawn"] / 1000 - app.begun


def visited(chromium: object) -> Visit:
    """A fresh visitor with nothing in the browser's cache."""
    return Visit(chromium.new_context(viewport=SIZE).new_page())  # type: ignore[attr-defined]


def change_rows(folder: Path, regions: list[str], changes: int) -> list[Row]:
    """Slider to tiles in each region, then what the web process weighs."""
    rows: list[Row] = []
    known = catalogue()
    warm = warm_cache(folder / "change", regions, (*LOADS, "300"))
    with browser() as chromium, running(warm, folder / "change.txt") as app:
        wait_for(app)
        for region in regions:
            visit = visited(chromium)
            visit.open(f"{app.address}/?s={known.scenario(region).token()}")
            found = region_rows(app, visit, sliders(known, region), changes)
            rows += [(f"{region}: {name}", *rest) for name, *rest in found]
            visit.page.context.close()
        rows.append((f"memory, {' and '.join(regions)}: proportional", app.memory_mb()[1], 1500.0, "MB"))
        rows += crowd_rows([visited(chromium) for _ in range(VISITORS)], app, known, regions)
        rows += hostile_rows(app, known)
        rows += memory_rows(chromium, app, known, regions)
    return rows


def crowd_rows(visits: list[Visit], app: App, known: Catalogue, regions: list[str]) -> list[Row]:
    """Several visitors who let their sliders go at the same moment, again and again."""
    chosen = [regions[number % len(regions)] for number in range(len(visits))]
    for visit, region in zip(visits, chosen, strict=True):
        visit.open(f"{app.address}/?s={known.scenario(region).token()}")
    visits[-1].page.wait_for_timeout(3 * SETTLE_MS)
    drawn = []
    for number in range(CROWD_CHANGES):
        held = []
        for visit, region in zip(visits, chosen, strict=True):
            titles = sliders(known, region)
            slider = visit.slider(titles[number % len(titles)])
            held.append(visit.take(slider, (0.2 + 0.37 * number) % 1))
        for visit in visits:
            visit.page.mouse.up()
        drawn += [visit.let_go(one) for visit, one in zip(visits, held, strict=True)]
        visits[-1].page.wait_for_timeout(SETTLE_MS)
    for visit in visits:
        visit.page.context.close()
    told = [found["drawn"] - released for released, found in drawn]
    return [
        (
            f"{len(visits)} visitors at once, release to drawn tiles, {name}",
            float(np.percentile(told, at)),
            np.nan,
            "ms",
        )
        for name, at in (("p50", 50), ("p95", 95))
    ]


def memory_rows(chromium: object, app: App, known: Catalogue, regions: list[str]) -> list[Row]:
    """What the web process weighs after every region, further loads and every overlay."""
    visit = visited(chromium)
    for region, load in product(regions, LOADS):
        scenario = known.scenario(region, load_mw=float(load))
        visit.open(f"{app.address}/?s={scenario.token()}")
        shown = visit.overlay().removeprefix("../..")
        place = Address.at(*known.region(region).centre, 6)
        for name in overlay_titles(known):
            url = shown.replace("/suitability/", f"/{name}/").format(z=place.z, x=place.x, y=place.y)
            visit.page.request.get(app.address + url)
    visit.page.context.close()
    _, pss, own = app.memory_mb()
    said = "memory after all that, further loads, every overlay"
    return [
        (f"{said}: proportional", pss, np.nan, "MB"),
        (f"{said}: without mapped files", own, 1500.0, "MB"),
    ]


def region_rows(app: App, visit: Visit, titles: list[str], changes: int) -> list[Row]:
    """One change after the other, on every weighed slider in turn."""
    page = visit.page
    page.wait_for_timeout(2 * SETTLE_MS)
    page.wait_for_function("document.querySelectorAll('[data-testid=stProgress]').length === 0")
    visit.sign()
    view, told, drawn, carried, packed = visit.view(), [], [], [], []
    visit.wire.take()
    for number in range(changes):
        slider = visit.slider(titles[number % len(titles)])
        before = app.carried()
        released, found = visit.drag(slider, (0.15 + 0.37 * (number // len(titles) + 1) + 0.11 * number) % 1)
        told.append(found["told"] - released)
        drawn.append(found["drawn"] - released)
        page.wait_for_timeout(SETTLE_MS)
        carried.append(visit.wire.take())
        packed.append(carried_since(before, app.carried()))
    kept = visit.signed() and visit.view() == view
    return [*time_rows(told, drawn), *byte_rows(carried, packed), ("view and map kept (1 yes)", float(kept), 1.0, "")]


def time_rows(told: list[float], drawn: list[float]) -> list[Row]:
    """Milliseconds from the release."""
    median, late = np.percentile(drawn, [50, 95])
    return [
        ("release to the map's new address, p50", float(np.median(told)), np.nan, "ms"),
        ("release to drawn tiles, p50", float(median), np.nan, "ms"),
        ("release to drawn tiles, p95", float(late), 500.0, "ms"),
    ]


def byte_rows(carried: Iterable[Counter[str]], packed: list[int]) -> list[Row]:
    """Kilobytes of a change: by kind as the page sees them (messages unpacked), and as the network carried them."""
    listed = list(carried)
    kinds = sorted({kind for one in listed for kind in one})
    rows: list[Row] = [
        (f"{k} a change", float(np.median([one[k] for one in listed])) / 1000, np.nan, "kB") for k in kinds
    ]
    script = [total - one["tiles"] for total, one in zip(packed, listed, strict=True)]
    rows.append(("on the wire a change, all but tiles, p50", float(np.median(script)) / 1000, 20.0, "kB"))
    rows.append(("on the wire a change, tiles too, p50", float(np.median(packed)) / 1000, np.nan, "kB"))
    rows.append(("layers fetched again, all changes", sum(one["layers"] for one in listed) / 1000, 0.0, "kB"))
    return rows


def sliders(known: Catalogue, region: str) -> list[str]:
    """Titles of the criteria that the region's balanced scenario weighs."""
    weights = known.scenario(region).weights
    return [criterion.title for key, criterion in known.criteria.items() if weights.get(key)]


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--changes", type=int, default=30)
    options.add_argument("--region", nargs="+", default=["au", "jp"], choices=("au", "jp"))
    options.add_argument("--only", nargs="+", default=["start", "change"], choices=("start", "change"))
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows = start_rows(folder, chosen.region) if "start" in chosen.only else []
        rows += change_rows(folder, chosen.region, chosen.changes) if "change" in chosen.only else []
    for what, value, target, unit in rows:
        goal = f"   target {target:g}" if np.isfinite(target) else ""
        print(f"{what:58} {value:10.2f} {unit:3}{goal}")


if __name__ == "__main__":
    main()
