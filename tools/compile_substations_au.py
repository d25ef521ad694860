"""Compile ``data/facts/substations_au.csv``: Australian substations of 132 kV and more, and the tops of small systems.

The 2017 GA substations are compared with the ends of the 2025 GA lines; what the comparison showed to be wrong or
missing stands, with its reason, in ``compile_substations_au.toml`` beside this file.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import grid_au as grid

from geo.errors import DataError

COLUMNS = (
    "id", "name", "lon", "lat", "voltage_kv", "operator", "synchronous_system", "connectable",
    "not_connectable_reason", "accuracy_km", "source", "date",
)  # fmt: skip
LEAST_KV = 132.0
LINE_END_KM = 1.0
"""A line end this near belongs to the station."""
SNAP_KM = 1.5
LOWER_BUSES_KV = (330.0, 275.0, 220.0)
ACCURACY_KM = {"5": "0.5", "4": "1", "3": "2", "2": "3", "1": "5"}
"""From GA's spatial confidence (5 best); assumption, checked: 97 % of class 5 lie within 0.1 km of a line end."""
SUBSTATIONS, LINES = "ga-substations-2017", "ga-transmission-lines-2025"
DATES = {SUBSTATIONS: "2017-02-23", LINES: "2025-11-19"}


@dataclass(frozen=True)
class Station:
    """One bus of one station; voltages in kV, point as (lon, lat) in degrees."""

    name: str
    state: str
    voltage_kv: float
    point: grid.Point
    accuracy_km: str
    sources: tuple[str, ...]
    suburb: str = ""
    sole_use: bool = False
    reason: str = ""
    date: str = ""

    @property
    def system(self) -> str:
        """Synchronous area."""
        return grid.synchronous_system(self.state, *self.point)


@dataclass(frozen=True)
class LineEnd:
    """Where a line of the 2025 file ends."""

    point: grid.Point
    voltage_kv: float


def line_ends(features: list[dict[str, Any]]) -> list[LineEnd]:
    """Return both ends of every line in service or being built."""
    ends = []
    for feature in features:
        if feature["properties"]["operationalstatus"].startswith("Non"):
            continue
        path = feature["geometry"]["coordinates"]
        ends += [LineEnd((p[0], p[1]), float(feature["properties"]["capacitykv"])) for p in (path[0], path[-1])]
    return ends


def read_stations(rows: list[dict[str, str]], corrections: dict[str, Any]) -> Iterator[Station]:
    """Yield the 2017 stations with the corrections applied; unknown keys in the corrections are errors."""
    used: set[str] = set()
    for row in rows:
        state = grid.STATES[row["STATE"]]
        key = f"{state}/{row['NAME']}/{row['VOLTAGE']}"
        used.add(key)
        voltage = float(corrections["voltage"].get(key, row["VOLTAGE"]))
        listed = key in corrections["voltage"] and voltage > 0
        if key not in corrections["drop"] and (voltage >= LEAST_KV or listed):
            yield Station(
                name=corrections["rename"].get(key, row["NAME"]),
                state=state,
                voltage_kv=voltage,
                point=(float(row["lon"]), float(row["lat"])),
                accuracy_km=ACCURACY_KM[row["SPATIALCONFIDENCE"]],
                sources=(SUBSTATIONS, LINES) if key in corrections["voltage"] else (SUBSTATIONS,),
                suburb=row.get("SUBURB", ""),
                sole_use=row["CLASS"] == "Sole Use",
            )
    unknown = {*corrections["drop"], *corrections["voltage"], *corrections["rename"]} - used
    if unknown:
        raise DataError("corrections name stations that the source lacks", found=", ".join(sorted(unknown)))


def added_stations(entries: list[dict[str, Any]], ends: list[LineEnd]) -> Iterator[Station]:
    """Yield the stations that the 2017 source lacks: on the end of a line, or where a page says (``accuracy_km``)."""
    for entry in entries:
        pages = (entry["source"],) if "source" in entry else ()
        stated = "accuracy_km" in entry
        point = tuple(entry["at"]) if stated else line_end_near(entry, ends)
        yield Station(
            name=entry["name"],
            state=entry["state"],
            voltage_kv=float(entry["kv"]),
            point=point,
            accuracy_km=entry.get("accuracy_km", "1"),
            sources=pages if stated else (LINES, *pages),
            reason=entry.get("reason", ""),
            date=entry.get("date", ""),
        )


