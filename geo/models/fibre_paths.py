"""How many separate ways lead out: paths that share no cable, no landing group and no corridor.

The count is a maximum flow: every cable between two landing groups, every corridor between two towns and every landing
group lets one path through (Menger's theorem; Ford and Fulkerson 1956). Hubs, cities and towns of one metropolis are
one place, and so is each group of landings that fail together; overlapping groups are taken as one, which counts
fewer paths, never more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from geo.models.fibre_graph import FibreNetwork
from geo.models.fibre_nodes import Link, Node

if TYPE_CHECKING:
    import networkx as nx

PLENTY = 1000
MAINLAND_LON = -130.0
"""Landings of the United States and Canada east of this meridian are North America; Hawaii is not."""
_SOURCE, _SINK = "source", "sink"


class SeparatePaths:
    """Counts of separate paths in one network.

    Parameters
    ----------
    network : FibreNetwork
    by_landing : bool
        False counts paths that share no cable and no corridor but may share a landing (edge-disjoint).
    """

    def __init__(self, network: FibreNetwork, by_landing: bool = True) -> None:
        self.network, self.by_landing = network, by_landing

    @cached_property
    def place_of(self) -> dict[str, str]:
        """The merged place of every node: its metropolis or its landing group."""
        import networkx as nx

        merged = nx.Graph()
        merged.add_nodes_from(self.network.nodes)
        merged.add_edges_from((link.a, link.b) for link in self.network.links if link.way == "metro")
        if self.by_landing:
            for group in self.network.groups:
                nx.add_path(merged, sorted(group.nodes))
        return {key: min(part) for part in nx.connected_components(merged) for key in part}

    @cached_property
    def graph(self) -> nx.DiGraph:
        """Directed graph of capacities: each landing group is split into a way in and a way out of capacity 1."""
        import networkx as nx

        units: dict[tuple[str, str], set[str]] = {}
        for link in self.network.links:
            a, b = self.place_of[link.a], self.place_of[link.b]
            if a != b:
                name = "" if link.way == "coast" else f"{link.way}:{link.unit}"
                units.setdefault((min(a, b), max(a, b)), set()).add(name)
        graph = nx.DiGraph()
        for place in set(self.place_of.values()):
            graph.add_edge(f"{place} in", f"{place} out", capacity=1 if place in self._narrow else PLENTY)
        for (a, b), names in units.items():
            capacity = PLENTY if "" in names else len(names)
            graph.add_edge(f"{a} out", f"{b} in", capacity=capacity)
            graph.add_edge(f"{b} out", f"{a} in", capacity=capacity)
        return graph

    @cached_property
    def _narrow(self) -> frozenset[str]:
        if not self.by_landing:
            return frozenset()
        ashore = {n.key for n in self.network.nodes.values() if n.kind == "landing" and n.region}
        grouped = {key for group in self.network.groups for key in group.nodes}
        return frozenset(self.place_of[key] for key in ashore | grouped)

    def count(self, starts: Iterable[str], ends: Iterable[str]) -> int:
        """Separate paths from some nodes (together) to some others."""
        return self._flow({(_SOURCE, f"{self.place_of[key]} out"): PLENTY for key in starts}, ends)

    def along(self, link: Link, ends: Iterable[str]) -> int:
        """Separate paths from a place on a fibre leg: at most one each way, and the leg itself is used up."""
        changed: dict[tuple[str, str], int] = {}
        a, b = self.place_of[link.a], self.place_of[link.b]
        for first, second in ((a, b), (b, a)):
            leg = (f"{first} out", f"{second} in")
            if leg in self._capacities:
                changed[leg] = changed.get(leg, self._capacities[leg]) - 1
            changed[(_SOURCE, f"{first} in")] = 1
        return self._flow(changed, ends)

    @cached_property
    def _capacities(self) -> dict[tuple[str, str], int]:
        return {(a, b): int(capacity) for a, b, capacity in self.graph.edges(data="capacity")}

    @cached_property
    def _number(self) -> dict[str, int]:
        return {name: place for place, name in enumerate([_SOURCE, _SINK, *self.graph])}

    @cached_property
    def _edges(self) -> tuple[dict[tuple[str, str], int], npt.NDArray[np.int32], npt.NDArray[np.int32]]:
        """Where each edge stands, numbers of both its ends (2, n), and capacities (n,)."""
        ends = [[self._number[edge[side]] for edge in self._capacities] for side in (0, 1)]
        stands = {edge: n for n, edge in enumerate(self._capacities)}
        return stands, np.array(ends, np.int32), np.fromiter(self._capacities.values(), np.int32)

    def _flow(self, changed: Mapping[tuple[str, str], int], ends: Iterable[str]) -> int:
        """Greatest flow once some capacities are changed or added, into the ends."""
        from scipy.sparse import csr_array
        from scipy.sparse.csgraph import maximum_flow

        places = {self.place_of[key] for key in ends}
        into = {(f"{place} {'in' if place in self._narrow else 'out'}", _SINK): PLENTY for place in places}
        (stands, between, capacity), number = self._edges, self._number
        other = {**changed, **into}
        added = [(number[a], number[b], units) for (a, b), units in other.items() if (a, b) not in stands]
        rows, cols, more = np.array(added, np.int32).reshape(-1, 3).T
        capacity = np.concatenate([capacity, more])
        for edge in stands.keys() & other.keys():
            capacity[stands[edge]] = other[edge]
        where = (np.concatenate([between[0], rows]), np.concatenate([between[1], cols]))
        matrix = csr_array((capacity, where), shape=(len(number), len(number)))
        return int(maximum_flow(matrix, number[_SOURCE], number[_SINK]).flow_value)


def north_american(network: FibreNetwork) -> tuple[str, ...]:
    """Landings on the North American mainland, by node key."""
    return _landings(network, lambda n: n.country in ("US", "CA") and n.lon > MAINLAND_LON and n.lon < 0)


def singaporean(network: FibreNetwork) -> tuple[str, ...]:
    """Landings of Singapore, by node key."""
    return _landings(network, lambda n: n.country == "SG")


def _landings(network: FibreNetwork, wanted: Callable[[Node], bool]) -> tuple[str, ...]:
    return tuple(node.key for node in network.nodes.values() if node.kind == "landing" and wanted(node))
