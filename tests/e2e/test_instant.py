"""A moved weight: new tiles at once on the same map; nothing that has not changed is fetched or built again."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from layers import catalogue
from tests.e2e.conftest import REGION
from tests.e2e.test_app import LONG_MS, opened

CHANGES = 30
STATE = "() => [map_div.sign, document.sign, map_div.getZoom(), map_div.getCenter().lat, map_div.getCenter().lng]"
LATEST_MS = 3_000.0
"""A change that takes longer has hung: how fast it is, `benchmarks.browser` measures on a quiet machine."""
NOW = "const now = () => performance.timeOrigin + performance.now();"
NOTE_RELEASE = f"{NOW} addEventListener('pointerup', () => {{ top.released = now(); }}, true);"
DRAWN = (
    "(before) => new Promise((done) => {"
    + NOW
    + """
  const look = () => {
    const group = map_div.sitewatt.overlay, top = group.getLayers().slice(-1)[0];
    if (group.url !== before && top && !top.isLoading()) { done([group.url, now()]); return; }
    requestAnimationFrame(look);
  };
  look();
})"""
)


class Map:
    """The map of an opened page, marked so that another one in its place is noticed."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.frame = next(frame for frame in page.frames if "st_folium" in frame.url)
        self.frame.wait_for_function("() => window.map_div && map_div.sitewatt.overlay.url", timeout=LONG_MS)
        self.frame.evaluate("() => { map_div.sign = 1; document.sign = 1; map_div.setView([36.5, 138.5], 6); }")
        page.wait_for_timeout(1500)
        self.left = self.frame.evaluate(STATE)

    def kept(self) -> bool:
        """Whether it is the same map, in the same document, where it was left."""
        return self.left[:2] == [1, 1] and self.frame.evaluate(STATE) == self.left

    def script(self) -> str:
        """The base map's script as the component holds it."""
        found = (
            "() => [...document.scripts].map((one) => one.textContent).filter((text) => /Sitewatt.start/.test(text))"
        )
        return "\n".join(self.frame.evaluate(found))

    def drag(self, title: str, share: float) -> tuple[str, float]:
        """Drag a criterion's slider; the overlay's new address, and milliseconds from the release to its last tile."""
        slider = self.page.get_by_role("slider", name=re.compile(f"^{re.escape(title)}"))
        slider.scroll_into_view_if_needed()
        thumb, track = (slider.locator(path).bounding_box() for path in ("xpath=../..", "xpath=../../.."))
        before, y = self.frame.evaluate("() => map_div.sitewatt.overlay.url"), thumb["y"] + thumb["height"] / 2
        self.page.mouse.move(thumb["x"] + thumb["width"] / 2, y)
        self.page.mouse.down()
        self.page.mouse.move(track["x"] + share * track["width"], y, steps=4)
        waiting = self.frame.evaluate_handle(f"(before) => ({{ end: ({DRAWN})(before) }})", before)
        self.page.mouse.up()
        url, drawn = waiting.evaluate("(held) => held.end")
        return str(url), float(drawn) - float(self.page.evaluate("() => window.released"))


def titles() -> list[str]:
    """Criteria that the balanced preset weighs."""
    weights = catalogue().scenario(REGION).weights
    return [criterion.title for key, criterion in catalogue().criteria.items() if weights.get(key)]


@pytest.fixture
def shown(visit: Any, app: str, token: str) -> Map:
    """The map of the prepared region, drawn and at rest."""
    visit.page.add_init_script(NOTE_RELEASE)
    opened(visit, app, token)
    return Map(visit.page)


def test_a_change_keeps_map_script_and_view_and_asks_for_new_tiles_only(visit, shown):
    script, requests = shown.script(), []
    assert "Sitewatt.start" in script
    visit.page.on("request", lambda request: requests.append(request.url))
    url, _ = shown.drag(titles()[0], 0.77)
    visit.page.wait_for_timeout(1500)
    assert shown.kept()
    assert shown.script() == script
    asked = [one for one in requests if not one.startswith("data:")]
    tiles = [one for one in asked if "/tiles/v1/" in one]
    token = parse_qs(urlsplit(url).query)["s"]
    assert tiles
    assert {tuple(parse_qs(urlsplit(one).query)["s"]) for one in tiles} == {tuple(token)}
    assert not [one for one in asked if "/layers/v1/" in one or "/assets/v1/" in one or "/component/" in one]


def test_the_ground_and_its_layers_are_fetched_once_and_may_be_kept(visit, app, token):
    answers = []
    visit.page.on("response", lambda answer: answers.append(answer) if "/layers/v1/" in answer.url else None)
    opened(visit, app, token)
    visit.page.wait_for_timeout(1500)
    urls = [answer.url for answer in answers]
    assert len(urls) == len(set(urls))
    assert any("/ground/" in url for url in urls)
    assert all("immutable" in answer.headers["cache-control"] for answer in answers)
    assert all(answer.headers.get("content-encoding") == "gzip" for answer in answers if "/ground/" in answer.url)


@pytest.mark.long
def test_thirty_changes_leave_the_map_in_place_and_none_hangs(visit, shown):
    taken, seen, before = [], set(), list(visit.layers)
    for number in range(CHANGES):
        url, milliseconds = shown.drag(titles()[number % len(titles())], (0.15 + 0.37 * number) % 1)
        taken.append(milliseconds)
        seen.add(url)
        visit.page.wait_for_timeout(400)
    assert shown.kept()
    assert len(seen) == CHANGES
    assert max(taken) < LATEST_MS, sorted(round(one) for one in taken)
    assert visit.layers == before
