"""Gate sheets: every verdict by hand, thresholds at their edges, and a map that never passes or fails a line."""

from __future__ import annotations

from typing import Any

import pytest

from geo.catalogue.paths import data_root
from geo.catalogue.tables import read_table
from geo.errors import DataError, InputError
from geo.models.gates import Facts, GateLine, Known, gate_sheet, overall, place_facts

ROWS = [{str(k): v for k, v in row.items()} for row in read_table(data_root() / "facts", "gates").to_dict("records")]
INZAI, ROKKASHO, TSUKUBA = (140.146, 35.820), (141.35, 40.95), (140.08, 36.08)


def sheet(region: str, facts: Facts, load_mw: float = 300.0, energise_by: int = 2029) -> dict[str, GateLine]:
    return {line.id: line for line in gate_sheet(ROWS, region, facts, load_mw, energise_by)}


def verdict(region: str, line: str, facts: Facts, **brief: Any) -> str:
    return sheet(region, facts, **brief)[line].verdict


def test_a_site_of_which_nothing_is_known_is_unknown_in_every_line() -> None:
    for region in ("au", "jp"):
        lines = sheet(region, {})
        assert {line.verdict for line in lines.values()} == {"UNKNOWN"}
        assert overall(lines.values()) == "UNKNOWN"


def test_australia_has_lines_for_all_five_expectations() -> None:
    sections = [line.section[0] for line in sheet("au", {}).values()]
    assert sorted(set(sections)) == ["1", "2", "3", "4", "5"]


def test_thirty_hectares_pass_and_twenty_nine_fail() -> None:
    assert verdict("jp", "jp-land", {"site_area_ha": 30}) == "PASS"
    assert verdict("jp", "jp-land", {"site_area_ha": 29.9}) == "FAIL"


def test_one_gigawatt_passes_and_what_is_not_known_stays_unknown() -> None:
    assert verdict("jp", "jp-grid-1gw", {"grid_expandable_mw": 1000}) == "PASS"
    assert verdict("jp", "jp-grid-1gw", {"grid_expandable_mw": 999}) == "FAIL"
    assert verdict("jp", "jp-grid-1gw", {"grid_expandable_mw": None}) == "UNKNOWN"
    assert verdict("jp", "jp-grid-1gw", {"grid_expandable_mw": float("nan")}) == "UNKNOWN"


def test_inzai_fails_for_being_in_the_tokyo_area_and_rokkasho_passes() -> None:
    assert verdict("jp", "jp-away", place_facts(*INZAI)) == "FAIL"
    assert verdict("jp", "jp-away", place_facts(*ROKKASHO)) == "PASS"
    assert place_facts(*INZAI)["km_to_tokyo_or_osaka"].value == pytest.approx(37.6, abs=1.0)
    assert verdict("jp", "jp-away", {"km_to_tokyo_or_osaka": 80.0}) == "CONDITIONAL"


def test_the_map_alone_makes_a_line_conditional_at_best() -> None:
    assert verdict("au", "au-2-grid", {"grid_distance": 3.0}) == "CONDITIONAL"
    assert verdict("au", "au-2-grid", {"grid_distance": 300.0}) == "UNKNOWN"
    assert verdict("au", "au-4-training", {"people_60min": 5e6}) == "CONDITIONAL"
    generous = {row["site_fact"]: 1e9 if row["site_rule"] == "at_least" else 0.0 for row in ROWS if row["site_fact"]}
    for region in ("au", "jp"):
        assert not {"PASS", "FAIL"} & {line.verdict for line in sheet(region, generous).values()}


def test_the_number_of_the_developer_overrules_the_map() -> None:
    line = sheet("au", {"renewable_capacity": 5000.0, "new_clean_share_percent": Known(0.0, "no contract")})[
        "au-2-clean-supply"
    ]
    assert (line.verdict, line.number, line.decided_by) == ("FAIL", "0 %", "new_clean_share_percent")
    assert line.decided_source == "no contract"


