"""Certainty in tables of shares: numbers in whole percent, the remainder together, names that never become tags."""

import re

from geo.ui import certainty_tables
from geo.ui.decide_certainty import as_csv, ranked_sites

HOSTILE = "<img src=x onerror=alert(1)>"
SITES = [{"key": "a", "name": "Alpha", "rank": 1}, {"key": "b", "name": HOSTILE, "rank": 2}]
SHARES = {"a": [0.6, 0.398, *[0.0] * 9, 0.002], "b": [0.4, 0.6, *[0.0] * 10]}


def cells(text):
    return [re.findall(r"<td[^>]*>(.*?)</td>", row) for row in re.findall(r"<tr role='row'>(.*?)</tr>", text)[1:]]


def test_ranks_beyond_the_tenth_stand_together_and_a_small_share_is_not_nothing():
    first, second = cells(certainty_tables.acceptability(SITES, SHARES))
    assert first == ["60", "40", *["0"] * 8, "&lt;1"]
    assert second == ["40", "60", *["0"] * 9]


def test_fewer_ranks_than_ten_have_no_later_column():
    text = certainty_tables.acceptability(SITES, {"a": [0.75, 0.25], "b": [0.25, 0.75]})
    assert "later" not in text
    assert cells(text) == [["75", "25"], ["25", "75"]]


def test_a_site_is_not_compared_with_itself_and_names_stay_text():
    text = certainty_tables.pairwise(SITES, {"a": {"b": 0.71}, "b": {"a": 0.29}})
    assert cells(text) == [["-", "71"], ["29", "-"]]
    assert "<img" not in text
    assert "ranks ahead" in text


def test_the_number_is_black_on_pale_and_white_on_dark():
    text = certainty_tables.pairwise(SITES, {"a": {"b": 0.9}, "b": {"a": 0.1}})
    assert "rgba(22,50,79,0.90);color:#fff" in text
    assert "rgba(22,50,79,0.10);color:#000" in text


def test_central_weights_stand_beside_the_scenarios_with_the_confidence_factor():
    site = {"name": "Alpha", "expected_rank": 2.25, "confidence_factor": 0.74}
    text = certainty_tables.central_weights(
        site, {"x": 0.6, "y": 0.4}, {"x": 0.5, "y": 0.5}, {"x": "Sun", "y": "Sea"}, "6 of 9 draws"
    )
    words = re.sub(r"<[^>]+>", "", text)
    assert "Expected rank of Alpha: 2.2." in words
    assert "Confidence factor 74%" in words
    assert "Sun60% / 50%" in words
    assert "Sea40% / 50%" in words


def test_a_site_that_no_weights_put_first_says_so():
    site = {"name": "Beta", "expected_rank": 40.0, "confidence_factor": None}
    text = certainty_tables.central_weights(site, None, {"x": 1.0}, {"x": "Sun"}, "0 of 1,000 draws")
    assert "First in 0 of 1,000 draws: no weights put it first" in text


def test_barred_sites_are_left_out_and_sites_without_an_id_go_by_their_name():
    sure = {"rank_acceptability": {"a": [1.0], "Named": [1.0]}}
    rows = [{"site_id": "a", "name": "Alpha", "rank": 1}, {"name": "Named", "rank": 2}, {"site_id": "c", "rank": None}]
    content = {"metadata": {"certainty": sure}, "features": [{"properties": row} for row in rows]}
    assert [site["key"] for site in ranked_sites(content)] == ["a", "Named"]


def test_the_csv_has_one_number_a_line_and_no_formulas():
    sure = {
        "rank_acceptability": {"a": [0.6, 0.4]},
        "central_weights": {"a": {"x": 1.0}},
        "pairwise": {"a": {"b": 0.7}},
    }
    site = {"key": "a", "name": "=1+1", "rank": 1, "expected_rank": 1.4, "confidence_factor": None}
    assert as_csv([site], sure).splitlines() == [
        "site,name,rank,measure,of,value",
        "a,'=1+1,1,expected_rank,,1.4",
        "a,'=1+1,1,confidence_factor,,",
        "a,'=1+1,1,rank_acceptability,1,0.6",
        "a,'=1+1,1,rank_acceptability,2,0.4",
        "a,'=1+1,1,central_weight,x,1.0",
        "a,'=1+1,1,beats,b,0.7",
    ]
