"""The Japanese grid tables: schema, counts, known places, licence, and agreement with the mirror."""

from __future__ import annotations

import csv
import itertools
import math
import os
import tomllib
from pathlib import Path

import pandas as pd
import pytest

from geo.catalogue.tables import read_schema, read_table

ROOT = Path(__file__).resolve().parents[2]
FACTS = ROOT / "data" / "facts"
EXTRACT = (
    "raw.githubusercontent.com/ComplexNetTSP/Power_grids/86f942c0fb9eacc0bd084c369f3e46e8af7905b3/Countries/Japan/"
)
Rows = pd.DataFrame


@pytest.fixture(scope="module", name="substations")
def _substations() -> Rows:
    return read_table(FACTS, "substations_jp")


@pytest.fixture(scope="module", name="lines")
def _lines() -> Rows:
    return read_table(FACTS, "lines_jp")


def mirror() -> Path:
    """Return the mirror folder, or skip."""
    folder = os.environ.get("SITEWATT_MIRROR")
    if not folder:
        pytest.skip("SITEWATT_MIRROR is not set")
    return Path(folder)


def km(lon_a: float, lat_a: float, lon_b: float, lat_b: float) -> float:
    """Return the distance in km on a local plane (111.2 km per degree of latitude), good to 1 % over 100 km."""
    return math.hypot((lon_a - lon_b) * math.cos(math.radians((lat_a + lat_b) / 2)), lat_a - lat_b) * 111.2


def nearest(table: Rows, lon: float, lat: float) -> tuple[float, str]:
    """Return distance in km and name of the row nearest to a place."""
    return min(
        (km(lon, lat, row.lon, row.lat), str(row.name_)) for row in table.rename(columns={"name": "name_"}).itertuples()
    )


def extract_rows(path: str) -> list[dict[str, str]]:
    """Read one file of the OpenStreetMap extract."""
    with (mirror() / EXTRACT / path).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter="#"))


def volts(text: str) -> set[float]:
    """Return the voltages of an extract's field in kV."""
    return {float(part) / 1000 for part in text.split(";") if part.strip().isdigit()}


@pytest.mark.parametrize("name", ["substations_jp", "lines_jp", "power_stations_jp"])
def test_every_table_has_unique_slugs_and_ends_with_source_and_date(name: str) -> None:
    table = read_table(FACTS, name)
    assert table["id"].is_unique
    assert table["id"].str.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*").all()
    assert list(table.columns[-2:]) == ["source", "date"]
    assert table["date"].str.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?|unverified").all()


@pytest.mark.parametrize("name", ["substations_jp", "lines_jp", "power_stations_jp"])
def test_every_source_is_a_known_key_or_a_page_or_a_lead_in_words(name: str) -> None:
    keys = set(tomllib.loads((ROOT / "data/sources.d/grid-jp.toml").read_text(encoding="utf-8")))
    table = read_table(FACTS, name)
    for source, date in zip(table["source"], table["date"], strict=True):
        for part in source.split(" ; "):
            known = part in keys or part.startswith(("https://", "http://"))
            assert known or (date == "unverified" and " " in part), part


def test_substations_are_at_least_200_at_154_kv_and_more_with_the_counts_of_the_extract(substations: Rows) -> None:
    assert (substations["voltage_kv"] >= 154).sum() >= 200
    assert (substations["voltage_kv"] >= 187).sum() >= 232
    assert ((substations["voltage_kv"] >= 187) & (substations["name_ja"] != "")).sum() >= 141


def test_only_japanese_voltage_classes_occur_and_132_kv_only_in_okinawa(substations: Rows, lines: Rows) -> None:
    assert set(substations["voltage_kv"]) == {132, 154, 187, 220, 250, 275, 500}
    assert set(lines["voltage_kv"]) == {132, 187, 220, 275, 500}
    for table in (substations, lines):
        assert set(table.loc[table["voltage_kv"] == 132, "operator"]) == {"Okinawa"}
        assert set(table.loc[table["voltage_kv"] == 187, "operator"]) <= {"Hokkaido", "Shikoku", "Tohoku"}
        assert set(table.loc[table["voltage_kv"] == 220, "operator"]) <= {"Kyushu", "Chugoku"}


def test_a_direct_current_voltage_occurs_only_at_converter_stations(substations: Rows) -> None:
    direct = substations[substations["voltage_kv"] == 250]
    assert not direct["connectable"].any()
    assert direct["not_connectable_reason"].str.startswith("converter station").all()


def test_a_station_is_connectable_or_says_why_not(substations: Rows) -> None:
    assert ((substations["not_connectable_reason"] == "") == substations["connectable"]).all()
    assert substations["connectable"].mean() > 0.7


