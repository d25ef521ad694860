"""The reasons of a place in words and bars; texts of others never become tags."""

import re

import pytest

from geo.ui import site_reasons

HOSTILE = "<img src=x onerror=alert(1)>"


def told(**changes):
    base = {
        "rank_among_sites": 7,
        "sites": 60,
        "would_be": False,
        "waterfall": [
            {"key": "a", "title": "Grid", "points": 30.0, "withheld": 10.0, "known": True},
            {"key": "b", "title": "Sun", "points": 12.5, "withheld": 2.5, "known": False},
            {"key": "c", "title": "Sea", "points": 0.0, "withheld": 45.0, "known": True},
        ],
        "limiting": {"key": "c", "title": "Sea", "withheld": 45.0},
        "counterfactuals": [
            {"key": "a", "title": "Grid", "rank": 5, "text": "Grid: at most 9 km (now 30 km) would reach rank 5"}
        ],
        "weight_stability": [{"key": "a", "title": "Grid", "share": 0.4, "from": 0.31, "to": 0.52}],
        "lifts": [
            {"kind": "bar", "text": "Flood: no longer barred if its limit is 2 m (now 1 m), then rank 7 of 61"},
            {"kind": "lever", "text": "Grid: 8 km if a station stood within 8 km by 2029, then rank 5 of 61"},
        ],
        "nearest_better": {
            "name": "Inzai",
            "km": 12.0,
            "better_by": 3.25,
            "because": [{"key": "a", "title": "Grid", "points": 4.0}],
        },
    }
    return {**base, **changes}


def words(text):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def test_rank_limit_lifts_and_the_better_neighbour_are_said():
    text = words(site_reasons.standing(told()))
    assert "It is number 7 beside 60 other sites" in text
    assert "Limited most by Sea : 45.0 points withheld" in text
    assert "It would reach rank 5 with any one of:" in text
    assert "Grid: at most 9 km (now 30 km)" in text
    assert "Nearest better site: Inzai , 12 km away, +3.2 points (Grid +4.0)" in text


def test_the_bars_of_the_waterfall_stand_end_to_end_up_to_the_score():
    drawn = site_reasons.waterfall(told())
    spans = [(float(a), float(b)) for a, b in re.findall(r"left:([0-9.]+)%;width:([0-9.]+)%", drawn)]
    assert spans == [(0.0, 30.0), (30.0, 12.5), (0.0, 42.5)]
    assert "sw-guess" in drawn
    assert "No points from: Sea" in words(drawn)
    assert "add up to 42.5 of 100 points" in drawn


def test_a_negative_contribution_goes_back_and_is_red():
    rows = [
        {"key": "a", "title": "Grid", "points": 50.0, "withheld": 0.0, "known": True},
        {"key": "b", "title": "Sun", "points": -20.0, "withheld": 70.0, "known": True},
    ]
    drawn = site_reasons.waterfall(told(waterfall=rows))
    assert "left:30.00%;width:20.00%" in drawn
    assert "sw-loss" in drawn
    assert "-20.0" in words(drawn)


def test_the_span_of_a_weight_is_said_and_left_out_where_there_is_none():
    assert "40% now, 31% to 52%" in words(site_reasons.stability(told()))
    assert site_reasons.stability(told(weight_stability=[])) == ""


def test_a_place_without_others_and_the_best_place_are_said_in_words():
    best = told(rank_among_sites=1, counterfactuals=[], nearest_better=None, limiting=None)
    assert "Nothing limits it" in words(site_reasons.standing(best))
    assert "No single criterion" not in words(site_reasons.standing(best))
    assert "no other site" in words(site_reasons.standing(told(sites=0)))
    stuck = words(site_reasons.standing(told(counterfactuals=[])))
    assert "No single criterion would lift it" in stuck


@pytest.mark.parametrize("part", [site_reasons.standing, site_reasons.waterfall, site_reasons.stability])
def test_texts_never_become_tags(part):
    evil = told()
    for rows in (
        evil["waterfall"],
        evil["counterfactuals"],
        evil["weight_stability"],
        evil["nearest_better"]["because"],
    ):
        for each in rows:
            each.update(title=HOSTILE, text=HOSTILE)
    evil["limiting"]["title"] = evil["nearest_better"]["name"] = HOSTILE
    assert "<img" not in part(evil)


def test_what_lifts_bars_and_levers_stand_under_headings_of_their_own():
    text = words(site_reasons.lifts(told()))
    assert "What would lift the bars, each change alone Flood: no longer barred if its limit is 2 m" in text
    assert "What might come to stand nearby Grid: 8 km if" in text
    assert "gates" not in text
    assert site_reasons.lifts(told(lifts=[])) == ""


def test_hostile_words_of_a_lift_stay_words():
    assert "<img" not in site_reasons.lifts(told(lifts=[{"kind": "gate", "text": HOSTILE}]))
