"""The user's own sites in the page: ranked in place of the candidates, in the map and in what is taken away."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from geo.errors import InputError
from geo.exchange.results import to_csv, to_geojson
from geo.ui import map_views
from geo.ui.outlook import glance, outlook
from geo.ui.own_sites import MOST_SITES, sites_of
from geo.workspace import Workspace

MINE = b"name,lon,lat,owner,site_id\nInzai,140.15,35.80,us,a\nTomakomai,141.68,42.65,them,b\n"


def test_own_sites_are_ranked_drawn_and_exported_in_place_of_the_candidates(bundled_jp: Workspace) -> None:
    scenario = bundled_jp.catalogue.scenario("jp")
    candidates = outlook(bundled_jp, scenario)
    seen = replace(glance(bundled_jp, scenario), own=sites_of(MINE, "mine.csv", candidates.data))
    assert not seen.measured
    waiting = map_views.change(seen, "suitability", 1.0, None)
    assert (waiting.sites_title, waiting.note) == ("Your own sites", map_views.MEASURING)
    # A key of a candidate site would be drawn where that one stands.
    drawn = waiting.to_dict([str(key) for key in candidates.sites["site_id"]])["sites"]
    assert (drawn["lon"], drawn["name"]) == ([140.15, 141.68], ["Inzai", "Tomakomai"])
    seen.measure()
    assert seen.measured
    assert {mark.name for mark in map_views.marks(seen)} == {"Inzai", "Tomakomai"}
    told = json.loads(to_geojson(seen.exported))
    assert {feature["properties"]["owner"] for feature in told["features"]} == {"us", "them"}
    assert "Tomakomai" in to_csv(seen.exported).decode()
    assert len(candidates.ranking.table) > 50
    assert seen.explain(140.15, 35.80)["score"] is not None


def test_own_sites_leave_nothing_in_the_cache(bundled_jp: Workspace) -> None:
    rows = "\n".join(f"{135 + n / 100},{35 + n / 200}" for n in range(40))
    data = bundled_jp.region("jp")
    plain = glance(bundled_jp, bundled_jp.catalogue.scenario("jp"))  # keeps which fields a first map needs
    before = sorted(Path(bundled_jp.cache).rglob("*"))
    seen = replace(plain, own=sites_of(f"lon,lat\n{rows}".encode(), "m.csv", data))
    seen.measure()
    assert sorted(Path(bundled_jp.cache).rglob("*")) == before
    assert list(seen.sites["name"][:2]) == ["site 1", "site 2"]


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"lon,lat\n151.2,-33.8\n", "sydney.csv", "outside Japan"),
        (b"lon,lat\n" + b"139.7,35.6\n" * (MOST_SITES + 1), "many.csv", "too many sites"),
        (b"MZ", "mine.exe", "unknown kind"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_words(
    bundled: Workspace, content: bytes, name: str, said: str
) -> None:
    with pytest.raises(InputError, match=said):
        sites_of(content, name, bundled.region("jp"))
