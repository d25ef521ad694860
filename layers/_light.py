"""The way of light from one place in plain values: where it joins, round trips to hubs, what a failure leaves."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from geo.catalogue.region_data import RegionData
from geo.decision.brief import Brief
from geo.models.fibre_entries import FibreAccess
from geo.models.fibre_graph import ASIA, NORTH_AMERICA, FibreNetwork, Loss
from geo.models.fibre_hubs import hub_shares
from geo.models.fibre_paths import SeparatePaths, north_american, singaporean
from geo.models.latency import in_words
from layers._fibre import fibre_tables, hub_titles, network, year_of

ABROAD = {"Singapore": ASIA, "North America": NORTH_AMERICA}
NONE_LEFT = "none: no known way is left"
NO_PATH = "no known path"


def light(data: RegionData, lon: float, lat: float, brief: Brief) -> dict[str, Any]:
    """Joining point, round trips to the hubs of a brief (else the country's cities) and abroad, worst failures, paths.

    Round trips are in ms; what has no known path says so in words.
    """
    year = int(year_of(brief, data.look))
    access = _access(data, year, brief.hubs)
    found = access.at(lon, lat)
    if found.entry is None or found.node is None:
        return {"year_of_network": year, "unknown": "no fibre path is known here: round trips and paths are unknown"}
    titles, graph = hub_titles(data.catalogue.data_root), access.network
    ways = _abroad(graph, found.node)
    return {
        "year_of_network": year,
        "joins_at": found.entry,
        "joins_after_km": None if found.leg_km is None else round(found.leg_km, 1),
        "country_users_by_people": in_words(found.domestic_ms),
        "round_trips": {titles.get(hub, hub): in_words(rtt) for hub, rtt in found.rtt_ms.items()},
        "shares_of_the_hubs": {titles[hub]: round(share, 3) for hub, share in hub_shares(graph, brief.hubs).items()}
        if brief.hubs
        else "the country's user cities, each by its people",
        "after_the_worst_failure": {to: ways[to][0] for to in ABROAD},
        "separate_paths": {to: ways[to][1] or "none" for to in ABROAD},
        "figures": {"users_ms": found.domestic_ms and round(found.domestic_ms, 1), "separate_paths": found.paths},
        "fact": _newest(data, found.entry),
    }


@lru_cache(maxsize=16)
def _access(data: RegionData, year: int, hubs: tuple[str, ...]) -> FibreAccess:
    """Joining points of a region with its own land masses (RegionData compares by identity)."""
    graph = network(data.access, year)
    known = hubs or tuple(key.partition(":")[2] for key in graph.users(data.region.key))
    return FibreAccess(graph, data.region.key, tuple(dict.fromkeys((*known, *ASIA, *NORTH_AMERICA))), data.land)


@lru_cache(maxsize=512)
def _abroad(graph: FibreNetwork, node: str) -> dict[str, tuple[dict[str, str], int]]:
    """What is left of the way from a node abroad after the worst failure of each kind, and separate paths there."""
    flows = SeparatePaths(graph)
    ends = {"Singapore": singaporean(graph), "North America": north_american(graph)}
    return {
        to: (
            {kind: _told(loss) for kind, loss in graph.worst_losses(node, hubs).items()},
            flows.count([node], ends[to]),
        )
        for to, hubs in ABROAD.items()
    }


def _told(loss: Loss) -> str:
    return f"{loss.unit.title} lost: {NONE_LEFT if loss.rtt_ms is None else in_words(loss.rtt_ms)}"


def _newest(data: RegionData, entry: str) -> dict[str, str]:
    """The row behind the joining point: its route where it is one, else the tables as a whole."""
    tables = fibre_tables(data.access)
    name = entry.removesuffix(" (along the route)")
    row = next((row for row in (*tables.routes, *tables.hubs, *tables.cities) if row["name"] == name), None)
    if row is None:
        dates = [str(row["date"]) for row in tables.routes if row["date"] != "unverified"]
        return {"id": name, "source": "data/facts/fibre_routes.csv", "date": max(dates)}
    return {"id": str(row["id"]), "source": str(row["source"]), "date": str(row["date"])}
