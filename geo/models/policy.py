"""The policy scorecard: dated facts by topic, read and sorted, never folded into the score of a cell.

Rows are those of `data/facts/policy.csv` as mappings; a page gets them through the facts of the policy layer.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any, Literal

from geo.errors import InputError

Row = Mapping[str, Any]
Use = Literal["show", "gate", "weigh"]

TOPICS = {
    "governance": "Governance",
    "alliance": "Alliances",
    "trusted_compute": "Trusted compute",
    "copyright": "Copyright (binds training)",
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
USES: tuple[Use, ...] = ("show", "gate", "weigh")
TRANSFORMER_WEEKS = (120.0, 128.0, 210.0)
"""Lead time of a large power transformer [weeks]: least, survey of the second quarter of 2025, most.

Wood Mackenzie 2024 and 2025, United States; see policy.csv, supply_chain."""


def scorecard(rows: Iterable[Row], region: str, state: str = "") -> list[dict[str, Any]]:
    """Facts of a country, and of one of its states or prefectures, in the order of the topics.

    Parameters
    ----------
    rows : rows of `policy.csv`
    region : region key
    state : state, territory or prefecture; left out, those of the whole country only

    Returns
    -------
    list of dict
        The row with `heading` (topic in words), `scope` ("country" or the state) and `verified`.
    """
    order = list(TOPICS)
    wanted = [r for r in rows if r["region"] == region and r["state"] in ("", state)]
    known = [r for r in wanted if r["topic"] in TOPICS]
    known.sort(key=lambda r: (order.index(r["topic"]), r["state"] != "", str(r["id"])))
    return [
        {**r, "heading": TOPICS[r["topic"]], "scope": r["state"] or "country", "verified": r["date"] != "unverified"}
        for r in known
    ]


def states_with_facts(rows: Iterable[Row], region: str) -> list[str]:
    """States and prefectures of a region that have facts of their own, sorted."""
    return sorted({str(r["state"]) for r in rows if r["region"] == region and r["state"]})


def binding(rows: Iterable[Row], workload: str) -> list[Row]:
    """Facts that bind a workload ("training" or "inference"): those for it and those for both."""
    if workload not in ("training", "inference"):
        raise InputError("unknown workload", where="binding", found=workload, allowed="training, inference")
    return [r for r in rows if r["phase"] in (workload, "both")]


def summary(rows: Iterable[Row], region: str) -> dict[str, dict[str, int]]:
    """By topic: how many facts help, hinder, are mixed or context, and how many were read in a source.

    Counts of facts, not a score: three small helps do not outweigh one veto.
    """
    found = scorecard(rows, region)
    counted: dict[str, dict[str, int]] = {}
    for topic in TOPICS:
        mine = [r for r in found if r["topic"] == topic]
        if mine:
            by = Counter(r["direction"] for r in mine)
            counted[topic] = {d: by.get(d, 0) for d in DIRECTIONS} | {"verified": sum(r["verified"] for r in mine)}
    return counted


def by_use(rows: Iterable[Row], chosen: Mapping[str, str] | None = None) -> dict[str, list[Row]]:
    """Facts by what a scenario does with them: shown, gating or weighing.

    Parameters
    ----------
    chosen : mapping of topic to "show", "gate" or "weigh", optional
        What a scenario decides; other topics keep the use of their row.
    """
    chosen = chosen or {}
    for topic, use in chosen.items():
        if topic not in TOPICS or use not in USES:
            raise InputError(
                "unknown topic or use", where="policy", found=f"{topic}: {use}", allowed=f"{', '.join(TOPICS)}; {USES}"
            )
    sorted_rows: dict[str, list[Row]] = {use: [] for use in USES}
    for row in rows:
        sorted_rows[chosen.get(row["topic"], row["use"])].append(row)
    return sorted_rows


def transformer_dates(ordered: date) -> tuple[date, date, date]:
    """When a large power transformer ordered on a date arrives: optimistic, central, conservative."""
    optimistic, central, conservative = (ordered + timedelta(weeks=weeks) for weeks in TRANSFORMER_WEEKS)
    return optimistic, central, conservative


def order_transformer_by(energise_by: int) -> tuple[date, date, date]:
    """Latest order dates for a transformer to stand at the start of a year: optimistic, central, conservative."""
    wanted = date(energise_by, 1, 1)
    optimistic, central, conservative = (wanted - timedelta(weeks=weeks) for weeks in TRANSFORMER_WEEKS)
    return optimistic, central, conservative


def cable_owners(cables: Iterable[Row], landings: Iterable[str]) -> list[tuple[str, int]]:
    """Owners of the international cables in service that land at given stations, by number of cables.

    Parameters
    ----------
    cables : rows of `submarine_cables.csv`
    landings : ids of the landings of a region
    """
    here = set(landings)
    owned: Counter[str] = Counter()
    for cable in cables:
        if cable["scope"] != "international" or cable["status"] != "in_service":
            continue
        if here & set(str(cable["landings"]).split(";")):
            owned.update(owner for owner in str(cable["owners"]).split(";") if owner)
    return sorted(owned.items(), key=lambda item: (-item[1], item[0]))


def shared_owner_share(owners: list[tuple[str, int]], cables: int) -> float:
    """Share of the cables that the most frequent owner has a part in; NaN without cables."""
    return owners[0][1] / cables if owners and cables > 0 else math.nan
