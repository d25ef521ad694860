"""What the layers tell of one place beyond their criteria: cooling, water, shaking, size, staff, second phase."""

from __future__ import annotations

from typing import Any

import pytest

from geo.decision.brief import Brief
from geo.report import details_at
from geo.workspace import Workspace

INZAI, WESTERN_SYDNEY, ALICE, NAHA = (140.146, 35.832), (150.85, -33.80), (133.88, -23.70), (127.70, 26.25)


def told(workspace: Workspace, region: str, place: tuple[float, float], **brief: Any) -> dict[str, dict[str, Any]]:
    return details_at(workspace.region(region), Brief(**brief), *place)


def test_every_cooling_type_has_ranges_and_warmer_water_has_more_free_hours(fetched: Workspace) -> None:
    types = told(fetched, "au", WESTERN_SYDNEY)["climate"]["cooling"]["types"]
    assert set(types) == {"Outside air", "Cooling tower on chilled water", "Direct liquid with dry coolers"}
    for about in types.values():
        for name in ("pue", "wue_l_per_kwh", "hours_without_compressors", "water_ml_per_day"):
            assert about[name]["low"] <= about[name]["high"]
        assert 1.0 < about["pue"]["low"] < about["pue"]["high"] < 1.5
    hours = [types[name]["hours_without_compressors"]["low"] for name in types]
    tower, liquid = hours[1], hours[2]
    assert tower < hours[0] < liquid <= 8766
    assert types["Direct liquid with dry coolers"]["wue_l_per_kwh"]["high"] == 0.0


def test_a_type_that_needs_humidity_says_so_where_none_is_known(fetched: Workspace) -> None:
    types = told(fetched, "jp", NAHA)["climate"]["cooling"]["types"]
    assert types["Cooling tower on chilled water"] == {"unknown": "no humidity is known here"}


def test_a_dry_place_wants_water_that_nobody_drinks_and_a_wet_one_does_not(fetched: Workspace) -> None:
    dry = told(fetched, "au", ALICE)["water"]["water"]
    wet = told(fetched, "jp", INZAI)["water"]["water"]
    assert (dry["non_potable_water_wanted"], wet["non_potable_water_wanted"]) == (True, False)
    assert dry["climate"] in ("arid", "semi-arid")
    assert dry["where_it_can_be_had"].startswith("unknown")


def test_japan_is_unknown_with_the_range_of_its_capitals_and_a_town_speaks_only_for_itself(bundled: Workspace) -> None:
    found = told(bundled, "jp", INZAI)["seismic_hazard"]["earthquake"]
    rock, surface = found["on_rock"], found["at_the_surface"]
    assert rock["acceleration_g"] is surface["acceleration_g"] is None
    # Least: Sapporo, 0.92 % in 30 years at k = 2; rate 3.08e-4 over 2.107e-3: 0.40 * 0.1462^(1/2) = 0.153. Bedrock: a
    # third of it, and at most as much as the surface.
    assert surface["range_g"]["low"] == pytest.approx(0.153, abs=0.002)
    assert rock["range_g"]["low"] == pytest.approx(0.051, abs=0.001)
    assert rock["range_g"]["high"] == surface["range_g"]["high"] > 1.0
    assert all("J-SHIS" in told_of["basis"] for told_of in (rock, surface))
    chiba = found["nearest_listed_town"]
    assert chiba["name"] == "Chiba"
    assert chiba["distance_km"] == pytest.approx(25.9, abs=1.0)


