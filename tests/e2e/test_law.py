"""Law and security on a telephone: folded headings that open, nothing wider than the screen."""

from __future__ import annotations

import pytest

from tests.e2e.test_app import LONG_MS, opened


@pytest.mark.size(390, 844)
def test_headings_are_closed_on_a_telephone_and_open_to_dated_facts(visit, app, token):
    opened(visit, app, token)
    page = visit.page
    page.get_by_role("tab", name="Law and security").click()
    heads = page.locator(".sw-section > summary")
    heads.first.wait_for(timeout=LONG_MS)
    assert heads.count() >= 8
    assert page.locator(".sw-item:visible").count() == 0
    scrolls, shows, high = page.get_by_test_id("stMain").evaluate(
        "box => [box.scrollWidth, box.clientWidth, box.scrollHeight]"
    )
    assert scrolls == shows
    assert high < 3 * 844
    heads.first.click()
    told = page.locator(".sw-item:visible .sw-cite").first.inner_text()
    assert "·" in told


def test_on_a_desk_every_fact_is_in_sight_side_by_side(visit, app, token):
    opened(visit, app, token)
    page = visit.page
    page.get_by_role("tab", name="Law and security").click()
    page.locator(".sw-item").first.wait_for(timeout=LONG_MS)
    assert page.locator(".sw-item:visible").count() == page.locator(".sw-item").count() > 40
    left, right = (page.locator(".sw-country").nth(number).bounding_box() for number in (0, 1))
    assert right["x"] > left["x"] + left["width"] - 1
