"""The page: settings, the map and its reasons, the data behind it. Errors of ours end here as one message."""

from __future__ import annotations

import time
from collections.abc import Mapping
from functools import lru_cache, partial
from importlib.resources import files

import streamlit as st
from streamlit import runtime

from geo.catalogue.catalogue import Catalogue
from geo.catalogue.preset import Scenario
from geo.errors import SitingError
from geo.maps.legend import layers_legend, legend_style, overlay_legend, sites_legend
from geo.maps.text import html, markdown
from geo.maps.view import Chosen
from geo.places import Floats
from geo.tiles.overlays import Shown, overlay, overlay_titles
from geo.tiles.palette import palette
from geo.ui import map_views
from geo.ui.first_sight import REPEATED
from geo.ui.folds import fold
from geo.ui.jobs import Jobs, jobs
from geo.ui.map_panel import map_panel
from geo.ui.outlook import Outlook, at_hand, glance, is_new, outlook
from geo.ui.own_panel import own_panel
from geo.ui.own_sites import with_own_sites
from geo.ui.panels import OWN, PLACE, open_panel, panel_choice
from geo.ui.progress_panel import progress_panel
from geo.ui.ranking_panel import ranking_panel
from geo.ui.read_ahead import READ_AHEAD
from geo.ui.scenario_state import publish, restore, scenario_of
from geo.ui.sidebar import sidebar
from geo.ui.site_panel import site_panel
from geo.ui.sketch_panel import sketch_panel
from geo.web.asked import ASKED
from geo.web.assets import asset_urls
from geo.web.urls import FROM_COMPONENT
from geo.workspace import Workspace

SHOWN, WHOLE, UNMEASURED, LOCATED = "_shown", "_whole_page", "_unmeasured", "_located"
MEASURING = "Measuring the candidate sites"
HEAD_START_S, FIRST_START_S, SEEN_START_S, UNCOLOURED_S = 0.3, 1.5, 0.7, 0.5
"""Longest pause [s] between a changed map, or a page's first, and all that follows. It ends when the map's tiles are
drawn. The first map of a page is of a scenario that somebody has seen before: this browser may hold its tiles and ask
for none. Of a map without tiles nobody hears, so its pause is fixed."""
OVERLAY, OPACITY = "overlay", "opacity"
OPAQUE_PERCENT = 85
TABS = ["Map", "Decide", "Law and security", "Data and licences", "Method"]


def page(workspace: Workspace) -> None:
    """The whole page, once per run of the script; what has to be measured is, once everything else stands."""
    st.session_state[WHOLE], st.session_state[UNMEASURED] = True, None
    try:
        _drawn(workspace)
        if st.session_state[UNMEASURED] is not None:
            _measure(st.session_state[UNMEASURED])
    except SitingError as error:
        st.error(markdown(str(error)))
    finally:
        st.session_state[WHOLE] = False


def _drawn(workspace: Workspace) -> None:
    """Draw everything, the map first, unless its sites are to be measured before."""
    st.set_page_config(page_title="Sitewatt", page_icon="⚡", layout="wide")
    st.html(f"<style>{style_sheet()}</style>")
    fault = restore(workspace.catalogue)
    work = jobs(workspace)
    if fault:
        st.warning(f"The address holds no usable scenario, so the defaults are shown: {markdown(fault)}")
    waiting = False
    try:
        scenario = scenario_of(st.session_state, workspace.catalogue)  # type: ignore[arg-type]
        publish(scenario)
        waiting = not at_hand(workspace, scenario) and not is_new(workspace, scenario)
        if waiting:
            sidebar(workspace.catalogue, partial(_site_values, workspace))
        _body(workspace, scenario, work)
    except SitingError as error:
        st.error(markdown(str(error)))
    if not waiting:
        sidebar(workspace.catalogue, partial(_site_values, workspace))


def _body(workspace: Workspace, scenario: Scenario, work: Jobs) -> None:
    head, status = st.columns([3, 2], gap="medium", vertical_alignment="center")
    head.html(_headline(workspace.catalogue, scenario))
    with status.container(key="sitewatt_status"):
        seen = _look(workspace, scenario)
        if not seen.built:
            work.build(seen.data, scenario)
        work.fetch()
        progress_panel(work, seen)
    tabs = st.tabs(TABS, key="tab", on_change="rerun")
    with tabs[0]:
        _map_tab(seen)
    for number, tab in enumerate(tabs[1:], start=1):
        with tab:
            if tab.open:
                _other_tab(TABS[number], workspace, seen, work)


def _other_tab(title: str, workspace: Workspace, seen: Outlook, work: Jobs) -> None:
    from geo.ui import tabs  # nobody who looks at the map waits for what stands behind the other tabs

    match title:
        case "Decide":
            tabs.decide_page(workspace, seen)
        case "Law and security":
            tabs.policy_page(seen)
        case "Data and licences":
            tabs.data_page(seen, work)
        case "Method":
            tabs.method_page(seen)


def _look(workspace: Workspace, scenario: Scenario) -> Outlook:
    """What is to be seen; on a first start nobody waits for the sites' scores before there is a map."""
    if is_new(workspace, scenario):
        return glance(workspace, scenario)
    with st.spinner(MEASURING):
        return outlook(workspace, scenario)


def _site_values(workspace: Workspace) -> Mapping[str, Floats]:
    """Values of the candidate sites under the settings as they stand, by criterion."""
    scenario = scenario_of(st.session_state, workspace.catalogue)  # type: ignore[arg-type]
    return outlook(workspace, scenario).standing.assessment.values


