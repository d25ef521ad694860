"""The map on the page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import streamlit as st

from geo.maps.view import ChangeView
from geo.ui.map_component import component
from geo.ui.map_frame import CLICKED, HEIGHT, MAP_KEY, map_frame
from geo.ui.outlook import Outlook
from geo.web.grounds import ground_script
from geo.web.shelf import shelf

Place = tuple[float, float]


def map_panel(
    seen: Outlook,
    change: ChangeView,
    links: Mapping[str, str],
    key: str = MAP_KEY,
    height: int = HEIGHT,
    on_click: Callable[[Place], None] | None = None,
) -> None:
    """Draw the map. Each map of a page has its key.

    The ground is the same text for every scenario, so the component stays; the changes travel beside it. A click is
    taken in a callback: a run that finds it halfway would have to begin anew, which a run of the whole page may not do.

    Parameters
    ----------
    links : addresses of the map's files by Folium's names
    on_click : gets the place of a click before the next run
    """
    ground = ground_script(seen.workspace, seen.data)
    frame = map_frame(shelf(seen.workspace), ground, links, key, height)
    told = partial(_told, frame.state_key, on_click) if on_click else None
    with st.container(key=f"sitewatt_{key}"):
        component()(**frame.arguments(change, ground.keys), on_change=told)


def _told(key: str, on_click: Callable[[Place], None]) -> None:
    """Pass on what the component reported, if it was a click."""
    place = clicked_place(st.session_state.get(key))
    if place is not None:
        on_click(place)


def clicked_place(told: Mapping[str, Any] | None) -> Place | None:
    """Longitude and latitude [degrees] of the click that the map reports, if any."""
    clicked = (told or {}).get(CLICKED)
    return (float(clicked["lng"]), float(clicked["lat"])) if clicked else None
