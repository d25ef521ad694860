"""Scenario, widgets and address: three forms of one state. The address holds the scenario as a token."""

from __future__ import annotations

import math
from collections.abc import Mapping, MutableMapping
from typing import Any

import streamlit as st

from geo.catalogue.catalogue import Catalogue
from geo.catalogue.preset import Scenario
from geo.errors import InputError

State = MutableMapping[str, Any]

TOKEN, PLACE = "s", "at"
"""Names in the address: the scenario's token, and the chosen place as "lon,lat"."""
SEEN, FAULT = "_token", "_token_fault"
FIRST = "_first_values"
"""What the many widgets stood at when the session began, by key: weights, switches, the brief."""
JUDGEMENTS = ("rule", "attitude", "concentration_groups", "concentration_within")
"""Settings of a scenario that are widgets of the same name."""
SLIDER_TOP = 100.0
DEFAULT_REGION = "au"


def weight_key(criterion: str) -> str:
    """Name of a weight's slider."""
    return f"weight_{criterion}"


def switch_key(constraint: str) -> str:
    """Name of a constraint's switch."""
    return f"on_{constraint}"


def limit_key(constraint: str) -> str:
    """Name of a constraint's limit."""
    return f"limit_{constraint}"


def restore(catalogue: Catalogue) -> str:
    """Set the widgets from the address when it says something new; returns what was wrong with it, or "", until another
    scenario is chosen.

    A session starts here, and so does a step back in the browser's history.
    """
    state: State = st.session_state  # type: ignore[assignment]
    token = st.query_params.get(TOKEN, "")
    if SEEN in state and state[SEEN] == token:
        return str(state.get(FAULT, ""))
    fault, scenario = "", None
    if token:
        try:
            scenario = catalogue.check(Scenario.from_token(token))
        except InputError as error:
            fault = str(error)
    if SEEN not in state:
        begin(state, catalogue, scenario or catalogue.scenario(first_region(catalogue)))
    elif scenario is not None:
        put(state, catalogue, scenario)
    if SEEN not in state:
        state["place"] = place_from(st.query_params.get(PLACE, ""))
    state[FAULT] = fault
    return fault


def begin(state: State, catalogue: Catalogue, scenario: Scenario) -> None:
    """Set every widget to the first scenario of a session. The many take theirs as what they stand at before anybody
    moves them: where a value is set, this run sends another message for the widget than all that follow.
    """
    first: State = {}
    put(first, catalogue, scenario)
    many = {weight_key(key) for key in catalogue.criteria} | {switch_key(key) for key in catalogue.constraints}
    many |= {"hubs", "load_slider", "load_number", "energise_by", "redundancy"}
    state[FIRST] = {key: value for key, value in first.items() if key in many}
    state.update({key: value for key, value in first.items() if key not in many})


def put(state: State, catalogue: Catalogue, scenario: Scenario) -> None:
    """Set every widget to a scenario."""
    state["region"], state["preset"] = scenario.region, scenario.preset
    state["redundancy"], state["unknowns"] = scenario.redundancy, scenario.unknowns
    state["energise_by"], state["hubs"] = scenario.energise_by, list(scenario.hubs)
    for name in JUDGEMENTS:
        state[name] = getattr(scenario, name)
    put_load(state, scenario.load_mw)
    put_weights(state, scenario.weights)
    put_constraints(state, catalogue, scenario)


def put_load(state: State, load_mw: float) -> None:
    """Set the load's slider and its number."""
    state["load_slider"], state["load_number"] = float(load_mw), float(load_mw)


def put_weights(state: State, weights: Mapping[str, float]) -> None:
    """Set the sliders; weights beyond their scale are scaled down together, which leaves every share as it was."""
    most = max(weights.values(), default=0.0)
    factor = SLIDER_TOP / most if most > SLIDER_TOP else 1.0
    for key, weight in weights.items():
        state[weight_key(key)] = float(weight * factor)


def first_value(key: str) -> Any:
    """What a widget stood at when the session began, None where it was set otherwise."""
    return st.session_state.get(FIRST, {}).get(key)


def value_of(state: State, key: str) -> Any:
    """What a widget says, drawn or not."""
    return state[key] if key in state else state[FIRST][key]


def put_constraints(state: State, catalogue: Catalogue, scenario: Scenario) -> None:
    """Set switches and limits."""
    limits = catalogue.limits(scenario)
    for key, constraint in catalogue.constraints.items():
        state[switch_key(key)] = key in limits
        if constraint.limits_allowed is not None:
            state[limit_key(key)] = float(limits.get(key, constraint.limit))


def scenario_of(state: State, catalogue: Catalogue) -> Scenario:
    """The scenario that the widgets say; InputError where it cannot be used (all weights zero, say)."""
    table = {
        "region": state["region"],
        "preset": state["preset"],
        "load_mw": float(value_of(state, "load_number")),
        "energise_by": value_of(state, "energise_by"),
        "redundancy": value_of(state, "redundancy"),
        "hubs": tuple(value_of(state, "hubs")),
        "unknowns": state["unknowns"],
        **{name: state[name] for name in JUDGEMENTS},
        "weights": weights_of(state, catalogue),
        "constraints": _settings(state, catalogue),
    }
    return catalogue.check(Scenario.checked(table, where="settings"))


def weights_of(state: State, catalogue: Catalogue) -> dict[str, float]:
    """What the sliders say, drawn or not, by criterion."""
    return {key: float(value_of(state, weight_key(key))) for key in catalogue.criteria}


def _settings(state: State, catalogue: Catalogue) -> dict[str, bool | float]:
    """Constraints that differ from the catalogue's defaults."""
    chosen: dict[str, bool | float] = {}
    for key, constraint in catalogue.constraints.items():
        on = bool(value_of(state, switch_key(key)))
        limit = float(state.get(limit_key(key), constraint.limit))
        if on and limit != constraint.limit:
            chosen[key] = limit
        elif on != constraint.on:
            chosen[key] = on
    return chosen


def publish(scenario: Scenario) -> None:
    """Write the scenario and the chosen place into the address."""
    token = scenario.token()
    if st.query_params.get(TOKEN) != token:
        st.query_params[TOKEN] = token
    if st.session_state.get(SEEN, token) != token:
        st.session_state[FAULT] = ""
    st.session_state[SEEN] = token
    place = st.session_state.get("place")
    text = f"{place[0]:.5f},{place[1]:.5f}" if place else ""
    if text and st.query_params.get(PLACE) != text:
        st.query_params[PLACE] = text
    elif not text and PLACE in st.query_params:
        del st.query_params[PLACE]


def place_from(text: str) -> tuple[float, float] | None:
    """The place of an address, or None where it names none."""
    try:
        lon, lat = (float(part) for part in text.split(","))
    except ValueError:
        return None
    return (lon, lat) if math.isfinite(lon) and math.isfinite(lat) else None


def first_region(catalogue: Catalogue) -> str:
    """The region that the page opens with."""
    return DEFAULT_REGION if DEFAULT_REGION in catalogue.regions else next(iter(catalogue.regions))
