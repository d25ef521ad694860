"""A browser on the app: what it draws, when, and how many bytes came over the wire."""

from __future__ import annotations

import os
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Page, sync_playwright

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
PATIENCE_MS, CHANGE_MS, LOOK_MS = 60_000, 15_000, 50
"""How long a page may take to open and a change to be drawn before it counts as lost; how often the script looks."""
WATCH = """(() => {
  if (window !== top) { return; }
  const now = () => performance.timeOrigin + performance.now();
  for (const kind of ['pointerup', 'mouseup']) { addEventListener(kind, () => { window.released = now(); }, true); }
  window.shown = [];
  let one = null;
  const overlay = () => {
    const frame = document.querySelector("iframe[title*='st_folium']"), map = frame && frame.contentWindow.map_div;
    return map && map.sitewatt && map.sitewatt.overlay;
  };
  const look = () => {
    const group = overlay(), url = group ? group.url : '';
    if (url && (!one || one.url !== url)) { one = { url: url, told: now(), drawn: 0 }; window.shown.push(one); }
    if (one && !one.drawn) {
      const layer = group && group.getLayers().slice(-1)[0], mine = one;
      if (layer && !layer.isLoading()) { requestAnimationFrame(() => { mine.drawn = mine.drawn || now(); }); }
    }
    requestAnimationFrame(look);
  };
  look();
})()"""
"""Runs in the page from its start, so that nothing waits for the test's own messages: notes when the mouse button was
let go, and of each overlay when the map had its address and when a frame had passed since its last tile came."""
DRAWN = """(before) => {
  const last = (window.shown || []).slice(-1)[0];
  return last && last.url !== before && last.drawn ? last : null;
}"""
"""The latest overlay once it is drawn, if it is another than `before`."""
AT_REST = """() => document.querySelector('[data-testid=stApp][data-test-script-state=notRunning]')
  && !document.querySelector('[data-testid=stProgress]')"""
VIEW = "() => [map_div.getCenter().lat, map_div.getCenter().lng, map_div.getZoom()]"


@dataclass
class Wire:
    """Bytes received and sent by the page, by kind, heads of requests and answers with them; what the browser had kept
    counts nothing."""

    page: Page

    def __post_init__(self) -> None:
        self.bytes: Counter[str] = Counter()
        self.requests: Counter[str] = Counter()
        self._kinds: dict[str, str] = {}
        self._heads: dict[str, int] = {}
        session = self.page.context.new_cdp_session(self.page)
        session.send("Network.enable")
        session.on("Network.requestWillBeSent", lambda told: self._begun(told["requestId"], told["request"]["url"]))
        session.on("Network.loadingFinished", lambda told: self._ended(told["requestId"], told["encodedDataLength"]))
        session.on("Network.requestWillBeSentExtraInfo", lambda told: self._asked(told["requestId"], told["headers"]))
        for event in ("webSocketFrameReceived", "webSocketFrameSent"):
            session.on(f"Network.{event}", self._frame)

    def _begun(self, request: str, url: str) -> None:
        parts = urlsplit(url).path.split("/")
        self._heads[request] = len(url)
        self._kinds[request] = parts[1] if parts[1] in ("tiles", "layers", "assets", "static", "component") else "page"

    def _asked(self, request: str, headers: dict[str, str]) -> None:
        self._heads[request] = self._heads.get(request, 0) + sum(
            len(name) + len(value) + 4 for name, value in headers.items()
        )

    def _ended(self, request: str, size: float) -> None:
        if size:
            self.bytes[self._kinds.get(request, "page")] += int(size) + self._heads.get(request, 0)
            self.requests[self._kinds.get(request, "page")] += 1

    def _frame(self, told: dict[str, Any]) -> None:
        payload, opcode = told["response"]["payloadData"], told["response"]["opcode"]
        self.bytes["websocket"] += len(payload) * 3 // 4 if opcode == 2 else len(payload)

    def take(self) -> Counter[str]:
        """Bytes since the last call."""
        found = Counter(self.bytes)
        self.bytes.clear()
        return found


