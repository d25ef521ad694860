"""Policy: dated facts by topic, how many of them help and hinder a place, transformer dates, cable owners.

Rows are those of `data/facts/policy.csv` as mappings. Nothing here becomes part of a score unless a scenario asks.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from geo.errors import InputError

Row = Mapping[str, Any]

TOPICS = {
    "alliance": "Alliances",
    "trusted_compute": "Trusted compute",
    "copyright": "Copyright",
    "investment_screening": "Investment screening",
    "incentive": "Incentives",
    "planning": "Planning",
    "grid_rule": "Grid rules",
    "efficiency_rule": "Efficiency rules",
    "supply_chain": "Supply chain",
    "infrastructure_security": "Security of infrastructure",
    "community": "Community",
}
DIRECTIONS = ("helps", "hinders", "mixed", "context")
COUNTS_FOR = {"copyright": "training"}
"""Topics of which only the facts that bind one kind of work are counted: copyright binds training, not inference."""
TRANSFORMER_WEEKS = (120.0, 128.0, 210.0)
"""Lead time of a large power transformer [weeks]: least, survey of the second quarter of 2025, most.

Wood Mackenzie 2024 and 2025, United States; see policy.csv, supply_chain."""
DAYS_OF_YEAR = 365.2425


def scorecard(rows: Iterable[Row], region: str, state: str = "") -> list[Row]:
    """Facts of a country, and of one of its states or prefectures, in the order of the topics.

    Parameters
    ----------
    rows : rows of `policy.csv`
    region : region key
    state : state, territory or prefecture; left out, those of the whole country only
    """
    order = list(TOPICS)
    known = [r for r in rows if r["region"] == region and r["state"] in ("", state) and r["topic"] in TOPICS]
    return sorted(known, key=lambda r: (order.index(r["topic"]), r["state"] != "", str(r["id"])))


def states_with_facts(rows: Iterable[Row], region: str) -> list[str]:
    """States and prefectures of a region that have facts of their own, sorted."""
    return sorted({str(r["state"]) for r in rows if r["region"] == region and r["state"]})


def binding(rows: Iterable[Row], workload: str) -> list[Row]:
    """Facts that bind a workload ("training" or "inference"): those for it and those for both."""
    if workload not in ("training", "inference"):
        raise InputError("unknown workload", where="binding", found=workload, allowed="training, inference")
    return [r for r in rows if r["phase"] in (workload, "both")]


def counted(facts: Iterable[Row], topic: str) -> list[str]:
    """Directions of those facts of a topic that count; context never counts."""
    found: Iterable[Row] = [r for r in facts if r["topic"] == topic]
    if topic in COUNTS_FOR:
        found = binding(found, COUNTS_FOR[topic])
    return [str(r["direction"]) for r in found if r["direction"] != "context"]


def balance(directions: Iterable[str]) -> float | None:
    """Facts that help less facts that hinder, as a share of all that count: -1 to 1; None without facts."""
    by = Counter(directions)
    count = sum(by.values())
    return (by["helps"] - by["hinders"]) / count if count else None


def hindering(directions: Iterable[str]) -> float | None:
    """How many facts hinder; None without facts."""
    listed = list(directions)
    return float(listed.count("hinders")) if listed else None


def transformer_dates(ordered: date) -> tuple[date, date, date]:
    """When a large power transformer ordered on a date arrives: optimistic, central, conservative."""
    optimistic, central, conservative = (ordered + timedelta(weeks=weeks) for weeks in TRANSFORMER_WEEKS)
    return optimistic, central, conservative


def order_transformer_by(energise_by: int) -> tuple[date, date, date]:
    """Latest order dates for a transformer to stand at the start of a year: optimistic, central, conservative."""
    wanted = date(energise_by, 1, 1)
    optimistic, central, conservative = (wanted - timedelta(weeks=weeks) for weeks in TRANSFORMER_WEEKS)
    return optimistic, central, conservative


def order_year(energise_by: int) -> float:
    """Latest central order date for a year as a number: 2026.5 is the middle of 2026."""
    latest = order_transformer_by(energise_by)[1]
    return latest.year + (latest - date(latest.year, 1, 1)).days / DAYS_OF_YEAR


def cable_owners(cables: Iterable[Row], landings: Iterable[str]) -> list[tuple[str, int]]:
    """Owners of the international cables in service that land at given stations, by number of cables.

    Parameters
    ----------
    cables : rows of `submarine_cables.csv`
    landings : ids of the landings of a region
    """
    owned: Counter[str] = Counter()
    for cable in landed(cables, landings):
        owned.update(owner for owner in str(cable["owners"]).split(";") if owner)
    return sorted(owned.items(), key=lambda item: (-item[1], item[0]))


def landed(cables: Iterable[Row], landings: Iterable[str]) -> list[Row]:
    """International cables in service that land at given stations."""
    here = set(landings)
    serving = [c for c in cables if c["scope"] == "international" and c["status"] == "in_service"]
    return [c for c in serving if here & set(str(c["landings"]).split(";"))]


def shared_owner_share(owners: list[tuple[str, int]], cables: int) -> float:
    """Share of the cables that the most frequent owner has a part in; NaN without cables."""
    return owners[0][1] / cables if owners and cables > 0 else math.nan
