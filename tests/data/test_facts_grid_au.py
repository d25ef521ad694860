"""The Australian grid tables: schema, counts, known places, and the mirror they were compiled from."""

from __future__ import annotations

import itertools
import json
import math
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pandas as pd
import pytest

from geo.catalogue.tables import read_table

ROOT = Path(__file__).resolve().parents[2]
FACTS = ROOT / "data" / "facts"
COMPILED = ("substations_au", "lines_au", "power_stations_au")
TABLES = (*COMPILED, "synchronous_systems", "voltage_classes")

# Checked by hand against a second source: the power station beside the substation, as Global Energy Monitor or Open
# Electricity place it; Kemps Creek, Sydney West and Dinawan against the suburb or district their operator names.
KNOWN_STATIONS = [
    ("Bayswater", 500, 150.950, -32.394),
    ("Bayswater", 330, 150.950, -32.394),
    ("Eraring", 500, 151.521, -33.062),
    ("Eraring", 330, 151.521, -33.062),
    ("Kemps Creek", 500, 150.80, -33.89),
    ("Kemps Creek", 330, 150.80, -33.89),
    ("Sydney West", 330, 150.84, -33.81),
    ("Loy Yang", 500, 146.575, -38.252),
    ("Channel Island", 132, 130.867, -12.555),
    ("Mica Creek C", 220, 139.483, -20.784),
    ("West Kalgoorlie", 220, 121.422, -30.780),
    ("Collie", 330, 116.261, -33.343),
    ("Muja", 330, 116.308, -33.446),
    ("Torrens Island", 275, 138.521, -34.807),
    ("George Town", 220, 146.903, -41.140),
    ("Dinawan", 330, 145.82, -35.06),
    ("Rowville", 220, 145.23, -37.93),
    ("Bundey", 330, 139.22, -33.88),
]


def table(name: str) -> pd.DataFrame:
    """Read a fact table with its schema checked."""
    return read_table(FACTS, name)


def distance_km(lon_a: float, lat_a: float, lon_b: float, lat_b: float) -> float:
    """Return the distance in km on a locally flat Earth, good to 1 % below 100 km."""
    east = math.cos(math.radians((lat_a + lat_b) / 2)) * (lon_a - lon_b)
    return 111.2 * math.hypot(east, lat_a - lat_b)


def mirror() -> Path:
    """Return the mirror's folder or skip."""
    folder = os.environ.get("SITEWATT_MIRROR")
    if not folder:
        pytest.skip("SITEWATT_MIRROR is not set")
    return Path(folder)


def station(name: str, voltage_kv: float) -> pd.Series:
    """Return the one row of a station at a voltage."""
    rows = table("substations_au").query("name == @name and voltage_kv == @voltage_kv")
    assert len(rows) == 1
    return rows.iloc[0]


@pytest.mark.parametrize("name", TABLES)
def test_every_table_reads_with_its_schema_and_stays_under_a_megabyte(name: str) -> None:
    assert len(table(name)) > 0
    assert (FACTS / f"{name}.csv").stat().st_size < 700_000


@pytest.mark.parametrize("name", COMPILED)
def test_ids_are_unique_slugs(name: str) -> None:
    ids = table(name)["id"]
    assert ids.is_unique
    assert ids.str.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*").all()


@pytest.mark.parametrize("name", TABLES)
def test_every_source_is_a_known_key_or_a_page_or_marked_unverified(name: str) -> None:
    known = {key for file in (ROOT / "data" / "sources.d").glob("*.toml") for key in tomllib.loads(file.read_text())}
    for source, date in table(name)[["source", "date"]].itertuples(index=False):
        words = [part for part in source.split(" ; ") if part not in known and not part.startswith("https://")]
        assert not words or date == "unverified", f"{source}: neither key nor page"


def test_there_are_stations_and_lines_enough_and_every_small_system_has_its_top_voltage() -> None:
    stations, lines = table("substations_au"), table("lines_au")
    assert len(stations) >= 400
    assert (lines["voltage_kv"] >= 220).sum() >= 150
    tops = stations.groupby("synchronous_system")["voltage_kv"].max()
    assert tops["au-dkis"] == 132
    assert tops["au-alice-springs"] == 66
    assert tops["au-mount-isa"] == 220
    assert tops["au-nwis"] == 220
    assert set(stations["synchronous_system"]) <= set(table("synchronous_systems")["system"])


