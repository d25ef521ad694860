"""Where a campus can join the network: hubs, cities, towns on routes, and along routes; and what it finds there.

A campus reaches a hub or a user city within 150 km, and a town or a route within 50 km, by 1.3 times the great circle.
Along a route it joins at a point of the drawn line, and pays for how far the real one may be off. Anywhere else no path
is known, and the answer is that it is unknown. Landings are not joined: campuses reach carrier hotels, not beaches.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from geo.errors import InputError
from geo.models.fibre_graph import ASIA, NORTH_AMERICA, FibreNetwork
from geo.models.fibre_nodes import REACH_KM, Link
from geo.models.fibre_paths import SeparatePaths, north_american, singaporean
from geo.models.latency import LINK_EQUIPMENT_MS, ROUTE_FACTOR, RTT_MS_PER_KM, great_circle_km, in_words
from geo.space.ellipsoid import arc_km, chord_km, to_ecef
from geo.space.landmask import LandMask

F64 = npt.NDArray[np.float64]

ROUTE_REACH_KM = 50.0
"""How far a campus reaches to a known route or a town on it: assumption."""
STEP_KM = 10.0
"""Spacing of joining points along a route. Telstra states a break-out about every 5 km of its new routes."""
JOINABLE_KM = 100.0
"""Routes drawn less well than this are joined in their towns only: assumption."""
ACCESS_MS_PER_KM = ROUTE_FACTOR * RTT_MS_PER_KM
"""Round trip per km of great circle between a campus and where it joins: 0.01273 ms."""


@dataclass(frozen=True)
class Entry:
    """A joining point. `ends` are the nodes it leads to and the fibre in between [km]; `extra_km` is the uncertainty
    of the drawn line; `labels` name what counts as separate entries: a hub building, a corridor."""

    name: str
    lon: float
    lat: float
    reach_km: float
    ends: tuple[tuple[str, float], ...]
    labels: tuple[str, ...] = ()
    extra_km: float = 0.0
    link: Link | None = None

    def rtt(self, rtts: Mapping[str, float]) -> float:
        """Round trip [ms] from the joining point, given those from its ends; NaN where none is reached."""
        ways = [rtts[key] + RTT_MS_PER_KM * km for key, km in self.ends if key in rtts]
        return min(ways) + ACCESS_MS_PER_KM * self.extra_km + LINK_EQUIPMENT_MS if ways else float("nan")


def entries_of(network: FibreNetwork, region: str) -> list[Entry]:
    """Every joining point of a region, nodes first."""
    return [*_at_nodes(network, region), *_along_routes(network, region)]


def _at_nodes(network: FibreNetwork, region: str) -> Iterator[Entry]:
    corridors: dict[str, set[str]] = {}
    for link in network.links:
        if link.way == "fibre":
            for key in (link.a, link.b):
                corridors.setdefault(key, set()).add(link.corridor)
    for node in network.nodes.values():
        if node.region != region or node.kind == "landing" or (node.kind == "place" and node.key not in corridors):
            continue
        reach = ROUTE_REACH_KM if node.kind == "place" else REACH_KM
        labels = (node.key,) if node.kind == "hub" else tuple(sorted(corridors.get(node.key, ())))
        yield Entry(node.name, node.lon, node.lat, reach, ((node.key, 0.0),), labels)


def _along_routes(network: FibreNetwork, region: str) -> Iterator[Entry]:
    for link in network.links:
        a, b = network.nodes[link.a], network.nodes[link.b]
        if link.way != "fibre" or link.accuracy_km > JOINABLE_KM or region not in (a.region, b.region):
            continue
        steps = int(float(great_circle_km(a.lon, a.lat, b.lon, b.lat)) // STEP_KM)
        for step in range(1, steps):
            share = step / steps
            ends = ((link.a, share * link.km), (link.b, (1 - share) * link.km))
            lon, lat = a.lon + share * (b.lon - a.lon), a.lat + share * (b.lat - a.lat)
            name, extra = f"{link.name} (along the route)", link.accuracy_km
            yield Entry(name, lon, lat, ROUTE_REACH_KM, ends, (link.corridor,), extra, link)


@dataclass(frozen=True)
class Answer:
    """What a place finds: where it joins, the way there, round trips [ms] by hub, separate paths; None is unknown.

    `node` is the first place of the network beyond the entry: what fails worst is asked of it
    (`FibreNetwork.worst_loss`).
    """

    entry: str | None
    leg_km: float | None
    rtt_ms: Mapping[str, float | None]
    domestic_ms: float | None
    paths: int | None
    node: str | None = None

    def words(self) -> str:
        """The answer in one sentence."""
        if self.entry is None or self.leg_km is None:
            return "No fibre path is known here: round trips and separate paths are unknown."
        home = in_words(self.domestic_ms)
        far = "; ".join(f"{hub} {in_words(rtt)}" for hub, rtt in self.rtt_ms.items())
        count = "unknown" if self.paths is None else str(self.paths or "none")
        return f"Joins at {self.entry}, {self.leg_km:.0f} km away: users {home}; {far}; separate paths abroad: {count}."


class FibreAccess:
    """The joining points of a region and year with everything a place asks of them, worked out once.

    Parameters
    ----------
    network : FibreNetwork
    region : str
    hubs : tuple of str
        Hubs that answers name: ids of user cities or far hubs; an unknown one is an InputError.
    land : LandMask, optional
        With it a place joins on its own land mass only: no straight line leads across the sea.
    """

    def __init__(
        self,
        network: FibreNetwork,
        region: str,
        hubs: tuple[str, ...] = (*ASIA, *NORTH_AMERICA),
        land: LandMask | None = None,
    ) -> None:
        self.network, self.region, self.hubs, self._land = network, region, hubs, land
        self.entries = entries_of(network, region)
        if not self.entries:
            raise InputError("no fibre is known in the region", where="region", found=repr(region)[:80])
        self._rtts = np.array([self.to(network.rtts_to(hub)) for hub in hubs]).reshape(len(hubs), -1)
        lon, lat = (np.array([getattr(e, axis) for e in self.entries]) for axis in ("lon", "lat"))
        self._xyz = to_ecef(lon, lat)
        self._reach2 = np.array([chord_km(entry.reach_km) ** 2 for entry in self.entries])
        self._mass = None if land is None else land.label_near(lon, lat)

    def to(self, rtts: Mapping[str, float]) -> F64:
        """Round trip [ms] from every joining point, given those from the nodes; NaN where there is none."""
        return np.array([entry.rtt(rtts) for entry in self.entries])

    @cached_property
    def domestic(self) -> F64:
        """Mean round trip to the region's users [ms] from every joining point, by people."""
        return self.to(self.network.domestic(self.region))

    @cached_property
    def asia(self) -> F64:
        """Round trip to Singapore [ms] from every joining point."""
        return self.to(self.network.nearest_of(ASIA))

    @cached_property
    def north_america(self) -> F64:
        """Round trip to Los Angeles or Seattle, whichever is nearer [ms], from every joining point."""
        return self.to(self.network.nearest_of(NORTH_AMERICA))

    @cached_property
    def paths(self) -> npt.NDArray[np.int64]:
        """Separate paths from every joining point to North America or to Singapore, whichever has fewer."""
        flows, ends = SeparatePaths(self.network), (north_american(self.network), singaporean(self.network))
        known: dict[object, int] = {}
        for entry in self.entries:
            key = flows.place_of[entry.ends[0][0]] if entry.link is None else entry.link
            if key not in known:
                counts = (
                    flows.along(entry.link, e) if entry.link else flows.count([entry.ends[0][0]], e) for e in ends
                )
                known[key] = min(counts)
        keys = (flows.place_of[e.ends[0][0]] if e.link is None else e.link for e in self.entries)
        return np.array([known[key] for key in keys], dtype=np.int64)

    def at(self, lon: float, lat: float) -> Answer:
        """What a place finds: round trips by the better of its best joining point for users at home and the nearest."""
        off = self._xyz - to_ecef([lon], [lat])
        chord2 = np.einsum("ij,ij->i", off, off)
        near = np.flatnonzero(chord2 <= self._reach2)
        if near.size:
            near = near[self._same_land(lon, lat)[near]]
        if near.size == 0:
            return Answer(None, None, dict.fromkeys(self.hubs), None, None)
        away = arc_km(np.sqrt(chord2[near]))
        leg = ACCESS_MS_PER_KM * away
        home = self.domestic[near] + leg
        first = int(np.argmin(np.where(np.isnan(home), np.inf, home)))
        best, ways = near[first], [first, int(np.argmin(leg))]
        found = {hub: _least(self._rtts[row, near[ways]] + leg[ways]) for row, hub in enumerate(self.hubs)}
        paths = int(self.paths[near].max())
        return Answer(self.entries[best].name, float(away[first]), found, _least(home), paths, self._first_node(best))

    def _same_land(self, lon: float, lat: float) -> npt.NDArray[np.bool_]:
        if self._land is None or self._mass is None:
            return np.ones(len(self.entries), bool)
        here = int(self._land.label_near([lon], [lat])[0])
        return np.asarray((self._mass == here) & (here > 0))

    def _first_node(self, row: int) -> str:
        return min(self.entries[row].ends, key=lambda end: end[1])[0]


def _least(values: F64) -> float | None:
    known = values[np.isfinite(values)]
    return float(known.min()) if known.size else None
