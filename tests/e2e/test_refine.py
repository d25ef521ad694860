"""A first start with nothing fetched: bundled data first, then better data, in one process and on one page."""

from __future__ import annotations

import urllib.request

import pytest

from tests.e2e.conftest import HEALTH, missing, serving

FIRST_MS, REFINED_MS = 60_000, 480_000
BARS, FAILED = "[data-testid=stProgress]", "file sets not fetched"
COLOURED = "() => window.map_div && map_div.sitewatt && map_div.sitewatt.overlay"


@pytest.mark.long
def test_a_first_start_takes_better_data_as_it_comes_and_stays(visit, tmp_path):
    (tmp_path / "cache").mkdir()
    with serving(tmp_path / "cache", tmp_path, offline=False) as address:
        page = visit.page
        page.goto(address)
        page.get_by_text("Fetching data").or_(page.get_by_text("Building the region")).first.wait_for(timeout=FIRST_MS)
        page.wait_for_function(f"() => !document.querySelector('{BARS}')", timeout=REFINED_MS, polling=3000)
        if page.get_by_text(FAILED).count():
            missing("the data packages are not to be had")
        page.locator("[data-testid=stDataFrame]").first.wait_for(timeout=FIRST_MS)
        frame = next(frame for frame in page.frames if "st_folium" in frame.url)
        frame.wait_for_function(COLOURED, timeout=FIRST_MS)
        page.wait_for_timeout(3000)
        states = {url.split("/")[7] for url in visit.tiles if "/suitability/" in url}
        assert len(states) == 2, "the map was coloured by bundled data, and then by what was fetched"
        assert urllib.request.urlopen(address + HEALTH, timeout=10).status == 200
