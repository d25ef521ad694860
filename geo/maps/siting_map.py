"""The Folium map: a ground that stays, and a group of changes that Streamlit or a file lays over it."""

from __future__ import annotations

from collections.abc import Sequence

import folium

from geo.maps import text
from geo.maps.assets import Locate, keep_needed, localise
from geo.maps.elements import Change, Ground, KeptGround, Style
from geo.maps.ground_script import GroundScript
from geo.maps.view import Bounds, ChangeView, GroundView

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
    site_map = _empty_map(view.bounds)
    site_map.add_child(Style())
    site_map.add_child(Ground(view, standalone=standalone))
    localise(site_map, locate)
    return site_map


def kept_ground_map(ground: GroundScript, url: str, locate: Locate) -> folium.Map:
    """The same for a page that changes: client, style and layers come from an address that the browser keeps."""
    site_map = _empty_map(ground.bounds)
    site_map.add_child(KeptGround(ground.key, url))
    localise(site_map, locate)
    return site_map


def _empty_map(bounds: Bounds) -> folium.Map:
    west, south, east, north = bounds
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
    return site_map


def changes(view: ChangeView, map_name: str = "map_div", places: Sequence[str] = ()) -> folium.FeatureGroup:
    """What changes, as the feature group that streamlit-folium adds to the standing map (there called `map_div`).

    Parameters
    ----------
    places : keys of the sites that the standing map's ground holds (`GroundScript.keys`)
    """
    return open_changes(text.script(view.to_dict(places)), map_name)


def open_changes(view: str, map_name: str = "map_div") -> folium.FeatureGroup:
    """The same group around a literal, or around what stands for one until it is known."""
    group = folium.FeatureGroup(name="changes", control=False)
    group.add_child(Change(view, map_name))
    return group
