"""The map on the page: the only file that knows streamlit-folium."""

from __future__ import annotations

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
    ground: GroundScript, change: ChangeView, locate: Locate, key: str = MAP_KEY, height: int = HEIGHT
) -> Place | None:
    """Draw the map; returns the place that was clicked since the last run, if any. Each map of a page has its key.

    The ground is the same text for every scenario, so the component stays; the changes travel beside it.
    """
    from streamlit_folium import st_folium  # registers its component on import, which works only once the app runs

    with st.container(key=f"sitewatt_{key}"):
        answer: dict[str, Any] | None = st_folium(
            kept_ground_map(ground, ground_url(ground.region, ground.key, start=FROM_COMPONENT), locate),
            key=key,
            height=height,
            width=None,
            returned_objects=["last_clicked"],
            feature_group_to_add=changes(change, places=ground.places),
        )
    return new_click(answer, ground.region, "clicked" if key == MAP_KEY else f"clicked_{key}")


def new_click(answer: dict[str, Any] | None, region: str, last: str = "clicked") -> Place | None:
    """The clicked place if it is another one than in the last run."""
    clicked = (answer or {}).get("last_clicked")
    if not clicked:
        return None
    place = (float(clicked["lng"]), float(clicked["lat"]))
    if st.session_state.get(last) == (region, place):
        return None
    st.session_state[last] = (region, place)
    return place
