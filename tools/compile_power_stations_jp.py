"""Compile ``data/facts/power_stations_jp.csv``: Japanese power stations by fuel and status.

Units of Global Energy Monitor's trackers (2024-2025) are added up to stations per fuel and status; solar and wind
come from WRI's 2018 list, as far as that gives a position. No OpenStreetMap data: the table stays CC BY 4.0.
"""

from __future__ import annotations

import argparse
import csv
import io
import re
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from defusedxml import ElementTree

from geo.errors import DataError

COLUMNS = (
    "id", "name", "fuel", "status", "capacity_mw", "firm", "start_year", "closure_year", "lon", "lat", "operator",
    "accuracy_km", "source", "date",
)  # fmt: skip
HOST = "raw.githubusercontent.com"
GEM = f"{HOST}/GlobalEnergyMonitor/maps/094c98ba5e883930b2f9f250e6538bbfcba7d124/trackers"
WRI = f"{HOST}/wri/global-power-plant-database/7a91cfbb2a4e272597acbc00506d61fc1ec73b3d/raw_source_files/WRI/Japan.csv"
LEAST_MW = {
    "coal": 100, "gas": 100, "oil": 100, "nuclear": 100, "hydro": 50, "pumped_hydro": 50, "bioenergy": 50,
    "geothermal": 50, "solar": 20, "wind": 20,
}  # fmt: skip
STATUSES = {
    "operating": "operating",
    "construction": "construction",
    "announced": "announced",
    "pre-construction": "announced",
    "pre-permit": "announced",
    "permitted": "announced",
    "mothballed": "mothballed",
    "retired": "retired",
}
"""The trackers' words to ours; cancelled and shelved projects are left out."""
ACCURACY_KM = {"exact": 1.0, "approximate": 10.0}
GAS_TRACKER_ACCURACY_KM = 2.0
"""The gas map file does not give its accuracy: assumption between the trackers' two classes."""
WRI_ACCURACY_KM = 5.0
"""Assumption: the list names a geolocation source but no accuracy."""
MISPLACED = {"Iwaya Ecopower", "Naka Green power station"}
"""Left out: the source puts the first, a wind farm in Aomori, into Fukui, and the second, in Ibaraki, into Tokyo."""
SAME_SITE_DEGREES = 0.05
"""Units of one name further apart than this (about 5 km) are two stations."""
SPELLINGS = {"Tomatouatsuma": "Tomato-Atsuma"}
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
Row = dict[str, str]


@dataclass(frozen=True)
class Unit:
    """One generating unit as its source has it; capacity in MW, point in degrees."""

    station: str
    fuel: str
    status: str
    capacity_mw: float
    start_year: str
    closure_year: str
    lon: str
    lat: str
    operator: str
    accuracy_km: float
    source: str
    date: str


def read_csv(file: Path, encoding: str = "utf-8-sig") -> list[Row]:
    """Read a CSV file with a header line."""
    return list(csv.DictReader(io.StringIO(file.read_text(encoding=encoding))))


def read_sheet(file: Path, member: str) -> list[Row]:
    """Read one worksheet of an .xlsx file as rows keyed by its header line."""
    with zipfile.ZipFile(file) as book:
        texts = ElementTree.fromstring(book.read("xl/sharedStrings.xml"))
        shared = ["".join(part.text or "" for part in item.iter(f"{SHEET}t")) for item in texts]
        sheet = ElementTree.fromstring(book.read(member))
    rows: list[Row] = []
    for line in sheet.iter(f"{SHEET}row"):
        cells = {}
        for cell in line:
            value = cell.find(f"{SHEET}v")
            if value is not None:
                column = re.sub(r"\d", "", cell.get("r"))
                cells[column] = shared[int(value.text)] if cell.get("t") == "s" else str(value.text)
        rows.append(cells)
    header = rows[0]
    return [{title: row.get(column, "") for column, title in header.items()} for row in rows[1:]]


def gas_fuel(text: str) -> str:
    """Return our word for a fuel list of the oil and gas tracker: the fuel named first decides.

    Blast-furnace and coke-oven gas count as gas.
    """
    return "oil" if text.startswith("fossil liquids") else "gas"


def owners(text: str) -> str:
    """Return the owners without shares in brackets, joined by ``;``."""
    names = [re.sub(r"\s*\[[^\]]*\]", "", name).strip() for name in text.split(";")]
    return ";".join(name for name in names if name)


