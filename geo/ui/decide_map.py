"""A map of what was decided: marks by rank, outlines of campuses, and the score below them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from geo.maps.site_marks import score_colour
from geo.maps.view import AreaMark, ChangeView, Chosen, SiteMark
from geo.tiles.overlays import Shown
from geo.tiles.palette import palette
from geo.ui.map_panel import map_panel
from geo.ui.map_views import overlay_view
from geo.ui.outlook import Outlook
from geo.web.assets import asset_urls
from geo.web.urls import FROM_COMPONENT

KEY, HEIGHT, NEAR_ZOOM = "decide_map", 480, 13
QUIET = "#9aa3ab"


def decide_map(
    seen: Outlook,
    title: str,
    marks: Sequence[SiteMark],
    areas: Sequence[AreaMark] = (),
    chosen: tuple[float, float] | None = None,
    zoom: int = 0,
) -> None:
    """Draw it; `chosen` is ringed, and with a `zoom` the map looks at it from near."""
    located = asset_urls(seen.workspace, FROM_COMPONENT)
    if "leaflet" not in located:
        st.caption("The map library has not been fetched yet: the table below says it all.")
        return
    overlay = overlay_view(seen, "suitability", 0.7) if seen.drawable(Shown("suitability")) else None
    place = Chosen(lon=chosen[0], lat=chosen[1], centred=True, zoom=zoom) if chosen else None
    view = ChangeView(sites_title=title, sites=tuple(marks), overlay=overlay, chosen=place, areas=tuple(areas))
    map_panel(seen, view, located, key=KEY, height=HEIGHT)


def mark(seen: Outlook, row: Mapping[str, Any], detail: str, *, quiet: bool = False) -> SiteMark:
    """A mark of a row with name, lon, lat, rank and score; a quiet one is grey. Without a rank it would look barred."""
    score = row.get("score", row.get("mean_score"))
    colours = palette(seen.data.catalogue, Shown("suitability"))
    return SiteMark(
        key=f"{row['name']}-{row['lon']}-{row['lat']}",
        name=str(row["name"]),
        lon=float(row["lon"]),
        lat=float(row["lat"]),
        colour=QUIET if quiet or score is None else score_colour(colours, float(score)),
        rank=None if row.get("rank") is None else int(row["rank"]),
        detail=detail,
        barred=False,
    )


def table_choice(key: str) -> int | None:
    """Row that is chosen in a table of this page, if any."""
    rows = st.session_state.get(key, {}).get("selection", {}).get("rows", [])
    return int(rows[0]) if rows else None
