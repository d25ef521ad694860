"""Policy: what countries and states decide about data centres, as a scorecard, and the gate sheets of governments."""

from __future__ import annotations

from functools import partial
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.catalogue.access import Access
from geo.catalogue.layer import FieldSpec, Layer, Look, Reader, Style
from geo.catalogue.region import Region
from geo.catalogue.region_data import RegionData
from geo.decision.brief import Brief
from geo.decision.constraint import Constraint
from geo.decision.criterion import Criterion, FloatArray, Inputs
from geo.decision.value_functions import Linear
from geo.models.energy import by_code
from geo.models.gates import Known, place_facts
from geo.models.policy import COUNTS_FOR, TOPICS, order_year, scorecard, states_with_facts
from geo.space.areas import AreaValue
from layers._scorecard import CABLES, TRANSFORMER, Rows, by_state, items, owner_share, rows, setting
from layers._states import TABLES, States, state_areas

ORDER = 120
FIELD = "policy.state"
SOURCE = "data/facts/policy.csv"
COMMON: dict[str, Any] = {"group": "Policy and security", "fields": (FIELD,), "weight": 0.0, "decimals": 1}
BARS: dict[str, Any] = {"fields": (FIELD,), "on": False, "group": "Policy and security"}


def _read(access: Access, region: Region) -> gpd.GeoDataFrame:
    """States and prefectures with facts of their own, at their largest city."""
    facts = rows(access, "policy")
    cities = access.table("cities")
    largest = cities[cities["region"] == region.key].sort_values("population", ascending=False)
    seats = largest.drop_duplicates("state").set_index("state")[["lon", "lat"]].astype(float).to_dict("index")
    found = []
    for state in states_with_facts(facts, region.key):
        mine = [row for row in scorecard(facts, region.key, state) if row["state"] == state]
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


def _gates(look: Look) -> Rows:
    return [row for row in rows(look.access, "gates") if row["region"] == look.region.key]


def _here(data: RegionData, lon: float, lat: float, _brief: Brief) -> dict[str, Any]:
    """The state in which a place lies, and that state's own facts."""
    state = data.facts["policy.states"].at(lon, lat)
    mine = [item for item in items(data.look) if state and item.state == state]
    told = [{"topic": i.heading, "fact": i.fact, "direction": i.direction, "date": i.date} for i in mine]
    return {"state": state, "rows": told}


def _gate_facts(data: RegionData, lon: float, lat: float) -> dict[str, Known]:
    """Facts of a gate sheet that follow from where a place lies."""
    if data.region.key != "jp":
        return {}
    state = data.facts["policy.states"].at(lon, lat)
    applied = data.facts["policy.applied"].get(state)
    return {**place_facts(lon, lat), **({"gx_applied": applied} if applied else {})}


def _applied(look: Look) -> dict[str, Known]:
    """Prefectures that applied to be a strategic region."""
    found = [row for row in rows(look.access, "policy") if row["id"].endswith("-gx") and row["value"] == "applied"]
    return {row["state"]: Known(True, f"{row['source']}, {row['date']}") for row in found}


def _balance(topic: str, inputs: Inputs) -> FloatArray:
    return by_code(inputs.facts["policy.by_state"][topic][0], inputs[FIELD])


def _too_many(topic: str, inputs: Inputs, limit: float) -> NDArray[np.bool_]:
    return np.asarray(by_code(inputs.facts["policy.by_state"][topic][1], inputs[FIELD]) > limit)


def _everywhere(value: float, inputs: Inputs) -> FloatArray:
    """One number for the whole country, wherever a state is known."""
    return np.where(np.isfinite(inputs[FIELD]), value, np.nan)


def _order_year(inputs: Inputs) -> FloatArray:
    return _everywhere(order_year(inputs.brief.energise_by), inputs)


def _owner_share(inputs: Inputs) -> FloatArray:
    return _everywhere(inputs.facts["policy.owner_share"], inputs)


