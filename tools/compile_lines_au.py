"""Compile ``data/facts/lines_au.csv``: Australian transmission lines with their routes.

All lines of 220 kV and more, longer lines of 110 and 132 kV, and the 66 kV line of Alice Springs, from the 2025 GA
lines. Ends take the name of the substation (``substations_au.csv``, so compile that first) within 3 km, or else the
name in the source. Parallel lines between the same ends become one row with their number in ``circuits``.
"""

from __future__ import annotations

import csv
import difflib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import grid_au as grid
import shapely

COLUMNS = (
    "id", "name", "from_name", "to_name", "voltage_kv", "circuits", "operator", "synchronous_system", "via",
    "length_km", "schematic", "source", "date",
)  # fmt: skip
BACKBONE_KV = 220.0
LEAST_LENGTH_KM = {500: 1.0, 400: 1.0, 330: 1.0, 275: 1.0, 220: 1.0, 132: 15.0, 110: 15.0}
"""Shorter lines are links within a station (assumption: below 1 km) or left to the backbone (110, 132 kV)."""
SMALL_SYSTEMS = {
    "au-dkis": 132, "au-alice-springs": 66, "au-mount-isa": 132, "au-nwis": 132, "au-east-kimberley": 132,
    "au-northern-goldfields": 132,
}  # fmt: skip
"""Least voltage in kV kept in each small system, at any length from 1 km."""
NEAR_KM = 3.0
TOLERANCE_DEG = 0.006
SURE_CLASSES = (3, 4, 5)
"""GA spatial confidence (1-5) from which a route is taken as true."""
DIRECT_CURRENT = {
    "Basslink-Loy Yang to Basslink-George Town": "Basslink",
    "Monash to Red Cliffs Terminal": "Murraylink",
}
LEFT_OUT = {"Kurri to Telarah"}
"""Listed as 330 kV between two 132 kV stations."""
RUN_AT_KV = {"Dinawan to Wagga Wagga": 330.0}
"""Built for 500 kV (https://infrastructurepipeline.org/project/sa-to-nsw-high-capacity-interconnector)."""
SOURCE, DATE = "ga-transmission-lines-2025", "2025-11-19"


@dataclass(frozen=True)
class Bus:
    """One row of the substation table."""

    name: str
    voltage_kv: float
    point: grid.Point
    connectable: bool


@dataclass(frozen=True)
class Line:
    """One line, ready to be written; lengths in km."""

    title: str
    ends: tuple[str, str]
    voltage_kv: float
    state: str
    path: tuple[grid.Point, ...]
    sure: bool
    circuits: int = 1

    @property
    def length_km(self) -> float:
        """Route length."""
        return grid.length_km(self.path)

    @property
    def system(self) -> str:
        """Synchronous area of the first point; none for a direct-current link."""
        return "" if "HVDC" in self.title else grid.synchronous_system(self.state, *self.path[0])


def read_buses(file: Path) -> list[Bus]:
    """Read the substation table."""
    with file.open(encoding="utf-8", newline="") as stream:
        return [
            Bus(
                row["name"],
                float(row["voltage_kv"]),
                (float(row["lon"]), float(row["lat"])),
                row["connectable"] == "true",
            )
            for row in csv.DictReader(stream)
        ]


def station_at(point: grid.Point, voltage_kv: float, buses: list[Bus]) -> str:
    """Return the name of the station within 3 km: one of the line's voltage first, then the nearest; or nothing."""
    near = [(bus.voltage_kv != voltage_kv, grid.distance_km(bus.point, point), bus.name) for bus in buses]
    kept = [candidate for candidate in near if candidate[1] <= NEAR_KM]
    return min(kept)[2] if kept else ""


def named_ends(title: str) -> tuple[str, str]:
    """Split the source's "A to B (East)" into A and B."""
    head, _, tail = re.sub(r"\s*[()].*$", "", title).partition(" to ")
    return head.strip(), (tail or head).strip()


def likeness(a: str, b: str) -> float:
    """Return how alike two names are, 0 to 1."""
    return difflib.SequenceMatcher(None, a.lower(), b.lower()).ratio()


def end_names(title: str, found: tuple[str, str]) -> tuple[str, str]:
    """Name both ends: by the station found there, else by the part of the title that is not the other end's name."""
    first, second = found
    head, tail = named_ends(title)
    if first and second and first != second:
        return first, second
    if first == second:
        return head, tail
    if first:
        return first, tail if likeness(first, head) >= likeness(first, tail) else head
    return (head if likeness(second, tail) >= likeness(second, head) else tail), second


