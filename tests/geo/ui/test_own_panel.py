"""My evidence on the page: rows come and go in the private file, gates follow, and the watchlist names what moved."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from geo.maps.text import markdown
from geo.ui.jobs import Jobs
from geo.ui.own_panel import moved_text, watched_table
from geo.ui.panels import OWN, PANEL
from geo.watchlist import Fact, Snapshot, Told, Watched
from geo.workspace import SurfaceStore
from layers import catalogue

APP = Path(__file__).resolve().parents[3] / "streamlit_app.py"


def site(rank: int, gate: str, year: int | None, fact: str) -> Watched:
    told = Told(figures={"year_central": year}, fact=Fact(id=fact, source="page", date="2026"))
    return Watched(
        site="a", name="<A>", lon=140.0, lat=36.0, rank=rank, score=50.0, gates={"power_date": gate}, barred_by=(),
        told={"power_date.headroom": told},
    )  # fmt: skip


def snapshot(*sites: Watched) -> Snapshot:
    return Snapshot(taken="2026-11-01T00:00:00Z", fingerprint="f", scenario={}, sites=sites)


def test_a_first_look_says_that_watching_begins_and_a_second_that_nothing_moved() -> None:
    first = snapshot(site(3, "unknown", None, "row"))
    assert moved_text(None, first).startswith("1 site is watched from now on")
    assert moved_text(first, first) == "Nothing moved since 2026-11-01 00:00 UTC: 1 site is watched."


def test_the_watched_sites_are_listed_best_first_and_a_barred_one_last() -> None:
    ranked, barred = site(3, "unknown", None, "row"), site(1, "fail", None, "row").model_copy(update={"rank": None})
    table = watched_table(snapshot(barred, ranked))
    assert table["Rank"].tolist() == ["3", "barred"]
    assert table["Score"].tolist() == ["50.0", "50.0"]


def test_what_moved_stands_with_the_fact_that_moved_it_and_no_text_runs() -> None:
    before, now = snapshot(site(3, "unknown", None, "row")), snapshot(site(1, "pass", 2029, "own: My bus"))
    told = moved_text(before, now)
    assert "rank: 3 -> 1" in told.replace("\\", "")
    assert "gate power_date: unknown -> pass" in told.replace("\\", "")
    assert "own: My bus" in told.replace("\\", "")
    assert markdown("<A>") in told


@pytest.fixture
def page(bundled_jp, monkeypatch, tmp_path):
    """Japan on bundled data with a ledger of its own, the panel of own evidence open, Inzai chosen."""
    monkeypatch.setenv("SITEWATT_CACHE", str(bundled_jp.cache.parent))
    monkeypatch.setenv("SITEWATT_LEDGER", str(tmp_path / "own" / "ledger.csv"))
    monkeypatch.setattr("geo.web.shared._WORKSPACES", SurfaceStore(1))
    monkeypatch.setattr(Jobs, "fetch", lambda self, again=False: None)
    monkeypatch.setattr(
        "geo.ui.app.asset_urls", lambda workspace, start: {"leaflet": f"{start}l.js", "leaflet_css": f"{start}l.css"}
    )
    at = AppTest.from_file(str(APP), default_timeout=90)
    at.query_params["s"], at.query_params["at"] = catalogue().scenario("jp").token(), "140.15,35.8"
    at.session_state[PANEL] = OWN
    return at.run()


def test_an_answer_is_added_refused_and_removed_in_the_private_file(page, tmp_path) -> None:
    path = tmp_path / "own" / "ledger.csv"
    assert not page.exception, page.exception[0].stack_trace
    assert any("No row for this region" in caption.value for caption in page.caption)
    field = next(box for box in page.text_input if box.label == "Bus or substation")
    field.set_value("My bus")
    next(button for button in page.button if button.label == "Add").click().run()
    assert not page.exception, page.exception[0].stack_trace
    assert "My bus" in path.read_text()
    assert path.stat().st_mode & 0o077 == 0, "readable by its owner alone"
    assert any("My bus" in text.value for text in page.markdown)
    next(box for box in page.text_input if box.label == "Bus or substation").set_value("My bus")
    next(button for button in page.button if button.label == "Add").click().run()
    assert any("the same twice" in error.value for error in page.error)
    next(button for button in page.button if button.label == "Remove").click().run()
    assert not page.exception, page.exception[0].stack_trace
    assert "My bus" not in path.read_text()
