"""Past events of organised violence: context for exposure, which is more than what has happened."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from geo.catalogue.access import Access
from geo.catalogue.layer import FieldSpec, Layer, Look, Reader, Style
from geo.catalogue.region import Region
from geo.decision.constraint import Constraint
from geo.decision.criterion import Criterion, Inputs
from geo.decision.value_functions import Piecewise
from geo.models.scorecard import Item
from geo.space.measures import Coverage
from geo.space.vector import margin_box
from layers._live import tables

ORDER = 121
MARGIN_KM = 300.0
NEAR_KM = 200.0
NEEDS = "ucdp-ged-25-1"
FIELD = "conflict_events.within_200km"
KINDS = {1: "state-based", 2: "non-state", 3: "one-sided"}
COLUMNS = [
    "id",
    "year",
    "type_of_violence",
    "conflict_name",
    "latitude",
    "longitude",
    "where_prec",
    "best",
    "date_start",
]
WORST_PRECISION = 4
"""Events placed no better than a province (5 to 7 are countries and seas) stand at a middle point and are left out."""


def _read(access: Access, region: Region) -> gpd.GeoDataFrame:
    """Events in and around a region that are placed at least to the province."""
    west, south, east, north = margin_box(region.bbox, MARGIN_KM)
    raw = tables(access.path(NEEDS), usecols=COLUMNS, low_memory=False)
    near = raw["longitude"].between(west, east) & raw["latitude"].between(south, north)
    kept = raw[near & (raw["where_prec"] <= WORST_PRECISION)]
    columns = {
        "name": kept["conflict_name"].astype(str),
        "kind": kept["type_of_violence"].map(KINDS),
        "year": kept["year"],
        "deaths": kept["best"],
        "source": NEEDS,
        "date": kept["date_start"].astype(str).str[:10],
    }
    points = gpd.points_from_xy(kept["longitude"], kept["latitude"])
    return gpd.GeoDataFrame(columns, geometry=points, crs="EPSG:4326").reset_index(drop=True)


def _items(look: Look) -> list[Item]:
    """How many events lie in and around the country."""
    events = _read(look.access, look.region)
    last = str(events["date"].max()) if len(events) else "2024"
    return [
        Item(
            id=f"{look.region.key}-past-events",
            heading="Exposure to conflict",
            region=look.region.key,
            title="Past events of organised violence",
            value=f"{len(events):,}",
            unit="events 1989 to 2024",
            fact="Deadly events in the country and up to 300 km around it; the past says little of a coming war",
            evidence="measured",
            source="https://ucdp.uu.se/downloads/",
            date=last,
            setting="conflict_events",
        )
    ]


def _many(inputs: Inputs, limit: float) -> NDArray[np.bool_]:
    return np.asarray(inputs[FIELD] > limit)


COMMON: dict[str, Any] = {"group": "Policy and security", "fields": (FIELD,)}

LAYER = Layer(
    key="conflict_events",
    title="Events of organised violence",
    theme="policy",
    description="Deadly events 1989-2024 with place and best estimate of deaths (UCDP GED 25.1).",
    readers=(Reader(tier="upstream", sources=(NEEDS,), needs=(NEEDS,), read=_read),),
    columns={"deaths": "people"},
    style=Style(
        kind="point",
        by="kind",
        colours={"state-based": "#a50f15", "non-state": "#ef6548", "one-sided": "#fdbb84"},
        radius=3.5,
        label=("name", "kind", "year", "deaths", "source", "date"),
        zoom_rank="deaths",
    ),
    scorecard=_items,
    fields=(
        FieldSpec(
            key="within_200km",
            title="Events of organised violence within 200 km",
            measure=Coverage(radius_km=NEAR_KM),
            unit="events",
            scale=1.0,
            cap=60000.0,
        ),
    ),
    criteria=(
        Criterion(
            key="conflict_events",
            title="Past events of organised violence within 200 km",
            unit="events",
            value_function=Piecewise(((0.0, 1.0), (10.0, 0.5), (100.0, 0.0))),
            weight=0.0,
            evidence="measured",
            rationale="Where people were killed for a cause since 1989. Unknown until fetched; no forecast.",
            references=("UCDP GED 25.1, CC BY 4.0", "reach and value function: assumption"),
            **COMMON,
        ),
    ),
    constraints=(
        Constraint(
            key="conflict_events",
            title="Too many past events of organised violence",
            excludes=_many,
            on=False,
            coarse=True,
            limit=10.0,
            unit="events",
            limits_allowed=(0.0, 10000.0),
            rationale="Bars places with more deadly events within 200 km since 1989 than you allow.",
            references=("UCDP GED 25.1, CC BY 4.0",),
            **COMMON,
        ),
    ),
    gap="Only by `sitewatt fetch conflict_events`; the past says little of a coming war.",
)
