"""Ways to set the weights beside the sliders: by groups, in pairs, in order, by swing, from the sites, from a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from geo.catalogue.catalogue import Catalogue
from geo.decision.weighing import Present, Weights, from_table, regrouped, weigh
from geo.errors import InputError
from geo.exchange.weights import FROM_SITES, parsed, present, to_csv, to_toml
from geo.maps.text import markdown
from geo.ui.folds import KEPT, fold
from geo.ui.pairs_panel import pairs_panel
from geo.ui.scenario_state import put_weights, weights_of

FOLD = "weighing"
SiteValues = Callable[[], Mapping[str, Any]]
METHOD, FAULT, UPLOAD, ORDER, FROM = (
    "weighing_method",
    "_weighing_fault",
    "weights_upload",
    "weights_order",
    "weights_from",
)
METHODS = {
    "sliders": "Sliders below",
    "groups": "Groups, then sliders",
    "pairs": "In pairs (AHP)",
    "order": "In order of importance",
    "swing": "By swing from worst to best",
    "sites": "From the sites' values",
    "file": "From a file",
}


def weighing_panel(catalogue: Catalogue, site_values: SiteValues) -> None:
    """The choice of a method, and the method; folded away for those who are content with sliders."""
    box = fold("How the weights are set", FOLD)
    if box is not None:
        with box:
            _method(catalogue, site_values)


def _method(catalogue: Catalogue, site_values: SiteValues) -> None:
    st.selectbox("Method", list(METHODS), key=METHOD, format_func=METHODS.__getitem__, persist_state=KEPT)
    now = present(catalogue, weights_of(st.session_state, catalogue))  # type: ignore[arg-type]
    match st.session_state[METHOD]:
        case "groups":
            _groups(now)
        case "pairs":
            pairs_panel(catalogue, now, use)
        case "order":
            _order(catalogue, now)
        case "swing":
            _swing(catalogue, now)
        case "sites":
            _sites(now, site_values)
        case "file":
            _file(catalogue, now)
        case _:
            st.caption("Move the sliders of the groups below. Other methods write into the same sliders.")
    fault = st.session_state.pop(FAULT, "")
    if fault:
        st.error(markdown(fault))


def use(shares: Mapping[str, float]) -> None:
    """Set the sliders to shares of the whole, in percent."""
    put_weights(st.session_state, {key: 100.0 * share for key, share in shares.items()})  # type: ignore[arg-type]


def _try(make: Callable[[], Weights]) -> None:
    """Set the sliders to what is made, or keep them and say why not."""
    try:
        use(make())
    except InputError as error:
        st.session_state[FAULT] = str(error)


def _groups(now: Present) -> None:
    totals = now.group_shares()
    whole = sum(totals.values()) or 1.0
    st.caption("The share of each group; inside it the proportions stay. Finer: the sliders below.")
    for group, total in totals.items():
        key = f"group_share_{group}"
        st.session_state[key] = round(100.0 * total / whole)
        st.slider(f"{markdown(group)}, %", 0, 100, key=key, on_change=_group_moved, args=(now, group, key))


def _group_moved(now: Present, group: str, key: str) -> None:
    _try(lambda: regrouped(now, group, st.session_state[key] / 100.0))


def _order(catalogue: Catalogue, now: Present) -> None:
    st.multiselect(
        "Criteria, the most important first",
        list(now.group),
        key=ORDER,
        format_func=lambda key: markdown(catalogue.criteria[key].title),
        help="Weights are the centre of all that agree with the order (rank-order centroid). The rest weighs nothing.",
        persist_state=KEPT,
    )
    chosen = list(st.session_state[ORDER])
    if chosen:
        _shares(catalogue, weigh({"order": chosen}, now))
    label = "Use these weights"
    st.button(label, disabled=not chosen, on_click=_try, args=(lambda: weigh({"order": chosen}, now),), key="use_order")


def _swing(catalogue: Catalogue, now: Present) -> None:
    st.caption(
        "Think of each criterion going from its worst to its best. The swing that matters most has 100 points, "
        "the others fewer."
    )
    most = max(now.weights.values(), default=0.0) or 1.0
    points = {}
    for key, weight in now.weights.items():
        if weight > 0 and key in now.group:
            criterion = catalogue.criteria[key]
            points[key] = st.number_input(
                f"{markdown(criterion.title)}",
                0.0,
                100.0,
                value=float(round(100.0 * weight / most)),
                step=5.0,
                format="%g",
                key=f"swing_{key}",
                help=markdown(criterion.value_function.describe(criterion.unit)),
                persist_state=KEPT,
            )
    st.button("Use these weights", on_click=_try, args=(lambda: weigh({"swing": points}, now),), key="use_swing")


def _sites(now: Present, site_values: SiteValues) -> None:
    st.caption(
        "Weights from how the candidate sites differ in the criteria that weigh now. They describe the data, not what "
        "anybody wants: a criterion in which all sites are alike gets nothing."
    )
    titles = {"entropy": "Entropy (contrast)", "critic": "CRITIC (contrast and conflict)"}
    st.radio(
        "From",
        FROM_SITES,
        key=FROM,
        format_func=titles.__getitem__,
        label_visibility="collapsed",
        persist_state=KEPT,
    )
    method = str(st.session_state[FROM])
    st.button(
        "Use these weights", on_click=_try, args=(lambda: from_table(method, site_values(), now),), key="use_sites"
    )


def _file(catalogue: Catalogue, now: Present) -> None:
    st.file_uploader("Weights (CSV or TOML)", type=["csv", "toml"], key=UPLOAD, on_change=_opened, args=(now,))
    left, right = st.columns(2)
    common: dict[str, Any] = {"on_click": "ignore", "width": "stretch"}
    csv, toml = (lambda: to_csv(now.weights, catalogue)), (lambda: to_toml(now.weights, catalogue))
    left.download_button("CSV", csv, "weights.csv", "text/csv", key="get_weights_csv", **common)
    right.download_button("TOML", toml, "weights.toml", "application/toml", key="get_weights_toml", **common)


def _opened(now: Present) -> None:
    upload = st.session_state[UPLOAD]
    if upload is not None:
        _try(lambda: parsed(upload.getvalue(), upload.name, now))


def _shares(catalogue: Catalogue, shares: Mapping[str, float]) -> None:
    """Shares in words."""
    told = [f"{markdown(catalogue.criteria[key].title)} {share:.0%}" for key, share in shares.items() if share > 0]
    st.caption(" · ".join(told))
