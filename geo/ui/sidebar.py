"""The settings: what is to be built, what counts how much, what bars a place."""

from __future__ import annotations

import streamlit as st

from geo.catalogue.catalogue import Catalogue
from geo.decision.brief import ENERGISE_BY_RANGE, LOAD_MW_RANGE, MOST_HUBS
from geo.decision.constraint import Constraint
from geo.maps.text import markdown
from geo.ui.folds import KEPT, behind_fold, fold, fold_key, write_behind
from geo.ui.rule_panel import rule_panel
from geo.ui.scenario_file import scenario_file
from geo.ui.scenario_state import (
    first_value,
    limit_key,
    put_constraints,
    put_load,
    put_weights,
    switch_key,
    value_of,
    weights_of,
)
from geo.ui.weighing_panel import SiteValues, weighing_panel
from geo.ui.weight_sliders import forget_weighed, weight_sliders

UNKNOWNS = {
    "neutral": "count as half",
    "pessimistic": "count as nothing",
    "exclude": "bar the place",
}


def sidebar(catalogue: Catalogue, site_values: SiteValues) -> None:
    """Every setting of a scenario, in the order in which a person would ask.

    `site_values` gives the values of the candidate sites, for weights that are read from them.
    """
    with st.sidebar:
        _brief(catalogue)
        _weights(catalogue, site_values)
        rule_panel()
        _constraints(catalogue)
        _unknowns()
        st.subheader("Scenario file")
        scenario_file(catalogue)


def _brief(catalogue: Catalogue) -> None:
    st.selectbox(
        "Region",
        list(catalogue.regions),
        key="region",
        format_func=lambda key: catalogue.regions[key].title,
        on_change=_forget_place,
    )
    _load()
    first, last = ENERGISE_BY_RANGE
    st.slider(
        "Power by",
        first,
        last,
        value=first_value("energise_by"),
        key="energise_by",
        help="Year in which the load must be served. A place where a source says that it cannot be is barred.",
    )
    st.segmented_control(
        "Redundancy",
        ["N-1", "N"],
        default=first_value("redundancy"),
        key="redundancy",
        required=True,
        help="N-1: the load stays served after the worst single outage. N: with everything in service.",
    )
    _hubs(catalogue)
    st.selectbox(
        "Preset",
        list(catalogue.presets),
        key="preset",
        format_func=lambda key: catalogue.presets[key].title,
        on_change=_preset_chosen,
        args=(catalogue,),
    )
    _preset_note(catalogue)


def _load() -> None:
    low, high = LOAD_MW_RANGE
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    left.slider(
        "Grid load, MW",
        low,
        high,
        value=first_value("load_slider"),
        step=10.0,
        key="load_slider",
        format="%g",
        on_change=_load_from,
        args=("load_slider",),
        help="Load of the campus on the grid at full build. It decides which voltage can carry it.",
    )
    right.number_input(
        "MW",
        low,
        high,
        value=first_value("load_number"),
        step=10.0,
        key="load_number",
        format="%g",
        on_change=_load_from,
        args=("load_number",),
        label_visibility="collapsed",
    )


def _hubs(catalogue: Catalogue) -> None:
    if catalogue.hubs:
        st.multiselect(
            "Users' hubs",
            list(catalogue.hubs),
            default=first_value("hubs"),
            key="hubs",
            format_func=lambda key: catalogue.hubs[key],
            max_selections=MOST_HUBS,
            placeholder="All users of the country",
            help="Where those sit whom the campus serves. The round trip to the users is the mean over these hubs, by "
            "people where all are cities with a count of them; without hubs, over the country's cities.",
        )


def _preset_note(catalogue: Catalogue) -> None:
    preset = catalogue.presets[st.session_state["preset"]]
    changed = any(
        abs(weight - float(preset.weights.get(key, 0.0))) > 1e-9
        for key, weight in weights_of(st.session_state, catalogue).items()  # type: ignore[arg-type]
    )
    st.caption(markdown(preset.description) + (" *Weights changed.*" if changed else ""))
    # Always there: what comes with the first change shifts the sliders below it under the hand that moves them.
    st.button(
        "Back to the preset's weights",
        on_click=_preset_chosen,
        args=(catalogue,),
        type="tertiary",
        disabled=not changed,
    )


def _load_from(widget: str) -> None:
    put_load(st.session_state, st.session_state[widget])  # type: ignore[arg-type]


def _preset_chosen(catalogue: Catalogue) -> None:
    scenario = catalogue.scenario(st.session_state["region"], st.session_state["preset"])
    forget_weighed()
    put_weights(st.session_state, scenario.weights)  # type: ignore[arg-type]
    put_constraints(st.session_state, catalogue, scenario)  # type: ignore[arg-type]


def _forget_place() -> None:
    st.session_state["place"] = None


def _weights(catalogue: Catalogue, site_values: SiteValues) -> None:
    st.subheader("Weights")
    st.caption("Only the shares count: a slider at 20 beside one at 10 weighs twice as much.")
    weighing_panel(catalogue, site_values)
    weight_sliders(catalogue, weights_of(st.session_state, catalogue))  # type: ignore[arg-type]


def _constraints(catalogue: Catalogue) -> None:
    st.subheader("What bars a place")
    for constraint in catalogue.constraints.values():
        if not constraint.group:
            _constraint(constraint)
    for group in dict.fromkeys(c.group for c in catalogue.constraints.values() if c.group):
        members = [c for c in catalogue.constraints.values() if c.group == group]
        on = sum(bool(value_of(st.session_state, switch_key(c.key))) for c in members)  # type: ignore[arg-type]
        key = fold_key("bars", group)
        write_behind([behind_fold(key, f"{on} of {len(members)} on")])
        box = fold(f"**{markdown(group)}**", key)
        if box is not None:
            with box:
                for constraint in members:
                    _constraint(constraint)


def _constraint(constraint: Constraint) -> None:
    fixed = constraint.key == "sea"
    coarse = " *(coarse data)*" if constraint.coarse else ""
    st.toggle(
        markdown(constraint.title) + coarse,
        bool(first_value(switch_key(constraint.key))),
        key=switch_key(constraint.key),
        help=markdown(constraint.rationale),
        disabled=fixed,
        persist_state=KEPT,
    )
    if constraint.limits_allowed is not None and st.session_state[switch_key(constraint.key)]:
        low, high = constraint.limits_allowed
        st.session_state.setdefault(limit_key(constraint.key), float(constraint.limit))
        st.number_input(
            f"Limit, {markdown(constraint.unit)}",
            float(low),
            float(high),
            step=max(1.0, (high - low) // 50),
            format="%g",
            key=limit_key(constraint.key),
            persist_state=KEPT,
        )


def _unknowns() -> None:
    st.subheader("What is not known")
    st.selectbox(
        "Unknown values",
        list(UNKNOWNS),
        key="unknowns",
        format_func=UNKNOWNS.__getitem__,
        help="Nothing unknown is ever re-weighted in silence: every site says which share of its weight is unknown.",
    )
