"""Compile ``data/facts/lines_jp.csv``: the Japanese backbone of 187 kV and more, and Okinawa's main line.

The links of the end-2016 extract of OpenStreetMap (ODbL 1.0) are straight segments between stations and junctions.
Per voltage, chains of them are joined at junctions where nothing else of that voltage meets. Direct-current lines are
left out. All geometry is schematic.
"""

from __future__ import annotations

import csv
import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import grid_jp as grid
from shapely.geometry import LineString
from shapely.geometry.base import BaseGeometry

COLUMNS = (
    "id", "name", "from_name", "to_name", "voltage_kv", "circuits", "operator", "synchronous_system", "via",
    "length_km", "schematic", "source", "date",
)  # fmt: skip
VOLTAGES_KV = (500.0, 275.0, 220.0, 187.0)
HVDC = frozenset({("43", "1247"), ("1247", "253")})
"""Anan - Yura - Kihoku is the direct-current Kii Channel link (tagged 500 kV, run at 250 kV)."""
NEAR_KM = 0.8
"""A line end this near a station of our table takes its name."""
LEAST_KM = 1.0
"""Shorter pieces between two junctions are left out: they come from the extract's joining of near-by line ends."""
MOST_DETOUR, DETOUR_FROM_KM = 2.5, 5.0
"""A mapped length above this multiple of the course means that the extract lost an end: left out."""
SIMPLIFY_DEGREES = 0.008
PHASES = 3
Chain = list[tuple[grid.Link, str]]
"""Links in order, each with the node that it leads to."""


@dataclass(frozen=True)
class Named:
    """A place that can name a line end."""

    name: str
    point: grid.Point
    voltage_kv: float


def is_hvdc(link: grid.Link) -> bool:
    """Tell whether a link is part of a direct-current line."""
    return link.ends in HVDC or link.ends[::-1] in HVDC


def neighbours(links: Iterable[grid.Link]) -> dict[str, list[grid.Link]]:
    """Return the links at every node."""
    at: dict[str, list[grid.Link]] = defaultdict(list)
    for link in links:
        for end in link.ends:
            at[end].append(link)
    return at


def chains(links: Sequence[grid.Link], nodes: Mapping[str, grid.Node]) -> Iterator[tuple[str, Chain]]:
    """Yield every chain of links as its first node and its links; chains end at stations, branches and loose ends."""
    at = neighbours(links)
    ends = {key for key in at if len(at[key]) != 2 or nodes[key].kind in grid.STATION_TYPES}
    used: set[int] = set()
    starts = sorted(ends, key=int) + sorted(set(at) - ends, key=int)
    for start in starts:
        for link in at[start]:
            if id(link) not in used:
                yield start, follow(start, link, at, ends, used)


def follow(start: str, link: grid.Link, at: Mapping[str, list[grid.Link]], ends: set[str], used: set[int]) -> Chain:
    """Walk from ``start`` along ``link`` to the next end, marking what is used."""
    chain: Chain = []
    here = start
    while id(link) not in used:
        used.add(id(link))
        here = link.ends[1] if link.ends[0] == here else link.ends[0]
        chain.append((link, here))
        if here in ends:
            break
        link = next((other for other in at[here] if id(other) not in used), link)
    return chain


def circuits(chain: Chain, voltage_kv: float) -> str:
    """Return the number of three-phase circuits along most of the chain, or an empty text where it is unknown."""
    votes: Counter[int] = Counter()
    for link, _ in chain:
        count = link_circuits(link, voltage_kv)
        if count:
            votes[count] += max(1, round(10 * link.length_km))
    return str(votes.most_common(1)[0][0]) if votes else ""


def link_circuits(link: grid.Link, voltage_kv: float) -> int:
    """Return the circuits of one voltage on a link, 0 where unknown: three cables make one.

    A link that stands for several lines lists their voltages and cables in the same order.
    """
    if len(set(link.voltages_kv)) > 1 and len(link.voltages_kv) != len(link.cables):
        return 0
    same = [
        int(cables)
        for cables, voltage in zip(link.cables, [*link.voltages_kv, *[voltage_kv] * len(link.cables)], strict=False)
        if voltage == voltage_kv and cables.isdigit() and int(cables) % PHASES == 0
    ]
    return max(same) // PHASES if same else 0


def line_name(chain: Chain, voltage_kv: float) -> str:
    """Return the name that most of the chain bears, counting links of this voltage alone."""
    names: Counter[str] = Counter()
    for link, _ in chain:
        if link.name and set(link.voltages_kv) == {voltage_kv}:
            names[link.name.split(";")[0].split(" (")[0].strip()] += max(1, round(10 * link.length_km))
    return names.most_common(1)[0][0] if names else ""


def end_name(node: grid.Node, voltage_kv: float, stations: Sequence[Named], places: Sequence[Named]) -> str:
    """Name a line end after the station of our table at it, or as a junction near a place."""
    near = [s for s in stations if s.voltage_kv >= voltage_kv and grid.distance_km(s.point, node.point) <= NEAR_KM]
    if near:
        return min(near, key=lambda s: grid.distance_km(s.point, node.point)).name
    place = min(places, key=lambda p: grid.distance_km(p.point, node.point)).name
    return f"{place} {'junction' if node.kind == 'joint' else 'end'}"


