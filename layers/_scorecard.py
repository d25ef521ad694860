"""The policy layer's items, and the numbers by state through which a scenario may let them gate or weigh."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from geo.catalogue.access import Access
from geo.catalogue.layer import Look
from geo.models.policy import (
    TOPICS,
    TRANSFORMER_WEEKS,
    balance,
    cable_owners,
    counted,
    hindering,
    landed,
    scorecard,
    shared_owner_share,
    states_with_facts,
    transformer_dates,
)
from geo.models.scorecard import UNVERIFIED, Item
from layers._states import States

Rows = list[dict[str, Any]]
TRANSFORMER, CABLES = "policy_transformer", "policy_cable_owner"
SHOWN_OWNERS = 4


def rows(access: Access, table: str) -> Rows:
    """A fact table as plain rows."""
    return [{str(key): value for key, value in row.items()} for row in access.table(table).to_dict("records")]


def setting(topic: str) -> str:
    """Key of the criterion and of the constraint of a topic."""
    return f"policy_{topic}"


def items(look: Look) -> list[Item]:
    """Every fact of the country and of its states, transformers and cables among them, by topic."""
    facts, region = rows(look.access, "policy"), look.region.key
    listed = [row for state in ("", *states_with_facts(facts, region)) for row in scorecard(facts, region, state)]
    unique = {row["id"]: row for row in listed}
    found = [_item(row) for row in unique.values()] + [*_transformers(facts, region), *_owners(look)]
    order = list(TOPICS.values())
    return sorted(found, key=lambda item: (order.index(item.heading), item.state))


def _item(row: dict[str, Any] | Any) -> Item:
    return Item(
        id=row["id"],
        heading=TOPICS[row["topic"]],
        region=row["region"],
        state=row["state"],
        title=TOPICS[row["topic"]],
        value=row["value"],
        fact=row["fact"],
        direction=row["direction"],
        binds=row["phase"],
        evidence="unverified" if row["date"] == UNVERIFIED else "measured",
        source=row["source"],
        date=row["date"],
        setting=setting(row["topic"]),
    )


def _transformers(facts: Rows, region: str) -> list[Item]:
    """When a transformer ordered today arrives."""
    today = datetime.now(UTC).date()
    early, central, late = transformer_dates(today)
    least, middle, most = TRANSFORMER_WEEKS
    said = next(row for row in facts if row["id"] == f"{region}-transformer-lead")
    return [
        Item(
            id=f"{region}-transformer-date",
            heading=TOPICS["supply_chain"],
            region=region,
            title="Large transformer ordered today",
            value=f"{central:%d %B %Y}",
            fact=(
                f"Ordered on {today:%d %B %Y}, a large power transformer arrives between {early:%d %B %Y} and "
                f"{late:%d %B %Y} ({least:g}, {middle:g} and {most:g} weeks, a survey of the United States)"
            ),
            direction="hinders",
            evidence="modelled",
            source=said["source"],
            date=said["date"],
            setting=TRANSFORMER,
        )
    ]


def _owners(look: Look) -> list[Item]:
    """Who owns parts of the international cables that land here."""
    owners, count = cables(look)
    if not owners:
        return []
    named = ", ".join(f"{name} {number}" for name, number in owners[:SHOWN_OWNERS])
    share = 100 * shared_owner_share(owners, count)
    return [
        Item(
            id=f"{look.region.key}-cable-owners",
            heading=TOPICS["supply_chain"],
            region=look.region.key,
            title="Owners of international cables",
            value=f"{share:.0f}",
            unit="% of the cables share one owner",
            fact=f"Of {count} international cables in service that land here, the owners with the most parts: {named}",
            direction="context",
            evidence="measured",
            source="data/facts/submarine_cables.csv",
            date=max(str(row["date"]) for row in rows(look.access, "submarine_cables") if row["date"] != UNVERIFIED),
            setting=CABLES,
        )
    ]


def cables(look: Look) -> tuple[list[tuple[str, int]], int]:
    """Owners by number of cables, and how many international cables in service land in the region."""
    landings = look.access.table("cable_landings")
    here = list(landings.loc[landings["region"] == look.region.key, "id"])
    known = rows(look.access, "submarine_cables")
    return cable_owners(known, here), len(landed(known, here))


def owner_share(look: Look) -> float:
    """Share of the cables in which the most frequent owner has a part [%]; NaN without cables."""
    return 100.0 * shared_owner_share(*cables(look))


def by_state(look: Look) -> dict[str, tuple[tuple[float | None, ...], tuple[float | None, ...]]]:
    """By topic: balance of the facts that count, and how many hinder, each by code of the state."""
    facts, region = rows(look.access, "policy"), look.region.key
    of_state = {state: scorecard(facts, region, state) for state in ("", *states_with_facts(facts, region))}
    here = [of_state.get(state, of_state[""]) for state in States(look).names]
    directions = {topic: [counted(each, topic) for each in here] for topic in TOPICS}
    return {
        topic: (tuple(balance(each) for each in found), tuple(hindering(each) for each in found))
        for topic, found in directions.items()
    }