def test_a_place_by_an_australian_town_has_rock_and_surface_apart_and_the_outback_a_range(bundled: Workspace) -> None:
    sydney = told(bundled, "au", (151.20, -33.87))["seismic_hazard"]["earthquake"]
    outback = told(bundled, "au", (133.88, -29.0))["seismic_hazard"]["earthquake"]
    rock, surface = sydney["on_rock"], sydney["at_the_surface"]
    assert rock["acceleration_g"] == 0.021
    # Class not known: times 1.1, and 0.5 * 0.8 to 2 * 1.3 in all.
    assert surface["acceleration_g"] == pytest.approx(0.023, abs=0.0005)
    assert surface["range_g"] == {"low": 0.008, "high": pytest.approx(0.055, abs=0.001)}
    assert sydney["ground"]["site_factor"] == {"low": 0.8, "central": 1.1, "high": 1.3}
    assert outback["on_rock"]["acceleration_g"] is outback["at_the_surface"]["acceleration_g"] is None
    assert outback["on_rock"]["range_g"]["low"] < 0.011 < outback["on_rock"]["range_g"]["high"]


def test_a_steep_country_is_rock_by_screening_and_its_surface_shakes_no_more(fetched: Workspace) -> None:
    katoomba = told(fetched, "au", (150.31, -33.71))["seismic_hazard"]["earthquake"]
    assert katoomba["ground"]["site_classes_left_open"] == "Ae (0.8), Be (1)"
    assert "screening" in katoomba["ground"]["basis"]
    assert katoomba["at_the_surface"]["acceleration_g"] == katoomba["on_rock"]["acceleration_g"] > 0


def test_a_listed_fault_zone_is_told_close_by_and_far_away_nothing_is_cleared(bundled: Workspace) -> None:
    osaka, sendai = (told(bundled, "jp", at)["fault_zones"]["fault_zone"] for at in ((135.49, 34.75), (140.9, 38.3)))
    assert osaka["nearest_listed_zone"] == "Uemachi fault zone"
    assert (osaka["magnitude"], osaka["probability_in_30_years"]) == (7.5, "2 to 3 %")
    assert sendai["probability_in_30_years"] == "at most 1 %"
    assert "no all-clear" in told(bundled, "jp", INZAI)["fault_zones"]["fault_zone"]["nearest_listed_zone"]


def test_land_is_told_at_three_densities(fetched: Workspace) -> None:
    size = told(fetched, "jp", INZAI, load_mw=300)["buildable_land"]["size"]
    assert size["area_ha"] == {"spread_out": 100.0, "central": 30.0, "stacked": 10.0}
    assert size["searched_radius_km"] == pytest.approx(4.0, abs=0.05)
    assert size["campuses_that_fit"] > 1


def test_trades_are_those_of_the_prefecture_where_a_source_has_them_and_of_the_country_else(bundled: Workspace) -> None:
    chiba = told(bundled, "jp", INZAI)["people"]["staff"]
    sydney = told(bundled, "au", WESTERN_SYDNEY)["people"]["staff"]
    assert {row["state"] for row in chiba["trades"]} == {"Chiba"}
    assert sydney["state"] == "NSW"
    assert {row["state"] for row in sydney["trades"]} == {"NSW", ""}
    # Only the supply industry was read for the state; electricians and plant operators for the country.
    assert [row["people"] for row in sydney["trades"] if row["state"]] == [24_000]
    assert {row["state"] for row in sydney["trades"] if row["occupation"] == "electricians"} == {""}
    assert chiba["permanent_jobs"] == {"low": 60.0, "high": 180.0}
    assert sydney["of_working_age"] == pytest.approx(0.65 * sydney["people_within_60_km"], rel=1e-3)


def test_a_second_phase_costs_more_and_names_the_station_for_both(bundled: Workspace) -> None:
    found = told(bundled, "jp", INZAI, load_mw=300)["expandability"]["second_phase"]
    both, one = found["both_phases_annual_usd_million"], found["first_phase_annual_usd_million"]
    assert both > one > 0
    assert found["second_phase_adds_annual_usd_million"] == pytest.approx(both - one, abs=0.011)
    assert found["class_for_both_phases_kv"] >= 275


def test_a_second_phase_that_nothing_carries_is_said_in_words(bundled: Workspace) -> None:
    assert "are modelled" in told(bundled, "jp", INZAI, load_mw=1500)["expandability"]["second_phase"]["unknown"]
    assert "no substation" in told(bundled, "jp", NAHA, load_mw=300)["expandability"]["second_phase"]["unreachable"]
