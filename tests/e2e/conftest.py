"""The running app and a browser for it. Nothing but loopback is let through; a console error fails the test."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from geo.catalogue.fetch import fetch
from geo.catalogue.paths import CACHE_VERSION, data_root, mirror_root
from geo.catalogue.store import Artefacts
from layers import catalogue

ROOT = Path(__file__).resolve().parents[2]
REGION, LOAD_MW = "jp", 300.0
START_S, HEALTH = 60.0, "/api/v1/health"
LAST_WORD_MS = 5_000
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def pytest_configure(config: pytest.Config) -> None:
    """The window a test asks for."""
    config.addinivalue_line("markers", "size(width, height): browser window in pixels")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here drives a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Of a failed test, tell also what its page said last."""
    report = (yield).get_result()
    seen = getattr(item, "funcargs", {}).get("visit")
    if report.when == "call" and report.failed and seen is not None:
        with suppress(Exception):  # a page that has ended says nothing, and the failure is told all the same
            said = seen.page.locator("body").inner_text(timeout=LAST_WORD_MS)
            report.sections.append(("page", f"{seen.page.url}\n{said}"))


def missing(what: str) -> None:
    """Skip with the reason; on the build server a skip is a failure."""
    if os.environ.get("CI", "").lower() == "true":
        pytest.fail(f"{what}, and CI=true")
    pytest.skip(what)


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache folder with the map library and one region's fields: the operator's, or a new one of bundled data."""
    named = os.environ.get("SITEWATT_TEST_CACHE", "").strip()
    folder = Path(named).absolute() if named else tmp_path_factory.mktemp("cache")
    store = Artefacts.of(data_root(), folder / CACHE_VERSION)
    report = fetch(store, ["leaflet"], mirror=mirror_root())
    if not report.ok:
        missing(f"the map library is not to be had: {'; '.join(report.failed.values())}")
    command = [sys.executable, "-m", "layers", "build", "--region", REGION, "--load-mw", f"{LOAD_MW:g}"]
    subprocess.run(command, check=True, cwd=ROOT, env={**os.environ, "SITEWATT_CACHE": str(folder)}, timeout=600)
    return folder


@pytest.fixture(scope="session")
def app(cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the app, started on a free port without leave to use the network."""
    with serving(cache, tmp_path_factory.mktemp("app")) as address:
        yield address


