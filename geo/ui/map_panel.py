"""The map on the page: the only file that knows streamlit-folium."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import streamlit as st

from geo.maps.assets import Locate
from geo.maps.ground_script import GroundScript
from geo.maps.siting_map import changes, kept_ground_map
from geo.maps.view import ChangeView
from geo.web.urls import FROM_COMPONENT, ground_url

HEIGHT = 640
MAP_KEY = "map"
Place = tuple[float, float]


def map_panel(
    ground: GroundScript,
    change: ChangeView,
    locate: Locate,
    key: str = MAP_KEY,
    height: int = HEIGHT,
    on_click: Callable[[Place], None] | None = None,
) -> None:
    """Draw the map; `on_click` gets the place of a click before the next run. Each map of a page has its key.

    The ground is the same text for every scenario, so the component stays; the changes travel beside it. A click is
    taken in a callback: a run that finds it halfway would have to begin anew, which a run of the whole page may not do.
    """
    from streamlit_folium import st_folium  # registers its component on import, which works only once the app runs

    with st.container(key=f"sitewatt_{key}"):
        st_folium(
            kept_ground_map(ground, ground_url(ground.region, ground.key, start=FROM_COMPONENT), locate),
            key=key,
            height=height,
            width=None,
            returned_objects=["last_clicked"],
            feature_group_to_add=changes(change, places=ground.places),
            on_change=partial(_told, key, on_click) if on_click else None,
        )


def _told(key: str, on_click: Callable[[Place], None]) -> None:
    """Pass on what the component reported, if it was a click."""
    place = clicked_place(st.session_state.get(key))
    if place is not None:
        on_click(place)


def clicked_place(told: Mapping[str, Any] | None) -> Place | None:
    """Longitude and latitude [degrees] of the click that the map reports, if any."""
    clicked = (told or {}).get("last_clicked")
    return (float(clicked["lng"]), float(clicked["lat"])) if clicked else None
