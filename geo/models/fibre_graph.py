"""The network as a graph: round trips by the shortest way, and what is left of them when something fails.

What can fail at once is a unit: one cable, one landing, a group of landings that share beach, protection zone or
backhaul, a leg over land or the legs that share its road. References: docs/models/latency.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal

from geo.errors import InputError
from geo.models.fibre_nodes import FibreTables, Link, Node, links_of, listed, nodes_of
from geo.models.latency import ROUTERS_MS, weighted_rtt

if TYPE_CHECKING:
    import networkx as nx

ASIA = ("singapore",)
NORTH_AMERICA = ("los-angeles", "seattle")
UnitKind = Literal["cable", "landing", "group", "corridor"]


@dataclass(frozen=True)
class Unit:
    """What may fail at once: the nodes that go dark, or the links of one cable or corridor."""

    key: str
    kind: UnitKind
    title: str
    nodes: frozenset[str] = frozenset()

    def takes(self, link: Link) -> bool:
        """Whether a link is lost with the unit."""
        if self.nodes:
            return link.a in self.nodes or link.b in self.nodes
        return link.way == ("cable" if self.kind == "cable" else "fibre") and link.unit == self.key.partition(":")[2]


@dataclass(frozen=True)
class Loss:
    """The worst single failure between two places: what fails, and the round trip that is left [ms], None for none."""

    unit: Unit
    rtt_ms: float | None


class FibreNetwork:
    """Places and ways of one year.

    Parameters
    ----------
    nodes : mapping of key to Node
    links : iterable of Link
    groups : iterable of Unit
        Landings that fail together.
    """

    def __init__(self, nodes: Mapping[str, Node], links: Iterable[Link], groups: Iterable[Unit] = ()) -> None:
        self.nodes, self.links, self.groups = dict(nodes), tuple(links), tuple(groups)

    @cached_property
    def graph(self) -> nx.MultiGraph:
        """Undirected graph with a round trip [ms] on every edge, without the routers at the ends."""
        import networkx as nx

        graph = nx.MultiGraph()
        graph.add_nodes_from(self.nodes)
        graph.add_edges_from((link.a, link.b, {"ms": link.ms, "link": link}) for link in self.links)
        return graph

    def hub(self, key: str) -> Node:
        """A user city, far hub or interconnection hub by its id, any place by its node key; InputError otherwise."""
        for name in (key, f"city:{key}", f"hub:{key}"):
            if (found := self.nodes.get(name)) is not None:
                return found
        allowed = ", ".join(sorted(n.key.partition(":")[2] for n in self.nodes.values() if n.kind in ("city", "far")))
        raise InputError("unknown hub", where="hubs", found=repr(key)[:80], allowed=allowed)

    def rtts_to(self, hub: str) -> dict[str, float]:
        """Round trip [ms] from every place that can reach a hub, by node key; others are left out."""
        import networkx as nx

        found = nx.single_source_dijkstra_path_length(self.graph, self.hub(hub).key, weight="ms")
        return {key: ms + ROUTERS_MS for key, ms in found.items()}

    def rtt(self, start: str, end: str) -> float | None:
        """Round trip [ms] between two hubs, None where no way is known."""
        return self.rtts_to(end).get(self.hub(start).key)

    def nearest_of(self, hubs: Iterable[str]) -> dict[str, float]:
        """Round trip [ms] to whichever of several hubs is nearest, by node key."""
        best: dict[str, float] = {}
        for hub in hubs:
            for key, ms in self.rtts_to(hub).items():
                best[key] = min(ms, best.get(key, ms))
        return best

    def path(self, start: str, end: str) -> list[Link]:
        """The ways of the shortest path between two hubs, empty where none is known."""
        import networkx as nx

        a, b = self.hub(start).key, self.hub(end).key
        if not nx.has_path(self.graph, a, b):
            return []
        keys = nx.dijkstra_path(self.graph, a, b, weight="ms")
        return [min((d["link"] for d in self.graph[u][v].values()), key=_ms) for u, v in pairwise(keys)]

    def users(self, region: str) -> dict[str, float]:
        """People of a region's user cities that have a known path to its largest one, by node key."""
        import networkx as nx

        cities = {n.key: n.people for n in self.nodes.values() if n.kind == "city" and n.region == region}
        if not cities:
            raise InputError("no user cities are known in the region", where="region", found=repr(region)[:80])
        linked = nx.node_connected_component(self.graph, max(cities, key=lambda key: cities[key]))
        return {key: people for key, people in cities.items() if key in linked}

    def domestic(self, region: str) -> dict[str, float]:
        """Mean round trip [ms] to a region's users, each city by its people, by node key."""
        users = self.users(region)
        to = {city: self.rtts_to(city.partition(":")[2]) for city in users}
        able = set.intersection(*(set(found) for found in to.values()))
        return {key: weighted_rtt({city: to[city][key] for city in users}, users) for key in able}

    @cached_property
    def units(self) -> dict[str, Unit]:
        """Everything that may fail at once, by key: cables, landings of the regions, groups, corridors over land."""
        cables = {link.unit: link.name for link in self.links if link.way == "cable"}
        corridors: dict[str, list[str]] = {}
        for link in self.links:
            if link.way == "fibre":
                corridors.setdefault(link.unit, []).append(link.name)
        found = [Unit(f"cable:{key}", "cable", name) for key, name in cables.items()]
        found += [Unit(f"corridor:{key}", "corridor", " + ".join(names[:3])) for key, names in corridors.items()]
        ashore = (n for n in self.nodes.values() if n.kind == "landing" and n.region)
        found += [Unit(n.key, "landing", f"{n.name} landing", frozenset({n.key})) for n in ashore]
        return {unit.key: unit for unit in [*found, *self.groups]}

    def unit(self, key: str) -> Unit:
        """A unit by key, such as "cable:jupiter", "landing:maruyama", "group:guam"; InputError for none."""
        if key not in self.units:
            raise InputError("nothing of this name can fail", where="unit", found=repr(key)[:80], allowed=_some(self))
        return self.units[key]

    def cables_of(self, key: str) -> tuple[str, ...]:
        """Ids of the cables that lose a segment with a unit."""
        unit = self.unit(key)
        return tuple(sorted({link.unit for link in self.links if link.way == "cable" and unit.takes(link)}))

    def without(self, key: str) -> FibreNetwork:
        """The network after a unit has failed."""
        unit = self.unit(key)
        return FibreNetwork(self.nodes, (link for link in self.links if not unit.takes(link)), self.groups)

    def worst_loss(self, start: str, hubs: Iterable[str]) -> Loss | None:
        """The single failure that lengthens the way from a hub to the nearest of some hubs most; None without a way.

        Only what the shortest way uses can lengthen it.
        """
        worst: Loss | None = None
        for loss in self.worst_losses(start, hubs).values():
            if worst is None or _longer(loss.rtt_ms, worst.rtt_ms):
                worst = loss
        return worst

    def worst_losses(self, start: str, hubs: Iterable[str]) -> dict[UnitKind, Loss]:
        """The worst failure of each kind: of a cable, a landing, a group of landings, a corridor over land."""
        here, wanted = self.hub(start).key, tuple(hubs)
        worst: dict[UnitKind, Loss] = {}
        for unit in self._on_the_way(start, wanted):
            left = self.without(unit.key).nearest_of(wanted).get(here)
            if unit.kind not in worst or _longer(left, worst[unit.kind].rtt_ms):
                worst[unit.kind] = Loss(unit, left)
        return worst

    def _on_the_way(self, start: str, hubs: tuple[str, ...]) -> list[Unit]:
        ways = [self.path(start, hub) for hub in hubs]
        ways = [way for way in ways if way]
        if not ways:
            return []
        used = min(ways, key=lambda way: sum(link.ms for link in way))
        return [unit for unit in self.units.values() if any(unit.takes(link) for link in used)]


def _ms(link: Link) -> float:
    return link.ms


def _longer(left: float | None, than: float | None) -> bool:
    return than is not None and (left is None or left > than)


def _some(network: FibreNetwork) -> str:
    return ", ".join(list(network.units)[:8]) + ", ..."


def network_of(tables: FibreTables, year: int) -> FibreNetwork:
    """The network that carries light in a year; InputError for a year that the tables cannot speak of."""
    nodes = nodes_of(tables)
    return FibreNetwork(nodes, links_of(tables, nodes, year), [_group(row) for row in tables.groups])


def _group(row: Mapping[str, Any]) -> Unit:
    members = frozenset(f"landing:{landing}" for landing in listed(row["members"]))
    return Unit(f"group:{row['id']}", "group", row["name"], members)
