"""Price area and renewable supply of a place, told in plain values, and the table of what is to come."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from geo.catalogue.paths import data_root
from geo.catalogue.tables import read_table
from geo.decision.brief import Brief
from geo.places import PlaceFields
from geo.report import details_at
from geo.workspace import Workspace

SYDNEY, TOKYO, SENDAI, MOUNT_ISA, OUTBACK = (
    (150.851, -33.807),
    (139.77, 35.68),
    (140.9, 38.3),
    (139.49, -20.73),
    (131, -25),
)


def told(workspace: Workspace, place: tuple[float, float], year: int = 2029) -> dict[str, Any]:
    data = workspace.region("jp" if place[1] > 0 else "au")
    found = details_at(data, Brief(energise_by=year), *place)["energy_areas"]
    assert json.dumps(found, allow_nan=False)
    return found


def test_the_price_area_tells_price_carbon_frequency_and_links(bundled: Workspace) -> None:
    area = told(bundled, SYDNEY)["area"]
    assert (area["name"], area["frequency_hz"], area["currency"]) == ("New South Wales and ACT", 50, "AUD")
    # A$103.1 a MWh at 0.648 US dollars.
    assert area["figures"] == {"price_usd_mwh": 66.8, "carbon_kg_mwh": 660.0}
    assert area["import_limit_mw"] == 2470
    assert area["fact"]["id"] == "nsw"
    unpriced = told(bundled, MOUNT_ISA)["area"]
    assert unpriced["figures"]["price_usd_mwh"] is None


def test_reserve_stands_with_its_month_and_what_is_not_known_says_why(bundled: Workspace) -> None:
    # Kyodo, 3 June 2024: lowest in July, 4.1 % in Hokkaido, Tohoku and Tokyo, 10.4 % in the middle west.
    tokyo, sydney = told(bundled, TOKYO)["area"], told(bundled, SYDNEY)["area"]
    assert tokyo["reserve_margin_percent"] == 4.1
    assert "July" in tokyo["reserve_note"]
    assert sydney["reserve_margin_percent"] is None
    assert sydney["reserve_note"].startswith("No margin by region")


def test_negative_prices_of_the_market_regions_are_those_of_one_quarter(bundled: Workspace) -> None:
    # Australian Energy Council, "New NEM records set", after AEMO on the third quarter of 2021: New South Wales 5 %,
    # Queensland 10, Tasmania 19, Victoria 21, South Australia a quarter of the time.
    areas = read_table(data_root() / "facts", "energy_areas").set_index("id")
    share = (100 * areas.loc[["nsw", "qld", "tas", "vic", "sa"], "floor_price_share"]).tolist()
    assert share == pytest.approx([5.0, 10.0, 19.0, 21.0, 25.0])
    raw = PlaceFields(bundled.region("au"), *np.array([SYDNEY]).T).raw(Brief())
    assert raw["floor_price_hours"].tolist() == pytest.approx([5.0])


def test_the_energy_criteria_are_those_of_the_area_that_holds_a_place(bundled: Workspace) -> None:
    keys = ("floor_price_hours", "reserve_margin", "import_limit", "renewable_supply")
    fields = PlaceFields(bundled.region("jp"), *np.array([TOKYO, SENDAI]).T)
    raw = fields.raw(Brief(energise_by=2029))
    # Japan: 0.0196 and 0.0331 of half-hours; Tokyo takes 8,150 MW in, Tohoku 6,950.
    assert [raw[key].round(2).tolist() for key in keys[:3]] == [[1.96, 3.31], [4.1, 4.1], [8150.0, 6950.0]]
    later = fields.raw(Brief(energise_by=2035))["renewable_supply"]
    expected = [told(bundled, place, 2029)["renewable_supply"]["figures"]["mw_by_2029"] for place in (TOKYO, SENDAI)]
    assert raw["renewable_supply"].tolist() == pytest.approx(expected)
    assert later[1] > raw["renewable_supply"][1]  # offshore wind of Tohoku comes in between
    empty = PlaceFields(bundled.region("au"), *np.array([SYDNEY, OUTBACK]).T).raw(Brief())
    assert all(np.isnan(empty[key][1]) for key in keys)
    assert np.isnan(empty["reserve_margin"][0])


def test_outside_all_areas_price_and_supply_are_unknown_in_words(bundled: Workspace) -> None:
    found = told(bundled, OUTBACK)
    assert set(found["area"]) == set(found["renewable_supply"]) == {"unknown"}


def test_supply_to_come_counts_only_what_has_a_year(bundled: Workspace) -> None:
    # Tender 4 in New South Wales: 634 + 357 + 500 + 450 + 363 + 252 = 2,556 MW by the end of 2030.
    # Tender 1: 936 + 700 + 585 + 230 + 700 + 450 + 60 = 3,661 MW, no year by project.
    supply = told(bundled, SYDNEY, 2030)["renewable_supply"]
    assert supply["coming_mw_by_end_of_year"] == {"2030": 2556.0}
    assert supply["coming_mw_without_year"] == 3661.0
    figures = supply["figures"]
    assert figures["mw_by_2030"] == pytest.approx(figures["existing_mw"] + 2556)
    assert told(bundled, SYDNEY, 2029)["renewable_supply"]["figures"]["mw_by_2029"] == figures["existing_mw"]
    assert {project["fuel"] for project in supply["largest_coming"]} <= {"wind", "solar"}


def test_offshore_wind_of_tohoku_is_to_come_in_tohoku_and_not_in_tokyo(bundled: Workspace) -> None:
    # 315 MW in 2028, 684 + 375 in 2029, 615 + 450 in 2030.
    assert told(bundled, SENDAI)["renewable_supply"]["coming_mw"]["awarded"] == 2439.0
    assert "awarded" not in told(bundled, TOKYO)["renewable_supply"]["coming_mw"]


def test_stations_off_the_market_are_not_in_the_state_round_them(bundled: Workspace) -> None:
    assert told(bundled, MOUNT_ISA)["renewable_supply"]["area"].startswith("North West Queensland")


def test_every_project_to_come_lies_in_a_known_area_and_sums_agree_with_the_pages() -> None:
    folder = data_root() / "facts"
    coming, areas = read_table(folder, "coming_renewables"), read_table(folder, "energy_areas")
    known = dict(zip(areas["id"], areas["region"], strict=True))
    assert all(known.get(area) == region for area, region in zip(coming["area"], coming["region"], strict=True))
    assert coming["id"].is_unique
    first = coming[coming["note"].str.contains("tender 1")]
    # The pages say 3.7, 1.6, 0.55 and 0.574 GW, and 6.4 GW in all.
    assert first.groupby("area")["capacity_mw"].sum().to_dict() == {"nsw": 3661, "qld": 550, "sa": 574, "vic": 1600}
    assert first["capacity_mw"].sum() == pytest.approx(6400, abs=50)
    assert first["year_by"].isna().all()
    offshore = read_table(folder, "offshore_wind_areas").set_index("id")["capacity_mw"]
    japan = coming[coming["region"] == "jp"].set_index("id")["capacity_mw"]
    assert (offshore.loc[japan.index] == japan).all()
