"""Ways to set weights on the page, as Streamlit runs them without a browser."""

import pytest
from streamlit.testing.v1 import AppTest

from geo.exchange.weights import present
from geo.ui.pairs_panel import nearest, pair_key, spread
from geo.ui.scenario_state import weight_key
from layers import catalogue

KNOWN = catalogue()


def panel():
    import numpy as np

    from geo.ui.rule_panel import rule_panel
    from geo.ui.scenario_state import put
    from geo.ui.sidebar import _weights
    from layers import catalogue

    known = catalogue()
    import streamlit as st

    if "region" not in st.session_state:
        put(st.session_state, known, known.scenario("jp"))
    rng = np.random.default_rng(1)
    _weights(known, lambda: {key: rng.random(30) for key in known.criteria})
    rule_panel()


@pytest.fixture
def page():
    at = AppTest.from_function(panel, default_timeout=30).run()
    for fold in ("weighing", "rule_settings"):
        at.session_state[fold] = True
    at.run()
    assert not at.exception
    return at


def method(at, name):
    at.selectbox(key="weighing_method").set_value(name).run()
    assert not at.exception, at.exception
    return at


def shares(at):
    weights = {key: at.session_state[weight_key(key)] for key in KNOWN.criteria}
    total = sum(weights.values())
    return {key: weight / total for key, weight in weights.items()}


def test_at_first_there_are_sliders_and_nothing_else_to_learn(page):
    assert page.selectbox(key="weighing_method").value == "sliders"
    assert not [button for button in page.button if button.label == "Use these weights"]


def test_a_group_takes_its_share_and_its_criteria_keep_their_proportions(page):
    before = shares(page)
    method(page, "groups").slider(key="group_share_Network").set_value(50).run()
    after = shares(page)
    inside = [key for key, criterion in KNOWN.criteria.items() if criterion.group == "Network"]
    assert sum(after[key] for key in inside) == pytest.approx(0.5)
    assert after["latency_domestic"] / after["resilience_paths"] == pytest.approx(
        before["latency_domestic"] / before["resilience_paths"]
    )


def test_pairs_that_agree_set_the_weights_and_pairs_that_do_not_name_the_one_to_revisit(page):
    method(page, "pairs")
    page.multiselect(key="pairs_chosen_The groups").set_value(["Power", "Network", "People"]).run()
    for (a, b), times in {("Power", "Network"): 2.0, ("Power", "People"): 4.0, ("Network", "People"): 2.0}.items():
        page.select_slider(key=pair_key(a, b)).set_value(times)
    page.run()
    before = shares(page)
    page.button(key="use_pairs").click().run()
    after = shares(page)
    total = {
        group: sum(after[key] for key, criterion in KNOWN.criteria.items() if criterion.group == group)
        for group in ("Power", "Network", "People", "Land")
    }
    assert total["Power"] == pytest.approx(2 * total["Network"])
    assert total["Network"] == pytest.approx(2 * total["People"])
    assert after["land_buildable"] == pytest.approx(before["land_buildable"])
    page.select_slider(key=pair_key("Power", "People")).set_value(1 / 9).run()
    assert "do not agree" in page.warning[0].value
    assert "Power against People" in page.warning[0].value
    assert not [button for button in page.button if button.key == "use_pairs"]
    page.button(key="mend_pairs").click().run()
    assert page.button(key="use_pairs")


def test_an_order_gives_centroids_and_leaves_the_rest_at_nothing(page):
    method(page, "order").multiselect(key="weights_order").set_value(["solar", "connection_cost"]).run()
    page.button(key="use_order").click().run()
    assert shares(page)["solar"] == pytest.approx(0.75)
    assert shares(page)["land_buildable"] == 0


def test_a_swing_without_an_anchor_is_refused_and_the_weights_stay(page):
    method(page, "swing")
    before = shares(page)
    page.number_input(key="swing_connection_cost").set_value(90.0).run()
    page.button(key="use_swing").click().run()
    assert "100 points" in page.error[0].value
    assert shares(page) == before


def test_weights_from_the_sites_say_that_they_describe_data(page):
    method(page, "sites")
    assert any("not what anybody wants" in caption.value for caption in page.caption)
    before = shares(page)
    page.button(key="use_sites").click().run()
    assert shares(page) != before
    assert shares(page)["water_use"] == 0


def test_the_rule_is_folded_away_and_moves_the_scenario(page):
    page.selectbox(key="rule").set_value("owa").run()
    assert not page.exception
    assert not page.slider(key="attitude").disabled
    page.selectbox(key="rule").set_value("minimum").run()
    assert page.slider(key="attitude").disabled


def test_compared_things_share_what_they_had_together():
    now = present(KNOWN, KNOWN.scenario("jp").weights)
    found = spread({"connection_cost": 0.5, "line_density": 0.5}, "Power", now)
    assert found["connection_cost"] == found["line_density"] == pytest.approx(0.165)


@pytest.mark.parametrize(("times", "step"), [(3.4, 3.0), (0.3, 1 / 3), (40.0, 9.0), (0.0, 1 / 9), (1.2, 1.0)])
def test_a_ratio_starts_at_the_nearest_step_of_the_scale(times, step):
    assert nearest(times) == step
