"""Compile ``data/facts/power_stations_au.csv``: Australian power stations by fuel and status.

Order of trust, each source adding only what the ones before it lack: Global Energy Monitor (units with years; coal,
gas, oil, hydro, bioenergy; 2024), Geoscience Australia (small hydro and bagasse, 2017), Open Electricity (solar, wind,
batteries, peaking plants; about 2024), Geoscience Australia again (mines and towns off the big grids, 2017).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

import compile_power_stations_jp as gem
import grid_au as grid

OPEN_ELECTRICITY = f"{grid.HOST}/opennem/opennem/0ce47d1a5a8d77efbed82a866ab55703adfa9c7c/opennem/data/stations.json"
LEAST_MW = {"solar": 50.0, "wind": 50.0}
LEAST_MW_OTHERS = 30.0
RETIRED_SINCE = 2010
SAME_PLACE_KM = 2.0
SAME_NAME_KM = 25.0
"""Two stations of one kind this near, from two sources, are one; so are two of one name, further apart.

Both are assumptions; ``DISTINCT`` has the exceptions.
"""
KINDS = {"gas": "thermal", "oil": "thermal", "hydro": "water", "pumped_hydro": "water"}
DISTINCT = {"Snapper Point"}
GA_FUELS = {
    "Natural Gas": "gas", "Gas": "gas", "Coal Seam Methane": "gas", "Compressed Natural Gas": "gas",
    "Distillate": "oil", "Diesel": "oil", "Fuel Oil": "oil", "Water": "hydro", "Biomass": "bioenergy",
    "Biogas": "bioenergy",
}  # fmt: skip
OPEN_ELECTRICITY_FUELS = {
    "wind": "wind", "solar_utility": "solar", "battery_discharging": "battery", "distillate": "oil",
    "gas_ocgt": "gas", "gas_ccgt": "gas", "gas_steam": "gas", "gas_recip": "gas", "gas_wcmg": "gas", "hydro": "hydro",
    "bioenergy_biomass": "bioenergy", "coal_black": "coal", "coal_brown": "coal",
}  # fmt: skip
GA_ACCURACY_KM = {"5": 0.5, "4": 1.0, "3": 2.0, "2": 3.0, "1": 5.0}
"""From GA's spatial confidence; assumption, as for the substations."""
OPEN_ELECTRICITY_ACCURACY_KM = 5.0
"""Assumption: wind farms are large and some points are a town's."""
LEFT_OUT = {
    ("Derby Solar Farm", "open-electricity-stations"): "in Victoria, but the source puts it into Western Australia",
    ("Pioneer Burdekin", "gem-hydro-2024-05"): "given up in 2024 (unverified)",
    ("Quarantine", "gem-oil-gas-2024-08"): "one unit of five; the whole station comes from Open Electricity",
    ("Pinjar", "gem-oil-gas-2024-08"): "three units of nine; the whole station comes from Open Electricity",
    ("Channel Island", "gem-oil-gas-2024-08"): "without the small units; the whole station comes from GA",
    ("Tomago Aluminium Smelter", "ga-power-stations-2017"): "a load, no power station",
    ("Capral Aluminium Smelter", "ga-power-stations-2017"): "a load, no power station",
    ("Solomon Iron Ore Mine", "ga-power-stations-2017"): "the Solomon Hub mine station of the gas tracker",
    ("Warragamba", "ga-power-stations-2017"): "retired since, as Open Electricity has it",
}
"""Rows of the sources that are left out, and why."""
NAMES = {
    "Angelsea": "Anglesea", "Goyer South Wind Farm": "Goyder South Wind Farm", "Metz Solar Farmn": "Metz Solar Farm",
    "Maryrorough": "Maryborough", "Northern Augusta": "Northern (Port Augusta)", "Playford": "Playford B",
    "Swanbank-B": "Swanbank", "Limondale SF": "Limondale Solar Farm", "Pinjara": "Pinjarra",
    "Western Downs GPH": "Western Downs Green Power Hub", "White Rock Wind and": "White Rock Wind Farm",
    "Riverina Energy Storage System 1": "Riverina Battery 1", "Newman (AU)": "Newman",
    "Kurri Kurri power (Snowy Hydro) station": "Kurri Kurri (Hunter Power Project)",
    "Gunnedah Solar Farm, Units 1-90": "Gunnedah Solar Farm",
    "Wyalong Solar Farm Pty Ltd as the trustee for the Wyalong Solar Farm Unit Trust": "Wyalong Solar Farm",
}  # fmt: skip
Row = Mapping[str, str]


