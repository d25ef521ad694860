"""The page as Streamlit runs it, without a browser: what stays, what changes, what is said."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from geo.ui.app import LOCATED
from geo.ui.folds import fold_key
from geo.ui.jobs import Jobs
from geo.ui.scenario_state import switch_key, weight_key
from geo.ui.weight_sliders import group_key, more_key
from layers import catalogue

APP = Path(__file__).resolve().parents[3] / "streamlit_app.py"
WEIGHED = catalogue().presets["balanced"].weights
HEAVIEST = max(WEIGHED.items(), key=lambda item: item[1])[0]
WEIGHABLE = {key: criterion for key, criterion in catalogue().criteria.items() if not criterion.is_gate}


@pytest.fixture
def page(bundled_jp, monkeypatch):
    """The page of Japan on bundled data, its fields built, with nothing fetched."""
    monkeypatch.setenv("SITEWATT_CACHE", str(bundled_jp.cache.parent))
    monkeypatch.setattr(Jobs, "fetch", lambda self, again=False: None)
    monkeypatch.setattr(
        "geo.ui.app.asset_urls", lambda workspace, start: {"leaflet": f"{start}l.js", "leaflet_css": f"{start}l.css"}
    )
    at = AppTest.from_file(str(APP), default_timeout=60)
    at.query_params["s"] = catalogue().scenario("jp").token()
    return at.run()


def sound(at):
    assert not at.exception, at.exception[0].stack_trace
    return at


def token_of(at):
    """The scenario's token in the address (AppTest keeps lists)."""
    value = at.query_params["s"]
    return value if isinstance(value, str) else value[0]


def map_of(at):
    return json.loads(at.get("component_instance")[0].proto.json_args)


def unfolded(at):
    """The same page with every group of the settings open and every criterion shown."""
    for group in {criterion.group for criterion in WEIGHABLE.values()}:
        at.session_state[group_key(group)] = at.session_state[more_key(group)] = True
    for group in {constraint.group for constraint in catalogue().constraints.values()}:
        at.session_state[fold_key("bars", group)] = True
    return sound(at.run())


def ranked(at):
    return list(at.dataframe[0].value["name"])


def test_the_page_shows_map_ranking_and_settings(page):
    sound(page)
    assert len(ranked(page)) >= 60
    assert page.selectbox(key="region").value == "jp"
    assert "Sitewatt.show(map_div" in map_of(page)["feature_group"]


def test_every_criterion_has_a_slider_with_its_meaning_and_every_constraint_a_switch(page):
    unfolded(page)
    for key, criterion in WEIGHABLE.items():
        slider = page.slider(key=weight_key(key))
        assert criterion.unit.split("$")[0] in slider.label
        assert "Evidence" in slider.help
    for key in catalogue().constraints:
        assert page.toggle(key=switch_key(key))
    assert page.toggle(key=switch_key("sea")).disabled


def test_a_criterion_that_weighs_nothing_has_no_slider_until_it_is_asked_for(page):
    quiet = next(key for key, c in WEIGHABLE.items() if c.group == "Power" and not WEIGHED.get(key))
    drawn = {slider.key for slider in page.slider}
    assert weight_key(HEAVIEST) in drawn
    assert weight_key(quiet) not in drawn
    sound(page.toggle(key=more_key("Power")).set_value(True).run())
    assert weight_key(quiet) in {slider.key for slider in page.slider}


def test_a_slider_at_zero_stays_where_it_is(page):
    sound(page.slider(key=weight_key(HEAVIEST)).set_value(0.0).run())
    assert page.slider(key=weight_key(HEAVIEST)).value == 0.0


def test_what_a_closed_group_holds_still_counts(page):
    page.slider(key=weight_key(HEAVIEST)).set_value(77.0).run()
    token, group = token_of(page), group_key(WEIGHABLE[HEAVIEST].group)
    page.session_state[group] = False
    sound(page.run())
    assert weight_key(HEAVIEST) not in {slider.key for slider in page.slider}
    assert token_of(sound(page.run())) == token
    page.session_state[group] = True
    sound(page.run())
    assert page.slider(key=weight_key(HEAVIEST)).value == 77.0
    assert token_of(page) == token


def test_a_preset_opens_the_groups_that_it_weighs_even_if_they_were_closed(page):
    page.session_state[group_key("Renewables")] = False
    sound(page.run())
    sound(page.selectbox(key="preset").set_value("green").run())
    assert page.slider(key=weight_key("solar")).value == catalogue().presets["green"].weights["solar"]


def test_a_weight_moves_overlay_ranking_and_address_and_leaves_the_ground_alone(page):
    before, names, token = map_of(page), ranked(page), token_of(page)
    page.slider(key=weight_key(HEAVIEST)).set_value(0.0).run()
    after = map_of(sound(page))
    assert after["script"] == before["script"]
    assert after["feature_group"] != before["feature_group"]
    assert token_of(page) != token
    assert token_of(page) in after["feature_group"]
    assert ranked(page) != names