def test_the_thresholds_follow_the_load_and_the_year_of_the_brief() -> None:
    assert verdict("au", "au-2-grid", {"grid_headroom_mw": 300}) == "PASS"
    assert verdict("au", "au-2-grid", {"grid_headroom_mw": 300}, load_mw=301) == "FAIL"
    assert verdict("au", "au-2-clean-supply", {"renewable_capacity": 900.0}) == "CONDITIONAL"
    assert verdict("au", "au-2-clean-supply", {"renewable_capacity": 900.0}, load_mw=400) == "UNKNOWN"
    for year, expected in ((2029, "PASS"), (2031, "CONDITIONAL"), (2032, "FAIL")):
        assert verdict("au", "au-2-year", {"supply_year": year}) == expected
    assert verdict("au", "au-2-year", {"supply_year": 2032}, energise_by=2032) == "PASS"


def test_a_foreign_owner_is_a_condition_and_drinking_water_a_failure() -> None:
    assert verdict("au", "au-1-foreign-owner", {"foreign_owner": True}) == "CONDITIONAL"
    assert verdict("au", "au-1-foreign-owner", {"foreign_owner": False}) == "PASS"
    assert verdict("au", "au-3-non-potable", {"non_potable_water": False}) == "FAIL"


def test_a_hazard_zone_fails_and_its_absence_passes() -> None:
    assert verdict("jp", "jp-disaster", {"hazard_zone": True}) == "FAIL"
    assert verdict("jp", "jp-disaster", {"hazard_zone": False}) == "PASS"


def test_a_prefecture_that_applied_is_conditional_and_a_selected_one_passes() -> None:
    assert verdict("jp", "jp-designated", {"gx_applied": True}) == "CONDITIONAL"
    assert verdict("jp", "jp-designated", {"gx_designated": True}) == "PASS"


def test_the_sheet_is_as_good_as_its_worst_line() -> None:
    everything = {row["fact"]: row["rule"] == "is_true" for row in ROWS if row["rule"] in ("is_true", "is_false")}
    numbers = {"new_clean_share_percent": 100, "flexible_share_percent": 20, "grid_headroom_mw": 500}
    good = everything | numbers | {"supply_year": 2029, "wue_l_per_kwh": 0.1}
    assert overall(sheet("au", good).values()) == "PASS"
    assert overall(sheet("au", good | {"wue_l_per_kwh": 0.5}).values()) == "CONDITIONAL"
    assert overall(sheet("au", good | {"flexible_share_percent": None}).values()) == "UNKNOWN"
    assert overall(sheet("au", good | {"wue_l_per_kwh": 3.0, "flexible_share_percent": None}).values()) == "FAIL"


def test_every_line_names_number_source_and_basis() -> None:
    for region in ("au", "jp"):
        for line in sheet(region, {"people_60min": 2e5, "grid_distance": 3.0}).values():
            assert line.source.startswith("https://")
            assert line.basis
            assert bool(line.number) is (line.verdict != "UNKNOWN" or bool(line.decided_by))


def test_a_region_without_a_sheet_has_no_lines_and_a_broken_rule_is_named() -> None:
    assert gate_sheet(ROWS, "nz", {}, 300, 2029) == []
    broken = [{**ROWS[0], "rule": "about", "region": "au"}]
    with pytest.raises(DataError, match="about"):
        gate_sheet(broken, "au", {ROWS[0]["fact"]: 1.0}, 300, 2029)


@pytest.mark.parametrize("value", ["a lot", float("inf"), [1]])
def test_a_fact_that_is_no_number_is_refused_by_name(value: Any) -> None:
    with pytest.raises(InputError, match="site_area_ha"):
        sheet("jp", {"site_area_ha": value})


def test_what_the_map_is_asked_for_is_a_criterion_of_the_catalogue_or_a_stated_fact() -> None:
    from layers import catalogue

    asked = {row["site_fact"] for row in ROWS if row["site_fact"]}
    assert asked - set(catalogue().criteria) == {"gx_applied"}