def read_stations(file: Path) -> list[Named]:
    """Read the stations of our own table."""
    with file.open(encoding="utf-8", newline="") as stream:
        return [
            Named(row["name"], (float(row["lon"]), float(row["lat"])), float(row["voltage_kv"]))
            for row in csv.DictReader(stream)
        ]


def path_text(points: Sequence[grid.Point]) -> str:
    """Return a path simplified to about 1 km as ``lon lat;lon lat``."""
    simple = LineString(points).simplify(SIMPLIFY_DEGREES)
    return ";".join(f"{lon:.3f} {lat:.3f}" for lon, lat in simple.coords)


def lines_of(
    voltage_kv: float,
    links: Sequence[grid.Link],
    nodes: Mapping[str, grid.Node],
    names: tuple[list[Named], list[Named]],
    areas: Mapping[str, BaseGeometry],
) -> Iterator[dict[str, str]]:
    """Yield the rows of one voltage."""
    of_voltage = [link for link in links if voltage_kv in link.voltages_kv and link.surveyed and not is_hvdc(link)]
    for start, chain in chains(of_voltage, nodes):
        keys = [start, *(key for _, key in chain)]
        length = sum(link.length_km for link, _ in chain)
        first, last = nodes[keys[0]], nodes[keys[-1]]
        if start == keys[-1] or (length < LEAST_KM and "joint" in (first.kind, last.kind)):
            continue
        points = [nodes[key].point for key in keys]
        if length > max(DETOUR_FROM_KM, MOST_DETOUR * grid.path_km(points)):
            continue
        area = grid.area_of(points[len(points) // 2] if len(points) > 2 else midpoint(points), areas)
        ends = [end_name(node, voltage_kv, *names) for node in (first, last)]
        yield as_row(ends, voltage_kv, chain, area, points, length)


def midpoint(points: Sequence[grid.Point]) -> grid.Point:
    """Return the point midway between the two ends of a path."""
    return ((points[0][0] + points[-1][0]) / 2, (points[0][1] + points[-1][1]) / 2)


def as_row(
    ends: Sequence[str], voltage_kv: float, chain: Chain, area: str, points: Sequence[grid.Point], length_km: float
) -> dict[str, str]:
    """Write a line as a row of the table, named after its two ends and, in brackets, its Japanese name."""
    fifty = any("東京電力" in link.operator or "TEPCO" in link.operator for link, _ in chain)
    area = "Tokyo" if area == "Chubu" and fifty else area
    straight = grid.path_km(points)
    japanese = line_name(chain, voltage_kv)
    return {
        "id": grid.slug(f"{ends[0]} {ends[1]} {voltage_kv:g}"),
        "name": f"{ends[0]} - {ends[1]}" + (f" ({japanese})" if japanese else ""),
        "from_name": ends[0],
        "to_name": ends[1],
        "voltage_kv": f"{voltage_kv:g}",
        "circuits": circuits(chain, voltage_kv),
        "operator": area,
        "synchronous_system": grid.system_of(area),
        "via": path_text(points),
        "length_km": f"{max(length_km, straight):.1f}",
        "schematic": "true",
        "source": f"{grid.LINKS_KEY} ; {grid.NODES_KEY}",
        "date": grid.EXTRACT_DATE,
    }


def okinawa(stations: Sequence[Named]) -> Iterator[dict[str, str]]:
    """Yield Okinawa's 132 kV main line as straight pieces between its stations: only its last piece is attested."""
    lead = "lead: order of the stations along the coast; "
    known = "both ends named at https://n-seikei.jp/2013/04/25347.html; "
    at = {station.name: station.point for station in stations}
    names = ("Kin thermal", "Ishikawa thermal", "Gushikawa thermal", "Makiminato", "Nishi-Naha", "Tomoyose")
    for a, b in itertools.pairwise(names):
        row = as_row((a, b), 132.0, [], "Okinawa", (at[a], at[b]), 0.0)
        source = f"{known if b == 'Tomoyose' else lead}voltage and course by hand"
        yield row | {"source": source, "date": "unverified"}


def distinct(rows: Iterable[dict[str, str]]) -> Iterator[dict[str, str]]:
    """Number the lines that share both ends and voltage."""
    seen: Counter[str] = Counter()
    for row in rows:
        seen[row["id"]] += 1
        count = seen[row["id"]]
        yield row if count == 1 else row | {"id": f"{row['id']}-{count}"}


def main() -> None:
    """Read the mirror, write the table."""
    options = grid.arguments(__doc__ or "", "lines_jp.csv")
    nodes, links = grid.read_nodes(options.mirror), grid.read_links(options.mirror)
    stations = read_stations(grid.facts_folder() / "substations_jp.csv")
    places = [Named(name.split(",")[0], point, 0.0) for name, point in grid.read_places(options.cities)]
    areas = grid.read_areas(options.zones)
    rows = [row for kv in VOLTAGES_KV for row in lines_of(kv, links, nodes, (stations, places), areas)]
    rows.sort(key=lambda row: (row["id"], row["via"]))
    grid.write_csv(options.output, COLUMNS, [*distinct(rows), *okinawa(stations)])


if __name__ == "__main__":
    main()