@contextmanager
def serving(
    cache: Path, folder: Path, program: Sequence[str] = ("-m", "layers"), answers: str = HEALTH, *, offline: bool = True
) -> Iterator[str]:
    """Run the app until the block ends; its address.

    Parameters
    ----------
    folder : for its log and the user's evidence
    program : what Python runs
    answers : path that answers once the app has started
    """
    port, log = free_port(), folder / "log.txt"
    command = [sys.executable, *program, "serve", "--no-browser", "--port", str(port)]
    settings = {**os.environ, "SITEWATT_CACHE": str(cache), "SITEWATT_OFFLINE": "1" if offline else ""}
    settings["SITEWATT_LEDGER"] = str(log.with_name("ledger.csv"))
    with log.open("w", encoding="utf-8") as out:
        process = subprocess.Popen(command, cwd=ROOT, env=settings, stdout=out, stderr=subprocess.STDOUT)
        try:
            address = f"http://127.0.0.1:{port}"
            wait_for(address + answers, process, log)
            yield address
        finally:
            process.terminate()
            process.wait(20)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Return when the app answers."""
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline:
        assert process.poll() is None, log.read_text(encoding="utf-8")
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"the app did not start:\n{log.read_text(encoding='utf-8')}")


@dataclass
class Visit:
    """A page and what happened on it."""

    page: object
    errors: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    tiles: list[str] = field(default_factory=list)
    layers: list[str] = field(default_factory=list)


@pytest.fixture(scope="session")
def chromium() -> Iterator[object]:
    """Headless Chromium of this machine."""
    playwright = pytest.importorskip("playwright.sync_api") if os.environ.get("CI") != "true" else _playwright()
    path = os.environ.get("SITEWATT_CHROMIUM") or next((p for name in BROWSERS if (p := shutil.which(name))), None)
    if path is None:
        missing("Chromium is not installed (Debian: apt-get install chromium)")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


def _playwright() -> object:
    import playwright.sync_api

    return playwright.sync_api


def is_ours(url: str) -> bool:
    """Whether a request stays on this machine."""
    parts = urlsplit(url)
    return parts.scheme in ("data", "blob", "file") or parts.hostname in ("127.0.0.1", "localhost")


def watched(page: object, visit: Visit) -> None:
    """Note errors, answers of our routes, and turn away what would leave the machine."""

    def gate(route: object) -> None:
        if is_ours(route.request.url):
            route.continue_()
        else:
            visit.foreign.append(route.request.url)
            route.abort()

    def answered(response: object) -> None:
        if response.status >= 400:
            visit.errors.append(f"{response.status} {response.url}")
        elif "/tiles/v1/" in response.url:
            visit.tiles.append(response.url)
        elif "/layers/v1/" in response.url:
            visit.layers.append(response.url)

    page.context.route("**/*", gate)
    page.on("console", lambda message: visit.errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: visit.errors.append(str(error)))
    page.on("dialog", lambda dialog: (visit.errors.append(f"dialog {dialog.message}"), dialog.dismiss()))
    page.on("response", answered)


@pytest.fixture
def visit(chromium: object, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """A fresh page, 1440 by 900 unless the test names another size; afterwards: no error, no request abroad."""
    mark = request.node.get_closest_marker("size")
    width, height = mark.args if mark else (1440, 900)
    context = chromium.new_context(viewport={"width": width, "height": height}, accept_downloads=True)
    seen = Visit(context.new_page())
    watched(seen.page, seen)
    yield seen
    context.close()
    assert seen.errors == []
    assert seen.foreign == []


@pytest.fixture(scope="session")
def token() -> str:
    """Token of the balanced scenario of the prepared region."""
    return catalogue().scenario(REGION, "balanced", LOAD_MW).token()


HOSTILE = (
    "{{7*7}} ${alert(1)} <img src=x onerror=window.pwned=1> `${window.pwned=1}` "
    "'\"</script><script>window.pwned=1</script>"
)


@pytest.fixture
def hostile_file(cache: Path, tmp_path: Path) -> Path:
    """A map file whose every text is an attack."""
    from geo.maps.standalone import Frame, standalone
    from geo.maps.view import ChangeView, GroundView, LayerView, SiteMark

    point = {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [137.0, 36.0]},
        "properties": {"name": HOSTILE},
    }
    layer = LayerView(
        key="x",
        title=HOSTILE,
        theme=HOSTILE,
        kind="point",
        colour="#123456",
        shown=True,
        data={"type": "FeatureCollection", "features": [point]},
        label=(("name", HOSTILE, HOSTILE),),
        attribution=(HOSTILE,),
    )
    site = SiteMark(key="s", name=HOSTILE, lon=139.0, lat=36.0, colour=HOSTILE, rank=1, detail=HOSTILE, barred=False)
    ground = GroundView(region="jp", title=HOSTILE, bounds=(122.5, 24.0, 146.2, 45.8), layers=(layer,))
    change = ChangeView(sites_title=HOSTILE, sites=(site,), note=HOSTILE)
    frame = Frame(title=HOSTILE, said=HOSTILE, legend="", columns=(HOSTILE,), rows=[(HOSTILE,)], notes=(HOSTILE,))
    store = Artefacts.of(data_root(), cache / CACHE_VERSION)
    library = {
        name: store.path("leaflet", file).read_text()
        for name, file in (("leaflet", "leaflet.js"), ("leaflet_css", "leaflet.css"))
    }
    path = tmp_path / "hostile.html"
    path.write_text(standalone(ground, change, frame, library), encoding="utf-8")
    return path
