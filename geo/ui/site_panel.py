"""The chosen place: what it scores, why, what bars it and what is not known."""

from __future__ import annotations

from typing import Any

import streamlit as st

from geo.maps.text import markdown
from geo.ui import gate_card, site_card, site_reasons
from geo.ui.outlook import Outlook
from geo.ui.scenario_state import place_from
from geo.ui.sidebar import UNKNOWNS

Place = tuple[float, float]
TYPED = "typed_place"
ASKED = "Type latitude, longitude: -33.87, 151.21"


def site_panel(outlook: Outlook, place: Place | None) -> None:
    """Reasons of the chosen place, or how to choose one."""
    st.text_input("Place", key=TYPED, placeholder=ASKED, on_change=_typed, label_visibility="collapsed")
    if st.session_state.pop("_typed_fault", False):
        st.warning("A place is two numbers in degrees, latitude first: -33.87, 151.21")
    if place is None:
        st.info(
            "Click anywhere on the map, choose a site in the ranking, or type a place to see what it scores and why."
        )
        return
    lon, lat = place
    region = outlook.data.region
    if not region.contains(lon, lat):
        st.warning(f"{abs(lat):.3f}° {'N' if lat >= 0 else 'S'}, {lon:.3f}° E lies outside {markdown(region.title)}.")
        return
    site = site_at(outlook, place)
    found = outlook.explain(lon, lat)
    st.html(site_card.headline(found, site))
    if site is not None:
        titles = {key: source.title for key, source in outlook.workspace.sources.items()}
        st.html(site_card.reason(site, titles) or "<span></span>")
    unknowns = site_card.unknowns(found, UNKNOWNS[outlook.scenario.unknowns])
    for part in (site_card.bars(found, limits(outlook)), site_card.gates(found), unknowns):
        if part:
            st.html(part)
    why = found["reasons"]
    for part in (
        site_reasons.standing(why),
        site_reasons.lifts(why),
        site_reasons.waterfall(why),
        site_reasons.stability(why),
    ):
        if part:
            st.html(part)
    st.html(site_card.criteria(found))
    layers = {key: layer.title for key, layer in outlook.data.catalogue.layers.items()}
    told = site_card.details(found, layers)
    for part in (gate_card.short(found["gate_sheet"]), told):
        if part:
            st.html(part)
    if not outlook.built:
        st.caption("Percentiles follow when the region's fields are built.")


def _typed() -> None:
    """Take a typed place."""
    place = place_from(st.session_state[TYPED])
    st.session_state["_typed_fault"] = place is None
    if place is not None:
        st.session_state["place"], st.session_state["centre"] = (place[1], place[0]), True


def site_at(outlook: Outlook, place: Place) -> dict[str, Any] | None:
    """The ranked site at a place, if there is one."""
    table = outlook.ranking.table
    near = (abs(table.geometry.x - place[0]) < 1e-4) & (abs(table.geometry.y - place[1]) < 1e-4)
    rows = table[near]
    if rows.empty:
        return None
    row: dict[str, Any] = rows.iloc[0].drop(labels="geometry").to_dict()
    row["rank"] = int(row["rank"]) if row["rank"] == row["rank"] and row["rank"] is not None else None
    return row


def limits(outlook: Outlook) -> dict[str, str]:
    """Limit of each constraint in words, where it has one."""
    catalogue = outlook.data.catalogue
    return {
        key: f"{limit:g} {catalogue.constraints[key].unit}"
        for key, limit in catalogue.limits(outlook.scenario).items()
        if catalogue.constraints[key].limits_allowed is not None
    }