def _topic_criterion(topic: str) -> Criterion:
    bound = f" that bind {COUNTS_FOR[topic]}" if topic in COUNTS_FOR else ""
    return Criterion(
        key=setting(topic),
        title=f"{TOPICS[topic]}: helping less hindering facts",
        unit="balance",
        derive=partial(_balance, topic),
        value_function=Linear(worst=-1.0, best=1.0),
        evidence="assumed",
        rationale=(
            f"Facts{bound} of the country and the state: 1 where all help, -1 where all hinder, mixed ones in between. "
            "The direction is our reading, and three small helps do not outweigh one veto: so no preset weighs it."
        ),
        references=(SOURCE, "direction of a fact and the balance: assumption"),
        **COMMON,
    )


def _topic_constraint(topic: str) -> Constraint:
    return Constraint(
        key=setting(topic),
        title=f"{TOPICS[topic]}: too many facts hinder",
        excludes=partial(_too_many, topic),
        limit=0.0,
        unit="facts",
        limits_allowed=(0.0, 10.0),
        rationale="Bars states in which more facts of this topic hinder than you allow. State borders are coarse here.",
        references=(SOURCE, "direction of a fact: assumption"),
        coarse=True,
        **BARS,
    )


def _late(inputs: Inputs, limit: float) -> NDArray[np.bool_]:
    return np.asarray(_order_year(inputs) < limit)


def _concentrated(inputs: Inputs, limit: float) -> NDArray[np.bool_]:
    return np.asarray(_owner_share(inputs) > limit)


LAYER = Layer(
    key="policy",
    title="Policy scorecard",
    theme="policy",
    description=(
        "Dated facts by country, state and prefecture: alliances, copyright, screening, incentives, planning, rules, "
        "supply chain. Shown as they are; a scenario may let them gate or weigh."
    ),
    readers=(
        Reader(
            tier="bundled",
            sources=(),
            tables=("policy", "gates", "submarine_cables", "cable_landings", *TABLES, "outline_{region}"),
            read=_read,
        ),
    ),
    columns={"count": "facts"},
    style=Style(kind="point", colour="#6a51a3", radius=5.0, label=("name", "facts", "source", "date")),
    facts={
        "policy.applied": _applied,
        "policy.states": States,
        "policy.by_state": by_state,
        "policy.owner_share": owner_share,
    },
    explain={"state": _here},
    scorecard=items,
    gate_sheet=_gates,
    gate_facts=_gate_facts,
    fields=(
        FieldSpec(
            key="state",
            title="State, territory or prefecture",
            measure=AreaValue("code"),
            unit="code",
            scale=1.0,
            cap=1000.0,
            prepare=state_areas,
        ),
    ),
    criteria=(
        *(_topic_criterion(topic) for topic in TOPICS),
        Criterion(
            key=TRANSFORMER,
            title="Latest order date of a large transformer",
            unit="year",
            derive=_order_year,
            value_function=Linear(worst=2026.0, best=2030.0),
            evidence="modelled",
            rationale=(
                "A transformer that stands at the start of the year of the brief must have been ordered 128 weeks "
                "before. It is the same everywhere and moves with the year alone."
            ),
            references=("Wood Mackenzie, second quarter of 2025, United States", "value function: assumption"),
            **COMMON,
        ),
        Criterion(
            key=CABLES,
            title="Cables in which one owner has a part",
            unit="%",
            derive=_owner_share,
            value_function=Linear(worst=100.0, best=0.0),
            evidence="measured",
            rationale="Where one owner sits in most international cables, its troubles are the country's.",
            references=("data/facts/submarine_cables.csv", "value function: assumption"),
            **COMMON,
        ),
    ),
    constraints=(
        *(_topic_constraint(topic) for topic in TOPICS),
        Constraint(
            key=TRANSFORMER,
            title="A transformer cannot arrive in time",
            excludes=_late,
            limit=2027.0,
            unit="year of order",
            limits_allowed=(2024.0, 2040.0),
            rationale="Bars the country where the latest order date for the year of the brief lies before your order.",
            **BARS,
        ),
        Constraint(
            key=CABLES,
            title="One owner sits in too many cables",
            excludes=_concentrated,
            limit=50.0,
            unit="%",
            limits_allowed=(0.0, 100.0),
            rationale="Bars the country where one owner has a part in more of the international cables than you allow.",
            **BARS,
        ),
    ),
    gap=(
        "A selection of what pages say, not legal advice; a state without a row is not a state without a policy. "
        "Prefecture borders run half-way between listed places, good to 10 to 20 km. The result of Japan's GX "
        "selection of summer 2026 and the final Australian access standards were not read."
    ),
)
