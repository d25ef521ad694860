"""A later start shows the map of the one before while the application is imported, and then the present one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsgList

from geo.catalogue.paths import CACHE_VERSION, data_root
from geo.ui.first_answers import first_answers
from geo.ui.outlook import glance
from geo.web.shelf import Shelf, shelf_in
from geo.workspace import Workspace
from layers import catalogue
from tests.e2e.conftest import LOAD_MW, REGION, serving
from tests.e2e.test_app import LONG_MS, opened, ranked

GATED = """
import sys, time
from pathlib import Path
from geo.ui import late_modules
real = late_modules.import_late
def held():
    while not Path(sys.argv[1]).exists():
        time.sleep(0.02)
    real()
late_modules.import_late = held
from geo.cli.serve_command import main
sys.exit(main(sys.argv[2:]))
"""
"""The app whose import waits until somebody makes a file."""
OVERLAY = "() => window.map_div && map_div.sitewatt && map_div.sitewatt.overlay && map_div.sitewatt.overlay.url"
DRAWN = """() => window.map_div && map_div.sitewatt && map_div.sitewatt.overlay
  && map_div.sitewatt.overlay.getLayers().every((layer) => !layer.isLoading())"""
SIGNS = "() => [document.sign, map_div.sign]"


def shelf(cache: Path) -> Shelf:
    """The shelf as a process finds it that starts now."""
    shelf_in.cache_clear()
    return shelf_in(cache / CACHE_VERSION, data_root())


@pytest.fixture
def key(cache: Path, chromium: Any, token: str, tmp_path: Path) -> str:
    """What the first sight lies under that a start has left."""
    name = f"first sight ?s={token}"
    (tmp_path / "first").mkdir()
    with serving(cache, tmp_path / "first") as address:
        page = chromium.new_page()
        visit = type("Visit", (), {"page": page})
        for _ in range(20):  # what is being built passes, and is not kept
            opened(visit, address, token)
            if shelf(cache).find(name) is not None:
                break
            page.wait_for_timeout(2000)
        page.close()
    assert shelf(cache).find(name) is not None
    return name


@pytest.fixture
def gate(tmp_path: Path) -> Path:
    """The file that lets the application be imported."""
    return tmp_path / "open"


@pytest.fixture
def later(cache: Path, key: str, gate: Path, tmp_path: Path) -> Iterator[str]:
    """Address of a later start, before anything but Streamlit is there."""
    assert key
    try:
        with serving(cache, tmp_path, ("-c", GATED, str(gate)), answers="/") as address:
            yield address
    finally:
        gate.touch()


def map_of(page: Any) -> Any:
    """The frame that holds the map."""
    page.frame_locator("iframe[title*='st_folium']").locator("#map_div").wait_for(state="attached", timeout=LONG_MS)
    return next(frame for frame in page.frames if "st_folium" in frame.url)


def test_a_build_keeps_what_a_first_page_asks_for(visit, app, cache, token):
    opened(visit, app, token)
    workspace = Workspace(catalogue(), cache / CACHE_VERSION)
    kept = {address for address, _ in first_answers(glance(workspace, workspace.catalogue.scenario(REGION)))}
    asked = {url.removeprefix(app) for url in [*visit.tiles, *visit.layers] if "/ground/" not in url}
    assert any("/tiles/" in url for url in asked)
    assert any("/layers/" in url for url in asked)
    assert asked <= kept


def test_the_map_of_the_last_start_stands_before_the_application_and_stays(visit, later, gate, token):
    visit.page.goto(f"{later}/?s={token}")
    frame = map_of(visit.page)
    frame.wait_for_function(DRAWN, timeout=LONG_MS)
    frame.locator(".sw-site").first.wait_for(timeout=LONG_MS)
    frame.evaluate("() => { document.sign = 1; map_div.sign = 1; }")
    before = sorted(visit.tiles)
    assert any(token in url for url in before)
    assert not visit.page.locator("[data-testid=stDataFrame]").count(), "the ranking needs the application"
    gate.touch()
    assert len(ranked(visit.page)) == 8
    assert frame.evaluate(SIGNS) == [1, 1]
    assert sorted(visit.tiles) == before, "nothing is asked for again"


def test_a_map_that_is_no_longer_true_is_replaced_though_its_scripts_came_late(visit, later, gate, cache, key, token):
    former = catalogue().scenario(REGION, "training", LOAD_MW).token()
    said = ForwardMsgList.FromString(shelf(cache).find(key))
    told = said.messages[-1].delta.new_element.component_instance
    assert token in told.json_args
    told.json_args = told.json_args.replace(token, former)
    shelf(cache).keep(key, said.SerializeToString())

    held: list[Any] = []
    visit.page.route(re.compile(r"/leaflet\.js$"), lambda route: held.append(route))
    visit.page.goto(f"{later}/?s={token}")
    map_of(visit.page)
    gate.touch()
    assert len(ranked(visit.page)) == 8
    assert len(held) == 1
    held[0].continue_()
    map_of(visit.page).wait_for_function(f"() => ({OVERLAY})() && ({OVERLAY})().includes('s={token}')", timeout=LONG_MS)
    map_of(visit.page).wait_for_function(DRAWN, timeout=LONG_MS)