def line_end_near(entry: dict[str, Any], ends: list[LineEnd]) -> grid.Point:
    """Return the end of a line of the station's voltage (or ``end_kv``) that is nearest to the point given."""
    wanted, kv = tuple(entry["at"]), float(entry.get("end_kv", entry["kv"]))
    near = [(grid.distance_km(wanted, end.point), end.point) for end in ends if end.voltage_kv == kv]
    gap, point = min(near)
    if gap > SNAP_KM:
        raise DataError("no line ends near a station to be added", where=entry["name"], found=f"{gap:.1f} km")
    return point


def without_doubles(stations: list[Station]) -> list[Station]:
    """Drop second records (same name, state and voltage within 2 km); name the rest by suburb too."""
    kept: list[Station] = []
    for station in stations:
        same = [k for k in kept if (k.name, k.state, k.voltage_kv) == (station.name, station.state, station.voltage_kv)]
        if not same:
            kept.append(station)
        elif min(grid.distance_km(station.point, other.point) for other in same) > 2:
            kept.append(replace(station, name=f"{station.name} {station.suburb or 'North'}"))
    return kept


def confirmed(station: Station, ends: list[LineEnd]) -> Station:
    """Name the 2025 lines as a source where one of the station's voltage ends at it."""
    here = any(
        end.voltage_kv == station.voltage_kv and grid.distance_km(end.point, station.point) <= LINE_END_KM
        for end in ends
    )
    return replace(station, sources=(*station.sources, LINES)) if here and LINES not in station.sources else station


def lower_buses(stations: list[Station], ends: list[LineEnd]) -> Iterator[Station]:
    """Yield the lower buses of 220 kV and more that the lines show at a station and no record of its own gives."""
    for station in [s for s in stations if s.voltage_kv > min(LOWER_BUSES_KV) and not s.reason]:
        around = {end.voltage_kv for end in ends if grid.distance_km(end.point, station.point) <= LINE_END_KM}
        for voltage in (v for v in LOWER_BUSES_KV if v in around and v < station.voltage_kv):
            given = any(
                s.voltage_kv == voltage and grid.distance_km(s.point, station.point) < LINE_END_KM for s in stations
            )
            if not given:
                yield replace(station, voltage_kv=voltage, sources=(LINES,))


def with_reason(station: Station, rules: list[dict[str, Any]]) -> Station:
    """Say why a station is no connection point, where it is none."""
    if station.reason:
        return station
    for rule in rules:
        if f"{station.state}/{station.name}" in rule["stations"] or any(word in station.name for word in rule["words"]):
            more = (rule["source"],) if "source" in rule else ()
            return replace(station, reason=rule["reason"], sources=(*station.sources, *more))
    return replace(station, reason="private station (class Sole Use in the source)") if station.sole_use else station


def as_row(station: Station) -> dict[str, str]:
    """Write a station as a row of the table."""
    kv = grid.number(station.voltage_kv)
    return {
        "id": f"{station.state}-{grid.slug(station.name)}-{kv}",
        "name": station.name,
        "lon": grid.number(station.point[0]),
        "lat": grid.number(station.point[1]),
        "voltage_kv": kv,
        "operator": "" if station.reason else grid.operator(station.state, station.voltage_kv, station.system),
        "synchronous_system": station.system,
        "connectable": "false" if station.reason else "true",
        "not_connectable_reason": station.reason,
        "accuracy_km": station.accuracy_km,
        "source": " ; ".join(station.sources),
        "date": station.date or max(DATES[key] for key in station.sources if key in DATES),
    }


def main() -> None:
    """Read the mirror, write the table."""
    options = grid.arguments(__doc__ or "", "substations_au.csv")
    corrections = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    ends = line_ends(grid.line_features(grid.mirror_file(options.mirror, grid.LINES_GEOJSON)))
    rows = grid.kml_points(grid.mirror_file(options.mirror, grid.SUBSTATIONS_KML))
    stations = without_doubles([*read_stations(rows, corrections), *added_stations(corrections["add"], ends)])
    named = [with_reason(confirmed(station, ends), corrections["not_connectable"]) for station in stations]
    table = sorted((as_row(s) for s in [*named, *lower_buses(named, ends)]), key=lambda row: row["id"])
    grid.write_csv(options.output, COLUMNS, table)


if __name__ == "__main__":
    main()
