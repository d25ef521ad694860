"""Which panel stands beside the map: the one that the visitor has chosen, or that a click asks for.

A control that the server sets has two masters: what the page said a moment before it heard of it sets it back. So each
time that the server opens a panel the control is a new one, of which no page can have said anything yet.
"""

from __future__ import annotations

import streamlit as st

PANEL, TURN = "panel", "_panel_turn"
"""Where a session holds the panel that was shown last, and how often the server opened one."""
RANKING, PLACE, OWN = "Ranking", "Place", "My evidence"


def panel_choice() -> str:
    """Draw the control; the panel to be shown. It stays where a run has not drawn the control."""
    shown: str = st.session_state.get(PANEL) or (PLACE if st.session_state.get("place") else RANKING)
    shown = st.segmented_control(
        "Panel", [RANKING, PLACE, OWN], key=control_key(), default=shown, required=True, label_visibility="collapsed"
    )
    st.session_state[PANEL] = shown
    return shown


def open_panel(panel: str) -> None:
    """Show a panel from the next run on, whatever the page says of the present control."""
    if st.session_state.get(control_key()) != panel:
        st.session_state[PANEL], st.session_state[TURN] = panel, st.session_state.get(TURN, 0) + 1


def control_key() -> str:
    """Key of the control as it stands."""
    return f"{PANEL}_{st.session_state.get(TURN, 0)}"