class Visit:
    """One page of the app with its map.

    Parameters
    ----------
    wired : whether bytes are counted, which costs the page a little
    """

    def __init__(self, page: Page, *, wired: bool = True) -> None:
        self.page = page
        page.set_default_timeout(PATIENCE_MS)
        page.add_init_script(WATCH)
        self.wire = Wire(page) if wired else None

    def open(self, address: str, *, drawn: bool = True) -> dict[str, Any]:
        """Go there; `url`, `told` and `drawn` [ms since 1970] of the first overlay."""
        self.page.goto(address, wait_until="commit")
        return self.redrawn("", PATIENCE_MS) if drawn else {}

    def rest(self) -> None:
        """Wait until the script has ended and nothing is being built."""
        self.page.wait_for_function(AT_REST, polling=LOOK_MS)

    @property
    def map(self) -> Any:
        """The frame that holds the map."""
        self.page.frame_locator("iframe[title*='st_folium']").locator("#map_div").wait_for(state="attached")
        return next(frame for frame in self.page.frames if "st_folium" in frame.url)

    def redrawn(self, before: str, patience_ms: float = CHANGE_MS) -> dict[str, Any]:
        """Wait until another overlay than `before` is drawn; Playwright's TimeoutError where none comes."""
        told = self.page.wait_for_function(DRAWN, arg=before, polling=LOOK_MS, timeout=patience_ms)
        found: dict[str, Any] = told.json_value()
        return found

    def overlay(self) -> str:
        """Address of the overlay that is shown."""
        return str(self.map.evaluate("() => map_div.sitewatt.overlay.url"))

    def view(self) -> list[float]:
        """Centre and zoom."""
        found: list[float] = self.map.evaluate(VIEW)
        return found

    def sign(self) -> None:
        """Mark the map, so that another one in its place is noticed."""
        self.map.evaluate("() => { map_div.getContainer().sign = 1; }")

    def signed(self) -> bool:
        """Whether it is still the map that was marked."""
        return bool(self.map.evaluate("() => map_div.getContainer().sign === 1"))

    def drag(self, slider: Any, share: float) -> tuple[float, dict[str, Any]]:
        """Drag a slider to a share of its track; the release [ms since 1970], and the overlay drawn after it."""
        before = self.take(slider, share)
        self.page.mouse.up()
        return self.let_go(before)

    def slider(self, title: str) -> Any:
        """A slider by its title."""
        return self.page.get_by_role("slider", name=re.compile(f"^{re.escape(title)}"))

    def take(self, slider: Any, share: float) -> str:
        """Drag a slider and hold it; the overlay that is shown meanwhile."""
        slider.scroll_into_view_if_needed()
        thumb, track = (slider.locator(path).bounding_box() for path in ("xpath=../..", "xpath=../../.."))
        before = self.overlay()
        mouse, y = self.page.mouse, thumb["y"] + thumb["height"] / 2
        mouse.move(thumb["x"] + thumb["width"] / 2, y)
        mouse.down()
        mouse.move(track["x"] + share * track["width"], y, steps=4)
        return before

    def let_go(self, before: str) -> tuple[float, dict[str, Any]]:
        """When the button was let go [ms since 1970], and the overlay drawn after it."""
        found = self.redrawn(before)
        return float(self.page.evaluate("() => window.released")), found


@contextmanager
def browser() -> Iterator[Any]:
    """Headless Chromium of this machine that reaches nothing but this machine."""
    named = os.environ.get("SITEWATT_CHROMIUM") or next((p for b in BROWSERS if (p := shutil.which(b))), None)
    if named is None:
        raise SystemExit("Chromium is not installed (Debian: apt-get install chromium)")
    with sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=named, args=list(FLAGS))
        yield running
        running.close()
