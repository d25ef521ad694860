"""Every way to state weights, by hand, and what is refused in words."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.decision.weighing import Present, from_table, regrouped, weigh
from geo.errors import InputError

GROUP = {"cost": "Power", "lines": "Power", "delay": "Network", "sun": "Climate"}
NOW = Present(GROUP, {"cost": 30.0, "lines": 10.0, "delay": 40.0, "sun": 20.0})


def test_plain_weights_are_scaled_and_the_rest_weighs_nothing():
    assert weigh({"weights": {"cost": 3, "sun": 1}}, NOW) == {"cost": 0.75, "lines": 0, "delay": 0, "sun": 0.25}


def test_groups_keep_the_proportions_inside_them():
    found = weigh({"groups": {"Power": 1, "Network": 1}}, NOW)
    assert found == pytest.approx({"cost": 0.375, "lines": 0.125, "delay": 0.5, "sun": 0})


def test_weights_within_a_group_leave_the_share_of_the_group():
    found = weigh({"within": {"Power": {"cost": 1, "lines": 4}}}, NOW)
    assert found == pytest.approx({"cost": 0.08, "lines": 0.32, "delay": 0.4, "sun": 0.2})


def test_pairwise_judgements_work_over_groups_and_within_them():
    stated = {
        "groups": {"Power / Network": 2, "Power / Climate": 4, "Network / Climate": 2},
        "Power": {"cost / lines": 3},
    }
    found = weigh({"judgements": stated}, NOW)
    assert found == pytest.approx({"cost": 3 / 7, "lines": 1 / 7, "delay": 2 / 7, "sun": 1 / 7})


def test_judgements_that_do_not_agree_are_refused_with_the_one_to_revisit():
    round_about = {"Power / Network": 9, "Network / Climate": 9, "Climate / Power": 9}
    with pytest.raises(InputError, match=r"do not agree.*consistency ratio .*revisit: .* against .*"):
        weigh({"judgements": {"groups": round_about}}, NOW)


def test_an_order_gives_rank_order_centroids():
    found = weigh({"order": ["delay", "cost"]}, NOW)
    assert found == pytest.approx({"cost": 0.25, "lines": 0, "delay": 0.75, "sun": 0})


def test_swings_are_shares_of_their_points():
    assert weigh({"swing": {"cost": 100, "sun": 25}}, NOW)["sun"] == pytest.approx(0.2)


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ({"wieghts": {"cost": 1}}, "wieghts"),
        ({}, "one way"),
        ({"weights": {"cost": 1}, "order": ["cost"]}, "one way"),
        ({"weights": {"coast": 1}}, "coast"),
        ({"weights": {"cost": -1}}, "weights.cost"),
        ({"weights": {"cost": True}}, "weights.cost"),
        ({"weights": {"cost": 0}}, "no criterion has any weight"),
        ({"groups": {"Poower": 1}}, "Poower"),
        ({"within": {"Power": {"sun": 1}}}, "sun in Power"),
        ({"judgements": {"groups": {"Power Network": 2}}}, "Power Network"),
        ({"judgements": {"groups": {"Power / Network": 12}}}, "off the scale"),
        ({"judgements": {"groups": {"Power / Network": 2, "Network / Power": 2}}}, "twice"),
        ({"order": ["cost", "cost"]}, "once"),
        ({"order": "cost"}, "list"),
        ({"swing": {"cost": 90}}, "100 points"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_name(statement, words):
    with pytest.raises(InputError, match=words):
        weigh(statement, NOW)


def test_table_weights_leave_out_what_no_site_knows():
    nothing = np.full(4, np.nan)
    values = {"cost": np.array([0.1, 0.9, 0.4, 0.6]), "lines": np.array([0.5, 0.5, 0.5, 0.5]), "sun": nothing}
    values["delay"] = np.array([0.2, 0.4, np.nan, 0.8])
    for method in ("entropy", "critic"):
        found = from_table(method, values, NOW)
        assert sum(found.values()) == pytest.approx(1.0)
        assert found["sun"] == found["lines"] == 0


def test_table_weights_of_one_site_are_refused():
    with pytest.raises(InputError, match="two or more sites"):
        from_table("entropy", {key: np.array([0.5]) for key in GROUP}, NOW)


def test_table_weights_of_nothing_known_are_refused():
    with pytest.raises(InputError, match="two or more sites"):
        from_table("critic", {key: np.full(3, np.nan) for key in GROUP}, NOW)


@given(share=st.floats(0.0, 1.0))
def test_a_group_gets_its_share_and_the_others_keep_their_proportions(share):
    found = regrouped(NOW, "Power", share)
    assert sum(found.values()) == pytest.approx(1.0)
    assert found["cost"] + found["lines"] == pytest.approx(share)
    assert found["cost"] == pytest.approx(3 * found["lines"])
    assert found["delay"] == pytest.approx(2 * found["sun"])
