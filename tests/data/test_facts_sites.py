"""Candidate sites and known campuses: schema, counts, places on land, sources, and points against the mirror."""

from __future__ import annotations

import csv
import json
import math
import os
import re
import tomllib
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
from defusedxml import ElementTree

from geo.catalogue.tables import read_table

DATA = Path(__file__).resolve().parents[2] / "data"
FACTS = DATA / "facts"
TABLES = ("candidate_sites", "campuses")
STATIONS = ("retired_power_station", "retiring_power_station")
RAW = "raw.githubusercontent.com"
GEM = f"{RAW}/GlobalEnergyMonitor/maps/094c98ba5e883930b2f9f250e6538bbfcba7d124/trackers"
COAL_XLSX = f"{GEM}/coal-plant/compilation_input/Global-Coal-Plant-Tracker-July-2024 DATA TEAM COPY.xlsx"
GAS_CSV = f"{GEM}/gas-plant/data/data-2024-08-29.csv"
BIO_CSV = f"{GEM}/bioenergy/compilation_output/GBPT-map-file-2024-09-23.csv"
STATIONS_JSON = f"{RAW}/opennem/opennem/0ce47d1a5a8d77efbed82a866ab55703adfa9c7c/opennem/data/stations.json"
SUBSTATIONS_KML = (
    f"{RAW}/akxen/egrimod-nem/abf3cc39ec1c04b5d77f0572cc4ef674f2408578/data/Geoscience_Australia/"
    "ElectricityTransmissionSubstations_v2/doc.kml"
)
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
KML = "{http://www.opengis.net/kml/2.2}"

Place = tuple[str, float, float]


def toml_tables(folder: str) -> dict[str, dict[str, Any]]:
    """Every TOML file of a folder of the data, by stem."""
    return {
        path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted((DATA / folder).glob("*.toml"))
    }


def distance_km(lon_a: float, lat_a: float, lon_b: float, lat_b: float) -> float:
    """Great-circle distance on a sphere of 6371 km radius, good to 0.5 %."""
    phi_a, phi_b, half = math.radians(lat_a), math.radians(lat_b), math.radians(lon_b - lon_a) / 2
    chord = math.sin((phi_b - phi_a) / 2) ** 2 + math.cos(phi_a) * math.cos(phi_b) * math.sin(half) ** 2
    return 2 * 6371.0 * math.asin(math.sqrt(chord))


def plain(name: str) -> str:
    """The name in lower case without accents."""
    return unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()


def words(name: str) -> set[str]:
    """Words of four letters and more, without those that any station may bear."""
    return set(re.findall(r"[a-z]{4,}", plain(name))) - {"power", "station", "thermal", "units", "port"}


@pytest.mark.parametrize("table", TABLES)
def test_the_table_keeps_to_its_schema_with_one_row_per_id(table: str) -> None:
    rows = read_table(FACTS, table)
    assert rows["id"].is_unique
    assert rows["id"].str.fullmatch(r"(au|jp)-[a-z0-9-]+").all()
    assert (rows["id"].str[:2] == rows["region"]).all()


def test_there_are_sixty_sites_a_country_and_every_kind_is_there() -> None:
    rows = read_table(FACTS, "candidate_sites")
    assert (rows["region"].value_counts() >= 60).all()
    kinds = Counter(zip(rows["region"], rows["kind"], strict=True))
    assert all(kinds[key, kind] >= 3 for key in ("au", "jp") for kind in set(rows["kind"]))


def test_every_site_has_one_sentence_of_reason_of_its_own_length() -> None:
    reasons = read_table(FACTS, "candidate_sites")["reason"]
    assert reasons.str.endswith(".").all()
    assert reasons.str.len().between(30, 240).all()


def test_there_are_25_campuses_a_country_and_the_large_ones_lead() -> None:
    rows = read_table(FACTS, "campuses")
    assert (rows["region"].value_counts() >= 25).all()
    large = rows[rows["load_mw"] >= 100]
    assert (large["region"].value_counts() >= 12).all()


def test_a_load_has_a_basis_and_a_missing_load_has_none() -> None:
    rows = read_table(FACTS, "campuses")
    assert ((rows["load_basis"] == "unknown") == rows["load_mw"].isna()).all()


