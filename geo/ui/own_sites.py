"""The user's own sites: a file chosen in the page, ranked in place of the candidate sites. It stays in the session."""

from __future__ import annotations

from dataclasses import dataclass, replace

import streamlit as st

from geo.catalogue.region_data import RegionData
from geo.errors import InputError
from geo.exchange.sites import parse_sites
from geo.maps.text import markdown
from geo.report import place_fields
from geo.ui.outlook import Outlook, Sites

MOST_SITES = 2000
"""More are a matter for the command line and the API: every change of the map carries every site."""
OWN_KEY = "own "
UPLOAD, FILE, KEPT, FAULT, TURN = "own_sites_file", "_own_file", "_own_sites", "_own_sites_fault", "_own_sites_turn"


@dataclass(frozen=True)
class Chosen:
    """A file that was chosen: its bytes, its name, and the number of the upload."""

    name: str
    content: bytes
    upload: str


def own_sites_panel() -> None:
    """Choose a file, or go back to the candidate sites."""
    chosen = st.session_state.get(FILE)
    with st.expander("Your own sites", expanded=chosen is not None, key="own_sites"):
        st.file_uploader(
            "CSV with lon and lat, or GeoJSON",
            type=["csv", "geojson", "json"],
            key=_widget(),
            on_change=_taken,
            help=f"WGS 84 degrees, UTF-8, at most {MOST_SITES:,} sites of the chosen region. They are ranked in place "
            "of the candidate sites and forgotten when this page is closed; no copy is kept on the server's disk.",
        )
        if st.session_state.get(FAULT):
            st.error(markdown(st.session_state[FAULT]))
        elif chosen is not None:
            st.caption(f"Ranked: the sites of {markdown(chosen.name)}.")
        if chosen is not None:
            st.button("Back to the candidate sites", on_click=_dropped, type="tertiary")


def with_own_sites(seen: Outlook) -> Outlook:
    """The outlook on the user's own sites where a file is chosen that can be used, else as it was."""
    chosen = st.session_state.get(FILE)
    st.session_state[FAULT] = ""
    if chosen is None:
        return seen
    kept = st.session_state.get(KEPT)
    if kept is None or kept[0] != chosen.upload or kept[1] is not seen.data:
        try:
            kept = (chosen.upload, seen.data, sites_of(chosen.content, chosen.name, seen.data))
        except InputError as error:
            st.session_state[FAULT] = str(error)
            return seen
        st.session_state[KEPT] = kept
    return replace(seen, own=kept[2])


def sites_of(content: bytes, name: str, data: RegionData) -> Sites:
    """Sites of a file with fields that nothing keeps; InputError where it cannot be used."""
    sites = parse_sites(content, name, data.region, most=MOST_SITES)
    if "name" not in sites.columns:
        sites["name"] = [f"site {number}" for number in range(1, len(sites) + 1)]
    # The map's ground knows the candidate sites by this column: a given one of the same name steps aside.
    sites = sites.rename(columns={"site_id": "given_site_id"})
    sites["site_id"] = [f"{OWN_KEY}{number}" for number in range(1, len(sites) + 1)]
    fields = place_fields(data, sites, keep=False)
    return Sites(lambda: (sites, fields))


def _widget() -> str:
    return f"{UPLOAD}_{st.session_state.get(TURN, 0)}"


def _taken() -> None:
    """Keep what was chosen beyond the life of the widget, which goes when another panel is shown."""
    found = st.session_state.get(_widget())
    if found is None:
        st.session_state.pop(FILE, None)
    else:
        st.session_state[FILE] = Chosen(found.name, found.getvalue(), found.file_id)


def _dropped() -> None:
    """Forget the file and show an empty chooser."""
    for key in (FILE, KEPT):
        st.session_state.pop(key, None)
    st.session_state[TURN] = st.session_state.get(TURN, 0) + 1
