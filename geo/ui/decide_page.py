"""Decide: what follows from a scenario beyond one ranking, one view at a time; what is dear waits to be asked for."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from geo.errors import SitingError
from geo.maps.text import markdown
from geo.ui.decide_backtest import backtest_view
from geo.ui.decide_campuses import campuses_view
from geo.ui.decide_certainty import certainty_view
from geo.ui.decide_compare import compare_view
from geo.ui.decide_countries import countries_view
from geo.ui.decide_front import front_view
from geo.ui.decide_portfolio import portfolio_view
from geo.ui.outlook import Outlook
from geo.workspace import Workspace

View = Callable[[Workspace, Outlook], None]
VIEWS: dict[str, View] = {
    "Campuses": campuses_view,
    "Portfolio": portfolio_view,
    "Trade-offs": front_view,
    "Two countries": countries_view,
    "Certainty": certainty_view,
    "Compare": compare_view,
    "Back-test": backtest_view,
}
VIEW = "decide_view"


def decide_page(workspace: Workspace, seen: Outlook) -> None:
    """The chosen view; what goes wrong in it is said in it."""
    names = list(VIEWS)
    name = st.segmented_control(
        "Decide", names, key=VIEW, default=names[0], required=True, label_visibility="collapsed"
    )
    if workspace.ledger.rows:
        st.caption("Your own evidence is left out here: what this page makes is made to be handed on.")
    try:
        VIEWS[str(name)](workspace, seen)
    except SitingError as error:
        st.error(markdown(str(error)))
