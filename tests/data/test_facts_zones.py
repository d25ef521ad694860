"""Renewable zones, offshore wind areas and cities are complete, rightly placed and equal to their sources."""

from __future__ import annotations

import csv
import json
import os
import runpy
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import shapely
from pyproj import Geod
from shapely.geometry import shape
from shapely.ops import nearest_points

from geo.catalogue.artefact import load_artefacts
from geo.catalogue.sources import load_sources
from geo.catalogue.tables import read_table

DATA = Path(__file__).resolve().parents[2] / "data"
FACTS = DATA / "facts"
TABLES = ("renewable_zones", "offshore_wind_areas", "cities")
WORKBOOK = (
    "raw.githubusercontent.com/Open-ISP/ISPyPSA/9d023776533fdd645381c311cc3f612284f0d251"
    "/tests/test_workbook_table_cache/7.5"
)
WGS84 = Geod(ellps="WGS84")


def table(name: str) -> Any:
    """A fact table with its id as the index."""
    return read_table(FACTS, name).set_index("id", drop=False)


@cache
def outline(region: str, kind: str) -> dict[str, Any]:
    """Shapes of one kind by key."""
    features = json.loads((FACTS / f"outline_{region}.geojson").read_text(encoding="utf-8"))["features"]
    return {f["properties"]["key"]: shape(f["geometry"]) for f in features if f["properties"]["kind"] == kind}


def km_between(lon: float, lat: float, to_lon: float, to_lat: float) -> float:
    """Geodesic distance on WGS 84."""
    return float(WGS84.inv(lon, lat, to_lon, to_lat)[2]) / 1000


@pytest.fixture(scope="module")
def workbook() -> Path:
    """Folder of the AEMO tables in the mirror."""
    mirror = os.environ.get("SITEWATT_MIRROR")
    if not mirror:
        pytest.skip("SITEWATT_MIRROR is not set")
    return Path(mirror) / WORKBOOK


