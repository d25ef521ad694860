"""Ports, campus densities and the workforce: schema, counts, known places, sources."""

from __future__ import annotations

import math
import tomllib
from pathlib import Path

import pandas as pd
import pytest

from geo.catalogue.tables import read_table

DATA = Path(__file__).resolve().parents[2] / "data"
FACTS = DATA / "facts"
TABLES = ("ports", "workforce", "campus_density")
KNOWN_QUAYS = {
    "au-melbourne": (144.91, -37.82),
    "au-port-botany-sydney": (151.21, -33.97),
    "au-brisbane": (153.17, -27.38),
    "au-fremantle": (115.74, -32.05),
    "au-port-hedland": (118.58, -20.31),
    "au-newcastle": (151.77, -32.91),
    "jp-tokyo": (139.79, 35.61),
    "jp-yokohama": (139.66, 35.45),
    "jp-kobe": (135.22, 34.68),
    "jp-nagoya": (136.88, 35.05),
    "jp-osaka": (135.43, 34.64),
    "jp-hakata": (130.40, 33.62),
    "jp-tomakomai": (141.63, 42.63),
    "jp-naha": (127.67, 26.21),
}
"""Quays as on any atlas, to about 2 km."""


def km(lon_a: float, lat_a: float, lon_b: float, lat_b: float) -> float:
    east = (lon_b - lon_a) * math.cos(math.radians((lat_a + lat_b) / 2))
    return 111.195 * math.hypot(east, lat_b - lat_a)


@pytest.mark.parametrize("table", TABLES)
def test_the_table_keeps_to_its_schema_with_one_row_per_id(table: str) -> None:
    rows = read_table(FACTS, table)
    assert rows["id"].is_unique
    assert rows["id"].str.fullmatch(r"(au|jp|us)-[a-z0-9-]+").all()


def test_both_countries_have_their_large_ports() -> None:
    ports = read_table(FACTS, "ports")
    counts = ports.groupby(["region", "rank"]).size()
    assert counts["au", "main"] >= 8
    assert counts["jp", "main"] == 23
    assert counts.sum() >= 80


@pytest.mark.parametrize("key", KNOWN_QUAYS)
def test_a_known_quay_lies_within_the_stated_accuracy(key: str) -> None:
    row = read_table(FACTS, "ports").set_index("id").loc[key]
    away = km(float(row["lon"]), float(row["lat"]), *KNOWN_QUAYS[key])
    assert away <= float(row["accuracy_km"]) + 2.0


def test_tokyo_moves_the_most_containers_of_japan() -> None:
    ports = read_table(FACTS, "ports")
    busiest = ports[ports["region"] == "jp"].sort_values("teu_million", ascending=False)
    assert busiest["name"].head(5).tolist() == ["Tokyo", "Yokohama", "Kobe", "Nagoya", "Osaka"]


def test_every_prefecture_has_its_construction_workers() -> None:
    rows = read_table(FACTS, "workforce")
    prefectures = rows[(rows["region"] == "jp") & (rows["state"] != "")]
    assert len(prefectures) == 47
    assert prefectures.loc[prefectures["people"].idxmax(), "state"] == "Tokyo"
    assert prefectures.loc[prefectures["people"].idxmin(), "state"] == "Tottori"


def test_keys_of_sources_are_described() -> None:
    known = set(tomllib.loads((DATA / "sources.d" / "land-people-policy.toml").read_text(encoding="utf-8")))
    for table in TABLES:
        for cell in read_table(FACTS, table)["source"]:
            keys = [p.strip() for p in cell.split(";") if " " not in p.strip() and not p.strip().startswith("http")]
            assert set(keys) <= known


def test_what_was_not_read_is_marked() -> None:
    ports = read_table(FACTS, "ports")
    leads = ports[ports["source"].str.startswith("lead")]
    assert (leads["date"] == "unverified").all()
    assert (pd.Series(ports["date"] == "unverified").sum()) < len(ports) / 2
