"""The places light can pass and the ways between them, read out of the fact tables for one year.

Nodes are cable landings, interconnection hubs, user cities, far hubs and towns on fibre routes. Ways are cable segments
and fibre legs that a row names, and short ties by route factor between places of one metropolis. Two places that
neither a row nor a metropolis joins have no way between them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Literal, TypeAlias

from geo.errors import InputError
from geo.models.latency import (
    CABLE_EQUIPMENT_MS,
    LINK_EQUIPMENT_MS,
    ROUTE_FACTOR,
    RTT_MS_PER_KM,
    cable_km,
    great_circle_km,
)

Kind = Literal["landing", "hub", "city", "far", "place"]
Way = Literal["cable", "fibre", "metro", "coast", "reach"]
Rows: TypeAlias = Sequence[Mapping[str, Any]]

BASE_YEAR = 2026
"""Year that the tables describe: nothing can be asked about an earlier one."""
LAST_YEAR = 2050
METRO_KM = 60.0
"""Hubs, cities and towns this near are tied by route factor: assumption, the width of a metropolis."""
COAST_KM = 100.0
"""A landing without a town of its own is tied to the nearest hub or city this near: assumption, Tokyo to the Boso
beaches is 80 km."""
BEACH_KM = 10.0
"""A town this near a landing is the town of that landing."""
KM_PER_DEGREE = 110.5
"""Least length of a degree of latitude on WGS 84."""
REACH_KM = 150.0
"""A city or a campus reaches a hub this near by route factor: assumption; beyond it a row must name the route."""


@dataclass(frozen=True)
class Node:
    """A place in the network. `key` is "kind:id", `people` counts the users of a city."""

    key: str
    kind: Kind
    name: str
    lon: float
    lat: float
    region: str = ""
    country: str = ""
    people: float = 0.0


@dataclass(frozen=True)
class Link:
    """A way between two nodes: length [km], round trip with its equipment [ms], and the unit it fails with.

    The unit of a cable is the cable, that of a fibre leg the leg or what shares its road. `corridor` is the route that
    a leg is part of; `accuracy_km` says how far its real way may be off the straight line between its towns.
    """

    a: str
    b: str
    way: Way
    km: float
    unit: str = ""
    name: str = ""
    corridor: str = ""
    accuracy_km: float = 0.0

    @property
    def ms(self) -> float:
        """Round trip over the way [ms]."""
        return RTT_MS_PER_KM * self.km + (CABLE_EQUIPMENT_MS if self.way == "cable" else LINK_EQUIPMENT_MS)


@dataclass(frozen=True, eq=False)
class FibreTables:
    """Rows of the fact tables, with the columns of their schemas; `computed_km` by segment id."""

    landings: Rows
    cables: Rows
    segments: Rows
    groups: Rows
    hubs: Rows
    cities: Rows
    routes: Rows
    computed_km: Mapping[str, float]


def check_year(year: int) -> int:
    """The year, if the tables can speak of it; InputError otherwise."""
    if isinstance(year, bool) or not isinstance(year, int) or not BASE_YEAR <= year <= LAST_YEAR:
        raise InputError(
            "the cable tables cannot speak of this year",
            where="cable year",
            found=repr(year),
            allowed=f"{BASE_YEAR} to {LAST_YEAR}",
            mend=f"the tables describe {BASE_YEAR}; what was in service earlier is not kept",
        )
    return year


def counts(status: str, ready: object, year: int) -> bool:
    """Whether a cable or route carries light in a year.

    In service counts; under construction counts from the year after the one it is promised for (assumption: cables
    come late); announced, retired and undated ones never do.
    """
    if status == "in_service":
        return True
    due = due_year(ready)
    return status == "under_construction" and due is not None and year > due


def due_year(ready: object) -> int | None:
    """Year of a "YYYY", "YYYY-MM" or number; None when it is not known."""
    text = str(ready)[:4]
    return int(text) if text.isdigit() else None


def standing(name: str, status: str, ready: object, year: int) -> str:
    """Where a cable stands, in words, as a map of a year counts it."""
    check_year(year)
    due = due_year(ready)
    when = str(due) if due is not None else "year unknown"
    if status == "in_service":
        return f"{name}: in service, {when}"
    if status == "retired":
        return f"{name}: retired, not counted"
    if status == "announced":
        return f"{name}: announced, {when}; not counted until it is built"
    late = " (past its year and not reported in service)" if due is not None and due < BASE_YEAR else ""
    verb = "counted" if counts(status, ready, year) else "not counted yet"
    return f"{name}: under construction, {when}{late}; {verb} in {year}"


def committed_years(tables: FibreTables, region: str) -> tuple[int, ...]:
    """Years from which the network of a region differs, the base year first."""
    here = {row["id"] for row in tables.landings if row["region"] == region}
    cables = [row for row in tables.cables if here.intersection(listed(row["landings"]))]
    promised = [row["ready_for_service"] for row in cables if row["status"] == "under_construction"]
    promised += [r["year"] for r in tables.routes if r["region"] == region and r["status"] == "under_construction"]
    due = (due_year(ready) for ready in promised)
    return (BASE_YEAR, *sorted({year + 1 for year in due if year is not None and year >= BASE_YEAR}))


def listed(cell: str) -> list[str]:
    """The parts of a cell that are joined with semicolons."""
    return [part.strip() for part in cell.split(";") if part.strip()]


def nodes_of(tables: FibreTables) -> dict[str, Node]:
    """Every place of the network by key."""
    return {node.key: node for node in _nodes(tables)}


def _nodes(tables: FibreTables) -> Iterator[Node]:
    for row in tables.landings:
        yield _node("landing", "landing", row, row["region"], row["country"])
    for row in tables.hubs:
        yield _node("hub", "hub", row, row["region"], row["region"].upper())
    for row in tables.cities:
        far = row["kind"] == "far"
        yield _node("city", "far" if far else "city", row, "" if far else row["country"].lower(), row["country"])
    for row in tables.routes:
        for end in ("from", "to"):
            place = row[f"{end}_place"]
            name = place.replace("-", " ").title()
            yield Node(f"place:{place}", "place", name, row[f"{end}_lon"], row[f"{end}_lat"], row["region"])


def _node(prefix: str, kind: Kind, row: Mapping[str, Any], region: str, country: str) -> Node:
    people = str(row.get("population", ""))
    known = float(people) if people.isdigit() else 0.0
    return Node(f"{prefix}:{row['id']}", kind, row["name"], row["lon"], row["lat"], region, country, known)


def links_of(tables: FibreTables, nodes: Mapping[str, Node], year: int) -> list[Link]:
    """Every way that carries light in a year."""
    check_year(year)
    fibre = list(_fibre_links(tables, nodes, year))
    lit = {key for link in fibre for key in (link.a, link.b)}
    return [*_cable_links(tables, nodes, year), *fibre, *_ties(nodes, lit)]


def _cable_links(tables: FibreTables, nodes: Mapping[str, Node], year: int) -> Iterator[Link]:
    cables = {row["id"]: row for row in tables.cables}
    for row in tables.segments:
        cable = cables[row["cable_id"]]
        if counts(cable["status"], cable["ready_for_service"], year):
            a, b = f"landing:{row['from_landing']}", f"landing:{row['to_landing']}"
            computed = tables.computed_km.get(row["id"], float("nan"))
            km = cable_km(row["length_km"], computed, _apart(nodes[a], nodes[b]))
            yield Link(a, b, "cable", km, cable["id"], cable["name"])


def _fibre_links(tables: FibreTables, nodes: Mapping[str, Node], year: int) -> Iterator[Link]:
    for row in tables.routes:
        if counts(row["status"], row["year"], year):
            a, b = f"place:{row['from_place']}", f"place:{row['to_place']}"
            km = max(float(row["route_km"]), _apart(nodes[a], nodes[b]))
            unit = row["fails_with"] or row["id"]
            yield Link(a, b, "fibre", km, unit, row["name"], row["corridor"], float(row["accuracy_km"]))


def _apart(a: Node, b: Node) -> float:
    return float(great_circle_km(a.lon, a.lat, b.lon, b.lat))


def _ties(nodes: Mapping[str, Node], lit: Set[str]) -> Iterator[Link]:
    """Short ties by route factor; all run between two places of one metropolis or end at a landing or a lone city.

    `lit` are the towns that a fibre route serves in the year: a city beside a town still in the dark stays lone.
    """
    inland = [node for node in nodes.values() if node.kind != "landing"]
    tied: set[str] = set()
    for a, b in combinations(inland, 2):
        if (km := _near(a, b, METRO_KM)) is not None:
            if any(node.kind == "hub" or node.key in lit for node in (a, b)):
                tied |= {a.key, b.key}
            yield Link(a.key, b.key, "metro", ROUTE_FACTOR * km)
    hubs = [node for node in inland if node.kind == "hub"]
    for city in (node for node in inland if node.kind == "city" and node.key not in tied):
        yield from _tie_to_nearest(city, hubs, REACH_KM, "reach")
    for landing in (node for node in nodes.values() if node.kind == "landing"):
        yield from _ashore(landing, inland)


def _ashore(landing: Node, inland: Sequence[Node]) -> Iterator[Link]:
    """The tie of a landing: to a town at its beach, else to the nearest city or hub, else to the nearest town."""
    towns = [node for node in inland if node.kind == "place"]
    for wanted, reach in ((towns, BEACH_KM), ([n for n in inland if n.kind != "place"], COAST_KM), (towns, METRO_KM)):
        found = list(_tie_to_nearest(landing, wanted, reach, "coast"))
        if found:
            yield found[0]
            return


def _tie_to_nearest(node: Node, others: Sequence[Node], reach_km: float, way: Way) -> Iterator[Link]:
    near = [(km, other.key) for other in others if (km := _near(node, other, reach_km)) is not None]
    if near:
        km, key = min(near)
        yield Link(node.key, key, way, ROUTE_FACTOR * km)


def _near(a: Node, b: Node, reach_km: float) -> float | None:
    """Great circle [km] between two places if it is within reach; far ones are told apart by latitude at once."""
    if abs(a.lat - b.lat) * KM_PER_DEGREE > reach_km:
        return None
    km = _apart(a, b)
    return km if km <= reach_km else None
