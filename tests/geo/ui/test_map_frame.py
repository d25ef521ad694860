"""The page tells the map's component what streamlit-folium would, without asking it twice."""

from __future__ import annotations

import json

import folium
import pytest
import streamlit_folium

from geo.maps.ground_script import GroundScript
from geo.maps.siting_map import changes, kept_ground_map
from geo.maps.view import ChangeView, GroundView, OverlayView, SiteMark
from geo.ui import map_frame as frames
from geo.ui.map_frame import UNTOLD, map_frame, without_indents
from geo.web.shelf import Shelf
from geo.web.urls import FROM_COMPONENT, ground_url

BOUNDS = (122.5, 24.0, 146.2, 45.8)
LINKS = {"leaflet": "../../assets/v1/d/leaflet.js", "leaflet_css": "../../assets/v1/d/leaflet.css"}
HOSTILE = "{{7*7}} ${alert(1)} </script> map_div_0 'sitewatt-change' \\1"


@pytest.fixture
def ground() -> GroundScript:
    return GroundScript.of(GroundView(region="jp", title="Japan", bounds=BOUNDS, layers=()))


def change(name: str) -> ChangeView:
    site = SiteMark(key="a", name=name, lon=139.4, lat=35.6, colour="#225ea8", rank=1, detail=name, barred=False)
    overlay = OverlayView(title=name, url="../../tiles/v1/x/{z}/{x}/{y}.png?s=t0k_en-a", bounds=BOUNDS)
    return ChangeView(sites_title=name, sites=(site,), overlay=overlay)


@pytest.mark.parametrize("name", ["Tama", HOSTILE])
def test_the_component_is_told_what_streamlit_folium_would_tell_it(tmp_path, monkeypatch, ground, name):
    frame = map_frame(Shelf(tmp_path / "s"), ground, LINKS, "map", 640)
    monkeypatch.setattr(streamlit_folium, "_component_func", dict)
    told = streamlit_folium.st_folium(
        kept_ground_map(ground, ground_url("jp", ground.key, start=FROM_COMPONENT), LINKS.get),
        key="map",
        height=640,
        width=None,
        returned_objects=["last_clicked"],
        feature_group_to_add=changes(change(name)),
    )
    sent = {key: without_indents(value) for key, value in told.items() if key not in UNTOLD}
    assert json.loads(json.dumps(frame.arguments(change(name), ()))) == sent


def test_a_kept_frame_needs_no_folium(tmp_path, monkeypatch, ground):
    written = map_frame(Shelf(tmp_path / "s"), ground, LINKS, "map", 640)
    frames._kept.cache_clear()

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the frame is kept")

    monkeypatch.setattr(folium.Map, "__init__", refuse)
    assert map_frame(Shelf(tmp_path / "s"), ground, LINKS, "map", 640) == written


def test_every_map_of_a_page_reports_to_a_place_of_its_own(tmp_path, ground):
    shelf = Shelf(tmp_path / "s")
    one, other = (map_frame(shelf, ground, LINKS, key, 640) for key in ("map", "decide_map"))
    assert one.state_key != other.state_key