def rows(path: Path) -> list[dict[str, str]]:
    """A source table as text."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("name", TABLES)
def test_ids_are_unique_and_every_row_cites_a_known_source_or_a_page(name: str) -> None:
    facts = table(name)
    known = set(load_sources(DATA)) | set(load_artefacts(DATA))
    assert facts["id"].is_unique
    for row in facts.itertuples():
        if row.date == "unverified":
            continue
        for source in str(row.source).split(" ; "):
            assert source in known or source.startswith(("https://", "http://")), row.id


def test_all_44_zones_and_3_distribution_zones_of_aemo_are_there() -> None:
    counts = table("renewable_zones")["kind"].value_counts().to_dict()
    assert (counts["aemo"], counts["aemo_distribution"]) == (44, 3)
    assert counts["state"] == 5 + 7 + 12  # New South Wales, Victoria with its shoreline zone, Queensland


def test_zone_figures_are_those_read_in_aemos_tables() -> None:
    zones = table("renewable_zones")
    known = {"q1": (750, 1290), "n6": (1100, None), "n10": (5650, None), "v8": (0, 2000), "t3": (702, 690)}
    for zone, (limit, option) in known.items():
        row = zones.loc[f"aemo-{zone}"]
        assert row["limit_mw"] == limit
        assert row["largest_option_mw"] == option if option is not None else pd.isna(row["largest_option_mw"])


def test_zones_under_a_group_constraint_have_no_limit_but_a_note() -> None:
    zones = table("renewable_zones")
    aemo = zones[zones["kind"] == "aemo"]
    grouped = aemo[aemo["limit_mw"].isna()]
    assert set(grouped["id"]) == {f"aemo-{key}" for key in "q3 q4 q6 q7 q8 q10 v3 v4 v5 v6 v9 s1 s3 s5 t4".split()}  # noqa: SIM905
    assert (grouped["limit_note"] != "").all()
    assert (aemo[aemo["limit_mw"].notna()]["limit_kind"] == "existing").all()


def test_the_largest_option_leaves_out_projects_that_are_already_coming() -> None:
    zones = table("renewable_zones")
    assert zones.loc["aemo-n3", "largest_option_mw"] == 2100
    assert "4500 MW anticipated" in zones.loc["aemo-n3", "limit_note"]
    assert zones.loc["aemo-q2", "largest_option_mw"] == 1000
    assert "1500 MW anticipated" in zones.loc["aemo-q2", "limit_note"]


def test_yass_and_marulan_have_the_options_of_their_names() -> None:
    zones = table("renewable_zones")
    assert zones.loc["aemo-dn2", ["name", "largest_option_mw"]].tolist() == ["Yass (DN2)", 400]
    assert zones.loc["aemo-dn3", ["name", "largest_option_mw"]].tolist() == ["Marulan (DN3)", 375]


def test_zone_points_lie_in_their_state_on_land_unless_offshore() -> None:
    offshore = {"aemo-n10", "aemo-n11", "aemo-v8", "aemo-v9", "aemo-t4"}
    zones = table("renewable_zones")
    land, areas = outline("au", "land")["au"], outline("au", "area")
    for row in zones.itertuples():
        point = shapely.Point(row.lon, row.lat)
        assert land.contains(point) == (row.id not in offshore), row.id
        if row.id not in offshore:
            assert areas[row.state].contains(point), row.id


@pytest.mark.parametrize(
    ("zone", "lon", "lat", "within_km"),
    [
        ("aemo-n3", 148.60, -32.25, 60),  # Dubbo
        ("aemo-n5", 144.84, -34.51, 30),  # Hay
        ("aemo-n2", 151.65, -30.51, 50),  # Armidale
        ("aemo-s5", 137.77, -32.49, 50),  # Port Augusta
        ("aemo-q10", 147.85, -20.55, 30),  # Collinsville
        ("qld-callide", 150.62, -24.34, 40),  # Callide power station
    ],
)
def test_zone_points_are_near_the_places_they_are_named_for(
    zone: str, lon: float, lat: float, within_km: float
) -> None:
    row = table("renewable_zones").loc[zone]
    assert km_between(row["lon"], row["lat"], lon, lat) < within_km


def test_aemos_figures_equal_the_workbook(workbook: Path) -> None:
    path = FACTS / "renewable_zones.csv"
    mirror = Path(os.environ["SITEWATT_MIRROR"])
    compiled = runpy.run_path(str(DATA.parent / "tools" / "compile_renewable_zones.py"))["compiled"]
    assert compiled(mirror, path) == path.read_text(encoding="utf-8")
    limits = {
        row["REZ ID"]: row["REZ transmission network limit_Peak demand"]
        for row in rows(workbook / "initial_transmission_limits.csv")
    }
    zones = table("renewable_zones")
    for key, limit in limits.items():
        found = zones.loc[f"aemo-{key.lower()}", "limit_mw"]
        assert pd.isna(found) if limit == "" else found == float(limit), key


def test_offshore_areas_are_counted_by_their_legal_step() -> None:
    counts = table("offshore_wind_areas")["kind"].value_counts().to_dict()
    assert counts == {"au_declared": 6, "jp_promotion": 12, "jp_promising": 9, "jp_preparatory": 15}


def test_offshore_figures_are_those_of_the_cited_pages() -> None:
    areas = table("offshore_wind_areas")
    assert areas.loc["au-hunter", ["area_km2", "capacity_mw"]].tolist() == [1854, 5200]
    assert areas.loc["au-bass-strait", ["area_km2", "capacity_mw"]].tolist() == [7100, 20000]
    assert areas.loc["jp-hiyama", ["capacity_mw", "capacity_max_mw"]].tolist() == [910, 1140]
    retender = areas[areas["status"] == "retender"]
    assert retender["capacity_mw"].sum() == 415 + 730 + 370
    assert (retender["winner"] == "").all()


def test_offshore_points_lie_off_the_coast_and_within_80_km_of_it() -> None:
    areas = table("offshore_wind_areas")
    for row in areas.itertuples():
        land = outline(row.region, "land")[row.region]
        near = nearest_points(land, shapely.Point(row.lon, row.lat))[0]
        distance = km_between(row.lon, row.lat, near.x, near.y)
        assert distance < 80, row.id
        assert distance > 0 or "point of the island" in row.note, row.id


def test_cities_are_between_100_and_170_a_country_and_hold_the_great_ones() -> None:
    cities = table("cities")
    counts = cities["region"].value_counts().to_dict()
    assert 100 <= counts["au"] <= 170
    assert 100 <= counts["jp"] <= 170
    great = {"au-sydney-nsw", "au-perth-wa", "au-darwin-nt", "au-alice-springs-nt", "au-mount-isa-qld"}
    great |= {"jp-tokyo-tokyo", "jp-osaka-osaka", "jp-sapporo-hokkaido", "jp-naha-okinawa", "jp-fukuoka-fukuoka"}
    assert great <= set(cities["id"])


def test_every_prefecture_and_state_has_a_city() -> None:
    cities = table("cities")
    assert cities[cities["region"] == "au"]["state"].nunique() == 8
    missing = 47 - cities[cities["region"] == "jp"]["state"].nunique()
    assert missing == 0


def test_australian_capitals_carry_the_population_of_the_greater_capital_city() -> None:
    cities = table("cities")
    # ABS, Regional population 2023-24: ERP at 30 June 2024.
    expected = {"sydney-nsw": 5_557_233, "melbourne-vic": 5_350_705, "brisbane-qld": 2_780_063, "perth-wa": 2_384_371}
    expected |= {"adelaide-sa": 1_469_163, "hobart-tas": 254_930, "darwin-nt": 152_489, "canberra-act": 473_855}
    for key, people in expected.items():
        assert cities.loc[f"au-{key}", "population"] == people


def test_no_suburb_stands_beside_its_metropolis() -> None:
    cities = table("cities")
    reach = {"au-sydney-nsw": 60, "au-melbourne-vic": 55, "au-perth-wa": 55, "jp-tokyo-tokyo": 15}
    for key, km in reach.items():
        metro = cities.loc[key]
        others = cities[(cities["region"] == metro["region"]) & (cities["id"] != key)]
        distances = [km_between(metro["lon"], metro["lat"], row.lon, row.lat) for row in others.itertuples()]
        assert min(distances) > km, key


def test_cities_lie_on_the_outline_and_in_their_state() -> None:
    cities = table("cities")
    for row in cities.itertuples():
        point = shapely.Point(row.lon, row.lat)
        assert outline(row.region, "land")[row.region].distance(point) < 0.02, row.id
        if row.region == "au":
            state = "NSW" if row.state == "ACT" else row.state
            assert outline("au", "area")[state].contains(point), row.id
