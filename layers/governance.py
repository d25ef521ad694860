"""Governance: indices of democracy and accountability by year, for the scorecard."""

from __future__ import annotations

from functools import partial

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from geo.catalogue.access import Access
from geo.catalogue.layer import Layer, Look, Reader, Style
from geo.catalogue.region import Region
from geo.decision.constraint import Constraint
from geo.decision.criterion import Criterion, FloatArray, Inputs
from geo.decision.value_functions import Linear
from geo.models.scorecard import Item
from layers._governance import items, latest

ORDER = 119
FIELD = "policy.state"
TABLES = {"governance_wgi": "CC BY 4.0", "governance_vdem": "CC BY-SA 4.0"}
INDICES = {
    "voice": ("Voice and Accountability, World Bank", -2.5, 2.5, 0.0),
    "libdem": ("Liberal democracy index, V-Dem", 0.0, 1.0, 0.5),
    "polyarchy": ("Electoral democracy index, V-Dem", 0.0, 1.0, 0.5),
}
"""By index: title, least and greatest value of the scale, and the limit that a constraint starts from (assumption)."""


def _read(_access: Access, region: Region) -> gpd.GeoDataFrame:
    """The middle of the country: an index has no place within it."""
    west, south, east, north = region.bbox
    middle = gpd.points_from_xy([(west + east) / 2], [(south + north) / 2])
    return gpd.GeoDataFrame({"name": [region.title]}, geometry=middle, crs="EPSG:4326")


def _items(look: Look) -> list[Item]:
    return [item for table, terms in TABLES.items() for item in items(look, table, terms, setting=_key)]


def _latest(look: Look) -> dict[str, float]:
    return {key: value for table in TABLES for key, value in latest(look, table).items()}


def _key(index: str) -> str:
    return f"governance_{index}"


def _value(index: str, inputs: Inputs) -> FloatArray:
    """The country's latest value wherever a state is known."""
    return np.where(np.isfinite(inputs[FIELD]), inputs.facts["governance.latest"].get(index, np.nan), np.nan)


def _below(index: str, inputs: Inputs, limit: float) -> NDArray[np.bool_]:
    return np.asarray(_value(index, inputs) < limit)


def _criterion(index: str) -> Criterion:
    title, least, greatest, _ = INDICES[index]
    return Criterion(
        key=_key(index),
        title=title,
        unit="index",
        group="Policy and security",
        fields=(FIELD,),
        derive=partial(_value, index),
        value_function=Linear(worst=least, best=greatest),
        weight=0.0,
        evidence="unverified",
        decimals=2,
        rationale=(
            "Whether rules are made and changed in the open decides what a licence is worth in twenty years. One value "
            "a country: it tells two countries apart and never two places of one."
        ),
        references=(f"data/facts: {', '.join(TABLES)}", "value function: the ends of the index's own scale"),
    )


def _constraint(index: str) -> Constraint:
    title, least, greatest, limit = INDICES[index]
    return Constraint(
        key=_key(index),
        title=f"{title}: too low",
        fields=(FIELD,),
        excludes=partial(_below, index),
        on=False,
        limit=limit,
        unit="index",
        limits_allowed=(least, greatest),
        group="Policy and security",
        rationale="Bars the whole country where the latest value lies below your limit.",
        references=(f"data/facts: {', '.join(TABLES)}",),
    )


LAYER = Layer(
    key="governance",
    title="Governance indices",
    theme="policy",
    description=(
        "Indices of democracy and accountability by year: World Bank (CC BY) and V-Dem (CC BY-SA, in a file of its "
        "own). Shown on the page of law and security; a scenario may let them gate or weigh."
    ),
    readers=(Reader(tier="bundled", sources=(), tables=tuple(TABLES), read=_read),),
    style=Style(kind="none"),
    facts={"governance.latest": _latest},
    scorecard=_items,
    criteria=tuple(_criterion(index) for index in INDICES),
    constraints=tuple(_constraint(index) for index in INDICES),
    gap="Most values are leads that were not read in the source. An index is a judgement of experts, not a count.",
)
