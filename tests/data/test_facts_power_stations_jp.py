"""Japanese power stations: known places and sums of the sources' units, free of OpenStreetMap."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from geo.catalogue.tables import read_schema, read_table

FACTS = Path(__file__).resolve().parents[2] / "data" / "facts"
WRI = (
    "raw.githubusercontent.com/wri/global-power-plant-database/7a91cfbb2a4e272597acbc00506d61fc1ec73b3d/"
    "raw_source_files/WRI/Japan.csv"
)
NUCLEAR = (
    "raw.githubusercontent.com/GlobalEnergyMonitor/maps/094c98ba5e883930b2f9f250e6538bbfcba7d124/"
    "trackers/nuclear/data/data-2024-07-17.csv"
)
NEAR_DEGREES = 0.02
Rows = pd.DataFrame


@pytest.fixture(scope="module", name="stations")
def _stations() -> Rows:
    return read_table(FACTS, "power_stations_jp")


def mirror() -> Path:
    """Return the mirror folder, or skip."""
    folder = os.environ.get("SITEWATT_MIRROR")
    if not folder:
        pytest.skip("SITEWATT_MIRROR is not set")
    return Path(folder)


def test_power_stations_are_free_of_openstreetmap(stations: Rows) -> None:
    assert not stations["source"].str.contains("osm").any()
    assert "ODbL" not in read_schema(FACTS, "power_stations_jp").licence


@pytest.mark.parametrize(
    ("name", "fuel", "status", "capacity_mw", "lon", "lat"),
    [
        ("Kashiwazaki Kariwa", "nuclear", "mothballed", 8212, 138.594, 37.426),
        ("Tomato-Atsuma", "coal", "operating", 1650, 141.808, 42.608),
        ("Hekinan", "coal", "operating", 4100, 136.959, 34.835),
        ("Fukushima Daiichi", "nuclear", "retired", 4696, 141.033, 37.423),
        ("Futtsu thermal", "gas", "operating", 5334, 139.835, 35.345),
    ],
)
def test_known_power_stations_have_their_capacity_and_place(
    stations: Rows, name: str, fuel: str, status: str, capacity_mw: float, lon: float, lat: float
) -> None:
    same = (stations["name"] == name) & (stations["fuel"] == fuel) & (stations["status"] == status)
    row = stations[same].squeeze()
    assert row["capacity_mw"] == pytest.approx(capacity_mw, abs=1)
    assert row["lon"] == pytest.approx(lon, abs=NEAR_DEGREES)
    assert row["lat"] == pytest.approx(lat, abs=NEAR_DEGREES)


def test_only_wind_and_solar_are_not_firm(stations: Rows) -> None:
    assert set(stations.loc[~stations["firm"], "fuel"]) == {"solar", "wind"}
    assert not set(stations.loc[stations["firm"], "fuel"]) & {"solar", "wind"}


@pytest.mark.parametrize(
    ("path", "fuels", "name", "capacity"),
    [
        (WRI, {"solar", "wind"}, lambda row: row["Name"], lambda row: row["Capacity (MW)"]),
        (NUCLEAR, {"nuclear"}, lambda row: row["project-name"], lambda row: row["capacity-(mw)"]),
    ],
)
def test_capacities_are_sums_of_the_source_s_units(
    stations: Rows,
    path: str,
    fuels: set[str],
    name: Callable[[dict[str, str]], str],
    capacity: Callable[[dict[str, str]], str],
) -> None:
    text = (mirror() / path).read_text(encoding="utf-8-sig").splitlines()
    units = [row for row in csv.DictReader(text) if row.get("country", "Japan") == "Japan"]
    for row in stations[stations["fuel"].isin(fuels)].rename(columns={"name": "name_"}).itertuples():
        parts = [float(capacity(unit) or 0) for unit in units if name(unit).startswith(str(row.name_))]
        assert row.capacity_mw <= sum(parts) + 0.1
