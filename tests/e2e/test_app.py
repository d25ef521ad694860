"""The main job in a real browser: look, toggle, weigh, change the load, ask about a site, take the ranking away."""

from __future__ import annotations

import io
import json
import math
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import geopandas as gpd
import pytest
from PIL import Image

from layers import catalogue

TOKYO = (139.767, 35.681)
PACIFIC = (143.0, 34.5)
LONG_MS = 60_000


def opened(visit: Any, app: str, token: str) -> Any:
    """The page with its map drawn, and the frame that holds the map."""
    visit.page.goto(f"{app}/?s={token}")
    frame = visit.page.frame_locator("iframe[title*='st_folium']")
    frame.locator(".sw-site").first.wait_for(timeout=LONG_MS)
    calm = "document.querySelectorAll('[data-testid=stProgress], [data-testid=stSpinner]').length === 0"
    visit.page.wait_for_function(calm, timeout=4 * LONG_MS)
    visit.page.wait_for_timeout(500)
    return frame


def ranked(page: Any) -> list[str]:
    """Names of the first sites in the table."""
    page.locator("[data-testid=stDataFrame] canvas").first.wait_for(timeout=LONG_MS)
    cells = page.locator("[data-testid=stDataFrame] td[data-testid^='glide-cell-2-']")
    cells.first.wait_for(state="attached", timeout=LONG_MS)
    return [cells.nth(row).text_content() for row in range(min(cells.count(), 8))]


def heaviest() -> Any:
    """The criterion that weighs most in the balanced preset."""
    weights = catalogue().presets["balanced"].weights
    return catalogue().criteria[max(weights, key=lambda key: weights[key])]


def scenario_in(page: Any) -> str:
    """The scenario's token in the address."""
    return parse_qs(urlsplit(page.url).query)["s"][0]


def test_the_map_draws_its_ground_its_overlay_and_every_site_without_leaving_the_machine(visit, app, token):
    frame = opened(visit, app, token)
    visit.page.wait_for_timeout(1500)
    assert frame.locator(".sw-site").count() >= 60
    assert any("/suitability/" in url for url in visit.tiles)
    assert {url.split("/")[6] for url in visit.layers} >= {"land", "transmission_lines", "submarine_cables"}
    assert frame.locator(".leaflet-control-attribution").inner_text() != ""


def test_a_layer_of_the_control_is_fetched_when_it_is_switched_on(visit, app, token):
    frame = opened(visit, app, token)
    visit.page.wait_for_timeout(800)
    assert not any("/substations/" in url for url in visit.layers)
    frame.locator(".sw-head").click()
    with visit.page.expect_response(re.compile("/layers/v1/jp/substations/")) as answer:
        frame.get_by_text("Substations", exact=True).click()
    assert answer.value.headers["content-type"] == "application/geo+json"
    assert len(answer.value.json()["features"]) > 50


def test_a_weight_slider_changes_the_ranking_the_overlay_and_the_address_but_not_the_map(visit, app, token):
    frame = opened(visit, app, token)
    before, sign = (
        ranked(visit.page),
        frame.locator(".leaflet-container").evaluate("box => { box.sign = 1; return 1; }"),
    )
    slider = visit.page.get_by_role("slider", name=re.compile(re.escape(heaviest().title)))
    slider.focus()
    with visit.page.expect_response(lambda answer: "/tiles/v1/jp/suitability/" in answer.url, timeout=LONG_MS):
        slider.press("Home")
    visit.page.wait_for_function(f"!location.href.includes('{token}')", timeout=LONG_MS)
    visit.page.wait_for_timeout(1000)
    assert ranked(visit.page) != before
    assert frame.locator(".leaflet-container").evaluate("box => box.sign") == sign


def test_another_load_asks_for_another_voltage_and_ranks_anew(visit, app, token):
    opened(visit, app, token)
    before = ranked(visit.page)
    box = visit.page.locator(".st-key-load_number input")
    box.fill("1500")
    box.press("Enter")
    visit.page.wait_for_function(f"!location.href.includes('{token}')", timeout=LONG_MS)
    visit.page.get_by_text("1,500 MW").wait_for(timeout=LONG_MS)
    visit.page.wait_for_function(
        "document.querySelectorAll('[data-testid=stProgress]').length === 0", timeout=4 * LONG_MS
    )
    visit.page.wait_for_timeout(1000)
    assert ranked(visit.page) != before


def test_a_click_on_the_best_site_shows_its_reasons(visit, app, token):
    frame = opened(visit, app, token)
    best = ranked(visit.page)[0]
    frame.locator(".sw-site", has_text=re.compile("^1$")).click()
    card = visit.page.locator(".sw-card h4")
    card.wait_for(timeout=LONG_MS)
    assert card.inner_text() == best
    visit.page.locator(".sw-row", has_text=heaviest().title).first.wait_for(timeout=LONG_MS)
    assert visit.page.get_by_text("Nearest:").count() >= 1
    assert "at=" in visit.page.url


def test_a_click_at_sea_says_what_bars_it(visit, app, token):
    visit.page.goto(f"{app}/?s={token}&at={PACIFIC[0]},{PACIFIC[1]}")
    visit.page.locator(".sw-alert").wait_for(timeout=LONG_MS)
    assert "Sea" in visit.page.locator(".sw-alert").inner_text()


