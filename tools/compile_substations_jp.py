"""Compile ``data/facts/substations_jp.csv``: Japanese substations of 154 kV and more, and Okinawa's 132 kV.

The stations are those of an end-2016 extract of OpenStreetMap (ODbL 1.0). Names in Latin letters, stations that are
no connection points and stations that the extract lacks stand in ``compile_substations_jp.toml`` beside this file.
"""

from __future__ import annotations

import csv
import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import grid_jp as grid

COLUMNS = (
    "id", "name", "name_ja", "lon", "lat", "voltage_kv", "voltage_basis", "operator", "synchronous_system",
    "connectable", "not_connectable_reason", "accuracy_km", "source", "date",
)  # fmt: skip
LEAST_KV = 154.0
BACKBONE_KV = 187.0
"""From here on a station that the extract leaves unnamed and without voltage is listed with its line's voltage."""
YARD_KM, YARD_MW = 1.0, 100.0
"""An unnamed station this near a power station of this size is taken for its switchyard: assumption."""
SURE_ENDS = 3
"""A station without name, operator and voltage is taken for a utility's where this many line ends meet: assumption."""
MERGE_KM = 0.7
"""An unnamed station this near one of the same or a higher voltage is a second node of it: assumption."""
ACCURACY_KM = "0.5"
"""Centre of the mapped area; sites of 500 kV stations are up to 0.6 km long."""
SUFFIXES = r"\s*(Hendensho|hendensho|Kaiheisho|Substation|Hendens.*)$"
RAILWAY = r"JR|ＪＲ|鉄道|電鉄|新幹線|モノレール|交流変電所"
INDUSTRY = r"製鐵|製鉄|石油|電工|ジェイウインド"


@dataclass(frozen=True)
class Station:
    """One station: name, place, highest voltage in kV and how that is known."""

    key: str
    name: str
    name_ja: str
    point: grid.Point
    voltage_kv: float
    basis: str
    area: str
    system: str
    reason: str
    accuracy_km: str
    sources: tuple[str, ...]
    date: str


@dataclass(frozen=True)
class Context:
    """What naming and placing a station needs."""

    review: Mapping[str, Any]
    areas: Mapping[str, Any]
    places: list[tuple[str, grid.Point]]
    plants: list[tuple[str, grid.Point]]
    line_kv: Mapping[str, list[float]]


def line_voltages(links: Iterable[grid.Link]) -> dict[str, list[float]]:
    """Return the highest voltage of every surveyed link that ends at a node, by node."""
    found: dict[str, list[float]] = defaultdict(list)
    for link in links:
        for end in set(link.ends):
            if link.surveyed and link.voltages_kv:
                found[end].append(max(link.voltages_kv))
    return found


def read_plants(file: Path) -> list[tuple[str, grid.Point]]:
    """Return name and point of the large power stations of our own table that are well placed."""
    with file.open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if float(row["accuracy_km"]) <= 2]
    return [
        (row["name"], (float(row["lon"]), float(row["lat"]))) for row in rows if float(row["capacity_mw"]) >= YARD_MW
    ]


def listed(node: grid.Node, context: Context) -> tuple[float, str] | None:
    """Return a station's voltage in kV and its basis (own, line), or None where it is not to be listed."""
    if node.kind not in grid.STATION_TYPES or node.key in context.review["drop"]["keys"]:
        return None
    if node.voltages_kv:
        return (node.voltages_kv[0], "own") if node.voltages_kv[0] >= LEAST_KV else None
    voltage = max(context.line_kv.get(node.key, [0.0]))
    known = bool(node.name or node.operator)
    return (voltage, "line") if voltage >= BACKBONE_KV or (voltage >= LEAST_KV and known) else None


def latin_name(node: grid.Node, review: Mapping[str, Any]) -> str:
    """Return a station's name in Latin letters: the reviewed one, or the one in brackets in the extract."""
    if node.key in review["names"]:
        return str(review["names"][node.key])
    bracket = re.search(r"\(([A-Za-zĀ-ſ' -]+)\)", node.name)
    words = re.sub(SUFFIXES, "", grid.plain(bracket[1])).strip() if bracket else ""
    return re.sub(r"^(Shin|Kita|Minami|Higashi|Nishi|Naka) (?=[A-Z])", r"\1-", words)


def japanese_name(node: grid.Node, review: Mapping[str, Any]) -> str:
    """Return the Japanese name without brackets and the utility in front."""
    given = review["names_ja"].get(node.key, re.sub(r"\s*\(.*?\)", "", node.name).split(";")[0])
    return re.sub(r"^(東京電力|関西電力|九州電力|中部電力|四国電力|東北電力株式会社|中部電力㈱)[\s　]*", "", str(given))


def reason_for(node: grid.Node, name: str, basis: str, context: Context) -> tuple[str, str]:
    """Return why a station is no connection point, or an empty text, and the source of that beyond the extract."""
    if node.key in context.review["not_connectable"]:
        reason, source = context.review["not_connectable"][node.key]
        return str(reason), str(source)
    tags = f"{node.name} {node.operator}"
    if node.key not in context.review["utility_owned"]["keys"] and (
        re.search(RAILWAY, tags) or 25.0 in node.voltages_kv
    ):
        return "traction station of a railway", ""
    if re.search(INDUSTRY, tags):
        return "private station", ""
    if "発電所" in tags or (node.kind == "plant" and "変電所" not in tags):
        return "switchyard of a power station", ""
    if "電源開発" in node.operator:
        return "J-POWER: carries power for the utilities (assumption: connects no loads)", ""
    return ("", "") if name else reason_unnamed(node, basis, context)


