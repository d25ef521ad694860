"""My own evidence and my watchlist: private files beside the cache, changed here and by the command line alike."""

from __future__ import annotations

import datetime as dt
from itertools import groupby
from pathlib import Path

import pandas as pd
import streamlit as st

from geo.catalogue.paths import ledger_beside
from geo.errors import InputError
from geo.exchange.ledger import add_row, boxes_of, remove_rows, writing
from geo.exchange.watchlist import NAME, read_watchlist, write_watchlist
from geo.maps.text import markdown
from geo.models.ledger import CONFIDENCES, LAST_YEAR, MW_RANGE, RADIUS_RANGE_KM, TEXT_LIMIT, LedgerRow
from geo.report import candidate_sites
from geo.shortlist import TOP, look, watch_key
from geo.ui.outlook import Outlook
from geo.ui.tables import html_table
from geo.watchlist import Snapshot, moves, scenario_moved, told_line

DEFAULT_RADIUS_KM = 6.0
FAULT, TOLD = "_evidence_fault", "_evidence_moves"
FORM = "own_form_"
GIVEN = ("bus", "lat", "lon", "radius_km", "firm_mw", "year", "confidence", "date", "note")
"""Columns of a ledger row that the form asks for; each is the end of its field's name."""


def own_panel(outlook: Outlook) -> None:
    """Ledger rows of the region with a form for one more, then the watched sites and what moved."""
    path = ledger_beside(outlook.workspace.cache)
    st.markdown("#### My own evidence")
    st.caption(
        "What a utility answered you stands before public statements within its radius. The rows stay on this machine "
        f"and are in no export, tile or address. File: {markdown(str(path))}"
    )
    if st.session_state.get(FAULT):
        st.error(markdown(st.session_state[FAULT]))
    _rows(outlook, path)
    _form(outlook, path)
    st.markdown("#### My watchlist")
    _watch(outlook, path.with_name(NAME))


def _rows(outlook: Outlook, path: Path) -> None:
    ledger, region = outlook.data.access.ledger, outlook.data.region.key
    mine = [row for row in ledger.rows if row.region == region]
    if not mine:
        st.caption("No row for this region yet.")
    newest = ledger.newest(region)
    for number, row in enumerate(mine):
        left, right = st.columns([3, 1], vertical_alignment="center")
        left.markdown(_told(row) + ("" if row in newest else " *(superseded)*"))
        right.button("Remove", key=f"own_remove_{number}", type="tertiary", on_click=_remove, args=(outlook, path, row))


def _told(row: LedgerRow) -> str:
    note = f": {markdown(row.note)}" if row.note else ""
    return (
        f"**{markdown(row.bus)}** {row.firm_mw:g} MW by {row.year}, {row.confidence}, told {row.date}, "
        f"within {row.radius_km:g} km of {row.lat:.3f}, {row.lon:.3f}{note}"
    )


def _form(outlook: Outlook, path: Path) -> None:
    place = st.session_state.get("place") or outlook.data.region.centre
    with st.expander("Add an answer"), st.form("own_form", border=False, clear_on_submit=True):
        st.text_input("Bus or substation", max_chars=TEXT_LIMIT, key=FORM + "bus")
        first, second, third = st.columns(3)
        first.number_input("Latitude, °", -90.0, 90.0, float(place[1]), format="%.4f", key=FORM + "lat")
        second.number_input("Longitude, °", -180.0, 180.0, float(place[0]), format="%.4f", key=FORM + "lon")
        third.number_input("Within, km", *RADIUS_RANGE_KM, DEFAULT_RADIUS_KM, 1.0, "%g", key=FORM + "radius_km")
        first.number_input("Firm MW", *MW_RANGE, float(outlook.scenario.load_mw), 10.0, "%g", key=FORM + "firm_mw")
        soonest, wanted = dt.date.today().year, int(outlook.scenario.energise_by)
        second.number_input("From year", soonest, LAST_YEAR, wanted, key=FORM + "year")
        meaning = "high: signed or binding; medium: written; low: said"
        third.selectbox("Confidence", CONFIDENCES, help=meaning, key=FORM + "confidence")
        left, right = st.columns([2, 3])
        left.date_input("Told on", dt.date.today(), max_value=dt.date.today(), key=FORM + "date")
        right.text_input("Note", max_chars=TEXT_LIMIT, key=FORM + "note")
        # A callback runs whatever the page draws next: a click is not lost where the page starts anew.
        st.form_submit_button("Add", on_click=_add, args=(outlook, path))


