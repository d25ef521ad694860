"""Policy: the scorecard, gate sheets and cable owners of a country, with a point for every state that has facts."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import pandas as pd

from geo.catalogue.access import Access
from geo.catalogue.layer import Layer, Look, Reader, Style
from geo.catalogue.region import Region
from geo.models.policy import TOPICS, cable_owners, scorecard, states_with_facts, summary

ORDER = 120
Rows = list[dict[str, Any]]


def _rows(access: Access, table: str) -> Rows:
    return [{str(key): value for key, value in row.items()} for row in access.table(table).to_dict("records")]


def _read(access: Access, region: Region) -> gpd.GeoDataFrame:
    """States and prefectures with facts of their own, at their largest city."""
    rows = _rows(access, "policy")
    cities = access.table("cities")
    largest = cities[cities["region"] == region.key].sort_values("population", ascending=False)
    seats = largest.drop_duplicates("state").set_index("state")[["lon", "lat"]].astype(float).to_dict("index")
    found = []
    for state in states_with_facts(rows, region.key):
        mine = [row for row in scorecard(rows, region.key, state) if row["scope"] == state]
        found.append(
            {
                "name": state,
                "facts": "; ".join(f"{TOPICS[row['topic']]}: {row['fact']}" for row in mine),
                "count": len(mine),
                "source": " ; ".join(row["source"] for row in mine),
                "date": max(row["date"] for row in mine),
                **seats[state],
            }
        )
    table = pd.DataFrame(found)
    return gpd.GeoDataFrame(table, geometry=gpd.points_from_xy(table["lon"], table["lat"]), crs="EPSG:4326")


def _scorecard(look: Look) -> Rows:
    """Every fact of the region, states included; `geo.models.policy.scorecard` sorts and selects."""
    return [row for row in _rows(look.access, "policy") if row["region"] == look.region.key]


def _summary(look: Look) -> dict[str, dict[str, int]]:
    return summary(_rows(look.access, "policy"), look.region.key)


def _governance(look: Look) -> Rows:
    """Indices with terms of their own: share-alike, and non-commercial (marked)."""
    tables = {"governance_vdem": "CC BY-SA 4.0", "governance_noncommercial": "non-commercial"}
    found = [{**row, "terms": terms} for table, terms in tables.items() for row in _rows(look.access, table)]
    return [row for row in found if row["region"] == look.region.key]


def _gates(look: Look) -> Rows:
    return [row for row in _rows(look.access, "gates") if row["region"] == look.region.key]


def _owners(look: Look) -> list[tuple[str, int]]:
    landings = look.access.table("cable_landings")
    here = landings.loc[landings["region"] == look.region.key, "id"]
    return cable_owners(_rows(look.access, "submarine_cables"), here)


LAYER = Layer(
    key="policy",
    title="Policy scorecard",
    theme="policy",
    description=(
        "Dated facts by country, state and prefecture: alliances, copyright, screening, incentives, planning, rules, "
        "supply chain. Shown as they are, never turned into the score of a cell."
    ),
    readers=(
        Reader(
            tier="bundled",
            sources=(),
            tables=(
                "policy",
                "gates",
                "governance_vdem",
                "governance_noncommercial",
                "submarine_cables",
                "cable_landings",
                "cities",
            ),
            read=_read,
        ),
    ),
    columns={"count": "facts"},
    style=Style(kind="point", colour="#6a51a3", radius=5.0, label=("name", "facts", "source", "date")),
    facts={
        "policy.scorecard": _scorecard,
        "policy.summary": _summary,
        "policy.governance": _governance,
        "policy.gates": _gates,
        "policy.cable_owners": _owners,
    },
    gap=(
        "A selection of what pages say, not legal advice; a state without a row is not a state without a policy. The "
        "result of Japan's GX selection of summer 2026 and the final Australian access standards were not read."
    ),
)