def test_the_scenario_in_the_address_sets_the_widgets(page):
    chosen = catalogue().scenario("jp", "training", 900.0)
    page.query_params["s"] = chosen.token()
    sound(page.run())
    assert page.selectbox(key="preset").value == "training"
    assert page.number_input(key="load_number").value == 900.0


def test_slider_and_number_of_the_load_move_together(page):
    sound(page.slider(key="load_slider").set_value(420.0).run())
    assert page.number_input(key="load_number").value == 420.0
    sound(page.number_input(key="load_number").set_value(333.0).run())
    assert page.slider(key="load_slider").value == 333.0


def test_a_preset_sets_the_weights_and_a_moved_slider_can_be_put_back(page):
    sound(page.selectbox(key="preset").set_value("green").run())
    wanted = catalogue().presets["green"].weights["solar"]
    assert page.slider(key=weight_key("solar")).value == wanted
    sound(page.slider(key=weight_key("solar")).set_value(1.0).run())
    next(b for b in page.button if "preset" in b.label).click()
    sound(page.run())
    assert page.slider(key=weight_key("solar")).value == wanted


@pytest.mark.parametrize("token", ["not-a-token", "eNqrVgIAAL4AXQ", "x" * 5000])
def test_a_broken_address_is_named_and_the_defaults_stand_in(page, token):
    fresh = AppTest.from_file(str(APP), default_timeout=60)
    fresh.query_params["s"] = token
    sound(fresh.run())
    assert "holds no usable scenario" in fresh.warning[0].value
    assert fresh.selectbox(key="region").value == "au"


def test_all_weights_at_zero_is_one_clear_sentence(page):
    for slider in [slider for slider in page.slider if slider.key.startswith(weight_key(""))]:
        slider.set_value(0.0)
    sound(page.run())
    assert "all weights are zero" in page.error[0].value


def test_a_place_in_the_address_shows_its_reasons(page):
    fresh = AppTest.from_file(str(APP), default_timeout=60)
    fresh.query_params["s"], fresh.query_params["at"] = token_of(page), "139.5,35.7"
    sound(fresh.run())
    text = " ".join(block.proto.body for block in fresh.get("html"))
    assert "35.700° N, 139.500° E" in text
    assert "Nearest:" in text


def test_without_the_map_library_a_sketch_stands_in(page, monkeypatch):
    monkeypatch.setattr("geo.ui.app.asset_urls", lambda workspace, start: {})
    del page.session_state[LOCATED]
    sound(page.run())
    assert not page.get("component_instance")
    assert any("<img class='sw-sketch' alt='Japan'" in block.proto.body for block in page.get("html"))


def test_another_overlay_brings_its_own_legend(page):
    sound(page.selectbox(key="overlay").set_value("limiting").run())
    assert "/limiting/" in map_of(page)["feature_group"]
    assert any("What limits most" in block.proto.body for block in page.get("html"))


def test_the_data_page_lists_every_layer_and_what_is_fetched(page):
    page.session_state["tab"] = "Data and licences"
    sound(page.run())
    text = " ".join(block.proto.body for block in page.get("html"))
    assert "Known campuses" in text or "Candidate sites" in text
    assert "Leaflet" in text


def test_the_method_page_says_how_every_criterion_is_valued(page):
    page.session_state["tab"] = "Method"
    sound(page.run())
    text = " ".join(block.proto.body for block in page.get("html"))
    assert "straight between" in text


def text_of(page):
    return " ".join([block.proto.body for block in page.get("html")] + [block.value for block in page.markdown])


def test_law_and_security_sets_the_countries_side_by_side_and_says_what_the_scenario_does(page):
    page.session_state["tab"] = "Law and security"
    sound(page.run())
    told = text_of(page)
    for words in ("Copyright", "binds training, not inference", "Hwasong-12", "V-Dem", "shown only", "unverified"):
        assert words in told, words
    assert "Freedom House" not in told
    page.session_state[group_key("Policy and security")] = True
    sound(page.run())
    page.toggle(key="optional_indices").set_value(True)
    page.slider(key=weight_key("policy_planning")).set_value(20.0)
    sound(page.run())
    assert "Freedom House" in text_of(page)
    assert "<span class='sw-chip sw-used'>weighs</span>" in text_of(page)


def test_the_gate_sheet_of_a_chosen_place_takes_what_is_stated(page):
    page.session_state["tab"] = "Law and security"
    page.session_state["place"] = (141.35, 40.95)
    page.session_state["law_view"] = "Gate sheet"
    sound(page.run())
    assert "1 pass, 1 conditional, 7 unknown" in text_of(page)
    page.number_input(key="fact_site_area_ha").set_value(40.0)
    sound(page.run())
    assert "2 pass, 1 conditional, 6 unknown" in text_of(page)
    page.session_state["law_view"] = "The chosen place"
    sound(page.run())
    assert "Aomori" in text_of(page)
    assert "Misawa Air Base" in text_of(page)


def test_the_method_page_holds_the_page_of_limits(page):
    page.session_state["tab"] = "Method"
    sound(page.run())
    assert "No spare capacity" in text_of(page)
    assert "(data.md)" not in text_of(page)
