"""Connection costs, firm power and price areas: schema, counts, and AEMO's figures against the mirror."""

from __future__ import annotations

import csv
import json
import os
import tomllib
from pathlib import Path

import pandas as pd
import pytest

from geo.catalogue.tables import read_table

DATA = Path(__file__).resolve().parents[2] / "data"
TABLES = ("connection_costs", "power_headroom", "energy_areas", "brownfields")
WORKBOOK = (
    "raw.githubusercontent.com/Open-ISP/ISPyPSA/9d023776533fdd645381c311cc3f612284f0d251/"
    "tests/test_workbook_table_cache/7.5"
)


def table(name: str) -> pd.DataFrame:
    return read_table(DATA / "facts", name)


def option(state: str, zone: str, number: str) -> tuple[float, float]:
    """Cost [A$M] and easement [km] of an option in AEMO's workbook."""
    folder = os.environ.get("SITEWATT_MIRROR")
    if not folder:
        pytest.skip("SITEWATT_MIRROR is not set")
    with (Path(folder) / WORKBOOK / f"rez_augmentation_options_{state}.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["REZ / constraint ID"] == zone and row["Option"] == number:
                return float(row["Expected cost ($2025 million)"]), float(row["Easement length (km)"])
    raise AssertionError(f"no {zone} {number}")


def figure(id_: str, bound: str) -> float:
    costs = table("connection_costs").set_index("id")
    return float(costs.loc[id_, bound])


@pytest.mark.parametrize("name", TABLES)
def test_every_row_has_its_own_id_a_source_and_a_date(name: str) -> None:
    rows = table(name)
    assert rows["id"].is_unique
    assert rows["id"].str.fullmatch(r"[a-z0-9-]+").all()
    keys = {k for p in (DATA / "sources.d").glob("*.toml") for k in tomllib.loads(p.read_text(encoding="utf-8"))}
    for cell, date in zip(rows["source"], rows["date"], strict=True):
        for part in cell.split(" ; "):
            assert part in keys or part.startswith("http") or date == "unverified", part


def test_low_central_and_high_rise_and_every_class_of_both_regions_is_priced() -> None:
    costs = table("connection_costs")
    assert ((costs["low"] <= costs["central"]) & (costs["central"] <= costs["high"])).all()
    for region, rows in table("voltage_classes").groupby("region"):
        for item in ("line_km", "bay"):
            priced = costs.query("region == @region and item == @item")["voltage_kv"]
            assert set(priced) == set(rows["voltage_kv"]), (region, item)


def test_humelink_lies_between_the_central_and_the_high_line_of_500_kv() -> None:
    # A$4.88bn for 365 km: 13.4 million a km.
    assert figure("au-line-500", "central") < 4880 / 365 < figure("au-line-500", "high")


def test_a_cost_that_is_ours_says_so() -> None:
    costs = table("connection_costs")
    bare = costs[costs["source"] == "assumption"]
    assert bare["note"].str.contains("assumption|Base year", case=False).all()


@pytest.mark.parametrize(
    ("id_", "bound", "place"),
    [
        ("au-line-500", "low", ("QLD", "Q9", "Option 1")),
        ("au-line-500", "central", ("VIC", "SWV1", "Option 4")),
        ("au-line-330", "low", ("NSW", "N13", "Option 1")),
        ("au-line-330", "central", ("SA", "MN1", "Option 3")),
        ("au-line-275", "low", ("SA", "NSA1", "Option 1")),
        ("au-line-275", "central", ("SA", "MN1", "Option 1")),
        ("au-line-220", "low", ("VIC", "V1", "Option 2")),
        ("au-line-220", "central", ("VIC", "WV1", "Option 1")),
        ("au-line-220", "high", ("TAS", "T3", "Option 1")),
        ("au-line-132", "central", ("NSW", "N8", "Option 1")),
    ],
)
def test_australian_lines_cost_what_aemo_plans_by_length_of_easement(
    id_: str, bound: str, place: tuple[str, str, str]
) -> None:
    cost, length = option(*place)
    assert figure(id_, bound) == pytest.approx(cost / length, abs=0.06)


def test_bay_and_transformer_follow_from_options_that_differ_by_them() -> None:
    both, one = option("QLD", "Q2", "Option 2")[0], option("QLD", "Q2", "Option 1")[0]
    assert figure("au-bay-275", "central") == pytest.approx((both - one) / 2, abs=0.06)
    assert figure("au-transformer", "central") == pytest.approx(option("NSW", "N5", "Option 2")[0] / 1500, abs=6e-4)
    assert figure("au-transformer", "low") == pytest.approx(option("QLD", "SWQLD1", "Option 1")[0] / 1500, abs=6e-4)
    assert figure("au-transformer", "high") == pytest.approx(option("QLD", "SWQLD1", "Option 4")[0] / 3000, abs=6e-4)
    single, double = option("SA", "S8", "Option 2"), option("SA", "S8", "Option 1")
    assert figure("au-single-share", "central") == pytest.approx(
        (single[0] / single[1]) / (double[0] / double[1]), abs=0.01
    )


def test_firm_power_has_25_rows_a_country_and_says_nothing_that_contradicts_itself() -> None:
    rows = table("power_headroom")
    sourced = rows[rows["date"] != "unverified"]
    assert sourced["region"].value_counts().min() >= 25
    for low, high in (("firm_headroom_mw_low", "firm_headroom_mw_high"), ("queue_mw_low", "queue_mw_high")):
        known = rows[rows[low].notna() & rows[high].notna()]
        assert (known[low] <= known[high]).all()
    for early, late in (("year_optimistic", "year_central"), ("year_central", "year_conservative")):
        known = rows[rows[early].notna() & rows[late].notna()]
        assert (known[early] <= known[late]).all()


def test_small_systems_are_named_as_the_table_of_systems_names_them() -> None:
    named = table("power_headroom")["synchronous_system"]
    systems = table("synchronous_systems")
    assert set(named[named != ""]) <= set(systems["system"])
    small = systems[systems["peak_mw"] * systems["max_load_share"] < 300]
    assert set(small["system"]) <= set(named), "every system too small for 300 MW has a statement"


def test_no_word_of_firm_power_rests_on_a_generator() -> None:
    rows = table("power_headroom")
    stated = rows[rows["firm_headroom_mw_low"].fillna(0) > 0]
    assert not stated["statement"].str.contains("generat|station of", case=False).any()


def test_old_stations_stand_where_stations_do_and_count_only_where_load_offtake_is_stated() -> None:
    rows = table("brownfields")
    for region, mine in rows.groupby("region"):
        known = table(f"power_stations_{region}")
        for _, row in mine.iterrows():
            near = (known["lon"] - row["lon"]).abs() + (known["lat"] - row["lat"]).abs()
            assert near.min() < 0.05, row["id"]
    assert rows["load_offtake_mw"].isna().all(), "no page read so far states any; one that does needs its own test"
    named = rows[rows["plant"] != "none"]
    assert (named["plant_name"] != "").all()
    assert (named["plant_stage"] != "").all()
    batteries = rows[rows["plant"] == "battery"]
    assert (batteries["plant_mwh"] >= batteries["plant_mw"] * 0.99).all(), "an hour at least, as built"


def test_price_areas_name_areas_of_the_outlines_and_the_two_frequencies() -> None:
    areas = table("energy_areas")
    for region, rows in areas.groupby("region"):
        features = json.loads((DATA / "facts" / f"outline_{region}.geojson").read_text(encoding="utf-8"))["features"]
        keys = {f["properties"].get("key") for f in features if f["properties"].get("kind") == "area"}
        assert set(rows["outline_key"]) == keys
    assert set(areas[areas["region"] == "au"]["frequency_hz"]) == {50}
    assert set(areas[(areas["frequency_hz"] == 50) & (areas["region"] == "jp")]["name"]) == {
        "Hokkaido",
        "Tohoku",
        "Tokyo",
    }
    # Prices of 2024 by JEPX; Hokuriku lay 1.9 yen a kWh below Tokyo (enehub.jp).
    price = areas.set_index("id")["price_local_mwh"]
    assert price["jp-tokyo"] - price["jp-hokuriku"] == pytest.approx(1900, abs=50)
