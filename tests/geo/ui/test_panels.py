"""The panel beside the map: who turns it, and that no late word of a page turns it back."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from geo.ui.panels import OWN, PLACE, RANKING


def beside_a_map() -> None:
    import streamlit as st

    from geo.ui.panels import PLACE, open_panel, panel_choice

    st.button("Click", on_click=open_panel, args=(PLACE,))
    if not st.checkbox("Measuring"):
        st.text(panel_choice())


@pytest.fixture
def page() -> AppTest:
    return AppTest.from_function(beside_a_map).run()


def shown(page: AppTest) -> str:
    assert not page.exception, page.exception[0].stack_trace
    return str(page.text[0].value)


def test_the_ranking_comes_first_and_the_place_where_the_address_names_one(page):
    assert shown(page) == RANKING
    other = AppTest.from_function(beside_a_map)
    other.session_state["place"] = (139.7, 35.7)
    assert shown(other.run()) == PLACE


def test_a_click_opens_the_place_and_the_visitor_turns_on(page):
    page.button[0].click().run()
    assert shown(page) == PLACE
    page.segmented_control[0].set_value(OWN).run()
    assert shown(page) == OWN
    page.button[0].click().run()
    assert shown(page) == PLACE


def test_the_chosen_panel_stays_where_a_run_draws_no_control(page):
    page.segmented_control[0].set_value(OWN).run()
    page.checkbox[0].check().run()
    assert not page.text
    page.checkbox[0].uncheck().run()
    assert shown(page) == OWN


def test_what_the_page_said_before_it_heard_of_the_click_does_not_turn_it_back(page):
    late = page._tree.get_widget_states()
    page.button[0].click().run()
    page._run(late)
    assert shown(page) == PLACE


def test_the_control_stays_where_it_shows_the_place_already(page):
    page.button[0].click().run()
    before = control_key_of(page)
    page.button[0].click().run()
    assert control_key_of(page) == before


def control_key_of(page: AppTest) -> str:
    return str(page.segmented_control[0].key)