def test_the_system_follows_from_the_utility_area(substations: Rows, lines: Rows) -> None:
    named = {"Hokkaido": "jp-hokkaido", "Tohoku": "jp-east", "Tokyo": "jp-east", "Okinawa": "jp-okinawa"}
    for table in (substations, lines):
        assert (table["synchronous_system"] == table["operator"].map(lambda area: named.get(area, "jp-west"))).all()


@pytest.mark.parametrize(
    ("name", "lon", "lat", "kv", "system"),
    [
        ("Shin-Keiyo", 140.070, 35.781, 500, "jp-east"),
        ("Shin-Noda", 139.910, 35.931, 500, "jp-east"),
        ("Boso", 140.166, 35.499, 500, "jp-east"),
        ("Shin-Motegi", 140.153, 36.523, 500, "jp-east"),
        ("Shin-Ikoma", 135.715, 34.735, 500, "jp-west"),
        ("Shinano", 137.987, 36.064, 500, "jp-west"),
        ("Nishi-Kobe", 135.087, 34.711, 275, "jp-west"),
        ("Chiba-Inzai", 140.160, 35.795, 275, "jp-east"),
        ("Minami-Sapporo", 141.418, 43.022, 187, "jp-hokkaido"),
        ("Higashi-Fukuoka", 130.461, 33.622, 220, "jp-west"),
    ],
)
def test_known_connection_points_stand_where_they_are(
    substations: Rows, name: str, lon: float, lat: float, kv: float, system: str
) -> None:
    row = substations[substations["name"] == name].squeeze()
    assert km(row["lon"], row["lat"], lon, lat) < 1
    assert (row["voltage_kv"], row["synchronous_system"], row["connectable"]) == (kv, system, True)


def test_inzai_finds_275_kv_within_3_km_and_500_kv_within_10_km(substations: Rows) -> None:
    inzai = (140.1457, 35.8323)  # city hall, GeoNames
    open_ = substations[substations["connectable"]]
    assert nearest(open_[open_["voltage_kv"] >= 275], *inzai)[0] < 5
    distance, name = nearest(open_[open_["voltage_kv"] >= 500], *inzai)
    assert distance < 10
    assert name == "Shin-Keiyo"


def test_converter_stations_are_no_connection_points(substations: Rows) -> None:
    converters = substations[substations["name"].str.contains("converter")]
    assert set(converters["name"].str.removesuffix(" converter")) == {
        "Shin-Shinano", "Sakuma", "Higashi-Shimizu", "Hida", "Hakodate", "Kamikita", "Hokuto", "Imabetsu", "Anan",
        "Kihoku", "Minami-Fukumitsu",
    }  # fmt: skip
    assert not converters["connectable"].any()


@pytest.mark.parametrize(
    ("name", "lon", "lat"),
    [
        # Points as Wikipedia states them: Kii Channel HVDC (33 49 40 N 134 38 14 E and 34 12 50 N 135 30 07 E),
        # Hokkaido-Honshu HVDC (41 55 55 N 140 39 47 E).
        ("Anan converter", 134.6372, 33.8278),
        ("Kihoku converter", 135.5019, 34.2139),
        ("Hakodate converter", 140.6631, 41.9319),
        ("Kamikita converter", 141.1978, 40.8017),
    ],
)
def test_converter_stations_stand_where_their_pages_say(substations: Rows, name: str, lon: float, lat: float) -> None:
    row = substations[substations["name"] == name].squeeze()
    assert km(row["lon"], row["lat"], lon, lat) < 0.5


def test_naha_has_its_own_132_kv_and_nothing_higher_on_its_system(substations: Rows) -> None:
    okinawa = substations[substations["synchronous_system"] == "jp-okinawa"]
    assert set(okinawa["voltage_kv"]) == {132}
    assert set(okinawa["date"]) == {"unverified"}
    assert nearest(okinawa[okinawa["connectable"]], 127.681, 26.212)[0] < 5


def test_railway_and_power_station_yards_are_no_connection_points(substations: Rows) -> None:
    closed = substations[substations["name_ja"].str.contains("新幹線|JR|発電所")]
    assert len(closed) >= 15
    assert not closed["connectable"].any()


def test_lines_are_at_least_150_on_the_backbone_with_okinawas_main_line(lines: Rows) -> None:
    assert (lines["voltage_kv"] >= 187).sum() >= 150
    assert (lines["synchronous_system"] == "jp-okinawa").sum() >= 1
    assert lines["schematic"].all()


