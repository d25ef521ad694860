"""The Folium map: a constant ground, changes beside it, no foreign address, no text that runs."""

from __future__ import annotations

import re
from dataclasses import replace

import folium
import folium.plugins
import pytest

from geo.maps.assets import foreign_links, keep_needed, localise
from geo.maps.ground_script import GroundScript
from geo.maps.siting_map import changes, ground_map, kept_ground_map
from geo.maps.view import ChangeView, Chosen, GroundView, LayerView, OverlayView, Place, SiteMark

HOSTILE = "{{7*7}} ${alert(1)} <img src=x onerror=alert(1)> `x` </script>"
BOUNDS = (122.5, 24.0, 146.2, 45.8)


def ground(title="Lines"):
    layer = LayerView(
        key="lines",
        title=title,
        theme=title,
        kind="line",
        colour="#ff0000",
        urls=((0, "../../layers/v1/jp/lines/d.geojson?z=0"),),
        label=(("name", title, title),),
        attribution=(title,),
    )
    return GroundView(region="jp", title=title, bounds=BOUNDS, layers=(layer,))


def change(name="Tama", opacity=0.8, token="abc"):
    site = SiteMark(key="a", name=name, lon=139.4, lat=35.6, colour="#225ea8", rank=1, detail=name, barred=False)
    overlay = OverlayView(
        title=name, url=f"../../tiles/v1/x/{{z}}/{{x}}/{{y}}.png?s={token}", bounds=BOUNDS, opacity=opacity
    )
    return ChangeView(sites_title=name, sites=(site,), overlay=overlay, chosen=Chosen(lon=139.4, lat=35.6), note=name)


def rendered(view, later=None):
    site_map = ground_map(view, lambda name: None)
    if later is not None:
        changes(later, site_map.get_name()).add_to(site_map)
    return site_map.get_root().render()


def numberless(page):
    """Without the random names that Folium gives its elements."""
    return re.sub(r"[0-9a-f]{32}", "", page)


def test_the_ground_is_the_same_text_whatever_changes_beside_it():
    assert numberless(rendered(ground())) == numberless(rendered(ground()))
    assert "abc" not in rendered(ground())


def test_the_changes_name_the_scenario_and_the_map_they_belong_to():
    page = rendered(ground(), change(token="t0ken"))
    assert re.search(r"Sitewatt\.show\(map_[0-9a-f]{32}, .*s=t0ken", page)


@pytest.mark.parametrize("mark", ["{{7*7}}", "${alert(1)}", "<img src=x", "`x`", "49 "])
def test_hostile_text_reaches_the_page_as_inert_data(mark):
    page = rendered(ground(HOSTILE), change(HOSTILE))
    data = [line for line in page.splitlines() if "Sitewatt.start(" in line or "Sitewatt.show(" in line]
    assert len(data) == 2
    assert all("7*7" in line for line in data)
    assert not any(mark in line for line in data)


def test_a_kept_ground_is_named_and_linked_but_not_told():
    kept = GroundScript.of(ground(HOSTILE))
    site_map = kept_ground_map(kept, "../../layers/v1/jp/ground/k.js", {"leaflet": "l.js", "leaflet_css": "l.css"}.get)
    page = site_map.get_root().render()
    assert f'Sitewatt.start({site_map.get_name()}, "{kept.key}", false);' in page
    assert '<script src="../../layers/v1/jp/ground/k.js"></script>' in page
    assert "lines/d.geojson" not in page
    assert foreign_links(site_map) == []


def test_sites_whose_places_the_ground_holds_travel_by_number():
    kept = GroundScript.of(replace(ground(), places=(Place(key="a", name="Tama", lon=139.4, lat=35.6),)))
    assert kept.keys == ("a",)
    assert "Tama" in kept.text
    assert change().to_dict(kept.keys)["sites"] == {
        "colours": "225ea8",
        "rank": [1],
        "figures": "",
        "coded": {
            "ring": {"of": [""], "at": "0"},
            "form": {"of": ["Tama"], "at": "0"},
            "lines": {"of": [""], "at": "0"},
        },
        "at": [0],
    }
    assert change().to_dict(("b",))["sites"]["name"] == ["Tama"]


def test_lines_that_many_sites_share_travel_once():
    first = change().sites[0]
    details = ("Score 61.5, 7% of 900", "Score 4.0, 12% of 900", "Barred: sea")
    sites = tuple(replace(first, key=detail, detail=f"{detail}\nGate: pass") for detail in details)
    told = replace(change(), sites=sites).to_dict()["sites"]
    assert told["figures"] == "61.5 7 900;4.0 12 900;"
    assert told["coded"]["form"] == {"of": ["Score \x01, \x01% of \x01", "Barred: sea"], "at": "001"}
    assert told["coded"]["lines"] == {"of": ["Gate: pass"], "at": "000"}


def test_more_texts_than_digits_are_numbered_in_a_list():
    first = change().sites[0]
    rings = [f"#{number:06x}" for number in range(40)]
    told = replace(change(), sites=tuple(replace(first, key=ring, ring=ring) for ring in rings)).to_dict()["sites"]
    assert told["coded"]["ring"] == {"of": rings, "at": list(range(40))}


@pytest.mark.parametrize("mark", ["{{7*7}}", "${alert(1)}", "<img src=x", "`x`"])
def test_hostile_text_is_inert_in_the_script_of_a_ground(mark):
    kept = GroundScript.of(ground(HOSTILE)).text
    assert "7*7" in kept
    assert mark not in kept


def test_only_the_map_library_is_linked_and_our_own_copy_is_preferred():
    found = {"leaflet": "../../assets/v1/d/leaflet.js", "leaflet_css": "../../assets/v1/d/leaflet.css"}
    site_map = ground_map(ground(), found.get)
    assert foreign_links(site_map) == []
    assert [url for _, url in (*site_map.default_js, *site_map.default_css)] == list(found.values())


def test_the_public_copy_stands_in_where_we_have_none():
    links = foreign_links(ground_map(ground(), lambda name: None))
    assert len(links) == 2
    assert all("leaflet" in url for url in links)


def test_localising_touches_one_map_and_no_class():
    before = list(folium.Map.default_js)
    site_map = folium.Map()
    keep_needed(site_map)
    localise(site_map, lambda name: f"here/{name}")
    assert folium.Map.default_js == before
    assert site_map.default_js == [("leaflet", "here/leaflet")]


def test_plugins_are_localised_by_name_as_well():
    site_map = folium.Map()
    folium.plugins.MiniMap().add_to(site_map)
    localise(site_map, lambda name: f"here/{name}")
    assert foreign_links(site_map) == []