def coal_units(trackers: Path) -> Iterator[Unit]:
    """Yield the units of the coal tracker (July 2024)."""
    file = "coal-plant/compilation_input/Global-Coal-Plant-Tracker-July-2024 DATA TEAM COPY.xlsx"
    for row in read_sheet(existing(trackers / file), "xl/worksheets/sheet2.xml"):
        if row["Country/Area"] == "Japan":
            yield Unit(
                row["Plant name"], "coal", row["Status"], float(row["Capacity (MW)"]), row["Start year"],
                row["Retired year"] or row["Planned retirement"], row["Longitude"], row["Latitude"],
                owners(row["Owner"]), ACCURACY_KM[row["Location accuracy"]], "gem-coal-2024-07", "2024-07",
            )  # fmt: skip


def gas_units(trackers: Path) -> Iterator[Unit]:
    """Yield the units of the oil and gas tracker (August 2024)."""
    for row in read_csv(existing(trackers / "gas-plant/data/data-2024-08-29.csv")):
        if row["country"] == "Japan":
            yield Unit(
                row["project"], gas_fuel(row["fuel_type"]), row["status"], float(row["capacity"]), row["start_year"],
                "", row["lng"], row["lat"], owners(row["owner"]), GAS_TRACKER_ACCURACY_KM, "gem-oil-gas-2024-08",
                "2024-08",
            )  # fmt: skip


def hydro_units(trackers: Path) -> Iterator[Unit]:
    """Yield the stations of the hydropower tracker (May 2024); pumped storage is a fuel of its own."""
    file = trackers / "hydro/Global-Hydropower-Tracker-May-2024_2024-05-15.csv"
    for row in read_csv(existing(file), "utf-16"):
        if row["country"] == "Japan":
            fuel = "pumped_hydro" if row["technology_type"] == "pumped storage" else "hydro"
            yield Unit(
                row["project_name"], fuel, row["status"], float(row["capacity_(mw)"]), row["start_year"],
                row["retired_year"], row["lng"], row["lat"], owners(row["operator"] or row["owner"]),
                ACCURACY_KM[row["location_accuracy"]], "gem-hydro-2024-05", "2024-05",
            )  # fmt: skip


def nuclear_units(trackers: Path) -> Iterator[Unit]:
    """Yield the units of the nuclear tracker (July 2024), which has no years for them."""
    for row in read_csv(existing(trackers / "nuclear/data/data-2024-07-17.csv")):
        if row["country"] == "Japan":
            yield Unit(
                row["project-name"], "nuclear", row["status"], float(row["capacity-(mw)"] or 0), "", "", row["lng"],
                row["lat"], owners(row["operator"] or row["owner"]), ACCURACY_KM[row["location-accuracy"]],
                "gem-nuclear-2024-07", "2024-07",
            )  # fmt: skip


def bioenergy_units(trackers: Path) -> Iterator[Unit]:
    """Yield the units of the bioenergy tracker (September 2024)."""
    for row in read_csv(existing(trackers / "bioenergy/compilation_output/GBPT-map-file-2024-09-23.csv")):
        if row["country/area"] == "Japan":
            yield Unit(
                row["project-name"], "bioenergy", row["status"], float(row["capacity-(mw)"] or 0), row["start-year"],
                row["retired-year"], row["lng"], row["lat"], owners(row["operator(s)"] or row["owner(s)"]),
                ACCURACY_KM[row["location-accuracy"]], "gem-bioenergy-2024-09", "2024-09",
            )  # fmt: skip


def geothermal_units(trackers: Path) -> Iterator[Unit]:
    """Yield the units of the geothermal tracker (March 2025)."""
    for row in read_csv(existing(trackers / "geothermal/compilation_output/Geothermal-map-file-2025-03-18.csv")):
        if row["country/area"] == "Japan":
            yield Unit(
                row["project-name"], "geothermal", row["status"], float(row["unit-capacity-(mw)"] or 0),
                row["start-year"], row["retired-year"], row["lng"], row["lat"],
                owners(row["operator"] or row["owner"]), ACCURACY_KM[row["location-accuracy"]],
                "gem-geothermal-2025-03", "2025-03",
            )  # fmt: skip


