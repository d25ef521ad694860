"""Law and security: what the tab draws of items and sheets, safe and whole."""

from __future__ import annotations

from typing import Any

from geo.models.scorecard import Item
from geo.ui import gate_card, scorecard_card


def item(id: str, **more: Any) -> Item:
    words: dict[str, Any] = {"heading": "Planning", "region": "au", "title": "Planning", "value": "published"}
    words |= {"fact": "A rule", "source": "https://example.org/a ; a key", "date": "2026-03", "evidence": "measured"}
    return Item(id=id, **words | more)


def test_a_country_without_a_fact_says_so_beside_the_other() -> None:
    drawn = scorecard_card.scorecard({"Australia": [item("a")], "Japan": []}, {})
    assert "No fact was found." in drawn
    assert drawn.index("Australia") < drawn.index("Japan")


def test_sources_are_links_only_where_they_are_plain_addresses() -> None:
    drawn = scorecard_card.cited("https://www.example.org/a ; javascript:alert(1) ; a key")
    assert "href='https://www.example.org/a'" in drawn
    assert ">example.org</a>" in drawn
    assert "href='javascript" not in drawn
    assert "a key" in drawn


def test_unverified_binding_terms_and_use_are_written_at_the_item() -> None:
    one = item("a", evidence="unverified", date="unverified", binds="training", terms="CC BY-SA 4.0", setting="x")
    drawn = scorecard_card.scorecard({"Australia": [one]}, {"x": "gates"})
    for words in ("unverified", "binds training, not inference", "CC BY-SA 4.0", "gates", "no date"):
        assert words in drawn
    assert "shown only" in scorecard_card.scorecard({"Australia": [one]}, {})


def test_an_index_tells_first_last_and_every_year() -> None:
    one = item("a", series=((2000, 0.84), (2001, 0.85), (2024, 0.808)))
    drawn = scorecard_card.scorecard({"Australia": [one]}, {})
    assert "0.84 in 2000, 0.808 in 2024 (-0.032)" in drawn
    assert "2001: 0.85" in drawn


def test_no_text_of_a_fact_can_become_markup() -> None:
    drawn = scorecard_card.scorecard({"<b>": [item("a", fact="<img src=x onerror=1>", value="{{ x }}")]}, {})
    assert "<img" not in drawn
    assert "{{" not in drawn
    assert "<script" not in scorecard_card.told([{"what": "<script>", "source": "<script>"}])


def test_a_table_leaves_empty_columns_out() -> None:
    drawn = scorecard_card.told([{"what": "a", "range_km": None}, {"what": "b", "range_km": float("nan")}])
    assert "range km" not in drawn
    assert scorecard_card.told([]) == ""


def test_a_sheet_says_what_decided_each_line_and_an_empty_one_draws_nothing() -> None:
    line = {"section": "Water", "title": "Non-potable water", "requirement": "Use it", "verdict": "FAIL"}
    line |= {"number": "no", "decided_by": "non_potable_water", "decided_source": "stated by you", "basis": "b"}
    line |= {"source": "https://example.org/x", "date": "2026-03-23"}
    sheet = {"overall": "FAIL", "counts": {"PASS": 0, "FAIL": 1}, "lines": [line]}
    drawn = gate_card.summary(sheet) + gate_card.lines(sheet)
    for words in ("FAIL", "1 fail", "stated by you", "Use it", "href='https://example.org/x'"):
        assert words in drawn
    assert "stated by you" in gate_card.short(sheet)
    nothing = {"overall": "UNKNOWN", "counts": {}, "lines": []}
    assert gate_card.short(nothing) == gate_card.summary(nothing) == gate_card.lines(nothing) == ""
