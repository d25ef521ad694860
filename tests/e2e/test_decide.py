"""Decide, the watchlist and own sites in a real browser: each asked for, answered and said in words."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.e2e.test_app import LONG_MS, opened

ANSWER_MS = 4 * LONG_MS


def decided(visit: Any, app: str, token: str, view: str) -> Any:
    """The page with a view of Decide open."""
    opened(visit, app, token)
    visit.page.get_by_role("tab", name="Decide").click()
    visit.page.get_by_test_id("stTabs").get_by_text(view, exact=True).click()
    return visit.page


def test_the_back_test_says_what_the_map_is_worth_beside_its_null_and_hands_its_figures_out(visit, app, token):
    page = decided(visit, app, token, "Back-test")
    page.get_by_role("button", name="Test against known campuses").click()
    button = page.get_by_role("button", name="JSON")
    button.wait_for(timeout=ANSWER_MS)
    assert page.get_by_text("finds known campuses").count() or page.get_by_text("Too few sites").count()
    figures = page.locator(".sw-table:visible").inner_text()
    for row in ("Lift over the null", "AUC (95 %)", "Boyce index", "Barred by the scenario"):
        assert row in figures, row
    with page.expect_download() as taken:
        button.click()
    content = json.loads(taken.value.path().read_text(encoding="utf-8"))
    summary = content["summary"]["all"]
    assert f"{summary['sites']} ({summary['groups']})" in figures
    assert len(content["sites"]) >= summary["sites"]


@pytest.mark.size(390, 844)
def test_on_a_telephone_the_comparison_tells_what_moved_most_and_why_without_sideways_scroll(visit, app, token):
    page = decided(visit, app, token, "Compare")
    page.get_by_text("that moved most").wait_for(timeout=LONG_MS)
    told = page.locator(".sw-table:visible").last.inner_text()
    assert "by its weight" in told
    scrolls, shows = page.get_by_test_id("stMain").evaluate("box => [box.scrollWidth, box.clientWidth]")
    assert scrolls == shows


def test_a_first_look_watches_the_best_sites_and_a_second_says_that_nothing_moved(visit, app, token):
    opened(visit, app, token)
    page = visit.page
    page.get_by_test_id("stTabs").get_by_text("My evidence", exact=True).click()
    page.get_by_text("are watched from your first look on").wait_for(timeout=LONG_MS)
    page.get_by_role("button", name="Look now").click()
    page.get_by_text("20 sites are watched from now on").wait_for(timeout=LONG_MS)
    page.get_by_text("20 sites are watched; the last look was").wait_for(timeout=LONG_MS)
    page.get_by_text("Watched sites").click()
    assert page.locator(".sw-table:visible tr").count() == 21
    page.get_by_role("button", name="Look now").click()
    page.get_by_text("Nothing moved since").wait_for(timeout=LONG_MS)


def test_own_sites_take_the_place_of_the_candidates_and_a_bad_file_is_refused_by_row(visit, app, token):
    opened(visit, app, token)
    page = visit.page
    box = page.get_by_test_id("stExpander").filter(has_text="Your own sites")
    box.locator("summary").click()
    good = b"name,lon,lat\nMy <b>yard</b>,140.15,35.80\nMy port,135.2,34.75\n"
    box.locator("input[type=file]").set_input_files({"name": "mine.csv", "mimeType": "text/csv", "buffer": good})
    page.get_by_text("Ranked: the sites of mine.csv").wait_for(timeout=LONG_MS)
    page.get_by_text("2 sites ranked, 0 barred").wait_for(timeout=LONG_MS)
    for name in ("My <b>yard</b>", "My port"):
        cell = page.locator("[data-testid=stDataFrame] td", has_text=name)
        cell.first.wait_for(state="attached", timeout=LONG_MS)
    box.get_by_role("button", name="Back to the candidate sites").click()
    page.get_by_text("Ranked: the sites of").wait_for(state="hidden", timeout=LONG_MS)
    bad = b"name,lon,lat\nFar,500,10\n"
    box.locator("input[type=file]").set_input_files({"name": "bad.csv", "mimeType": "text/csv", "buffer": bad})
    told = page.get_by_text("bad.csv, row 2").first
    told.wait_for(timeout=LONG_MS)
    assert "allowed" in told.inner_text()