@dataclass(frozen=True)
class Station:
    """One station, one fuel, one status; capacity in MW, point as (lon, lat) in degrees."""

    name: str
    fuel: str
    status: str
    capacity_mw: float
    point: grid.Point
    accuracy_km: float
    source: str
    date: str
    operator: str = ""
    start_year: int | None = None
    closure_year: int | None = None

    @property
    def kind(self) -> str:
        """Fuels that sources confuse with one another, as one word."""
        return KINDS.get(self.fuel, self.fuel)


@dataclass(frozen=True)
class Tracker:
    """A file of Global Energy Monitor: how to read a row's fuel, and the names of its columns."""

    file: str
    source: str
    date: str
    read: Callable[[Path], list[gem.Row]]
    fuel: Callable[[Row], str]
    country: str
    name: str
    capacity: str
    status: str
    start: str
    closures: tuple[str, ...]
    lon: str
    lat: str
    owners: tuple[str, ...]
    accuracy: str


TRACKERS = (
    Tracker(
        "coal-plant/compilation_input/Global-Coal-Plant-Tracker-July-2024 DATA TEAM COPY.xlsx", "gem-coal-2024-07",
        "2024-07", lambda file: gem.read_sheet(file, "xl/worksheets/sheet2.xml"), lambda row: "coal", "Country/Area",
        "Plant name", "Capacity (MW)", "Status", "Start year", ("Retired year", "Planned retirement"), "Longitude",
        "Latitude", ("Owner",), "Location accuracy",
    ),
    Tracker(
        "gas-plant/data/data-2024-08-29.csv", "gem-oil-gas-2024-08", "2024-08", gem.read_csv,
        lambda row: gem.gas_fuel(row["fuel_type"]), "country", "project", "capacity", "status", "start_year", (),
        "lng", "lat", ("owner",), "",
    ),
    Tracker(
        "hydro/Global-Hydropower-Tracker-May-2024_2024-05-15.csv", "gem-hydro-2024-05", "2024-05",
        lambda file: gem.read_csv(file, "utf-16"),
        lambda row: "pumped_hydro" if row["technology_type"] == "pumped storage" else "hydro", "country",
        "project_name", "capacity_(mw)", "status", "start_year", ("retired_year",), "lng", "lat",
        ("operator", "owner"), "location_accuracy",
    ),
    Tracker(
        "bioenergy/compilation_output/GBPT-map-file-2024-09-23.csv", "gem-bioenergy-2024-09", "2024-09", gem.read_csv,
        lambda row: "bioenergy", "country/area", "project-name", "capacity-(mw)", "status", "start-year",
        ("retired-year",), "lng", "lat", ("operator(s)", "owner(s)"), "location-accuracy",
    ),
)  # fmt: skip


def year(text: str) -> int | None:
    """Return a year written as text, or None where it is empty or unknown."""
    digits = text.strip().removesuffix(".0")
    return int(digits) if digits.isdigit() else None


def tracked_units(tracker: Tracker, mirror: Path) -> Iterator[Station]:
    """Yield the Australian units of one tracker, each as a station of its own."""
    for row in tracker.read(grid.mirror_file(mirror, f"{gem.GEM}/{tracker.file}")):
        status = gem.STATUSES.get(row[tracker.status])
        if row[tracker.country] != "Australia" or status is None:
            continue
        closures = [year(row[column]) for column in tracker.closures if year(row[column])]
        yield Station(
            name=NAMES.get(gem.plain(row[tracker.name]), gem.plain(row[tracker.name])),
            fuel=tracker.fuel(row),
            status=status,
            capacity_mw=float(row[tracker.capacity] or 0),
            point=(float(row[tracker.lon]), float(row[tracker.lat])),
            accuracy_km=gem.ACCURACY_KM.get(row.get(tracker.accuracy, ""), gem.GAS_TRACKER_ACCURACY_KM),
            source=tracker.source,
            date=tracker.date,
            operator=gem.owners(next((row[column] for column in tracker.owners if row[column]), "")),
            start_year=year(row[tracker.start]),
            closure_year=closures[0] if closures else None,
        )


def tracked(mirror: Path) -> Iterator[Station]:
    """Yield the stations of all trackers: units of one name, fuel and status added up."""
    units = [unit for tracker in TRACKERS for unit in tracked_units(tracker, mirror)]
    units = [u for u in units if u.status != "retired" or (u.closure_year or RETIRED_SINCE) >= RETIRED_SINCE]
    for _, members in groupby(sorted(units, key=group_key), key=group_key):
        yield joined(list(members))


def group_key(unit: Station) -> tuple[str, str, str]:
    """Return what units of one station share."""
    return unit.name, unit.fuel, unit.status


def joined(units: list[Station]) -> Station:
    """Add units up to one station: first start, last closure, all owners."""
    starts = [unit.start_year for unit in units if unit.start_year]
    closures = [unit.closure_year for unit in units if unit.closure_year]
    owners = dict.fromkeys(name for unit in units for name in unit.operator.split(";") if name)
    return replace(
        units[0],
        capacity_mw=sum(unit.capacity_mw for unit in units),
        start_year=min(starts, default=None),
        closure_year=max(closures, default=None),
        operator=";".join(owners),
    )


