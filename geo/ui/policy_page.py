"""Law and security: two countries side by side, the chosen place in its state, and the government's gate sheet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from geo.catalogue.catalogue import Catalogue
from geo.catalogue.preset import Scenario
from geo.catalogue.region_data import RegionData
from geo.gate_sheet import GateSheet, sheet_at
from geo.gate_sheet import told as told_sheet
from geo.maps.text import markdown
from geo.models.gates import Known
from geo.models.scorecard import Item, Use, use_of
from geo.ui import gate_card, scorecard_card
from geo.ui.outlook import Outlook

ALL, COUNTRY = "all", ""
VIEWS = ("Two countries", "The chosen place", "Gate sheet")
OPTIONAL = "optional_indices"
ABOUT = """
Facts and numbers about countries and states, each with its date and source. Nothing here is in the score unless your
settings say so: a slider of the group *Policy and security* lets an item **weigh**, a switch lets it **gate**,
otherwise it is **shown only**. Which of the three is written at each item. The direction of a fact is our reading;
nothing here is legal advice.
"""
SHEET = """
The lines of the government's own requirements. What you state decides a line; where you state nothing the map is asked,
and the map alone makes a line conditional at best.
"""


def policy_page(outlook: Outlook) -> None:
    """The page: one of its three views."""
    st.markdown("#### Law and security")
    st.markdown(ABOUT)
    place = st.session_state.get("place")
    inside = place if place and outlook.data.region.contains(*place) else None
    view = st.segmented_control("View", VIEWS, key="law_view", default=VIEWS[0], required=True)
    if view == VIEWS[0]:
        _scorecard(outlook, _state_of(outlook, inside))
    elif view == VIEWS[1]:
        _place(outlook, inside)
    else:
        _sheet(outlook, inside)


def _place(outlook: Outlook, place: tuple[float, float] | None) -> None:
    """The state of the chosen place, and what the layers of the scorecard tell of it."""
    if place is None:
        st.caption("Choose a place on the map to see which state's facts hold there and what conflict could reach it.")
        return
    details = outlook.explain(*place)["details"]
    state = _state_of(outlook, place)
    where = f"{abs(place[1]):.3f}° {'N' if place[1] >= 0 else 'S'}, {place[0]:.3f}° E"
    named = f"the facts of **{markdown(state)}** and of the whole country hold" if state else "no state is known"
    st.markdown(f"{where}: {named}.")
    for key, layer in outlook.data.catalogue.layers.items():
        rows = (
            [row for told in details.get(key, {}).values() for row in told.get("rows", ())] if layer.scorecard else []
        )
        if rows:
            st.html(f"<div class='sw-soft'>{markdown(layer.title)}</div>" + scorecard_card.told(rows))


def _state_of(outlook: Outlook, place: tuple[float, float] | None) -> str:
    """State that a layer tells of the place; empty where none does."""
    if place is None:
        return COUNTRY
    details = outlook.explain(*place)["details"]
    named = (str(told["state"]) for each in details.values() for told in each.values() if told.get("state"))
    return next(named, COUNTRY)


def _sheet(outlook: Outlook, place: tuple[float, float] | None) -> None:
    sheet = GateSheet.of(outlook.data)
    st.markdown(SHEET)
    stated = _stated(sheet)
    brief = outlook.scenario.brief
    lines = sheet_at(outlook.data, *place, brief, stated) if place else sheet.decided(brief, {}, stated)
    if place is None:
        st.caption("No place is chosen: only what you state decides.")
    told = told_sheet(lines)
    st.html(gate_card.summary(told) + gate_card.lines(told))


def _stated(sheet: GateSheet) -> dict[str, Known]:
    """What a person states of a site and its developer; what is left open stays unknown."""
    found: dict[str, Known] = {}
    labels = sheet.labels
    with st.expander("State what you know of the site and its developer"):
        columns = st.columns(3)
        for number, (key, yes_no) in enumerate(sheet.stated.items()):
            label = markdown(labels[key])
            with columns[number % 3]:
                answer: Any = (
                    st.segmented_control(label, ["yes", "no"], key=f"fact_{key}")
                    if yes_no
                    else st.number_input(label, value=None, key=f"fact_{key}")
                )
            if answer is not None:
                found[key] = Known(answer == "yes" if yes_no else float(answer), "stated by you")
    return found


def _scorecard(outlook: Outlook, state: str) -> None:
    catalogue = outlook.data.catalogue
    regions = {key: outlook.workspace.region(key) for key in catalogue.regions}
    items = {key: scorecard_items(data) for key, data in regions.items()}
    columns = st.columns(len(regions))
    chosen = {}
    for column, (key, data) in zip(columns, regions.items(), strict=True):
        states = sorted({item.state for item in items[key] if item.state})
        own = state if key == outlook.data.region.key and state in states else ALL
        with column:
            chosen[data.region.title] = _of_state(items[key], _state_choice(key, data.region.title, states, own))
    optional = any(item.optional for each in items.values() for item in each)
    if optional and st.toggle("Also show indices whose terms forbid commercial use", key=OPTIONAL):
        shown = chosen
    else:
        shown = {title: [item for item in each if not item.optional] for title, each in chosen.items()}
    st.html(scorecard_card.scorecard(shown, uses(catalogue, outlook.scenario)))


def _state_choice(region: str, title: str, states: Sequence[str], first: str) -> str:
    options = [ALL, COUNTRY, *states]
    words = {ALL: "all states with facts", COUNTRY: "the whole country only"}
    return st.selectbox(
        markdown(title), options, index=options.index(first), key=f"state_{region}_{first}",
        format_func=lambda key: words.get(key, key),
    )  # fmt: skip


def _of_state(items: Sequence[Item], state: str) -> list[Item]:
    return [item for item in items if state == ALL or item.state in (COUNTRY, state)]


def scorecard_items(data: RegionData) -> list[Item]:
    """Items of every layer with a scorecard whose data is there."""
    layers = [layer for key, layer in data.catalogue.layers.items() if data.reader(key) is not None]
    return [item for layer in layers if layer.scorecard is not None for item in layer.scorecard(data.look)]


def uses(catalogue: Catalogue, scenario: Scenario) -> dict[str, Use]:
    """What a scenario does with every criterion and constraint that items may name."""
    limits = catalogue.limits(scenario)
    keys = {*catalogue.criteria, *catalogue.constraints}
    return {key: use_of(key, scenario.weights, limits) for key in keys}