def _add(outlook: Outlook, path: Path) -> None:
    """Add the row of the form; what was wrong with it stands until the next change."""
    st.session_state[FAULT] = ""
    given = {name: st.session_state[FORM + name] for name in GIVEN}
    words = {name: given[name].strip() for name in ("bus", "note")}
    row = LedgerRow(**{**given, **words, "date": given["date"].isoformat()}, region=outlook.data.region.key)
    try:
        add_row(path, row, boxes_of(outlook.data.catalogue.regions), dt.date.today())
    except InputError as error:
        st.session_state[FAULT] = str(error)


def _remove(outlook: Outlook, path: Path, row: LedgerRow) -> None:
    st.session_state[FAULT] = ""
    try:
        remove_rows(path, boxes_of(outlook.data.catalogue.regions), lambda other: other == row, row.bus)
    except InputError as error:
        st.session_state[FAULT] = str(error)


def _watch(outlook: Outlook, path: Path) -> None:
    key = watch_key(outlook.scenario, None)
    head = st.empty()
    if st.button("Look now", key="own_look", disabled=not outlook.built):
        with st.spinner("Looking at the watched sites"):
            st.session_state[TOLD] = (key, _look(outlook, path, key))
    if not outlook.built:
        st.caption("The map is being computed: the watched sites can be looked at once it stands.")
    last = read_watchlist(path).snapshots.get(key)
    if last is None:
        head.caption(f"The best {TOP} sites of this region, preset and load are watched from your first look on.")
    else:
        head.caption(f"{_sites(last)} watched; the last look was {_moment(last)}.")
    told = st.session_state.get(TOLD)
    if told and told[0] == key:
        st.markdown(told[1])
    if last is not None:
        with st.expander("Watched sites", key="own_watched"):
            st.html(html_table(watched_table(last)))


def watched_table(snapshot: Snapshot) -> pd.DataFrame:
    """Rank and score of each watched site at its last look, best first; a barred one has no rank."""
    ranked = sorted(snapshot.sites, key=lambda site: (site.rank is None, site.rank))
    rows = [
        {
            "Site": site.name,
            "Rank": "barred" if site.rank is None else f"{site.rank}",
            "Score": "" if site.score is None else f"{site.score:.1f}",
        }
        for site in ranked
    ]
    return pd.DataFrame(rows)


def _sites(snapshot: Snapshot) -> str:
    return "1 site is" if len(snapshot.sites) == 1 else f"{len(snapshot.sites)} sites are"


def _moment(snapshot: Snapshot) -> str:
    return f"{snapshot.taken[:16].replace('T', ' ')} UTC"


def _look(outlook: Outlook, path: Path, key: str) -> str:
    """Take a new look, keep it, and say what moved since the last one."""
    with writing(path):
        kept = read_watchlist(path)
        before = kept.snapshots.get(key)
        now = look(outlook.workspace, outlook.data, outlook.scenario, candidate_sites(outlook.data), TOP, before)
        write_watchlist(path, kept.with_(key, now))
    return moved_text(before, now)


def moved_text(before: Snapshot | None, now: Snapshot) -> str:
    """What moved between two looks, site by site with the fact that moved it, as Markdown."""
    if before is None:
        return f"{_sites(now)} watched from now on; the next look says what moved."
    found, settings = moves(before, now), scenario_moved(before, now)
    if not found:
        return f"Nothing moved since {_moment(before)}: {_sites(now)} watched."
    lines = [f"Settings moved, ranks may follow: {markdown(', '.join(settings))}", ""] if settings else []
    for name, group in groupby(found, key=lambda move: move.name):
        lines += [f"**{markdown(name)}**", *(f"- {markdown(told_line(move))}" for move in group), ""]
    return "\n".join(lines)