def surveyed(mirror: Path, fuels: set[str]) -> Iterator[Station]:
    """Yield the operating stations of these fuels from Geoscience Australia (2017)."""
    for row in grid.kml_points(grid.mirror_file(mirror, grid.POWER_STATIONS_KML)):
        fuel = GA_FUELS.get(row.get("PRIMARYFUELTYPE", ""), "")
        if fuel == "hydro" and "Pumped" in row.get("GENERATIONTYPE", ""):
            fuel = "pumped_hydro"
        capacity = row.get("GENERATIONMW", "").replace(",", "")
        if fuel in fuels and capacity and row["OPERATIONALSTATUS"] == "Operational":
            yield Station(
                NAMES.get(row["NAME"], row["NAME"]), fuel, "operating", float(capacity),
                (float(row["lon"]), float(row["lat"])), GA_ACCURACY_KM[row["SPATIALCONFIDENCE"]],
                "ga-power-stations-2017", "-".join(reversed(row["REVISED"].split("/"))), row.get("OWNER", ""),
            )  # fmt: skip


def listed(mirror: Path) -> Iterator[Station]:
    """Yield the stations of Open Electricity (NEM and WEM, about 2024) that have a position."""
    file = grid.mirror_file(mirror, OPEN_ELECTRICITY)
    for entry in json.loads(file.read_text(encoding="utf-8")):
        place = entry["location"]
        if not place["lat"]:
            continue
        name = " ".join((entry["network_name"] or entry["name"]).split()).removesuffix(" Power Station")
        totals: dict[tuple[str, str], float] = {}
        for unit in entry["facilities"]:
            fuel = OPEN_ELECTRICITY_FUELS.get(unit["fueltech_id"] or "")
            if fuel and unit["dispatch_type"] == "GENERATOR":
                key = (fuel, unit["status_id"])
                totals[key] = totals.get(key, 0.0) + float(unit["capacity_registered"] or 0)
        for (fuel, status), capacity in totals.items():
            if status != "retired" or (fuel, "operating") not in totals:
                yield Station(
                    NAMES.get(name, name), fuel, status, capacity, (float(place["lng"]), float(place["lat"])),
                    OPEN_ELECTRICITY_ACCURACY_KM, "open-electricity-stations", "2024",
                )  # fmt: skip


def wanted(station: Station) -> bool:
    """Tell whether a station is large enough and not left out."""
    large = station.capacity_mw >= LEAST_MW.get(station.fuel, LEAST_MW_OTHERS)
    return large and (station.name, station.source) not in LEFT_OUT


def same(known: Station, station: Station) -> bool:
    """Tell whether two records of different sources stand for one station."""
    if known.kind != station.kind or known.status not in (station.status, "mothballed", "retired"):
        return False
    gap = grid.distance_km(known.point, station.point)
    return gap <= SAME_PLACE_KM or (gap <= SAME_NAME_KM and known.name == station.name)


def added(known: list[Station], more: Iterable[Station]) -> list[Station]:
    """Add the stations that no known one of the same kind stands for."""
    new = [s for s in filter(wanted, more) if s.name in DISTINCT or not any(same(k, s) for k in known)]
    return [*known, *new]


def as_row(station: Station) -> dict[str, str]:
    """Write a station as a row of the table."""
    return {
        "id": grid.slug(f"{station.name} {station.fuel} {station.status}"),
        "name": station.name,
        "fuel": station.fuel,
        "status": station.status,
        "capacity_mw": grid.number(station.capacity_mw, 1),
        "firm": "false" if station.fuel in ("solar", "wind") else "true",
        "start_year": str(station.start_year or ""),
        "closure_year": str(station.closure_year or ""),
        "lon": grid.number(station.point[0]),
        "lat": grid.number(station.point[1]),
        "operator": station.operator,
        "accuracy_km": grid.number(station.accuracy_km, 1),
        "source": station.source,
        "date": station.date,
    }


def compiled(mirror: Path) -> list[Station]:
    """Return all stations, in the order of trust."""
    known = [station for station in tracked(mirror) if wanted(station)]
    known = added(known, surveyed(mirror, {"hydro", "pumped_hydro", "bioenergy"}))
    known = added(known, listed(mirror))
    return added(known, surveyed(mirror, {"gas", "oil"}))


def main() -> None:
    """Read the mirror, write the table."""
    options = grid.arguments(__doc__ or "", "power_stations_au.csv")
    table = sorted((as_row(station) for station in compiled(options.mirror)), key=lambda row: row["id"])
    grid.write_csv(options.output, gem.COLUMNS, table)


if __name__ == "__main__":
    main()