def test_a_campus_that_failed_says_so_in_status_and_outcome() -> None:
    rows = read_table(FACTS, "campuses")
    failed = rows["status"].isin(["stalled", "refused"])
    assert (rows.loc[failed, "outcome"] == rows.loc[failed, "status"]).all()
    assert (rows.loc[~failed, "outcome"] == "").all()
    assert set(rows.loc[failed, "region"]) == {"au", "jp"}


def test_years_run_from_announcement_to_power() -> None:
    rows = read_table(FACTS, "campuses").dropna(subset=["announced_year", "energised_year"])
    assert len(rows) > 3
    assert (rows["announced_year"] <= rows["energised_year"]).all()


@pytest.mark.parametrize("table", TABLES)
def test_every_source_is_a_known_key_an_address_or_a_marked_lead(table: str) -> None:
    known = {key for file in toml_tables("sources.d").values() for key in file}
    for row in read_table(FACTS, table).itertuples():
        for part in str(row.source).split(" ; "):
            assert part in known or re.fullmatch(r"https?://\S+", part) or part.startswith("lead: "), (row.id, part)
        assert (row.date == "unverified") == str(row.source).startswith("lead: "), row.id


@pytest.mark.parametrize("table", TABLES)
def test_dates_are_iso_or_the_word_unverified(table: str) -> None:
    dates = read_table(FACTS, table)["date"]
    assert dates.str.fullmatch(r"20\d\d(-\d\d(-\d\d)?)?|unverified").all()
    assert (dates == "unverified").mean() < 0.25


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("key", ["au", "jp"])
def test_points_lie_in_the_box_of_their_region_and_within_5_km_of_land(table: str, key: str) -> None:
    place = toml_tables("regions")[key]
    rows = read_table(FACTS, table)
    rows = rows[rows["region"] == key]
    west, south, east, north = place["bbox"]
    assert rows["lon"].between(west, east).all()
    assert rows["lat"].between(south, north).all()
    outline = gpd.read_file(FACTS / f"outline_{key}.geojson", where="kind = 'land'").to_crs(place["crs"])
    points = gpd.GeoSeries(gpd.points_from_xy(rows["lon"], rows["lat"]), crs="EPSG:4326").to_crs(place["crs"])
    away_km = points.distance(outline.union_all()) / 1000
    assert away_km.max() <= 5, rows["id"].to_numpy()[away_km.argmax()]


@pytest.mark.parametrize(
    ("table", "row_id", "lon", "lat"),
    [
        ("candidate_sites", "au-liddell", 150.978, -32.372),  # 32 22 18 S 150 58 40 E
        ("candidate_sites", "jp-owase-mita", 136.206, 34.067),  # 34 04 01.2 N 136 12 21.3 E
        ("campuses", "jp-softbank-sakai", 135.434, 34.597),  # Takumi-cho, Sakai-ku
    ],
)
def test_known_places_are_where_they_are_known_to_be(table: str, row_id: str, lon: float, lat: float) -> None:
    row = read_table(FACTS, table).set_index("id").loc[row_id]
    assert distance_km(row["lon"], row["lat"], lon, lat) < 1


def test_a_power_station_has_an_announced_load_only_where_a_data_centre_is_planned_on_it() -> None:
    rows = read_table(FACTS, "candidate_sites")
    stations = rows[rows["kind"].isin(STATIONS) & rows["announced_mw"].notna()]
    assert stations["reason"].str.contains("data centre").all()
    assert stations["source"].str.contains("https://").all()


def mirror() -> Path:
    folder = os.environ.get("SITEWATT_MIRROR")
    if not folder:
        pytest.skip("SITEWATT_MIRROR is not set")
    return Path(folder)


def sheet_rows(file: Path, sheet: str) -> Iterator[dict[str, str]]:
    """Rows of a worksheet as {column letter: text}."""
    with zipfile.ZipFile(file) as book:
        shared = ElementTree.parse(book.open("xl/sharedStrings.xml")).getroot()
        texts = ["".join(node.text or "" for node in item.iter(f"{SHEET}t")) for item in shared]
        for row in ElementTree.parse(book.open(sheet)).getroot().iter(f"{SHEET}row"):
            cells = {}
            for cell in row:
                value = cell.findtext(f"{SHEET}v")
                if value is not None:
                    column = cell.get("r").rstrip("0123456789")
                    cells[column] = texts[int(value)] if cell.get("t") == "s" else value
            yield cells


