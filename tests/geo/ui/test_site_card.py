"""The reasons of a place, as HTML that holds nothing but our own tags."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from geo.ui import site_card
from geo.ui.tables import html_table

HOSTILE = "<img src=x onerror=alert(1)> {{7*7}} ${1} `x` ' \""


def row(**changes):
    base = {
        "title": "Distance to a station",
        "group": "Power",
        "raw": 2.7773,
        "unit": "km",
        "decimals": 1,
        "value": 0.9445,
        "weight": 0.3,
        "contribution": 28.335,
        "withheld": 1.665,
        "evidence": "modelled",
        "nearest": {"name": "Shin-Keiyo", "distance_km": 2.78, "voltage_kv": 500.0, "operator": "Tokyo"},
        "source": {"layer": "substations", "tier": "bundled", "titles": ["Grid 2016", "Grid 2017", "Grid 2018"]},
    }
    return {**base, **changes}


def found(**changes):
    base = {
        "lon": 140.05,
        "lat": -35.8,
        "score": 90.3547,
        "percentile": 99.57,
        "percentile_all": 99.58,
        "excluded_by": [],
        "excluded_by_titles": [],
        "unknown_weight_share": 0.05,
        "criteria": {"grid": row()},
    }
    return {**base, **changes}


def words(text):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def test_a_criterion_shows_value_with_unit_contribution_nearest_evidence_and_source():
    text = words(site_card.criteria(found()))
    for part in (
        "2.8 km",
        "value 0.94",
        "modelled",
        "28.3 of 30.0",
        "Shin-Keiyo",
        "500 kV, Tokyo",
        "Grid 2016",
        "and 1 more",
    ):
        assert part in text


def test_a_bar_is_as_full_as_the_value():
    assert "width:94.5%" in site_card.criteria(found())


def test_a_year_is_written_as_a_year():
    assert "2029 " in words(site_card.criteria(found(criteria={"y": row(raw=2029.0, unit="year", decimals=0)})))


def test_what_is_unknown_is_said_and_its_guess_is_hatched():
    unknown = found(
        criteria={"sun": row(title="Sun", raw=None, value=None, weight=0.05, contribution=2.5, nearest=None)}
    )
    assert "unknown" in words(site_card.criteria(unknown))
    assert "sw-guess" in site_card.criteria(unknown)
    assert "Sun" in site_card.unknowns(unknown, "count as half")
    assert site_card.unknowns(found(), "count as half") == ""


def test_criteria_without_weight_are_folded_away():
    assert "1 more with no weight" in site_card.criteria(
        found(criteria={"a": row(), "b": row(weight=0.0, contribution=0.0)})
    )


def test_what_bars_a_place_is_named_with_its_limit():
    barred = found(score=None, excluded_by=["cap"], excluded_by_titles=["Too far"])
    assert "Too far (limit 100 km)" in words(site_card.bars(barred, {"cap": "100 km"}))
    assert "no score: barred" in site_card.headline(barred, None)
    assert site_card.bars(found(), {}) == ""


def test_the_headline_gives_rank_percentile_and_southern_latitudes():
    text = words(site_card.headline(found(), {"name": "Tama", "rank": 3, "kind": "port", "state": None}))
    for part in ("Tama", "35.800° S, 140.050° E", "90.4", "rank of the sites", "99.6"):
        assert part in text


def test_sources_are_told_by_title_or_linked_when_they_are_web_addresses():
    site = {"reason": "Near a port", "source": "gem ; https://www.example.org/a ; javascript:alert(1)", "date": "2024"}
    text = site_card.reason(site, {"gem": "Coal Plant Tracker"})
    assert "Coal Plant Tracker" in text
    assert "href='https://www.example.org/a'" in text
    assert "href='javascript" not in text


@pytest.mark.parametrize("part", ["title", "unit", "evidence", "group"])
def test_hostile_text_in_a_criterion_is_shown_as_text(part):
    text = site_card.criteria(found(criteria={"x": row(**{part: HOSTILE})}))
    assert "<img" not in text
    assert "7*7" in text


def test_hostile_names_reasons_and_neighbours_are_shown_as_text():
    site = {"name": HOSTILE, "rank": 1, "kind": HOSTILE, "reason": HOSTILE, "source": HOSTILE, "date": HOSTILE}
    near = row(nearest={"name": HOSTILE, "distance_km": 1.0, "operator": HOSTILE})
    barred = found(excluded_by=["a"], excluded_by_titles=[HOSTILE], criteria={"x": near})
    for text in (
        site_card.headline(found(), site),
        site_card.reason(site, {}),
        site_card.bars(barred, {"a": HOSTILE}),
        site_card.criteria(barred),
    ):
        assert "<img" not in text
        assert "{{" not in text


def test_a_table_holds_text_and_plain_web_links_only():
    table = pd.DataFrame({"A": [HOSTILE, "https://example.org/x", None], "B": [True, 1.5, float("nan")]})
    text = html_table(table, narrow=("B",))
    assert "<img" not in text
    assert text.count("<a href=") == 1
    assert "class='sw-narrow'>yes</td>" in text
    assert "nan" not in text


def test_what_a_layer_tells_is_short_ranges_in_one_line_and_small_numbers_whole():
    told = {
        "acceleration_g": 0.021,
        "range_g": {"low": 0.011, "high": 0.042},
        "cost": {"low": 5.0, "central": 9.36, "high": 14.0},
        "people": 17197921,
        "price_year": 2025,
        "wanted": True,
        "figures": {"acceleration_g": None},
    }
    shown = site_card.details({"details": {"seismic_hazard": {"earthquake": told}}}, {"seismic_hazard": "Shaking"})
    for line in (
        "acceleration g: 0.021", "range g: 0.011 to 0.042", "cost: 5 to 14, central 9.36", "people: 17,197,921",
        "price year: 2025", "wanted: yes",
    ):  # fmt: skip
        assert f"<li>{line}</li>" in shown
    assert "figures" not in shown