@pytest.mark.parametrize(("name", "kv", "lon", "lat"), KNOWN_STATIONS)
def test_a_known_station_has_its_voltage_and_lies_within_three_km(name: str, kv: float, lon: float, lat: float) -> None:
    row = station(name, kv)
    assert distance_km(row["lon"], row["lat"], lon, lat) < 3.0


@pytest.mark.parametrize(
    ("name", "kv"),
    [
        ("Basslink converter, Loy Yang", 400),
        ("Murraylink converter, Berri", 220),
        ("Portland Aluminium", 500),
        ("Boyne Island", 275),
        ("Olympic Dam West", 275),
        ("Newman Mine", 220),
        ("Ernest Henry Mining", 220),
        ("Raglan", 275),
        ("Macarthur Wind Farm", 500),
        ("West Kalgoorlie", 220),
    ],
)
def test_converters_private_and_traction_stations_are_no_connection_points(name: str, kv: float) -> None:
    row = station(name, kv)
    assert not row["connectable"]
    assert row["not_connectable_reason"]


def test_a_reason_stands_exactly_where_a_station_is_not_connectable() -> None:
    stations = table("substations_au")
    assert ((stations["not_connectable_reason"] == "") == stations["connectable"]).all()


@pytest.mark.parametrize(("name", "kv"), [("Koolkhan", 132), ("Ringwood", 220), ("Mamre", 132), ("Monash", 132)])
def test_wrong_voltages_of_the_2017_source_are_mended(name: str, kv: float) -> None:
    assert table("substations_au").query("name == @name")["voltage_kv"].max() == kv


def test_every_line_begins_and_ends_on_its_via_points_and_is_about_as_long_as_they_are() -> None:
    for _, line in table("lines_au").iterrows():
        points = [tuple(map(float, point.split())) for point in line["via"].split(";")]
        assert len(points) >= 2
        length = sum(distance_km(*a, *b) for a, b in itertools.pairwise(points))
        assert 0.7 * line["length_km"] - 1 < length < 1.01 * line["length_km"] + 1, line["id"]


def test_known_lines_join_the_stations_they_should() -> None:
    lines = table("lines_au")
    pairs = {
        (frozenset((a, b)), kv)
        for a, b, kv in zip(lines["from_name"], lines["to_name"], lines["voltage_kv"], strict=True)
    }
    for a, b, kv in [
        ("Mount Piper", "Bayswater", 500),
        ("Hazelwood", "South Morang", 500),
        ("Dinawan", "Wagga 330", 330),
        ("Channel Island", "Hudson Creek", 132),
        ("Lovegrove", "Owen Springs", 66),
        ("Sheffield", "George Town", 220),
        ("Muja", "Northern Terminal", 330),
    ]:
        assert (frozenset((a, b)), kv) in pairs, (a, b, kv)


def test_direct_current_links_belong_to_no_synchronous_system() -> None:
    lines = table("lines_au")
    assert set(lines.loc[lines["synchronous_system"] == "", "name"]) == {"Basslink (HVDC)", "Murraylink (HVDC)"}


@pytest.mark.parametrize(
    ("name", "fuel", "status", "capacity_mw"),
    [
        ("Bayswater", "coal", "operating", 2665),  # 685 + 3 x 660
        ("Eraring", "coal", "operating", 2880),  # 4 x 720
        ("Liddell", "coal", "retired", 2000),  # 4 x 500
        ("Hazelwood", "coal", "retired", 1600),  # 8 x 200
        ("Snowy 2.0", "pumped_hydro", "construction", 2000),
        ("Macarthur", "wind", "operating", 420),
        ("Victoria Big Battery", "battery", "operating", 360),
        ("Channel Island", "gas", "operating", 310),
    ],
)
def test_known_power_stations_have_their_capacity(name: str, fuel: str, status: str, capacity_mw: float) -> None:
    rows = table("power_stations_au").query("name == @name and fuel == @fuel and status == @status")
    assert rows["capacity_mw"].tolist() == [capacity_mw]