def test_every_line_runs_between_two_points_in_japan_and_is_no_shorter_than_its_course(lines: Rows) -> None:
    for row in lines.itertuples():
        points = [tuple(map(float, point.split(" "))) for point in str(row.via).split(";")]
        assert len(points) >= 2
        assert all(122 <= lon <= 154 and 24 <= lat <= 46 for lon, lat in points)
        course = sum(km(*a, *b) for a, b in itertools.pairwise(points))
        assert row.length_km >= 0.98 * course - 0.3
        assert row.length_km <= max(5.0, 2.6 * course)


def test_the_500_kv_network_is_longer_than_in_1999_but_not_double(lines: Rows) -> None:
    # 5,156 route-km at 500 kV in 1999: https://nrgexpert.com/?p=5619
    length = lines.loc[lines["voltage_kv"] == 500, "length_km"].sum()
    assert 5156 < length < 2 * 5156


def test_the_500_kv_ring_around_tokyo_is_joined(lines: Rows) -> None:
    of_500 = lines[lines["voltage_kv"] == 500]
    pairs = {frozenset(pair) for pair in zip(of_500["from_name"], of_500["to_name"], strict=True)}
    for pair in (("Boso", "Shin-Keiyo"), ("Shin-Keiyo", "Shin-Noda"), ("Shin-Koga", "Shin-Noda")):
        assert frozenset(pair) in pairs


def test_no_line_follows_a_direct_current_link(lines: Rows) -> None:
    ends = set(lines["from_name"]) | set(lines["to_name"])
    assert not ends & {"Yura HVDC switching", "Kamikita converter", "Hokuto converter"}


@pytest.mark.parametrize("table", ["substations_jp", "lines_jp"])
def test_the_openstreetmap_tables_carry_their_odbl_notice(table: str) -> None:
    notice = (FACTS / f"{table}.LICENCE.md").read_text(encoding="utf-8")
    assert "ODbL" in notice
    assert "1.0" in notice
    assert "OpenStreetMap contributors" in notice
    assert read_schema(FACTS, table).licence == "ODbL 1.0"


@pytest.mark.parametrize("table", ["substations_jp", "lines_jp", "power_stations_jp"])
def test_tables_stay_small(table: str) -> None:
    assert (FACTS / f"{table}.csv").stat().st_size < 300_000


def node_keys(rows: list[dict[str, str]]) -> dict[tuple[float, float], list[str]]:
    """Return the keys of the extract's nodes by rounded point."""
    keys: dict[tuple[float, float], list[str]] = {}
    for row in rows:
        keys.setdefault((round(float(row["lon"]), 3), round(float(row["lat"]), 3)), []).append(row["v_id"])
    return keys


def test_every_substation_of_the_extract_is_a_node_with_that_voltage(substations: Rows) -> None:
    nodes = extract_rows("Nodes/heuristic_vertices.csv")
    keys, found = node_keys(nodes), {node["v_id"]: volts(node["voltage"]) for node in nodes}
    for row in substations[substations["voltage_basis"] == "own"].itertuples():
        assert any(found[key] and max(found[key]) == row.voltage_kv for key in keys[row.lon, row.lat]), row.name


def test_every_voltage_taken_from_a_line_is_that_of_a_link_at_the_station(substations: Rows) -> None:
    keys = node_keys(extract_rows("Nodes/heuristic_vertices.csv"))
    found: dict[str, set[float]] = {}
    for link in extract_rows("Edges/heuristic_links.csv"):
        for end in ("v_id_1", "v_id_2"):
            found.setdefault(link[end], set()).update(volts(link["voltage"]))
    for row in substations[substations["voltage_basis"] == "line"].itertuples():
        assert any(row.voltage_kv == max(found.get(key, {0.0})) for key in keys[row.lon, row.lat]), row.name


def test_every_line_end_is_a_node_of_the_extract_with_a_link_of_that_voltage(lines: Rows) -> None:
    nodes = {
        n["v_id"]: (round(float(n["lon"]), 3), round(float(n["lat"]), 3))
        for n in extract_rows("Nodes/heuristic_vertices.csv")
    }
    linked = {
        (nodes[link[end]], voltage)
        for link in extract_rows("Edges/heuristic_links.csv")
        for voltage in volts(link["voltage"])
        for end in ("v_id_1", "v_id_2")
    }
    for row in lines[lines["operator"] != "Okinawa"].itertuples():
        for point in (str(row.via).split(";")[0], str(row.via).split(";")[-1]):
            lon, lat = map(float, point.split(" "))
            assert ((lon, lat), float(row.voltage_kv)) in linked