def solar_and_wind(file: Path) -> Iterator[Unit]:
    """Yield WRI's solar and wind stations that have a position (136 of 185, most of the wind farms have none)."""
    for row in read_csv(existing(file)):
        if row["Fuel"] in ("Solar", "Wind") and row["Latitude"]:
            status = "construction" if "Under Construction" in row["Name"] else "operating"
            yield Unit(
                row["Name"], row["Fuel"].lower(), status, float(row["Capacity (MW)"]),
                row["Commissioning Date"][:4], "", row["Longitude"], row["Latitude"], owners(row["Owner"]),
                WRI_ACCURACY_KM, "wri-japan-2018", "2018",
            )  # fmt: skip


READERS: tuple[Callable[[Path], Iterator[Unit]], ...] = (
    coal_units, gas_units, hydro_units, nuclear_units, bioenergy_units, geothermal_units,
)  # fmt: skip


def existing(file: Path) -> Path:
    """Return ``file`` or say that the mirror lacks it."""
    if not file.is_file():
        raise DataError("the mirror lacks a source", where=str(file), mend="give --mirror a folder that holds it")
    return file


def stations(units: Iterable[Unit]) -> Iterator[Row]:
    """Add units up to one row per station, fuel and status; rows below the least capacity are left out."""
    groups: dict[tuple[str, str, str], list[Unit]] = defaultdict(list)
    for unit in units:
        status = STATUSES.get(unit.status)
        if status and unit.station not in MISPLACED:
            groups[unit.station, unit.fuel, status].append(unit)
    for (name, fuel, status), members in groups.items():
        for count, site in enumerate(sites(members), start=1):
            if sum(unit.capacity_mw for unit in site) >= LEAST_MW[fuel]:
                yield as_row(plain(name) if count == 1 else f"{plain(name)} {count}", fuel, status, site)


def sites(units: list[Unit]) -> list[list[Unit]]:
    """Part the units of one name by place: each joins the first site that it lies near."""
    parted: list[list[Unit]] = []
    for unit in units:
        near = (site for site in parted if apart(site[0], unit) <= SAME_SITE_DEGREES)
        home = next(near, None)
        if home is None:
            parted.append([unit])
        else:
            home.append(unit)
    return parted


def apart(a: Unit, b: Unit) -> float:
    """Return the larger of the differences in longitude and latitude, in degrees."""
    return max(abs(float(a.lon) - float(b.lon)), abs(float(a.lat) - float(b.lat)))


def as_row(name: str, fuel: str, status: str, members: list[Unit]) -> Row:
    """Write the units of one station, fuel and status as a row: first start, last closure, mean point."""
    starts = sorted(int(float(unit.start_year)) for unit in members if unit.start_year.strip("TBD "))
    closures = sorted(int(float(unit.closure_year)) for unit in members if unit.closure_year)
    count = len(members)
    return {
        "id": re.sub(r"[^a-z0-9]+", "-", f"{name} {fuel} {status}".lower()).strip("-"),
        "name": name,
        "fuel": fuel,
        "status": status,
        "capacity_mw": f"{sum(unit.capacity_mw for unit in members):.1f}",
        "firm": "false" if fuel in ("solar", "wind") else "true",
        "start_year": str(starts[0]) if starts else "",
        "closure_year": str(closures[-1]) if closures else "",
        "lon": f"{sum(float(unit.lon) for unit in members) / count:.3f}",
        "lat": f"{sum(float(unit.lat) for unit in members) / count:.3f}",
        "operator": ";".join(dict.fromkeys(name for unit in members for name in unit.operator.split(";") if name)),
        "accuracy_km": f"{max(unit.accuracy_km for unit in members):g}",
        "source": ";".join(sorted({unit.source for unit in members})).replace(";", " ; "),
        "date": max(unit.date for unit in members),
    }


def plain(name: str) -> str:
    """Return a station's name without the words that every one has."""
    pattern = r" (((nuclear|geothermal|solar) )?power (station|plant)|hydroelectric plant)\b"
    bare = re.sub(pattern, "", name, flags=re.IGNORECASE).strip()
    return SPELLINGS.get(bare, bare)


def main() -> None:
    """Read the mirror, write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mirror", type=Path, required=True, help="folder that holds <host>/<path> of the sources")
    facts = Path(__file__).resolve().parent.parent / "data" / "facts"
    parser.add_argument("-o", "--output", type=Path, default=facts / "power_stations_jp.csv")
    options = parser.parse_args()
    units = [unit for reader in READERS for unit in reader(options.mirror / GEM)]
    table = sorted(stations([*units, *solar_and_wind(options.mirror / WRI)]), key=lambda row: row["id"])
    with options.output.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, fieldnames=COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(table)


if __name__ == "__main__":
    main()