def read_line(feature: dict[str, Any], buses: list[Bus]) -> Line:
    """Turn a GeoJSON feature into a line."""
    properties = feature["properties"]
    source_name = properties["name"].strip()
    path = tuple((p[0], p[1]) for p in feature["geometry"]["coordinates"])
    voltage = RUN_AT_KV.get(source_name, float(properties["capacitykv"]))
    ends = end_names(source_name, (station_at(path[0], voltage, buses), station_at(path[-1], voltage, buses)))
    link = DIRECT_CURRENT.get(source_name)
    title = f"{link} (HVDC)" if link else " - ".join(ends)
    sure = properties["spatialconfidence"] in SURE_CLASSES
    return Line(title, ends, voltage, grid.STATES[properties["state"]], path, sure)


def selected(line: Line) -> bool:
    """Tell whether a line belongs in the table."""
    least_kv = SMALL_SYSTEMS.get(line.system)
    if least_kv is not None:
        return line.voltage_kv >= least_kv and line.length_km >= 1
    return line.length_km >= LEAST_LENGTH_KM.get(round(line.voltage_kv), float("inf"))


def merged(lines: Iterable[Line]) -> Iterator[Line]:
    """Join lines of one voltage between the same two ends whose lengths differ by less than a tenth."""
    groups: list[list[Line]] = []
    for line in lines:
        for group in groups:
            one = group[0]
            same = {*one.ends} == {*line.ends} and one.voltage_kv == line.voltage_kv and one.state == line.state
            if same and abs(one.length_km - line.length_km) < 0.1 * one.length_km:
                group.append(line)
                break
        else:
            groups.append([line])
    for group in groups:
        best = max(group, key=lambda line: line.sure)
        yield Line(best.title, best.ends, best.voltage_kv, best.state, best.path, best.sure, len(group))


def via(path: tuple[grid.Point, ...]) -> str:
    """Write a path as "lon lat;lon lat", simplified to 0.6 km (Douglas-Peucker), both ends included."""
    points = shapely.simplify(shapely.LineString(path), TOLERANCE_DEG).coords
    return ";".join(f"{grid.number(x)} {grid.number(y)}" for x, y in points)


def as_row(line: Line) -> dict[str, str]:
    """Write a line as a row of the table, but for its id."""
    kv = grid.number(line.voltage_kv)
    return {
        "name": line.title,
        "from_name": line.ends[0],
        "to_name": line.ends[1],
        "voltage_kv": kv,
        "circuits": str(line.circuits),
        "operator": grid.operator(line.state, line.voltage_kv, line.system),
        "synchronous_system": line.system,
        "via": via(line.path),
        "length_km": grid.number(line.length_km, 1),
        "schematic": "false" if line.sure else "true",
        "source": SOURCE,
        "date": DATE,
    }


def with_ids(lines: list[Line]) -> Iterator[dict[str, str]]:
    """Give every row a stable id: state, ends and voltage, numbered from the shortest where they repeat."""
    used: dict[str, int] = {}
    for line in sorted(lines, key=lambda line: (line.state, line.title, line.voltage_kv, line.length_km, line.path)):
        key = f"{line.state}-{grid.slug(line.title)}-{grid.number(line.voltage_kv)}"
        used[key] = used.get(key, 0) + 1
        yield {"id": key if used[key] == 1 else f"{key}-n{used[key]}", **as_row(line)}


def main() -> None:
    """Read the mirror and the substation table, write the line table."""
    options = grid.arguments(__doc__ or "", "lines_au.csv")
    buses = read_buses(grid.facts_folder() / "substations_au.csv")
    features = grid.line_features(grid.mirror_file(options.mirror, grid.LINES_GEOJSON))
    wanted = [
        feature
        for feature in features
        if feature["properties"]["capacitykv"] >= 66
        and not feature["properties"]["operationalstatus"].startswith("Non")
        and feature["properties"]["name"].strip() not in LEFT_OUT
    ]
    lines = [line for line in (read_line(feature, buses) for feature in wanted) if selected(line)]
    grid.write_csv(options.output, COLUMNS, with_ids(list(merged(lines))))


if __name__ == "__main__":
    main()