def reason_unnamed(node: grid.Node, basis: str, context: Context) -> tuple[str, str]:
    """Return why an unnamed station is no connection point: beside a power station, or of unknown kind."""
    for plant, point in context.plants:
        if grid.distance_km(node.point, point) <= YARD_KM:
            return f"within {YARD_KM:g} km of {plant}: taken for its switchyard (assumption)", ""
    ends = [kv for kv in context.line_kv.get(node.key, []) if kv >= BACKBONE_KV]
    if basis == "line" and not node.operator and len(ends) < SURE_ENDS:
        return "unidentified: no name, operator or voltage of its own, few lines", ""
    return "", ""


def station(node: grid.Node, context: Context) -> Station | None:
    """Make a station of a node, or None where it is not to be listed."""
    voltage = listed(node, context)
    if voltage is None:
        return None
    name = latin_name(node, context.review)
    reason, source = reason_for(node, name, voltage[1], context)
    area = grid.area_of(node.point, context.areas)
    if area == "Chubu" and (re.search("東京電力|TEPCO", node.operator) or node.frequency == "50"):
        area = "Tokyo"
    sources = (grid.NODES_KEY, *([grid.LINKS_KEY] if voltage[1] == "line" else []), *([source] if source else []))
    return Station(
        node.key, name or grid.nearest_place(node.point, context.places), japanese_name(node, context.review),
        node.point, voltage[0], voltage[1], area, grid.system_of(area), reason, ACCURACY_KM, sources, grid.EXTRACT_DATE,
    )  # fmt: skip


def added(entry: Mapping[str, Any]) -> Station:
    """Make a station of an entry of the review file."""
    return Station(
        entry["name"], entry["name"], entry["name_ja"], (entry["lon"], entry["lat"]), float(entry["voltage_kv"]),
        entry["basis"], entry["area"], grid.system_of(entry["area"]), entry.get("reason", ""),
        f"{entry['accuracy_km']:g}", tuple(entry["source"]), entry["date"],
    )  # fmt: skip


def without_doubles(stations: list[Station]) -> list[Station]:
    """Leave out an unnamed station right beside one that is as high: a second node of it."""
    kept: list[Station] = []
    for one in sorted(stations, key=lambda s: (not s.name_ja, s.basis == "line")):
        beside = (
            k for k in kept if k.voltage_kv >= one.voltage_kv and grid.distance_km(k.point, one.point) <= MERGE_KM
        )
        if one.name_ja or not any(True for _ in beside):
            kept.append(one)
    return sorted(kept, key=lambda s: (not s.key.isdigit(), s.key.zfill(5)))


def distinct(stations: list[Station]) -> Iterator[Station]:
    """Give every station a name of its own: places get their kV, what is still shared a number."""
    named = [s if s.name_ja or s.key == s.name else replace(s, name=f"{s.name} {s.voltage_kv:g} kV") for s in stations]
    shared = {name for name, count in Counter(s.name for s in named).items() if count > 1}
    named = [replace(s, name=f"{s.name} {s.voltage_kv:g} kV") if s.name in shared and s.name_ja else s for s in named]
    seen: Counter[str] = Counter()
    for one in named:
        seen[one.name] += 1
        yield one if seen[one.name] == 1 else replace(one, name=f"{one.name} ({seen[one.name]})")


def as_row(one: Station) -> dict[str, str]:
    """Write a station as a row of the table."""
    kv = f"{one.voltage_kv:g}"
    bare = one.name.split(f" {kv} kV")[0]
    return {
        "id": grid.slug(f"{one.area} {bare} {kv}" if one.name_ja else f"{one.area} {bare} {kv} {one.key}"),
        "name": one.name,
        "name_ja": one.name_ja,
        "lon": f"{one.point[0]:.3f}",
        "lat": f"{one.point[1]:.3f}",
        "voltage_kv": kv,
        "voltage_basis": one.basis,
        "operator": one.area,
        "synchronous_system": one.system,
        "connectable": "false" if one.reason else "true",
        "not_connectable_reason": one.reason,
        "accuracy_km": one.accuracy_km,
        "source": " ; ".join(one.sources),
        "date": one.date,
    }


def main() -> None:
    """Read the mirror, write the table."""
    options = grid.arguments(__doc__ or "", "substations_jp.csv")
    review = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    context = Context(
        review, grid.read_areas(options.zones), grid.read_places(options.cities),
        read_plants(grid.facts_folder() / "power_stations_jp.csv"), line_voltages(grid.read_links(options.mirror)),
    )  # fmt: skip
    found = [station(node, context) for node in grid.read_nodes(options.mirror).values()]
    stations = without_doubles([*(s for s in found if s), *map(added, review["add"])])
    grid.write_csv(options.output, COLUMNS, sorted(map(as_row, distinct(stations)), key=lambda row: row["id"]))


if __name__ == "__main__":
    main()