def test_the_ranking_can_be_taken_away_as_geojson_that_others_read(visit, app, token, tmp_path):
    opened(visit, app, token)
    with visit.page.expect_download(timeout=LONG_MS) as got:
        visit.page.get_by_role("button", name="GeoJSON").click()
    path = tmp_path / got.value.suggested_filename
    got.value.save_as(path)
    table = gpd.read_file(path)
    assert len(table) >= 60
    assert {"rank", "score", "percentile"} <= set(table.columns)
    assert json.loads(path.read_text())["metadata"]["scenario_token"] == scenario_in(visit.page)
    if shutil.which("ogrinfo"):
        told = subprocess.run(["ogrinfo", "-so", "-al", str(path)], capture_output=True, text=True, check=True).stdout
        assert f"Feature Count: {len(table)}" in told


def test_the_overlay_lies_where_the_land_is(visit, app, token):
    opened(visit, app, token)
    visit.page.wait_for_timeout(1500)
    assert opacity_at(visit, TOKYO) > 0
    assert opacity_at(visit, PACIFIC) == 0


def opacity_at(visit: Any, place: tuple[float, float]) -> int:
    """Opacity of the suitability tile at a place, from the tiles that the map asked for."""
    for url in visit.tiles:
        found = re.search(r"/suitability/[^/]+/(\d+)/(\d+)/(\d+)\.png", url)
        if not found:
            continue
        zoom, column, row = map(int, found.groups())
        x, y = mercator(place, zoom)
        if (int(x), int(y)) == (column, row):
            answer = visit.page.request.get(url)
            picture = Image.open(io.BytesIO(answer.body())).convert("RGBA")
            return int(picture.getpixel((int((x - column) * picture.width), int((y - row) * picture.height)))[3])
    raise AssertionError(f"no tile over {place}")


def mercator(place: tuple[float, float], zoom: int) -> tuple[float, float]:
    """Tile coordinates of a place (EPSG:3857 addresses)."""
    lon, lat = place
    y = (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2
    return (lon + 180) / 360 * 2**zoom, y * 2**zoom


def test_a_broken_address_is_named_and_the_defaults_stand_in(visit, app):
    visit.page.goto(f"{app}/?s=not-a-token")
    visit.page.get_by_text("The address holds no usable scenario").wait_for(timeout=LONG_MS)
    visit.page.get_by_text("Australia · 300 MW").wait_for(timeout=LONG_MS)


@pytest.mark.size(390, 844)
def test_on_a_telephone_nothing_sticks_out_and_the_map_fills_the_width(visit, app, token):
    opened(visit, app, token)
    page = visit.page
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    box = page.locator("iframe[title*='st_folium']").bounding_box()
    assert box["width"] >= 350
    assert 300 <= box["height"] <= 480
    assert page.get_by_test_id("stSidebar").bounding_box()["x"] < 0 or not page.get_by_test_id("stSidebar").is_visible()


def test_the_data_page_names_source_licence_and_tier(visit, app, token):
    opened(visit, app, token)
    visit.page.get_by_role("tab", name="Data and licences").click()
    visit.page.get_by_text("Layers in Japan").wait_for(timeout=LONG_MS)
    visit.page.get_by_text("Sources and licences").wait_for(timeout=LONG_MS)
    assert visit.page.locator(".sw-layer:visible").count() == 0
    visit.page.get_by_label("Find a layer, a source or a licence").fill("substations that carries")
    visit.page.keyboard.press("Enter")
    card = visit.page.locator(".sw-layer:visible", has_text="Substations").first
    card.wait_for(timeout=LONG_MS)
    told = card.inner_text()
    for word in ("Source", "Licence", "ODbL", "Vintage", "Coverage", "Gap"):
        assert word in told, word


@pytest.mark.size(390, 844)
def test_on_a_telephone_the_data_page_is_short_and_never_scrolls_sideways(visit, app, token):
    opened(visit, app, token)
    visit.page.get_by_role("tab", name="Data and licences").click()
    visit.page.get_by_text("Sources and licences").wait_for(timeout=LONG_MS)
    visit.page.get_by_test_id("stTabs").get_by_text("Hazards ·").click()
    visit.page.locator(".sw-layer:visible").first.wait_for(timeout=LONG_MS)
    size = "[box.scrollWidth, box.clientWidth]"
    scrolls, shows = visit.page.get_by_test_id("stMain").evaluate(f"box => {size}")
    assert scrolls == shows
    visit.page.get_by_test_id("stTabs").get_by_text("Hazards ·").click()
    visit.page.wait_for_timeout(400)
    assert visit.page.get_by_test_id("stMain").evaluate("box => box.scrollHeight") < 3 * 844


def test_the_map_file_draws_by_itself_and_runs_no_hostile_name(visit, hostile_file: Path):
    visit.page.goto(hostile_file.as_uri())
    visit.page.locator(".sw-site").first.wait_for(timeout=LONG_MS)
    name = visit.page.locator(".leaflet-popup .sw-name")
    for _ in range(5):  # a map that is still being laid out shuts a popup again
        visit.page.locator(".sw-site").first.click()
        visit.page.wait_for_timeout(500)
        if name.count():
            break
    assert "{{7*7}}" in name.inner_text()
    assert visit.page.evaluate("window.pwned") is None
    assert "{{7*7}}" in visit.page.locator(".leaflet-control-layers").inner_text()