def test_only_wind_and_solar_are_not_firm_and_the_misplaced_station_is_left_out() -> None:
    stations = table("power_stations_au")
    assert set(stations.loc[~stations["firm"], "fuel"]) == {"wind", "solar"}
    assert not set(stations["name"]) & {"Derby Solar Farm", "Tomago Aluminium Smelter", "Capral Aluminium Smelter"}


def test_what_a_voltage_carries_grows_with_the_voltage_and_n_carries_more_than_n_minus_one() -> None:
    classes = table("voltage_classes")
    assert set(classes.query("region == 'au'")["voltage_kv"]) == {66, 110, 132, 220, 275, 330, 500}
    assert set(classes.query("region == 'jp'")["voltage_kv"]) == {66, 77, 110, 154, 187, 220, 275, 500}
    for _, rows in classes.groupby("region"):
        ordered = rows.sort_values("voltage_kv")
        assert ordered["max_load_n_mw"].is_monotonic_increasing
        assert ordered["max_load_n1_mw"].is_monotonic_increasing
    assert (classes["max_load_n_mw"] > classes["max_load_n1_mw"]).all()


@pytest.mark.parametrize(
    ("region", "kv", "fits"),
    [
        ("au", 132, False),
        ("au", 220, True),
        ("au", 330, True),
        ("jp", 154, False),
        ("jp", 220, True),
        ("jp", 275, True),
    ],
)
def test_300_mw_at_n_minus_one_needs_more_than_132_or_154_kv(region: str, kv: float, fits: bool) -> None:
    row = table("voltage_classes").query("region == @region and voltage_kv == @kv").iloc[0]
    assert (row["max_load_n1_mw"] >= 300) == fits


@pytest.mark.parametrize(
    ("system", "load_mw", "fits"),
    [
        ("au-dkis", 50, True),
        ("au-dkis", 300, False),
        ("au-mount-isa", 300, False),
        ("au-nwis", 300, False),
        ("au-tasmania", 300, True),
        ("au-swis", 500, True),
        ("au-nem-mainland", 3000, True),
        ("jp-okinawa", 300, False),
        ("jp-hokkaido", 500, True),
        ("jp-east", 3000, True),
        ("jp-west", 3000, True),
    ],
)
def test_a_load_must_be_small_against_its_system(system: str, load_mw: float, fits: bool) -> None:
    row = table("synchronous_systems").query("system == @system").iloc[0]
    assert (load_mw <= row["max_load_share"] * row["peak_mw"]) == fits


@pytest.mark.parametrize("name", COMPILED)
def test_compiling_from_the_mirror_again_gives_the_same_table(name: str, tmp_path: Path) -> None:
    output = tmp_path / f"{name}.csv"
    command = [sys.executable, str(ROOT / "tools" / f"compile_{name}.py"), "--mirror", str(mirror()), "-o", str(output)]
    subprocess.run(command, check=True, env={**os.environ, "PYTHONPATH": str(ROOT)}, timeout=120)
    assert output.read_bytes() == (FACTS / f"{name}.csv").read_bytes()


def test_nearly_every_station_lies_on_an_end_of_a_line_of_its_voltage() -> None:
    path = (
        "raw.githubusercontent.com/opennem/openelectricity/357f50be989afefa65e34ad695690c1453a2a112"
        "/static/data/transmission-lines.geojson"
    )
    features = json.loads((mirror() / path).read_text(encoding="utf-8"))["features"]
    ends = [
        (feature["properties"]["capacitykv"], *feature["geometry"]["coordinates"][end][:2])
        for feature in features
        for end in (0, -1)
    ]
    stations = table("substations_au").query("voltage_kv >= 132")
    on_line = [
        any(kv == row["voltage_kv"] and distance_km(row["lon"], row["lat"], lon, lat) < 1.0 for kv, lon, lat in ends)
        for _, row in stations.iterrows()
    ]
    assert sum(on_line) / len(on_line) > 0.97
