"""How values make one score, and how sure the weights are: for those who ask, folded away for all others."""

from __future__ import annotations

import streamlit as st

from geo.decision.aggregation import RULES
from geo.maps.text import markdown
from geo.ui.folds import KEPT, behind_fold, fold, write_behind

FOLD = "rule_settings"

SURENESS = {5.0: "a guess", 10.0: "rough", 25.0: "considered", 100.0: "agreed", 1000.0: "fixed"}
"""Words for Dirichlet concentrations: at 25 a share of 30 % has a standard deviation of 9 %, at 5 of 19 %."""


def rule_panel() -> None:
    """Rule and certainty of the weights."""
    write_behind([behind_fold(FOLD, RULES[st.session_state["rule"]].title)])
    box = fold("Rule", FOLD)
    if box is not None:
        with box:
            _rule()


def _rule() -> None:
    st.selectbox(
        "How values make a score",
        list(RULES),
        key="rule",
        format_func=lambda key: RULES[key].title,
        persist_state=KEPT,
    )
    st.caption(markdown(RULES[st.session_state["rule"]].explain))
    st.slider(
        "Risk attitude",
        0.0,
        1.0,
        step=0.05,
        key="attitude",
        disabled=st.session_state["rule"] != "owa",
        help="Of the ordered weighted average: 0 looks at a place's worst values, 1 at its best, 0.5 at all alike.",
        persist_state=KEPT,
    )
    _sureness("Shares of the groups are", "concentration_groups")
    _sureness("Shares within a group are", "concentration_within")


def _sureness(label: str, key: str) -> None:
    options = sorted({*SURENESS, float(st.session_state[key])})
    st.select_slider(
        label,
        options,
        key=key,
        format_func=lambda value: SURENESS.get(value, f"{value:g}"),
        help="How sure the weights are. It moves no score; it decides how wide the doubt is and how firm a rank.",
        persist_state=KEPT,
    )