def coal_places(folder: Path) -> list[Place]:
    rows = list(sheet_rows(folder / COAL_XLSX, "xl/worksheets/sheet2.xml"))
    letters = {title: letter for letter, title in rows[0].items()}
    name, country, lon, lat = (letters[t] for t in ("Plant name", "Country/Area", "Longitude", "Latitude"))
    return [(r[name], float(r[lon]), float(r[lat])) for r in rows[1:] if r.get(country) in ("Australia", "Japan")]


def csv_places(file: Path, name: str, country: str) -> list[Place]:
    with file.open(encoding="utf-8", newline="") as text:
        rows = [row for row in csv.DictReader(text) if row[country] in ("Australia", "Japan")]
    return [(row[name], float(row["lng"]), float(row["lat"])) for row in rows]


def station_places(folder: Path) -> list[Place]:
    stations = json.loads((folder / STATIONS_JSON).read_text(encoding="utf-8"))
    places = [(s["name"], s["location"]["lng"], s["location"]["lat"]) for s in stations if s["location"]]
    return [(name, lon, lat) for name, lon, lat in places if lon is not None]


@lru_cache(maxsize=1)
def upstream(folder: Path) -> dict[str, list[Place]]:
    return {
        "gem-coal-2024-07": coal_places(folder),
        "gem-oil-gas-2024-08": csv_places(folder / GAS_CSV, "project", "country"),
        "gem-bioenergy-2024-09": csv_places(folder / BIO_CSV, "project-name", "country/area"),
        "open-electricity-stations": station_places(folder),
    }


def test_power_stations_lie_within_3_km_of_the_point_and_under_the_name_of_the_mirror() -> None:
    places = upstream(mirror())
    rows = read_table(FACTS, "candidate_sites")
    stations = rows[rows["kind"].isin(STATIONS)]
    keys = stations["source"].str.extract("(gem-[a-z-]+-[0-9-]+|open-electricity-stations)")[0]
    assert keys.isna().sum() <= 1  # Owase-Mita closed before the trackers began
    for row, key in zip(stations.itertuples(), keys, strict=True):
        if not pd.isna(key):
            named = [place for place in places[key] if any(word in plain(place[0]) for word in words(row.name))]
            assert min(distance_km(row.lon, row.lat, lon, lat) for _, lon, lat in named) <= 3, row.id


def test_points_that_cite_a_tracker_lie_within_3_km_of_one_of_its_points() -> None:
    places = upstream(mirror())
    for table in TABLES:
        for row in read_table(FACTS, table).itertuples():
            for key in set(row.source.split(" ; ")) & set(places):
                nearest = min(distance_km(row.lon, row.lat, lon, lat) for _, lon, lat in places[key])
                assert nearest <= 3, (row.id, key)


def test_the_grid_note_names_a_substation_of_that_voltage_at_that_distance() -> None:
    found = {}
    for mark in ElementTree.parse(mirror() / SUBSTATIONS_KML).getroot().iter(f"{KML}Placemark"):
        row = {item.get("name"): (item.text or "").strip() for item in mark.iter(f"{KML}SimpleData")}
        lon, lat = next(mark.iter(f"{KML}coordinates")).text.strip().split(",")[:2]
        found.setdefault((row["NAME"], row["VOLTAGE"]), []).append((float(lon), float(lat)))
    rows = read_table(FACTS, "candidate_sites")
    for row in rows[rows["region"] == "au"].itertuples():
        note = re.fullmatch(r"(.+) (\d+) kV at (?:(\d+) km|less than 1 km) \(as of 2017\)", row.nearest_grid_note)
        assert note, row.id
        nearest = min(distance_km(row.lon, row.lat, *point) for point in found[note[1], note[2]])
        assert abs(nearest - float(note[3] or 0.5)) <= 1, row.id