def _headline(catalogue: Catalogue, scenario: Scenario) -> str:
    preset = catalogue.presets[scenario.preset].title
    said = f"{catalogue.regions[scenario.region].title} · {scenario.load_mw:,.0f} MW, {scenario.redundancy} · {preset}"
    return f"<div class='sw-title'><b>Sitewatt</b><span>{html(said)}</span></div>"


@st.fragment
def _map_tab(seen: Outlook) -> None:
    publish(seen.scenario)
    seen = with_own_sites(seen)
    left, right = st.columns([8, 5], gap="medium")
    with left:
        titles = _overlay_titles(seen.data.catalogue)
        above = st.container(key="sitewatt_choice")
        shown = _overlay_shown(titles)
        coloured = _map(seen, *shown)
        _head_start(seen.scenario, coloured)
        with above:
            _overlay_choice(titles)
        _legend(seen, shown[0])
    with right:
        if not seen.measured:
            _not_measured(seen)
            return
        panel = panel_choice()
        if panel == PLACE:
            site_panel(seen, st.session_state.get("place"))
        elif panel == OWN:
            own_panel(seen)
        else:
            ranking_panel(seen)
    if runtime.exists():
        READ_AHEAD.drawn(seen)


def _not_measured(seen: Outlook) -> None:
    """Say so, if the page goes on to measure once all of it is drawn; else do it here and now."""
    if st.session_state[WHOLE]:
        st.session_state[UNMEASURED] = seen
        st.info(MEASURING, icon=":material/hourglass_top:")
    else:
        _measure(seen)


def _measure(seen: Outlook) -> None:
    """Score the sites beside the map that stands already, then draw the page anew."""
    with st.spinner(MEASURING):
        seen.measure()
    st.rerun()


def _head_start(scenario: Scenario, coloured: bool) -> None:
    """Wait while a new map goes out and its tiles are drawn: both would queue behind the ranking otherwise."""
    token = scenario.token()
    before, st.session_state[SHOWN] = st.session_state.get(SHOWN), token
    if before == token or not runtime.exists():
        return
    if coloured and before:
        ASKED.wait(token, HEAD_START_S)
    elif coloured:
        anew = REPEATED not in st.session_state  # else its tiles may have been drawn long before this run
        ASKED.wait(token, SEEN_START_S if ASKED.known(token) else FIRST_START_S, anew=anew)
    elif not before:
        time.sleep(UNCOLOURED_S)


def _overlay_titles(catalogue: Catalogue) -> dict[str, str]:
    return {name: title for name, title in overlay_titles(catalogue).items() if not name.startswith("field.")}


def _overlay_shown(titles: Mapping[str, str]) -> tuple[str, float]:
    """Overlay and opacity as they are chosen: the choice itself is drawn after the map, which waits for none of it."""
    chosen = str(st.session_state.get(OVERLAY))
    opacity = int(st.session_state.get(OPACITY, OPAQUE_PERCENT)) / 100
    return chosen if chosen in titles else next(iter(titles)), opacity


def _overlay_choice(titles: Mapping[str, str]) -> None:
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    left.selectbox("Colour the map by", list(titles), key=OVERLAY, format_func=lambda key: _overlay_title(key, titles))
    right.slider("Opacity, %", 0, 100, OPAQUE_PERCENT, step=5, key=OPACITY)


def _overlay_title(name: str, titles: Mapping[str, str]) -> str:
    kind = {"criterion": "Value: ", "gate": "Gate: "}.get(name.partition(".")[0], "")
    return kind + titles[name]


def _map(seen: Outlook, overlay_name: str, opacity: float) -> bool:
    """Draw the map; whether it has an overlay."""
    located = _located(seen.workspace)
    if "leaflet" not in located and sketch_panel(seen):
        return False
    change = map_views.change(seen, overlay_name, opacity, _chosen())
    map_panel(seen, change, located, on_click=_choose)
    return change.overlay is not None


def _located(workspace: Workspace) -> dict[str, str]:
    """Addresses of the map's files; a page that has the map library looks no more."""
    known: dict[str, str] = st.session_state.get(LOCATED, {})
    if "leaflet" not in known:
        known = st.session_state[LOCATED] = asset_urls(workspace, FROM_COMPONENT)
    return known


def _choose(place: tuple[float, float]) -> None:
    """Show the reasons of a clicked place."""
    st.session_state["place"], st.session_state["centre"] = place, False
    open_panel(PLACE)


def _chosen() -> Chosen | None:
    place = st.session_state.get("place")
    return Chosen(lon=place[0], lat=place[1], centred=bool(st.session_state.get("centre"))) if place else None


def _legend(seen: Outlook, overlay_name: str) -> None:
    catalogue = seen.data.catalogue
    st.html(overlay_legend(palette(catalogue, overlay(catalogue, overlay_name))))
    st.html(sites_legend(palette(catalogue, Shown("suitability"))))
    signs = fold("Signs of the layers", "signs")
    if signs is not None:
        here = [layer for key, layer in catalogue.layers.items() if seen.data.reader(key) is not None]
        signs.html(layers_legend(layer for layer in here if layer.style.kind != "none"))


@lru_cache(maxsize=1)
def style_sheet() -> str:
    """Style of what the page draws itself, and of the legends."""
    return files("geo.ui").joinpath("page.css").read_text(encoding="utf-8") + legend_style()
