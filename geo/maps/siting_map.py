"""The Folium map: a ground that stays, and a group of changes that Streamlit or a file lays over it."""

from __future__ import annotations

import folium

from geo.maps.assets import Locate, keep_needed, localise
from geo.maps.elements import Change, Ground, Style
from geo.maps.view import ChangeView, GroundView

FIRST_ZOOM, LAST_ZOOM = 3, 16


def ground_map(view: GroundView, locate: Locate, *, standalone: bool = False) -> folium.Map:
    """The constant part of the map. Nothing in it depends on weights, load or the chosen place.

    Parameters
    ----------
    view : GroundView
    locate : callable
        Our own address of a script or style by its Folium name, or None.
    standalone : bool
        True for a file without a page around it: marks then open pop-ups.
    """
    west, south, east, north = view.bounds
    site_map = folium.Map(
        location=[(south + north) / 2, (west + east) / 2],
        zoom_start=4,
        tiles=None,
        prefer_canvas=True,
        min_zoom=FIRST_ZOOM,
        max_zoom=LAST_ZOOM,
        fade_animation=False,
        zoom_control=True,
    )
    keep_needed(site_map)
    site_map.add_child(Style())
    site_map.add_child(Ground(view, standalone=standalone))
    localise(site_map, locate)
    return site_map


def changes(view: ChangeView, map_name: str = "map_div") -> folium.FeatureGroup:
    """What changes, as the feature group that streamlit-folium adds to the standing map (there called `map_div`)."""
    group = folium.FeatureGroup(name="changes", control=False)
    group.add_child(Change(view, map_name))
    return group
