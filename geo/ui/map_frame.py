"""What the map's component is told: streamlit-folium writes it once for a ground, and the shelf keeps it.

Folium and streamlit-folium take half a second to import. What they make of a ground is the same text at every start.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from geo.maps.ground_script import GroundScript
from geo.maps.text import script
from geo.maps.view import ChangeView
from geo.web.shelf import Shelf
from geo.web.urls import FROM_COMPONENT, ground_url

CLICKED = "last_clicked"
CHANGE = '"sitewatt-change"'
"""Stands for the changes in the text of their feature group."""
UNTOLD = ("on_change", "default")
"""Arguments that are not passed on: who is called, and what counts as reported already, which the map's client says
itself (`nothingClicked`): Streamlit imports pandas to look into a mapping."""
KEPT_FRAMES = 16
MAP_KEY, HEIGHT = "map", 640
"""The page's own map: its key, and its height [px]."""
Links = tuple[tuple[str, str], ...]
"""Addresses of scripts and styles by Folium's name for them."""


@dataclass(frozen=True)
class MapFrame:
    """What stays of a component's arguments while its map stands, with the text that changes are put into.

    Attributes
    ----------
    told : as `st_folium` tells its component
    """

    told: Mapping[str, Any]

    @property
    def state_key(self) -> str:
        """Where the session holds what the map reports."""
        return str(self.told["key"])

    def arguments(self, change: ChangeView, places: tuple[str, ...]) -> dict[str, Any]:
        """All that the component is told.

        Parameters
        ----------
        places : keys of the sites that the ground holds
        """
        group = self.told["feature_group"].replace(CHANGE, script(change.to_dict(places)))
        return {**self.told, "feature_group": group}


def map_frame(shelf: Shelf, ground: GroundScript, links: Mapping[str, str], key: str, height: int) -> MapFrame:
    """The frame of a map, from memory, from the shelf or newly written.

    Parameters
    ----------
    links : addresses of scripts and styles by Folium's name for them
    key : of the map, each of a page its own
    height : [px]
    """
    return _kept(shelf, ground, tuple(sorted(links.items())), key, height)


@lru_cache(maxsize=KEPT_FRAMES)
def _kept(shelf: Shelf, ground: GroundScript, links: Links, key: str, height: int) -> MapFrame:
    name = f"frame {ground.key} {links} {key} {height}"
    told = shelf.get(name, lambda: json.dumps(_written(ground, dict(links), key, height)).encode())
    return MapFrame({name: _flat(value) for name, value in json.loads(told).items()})


def _flat(value: Any) -> Any:
    """A list as a tuple, which is the same to the browser: Streamlit imports pandas to look into a list."""
    return tuple(value) if isinstance(value, list) else value


def _written(ground: GroundScript, links: Mapping[str, str], key: str, height: int) -> dict[str, Any]:
    """What streamlit-folium tells its component of a ground; changes are left open."""
    import streamlit_folium

    from geo.maps.siting_map import kept_ground_map, open_changes

    streamlit_folium._component_func = dict  # its last step hands back what it would tell
    told: dict[str, Any] = streamlit_folium.st_folium(
        kept_ground_map(ground, ground_url(ground.region, ground.key, start=FROM_COMPONENT), links.get),
        key=key,
        height=height,
        width=None,
        returned_objects=[CLICKED],
        feature_group_to_add=open_changes(CHANGE),
    )
    return {name: without_indents(value) for name, value in told.items() if name not in UNTOLD}


def without_indents(value: Any) -> Any:
    """A text of many lines as it travels with every change."""
    return re.sub(r"\s*\n\s*", "\n", value) if isinstance(value, str) else value
