"""Cable landings: where submarine cables come ashore."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np

from geo.catalogue.access import Access
from geo.catalogue.layer import FailureGroups, FieldSpec, Layer, Look, Reader, Style
from geo.catalogue.region import Region
from geo.decision.criterion import Criterion
from geo.decision.value_functions import Piecewise
from geo.space.measures import Distance, DistinctCount

ORDER = 65
RADIUS_KM = 100.0
REACH_KM = 3000.0


def _read(access: Access, region: Region) -> gpd.GeoDataFrame:
    landings = access.points("cable_landings")
    return landings[landings["region"] == region.key].reset_index(drop=True)


def _cables_by_landing(features: gpd.GeoDataFrame, _variant: str, look: Look) -> gpd.GeoDataFrame:
    """One row per cable in service and landing."""
    cables = look.access.table("submarine_cables")
    cables = cables[cables["status"] == "in_service"][["id", "landings"]].rename(columns={"id": "cable_id"})
    pairs = cables.assign(id=cables["landings"].str.split(";")).explode("id")[["cable_id", "id"]]
    pairs["id"] = pairs["id"].str.strip()
    return gpd.GeoDataFrame(features.merge(pairs, on="id", how="inner"), geometry="geometry", crs=features.crs)


def _ashore(data: Any, lon: Any, lat: Any, _brief: Any) -> list[tuple[str, ...]]:
    """The groups of the nearest landing that one event takes out together; the landing itself where it is in none."""
    landings = _cables_by_landing(data.features("cable_landings"), "", data.look).drop_duplicates("id")
    if landings.empty:
        return [() for _ in lon]
    groups = data.access.table("cable_groups")
    members = [
        (str(name), {part.strip() for part in cell.split(";")}) for name, cell in groups[["name", "members"]].values
    ]
    rows, _ = Distance(cap_km=REACH_KM).nearest(landings, lon, lat, None)
    found = []
    for row in np.asarray(rows).tolist():
        key = str(landings["id"].iloc[row]) if row >= 0 else ""
        shared = tuple(name for name, held in members if key in held)
        found.append(shared or ((str(landings["name"].iloc[row]),) if key else ()))
    return found


LAYER = Layer(
    key="cable_landings",
    title="Cable landings",
    theme="network",
    description="Landing stations of international and major domestic cables.",
    readers=(Reader(tier="bundled", sources=(), tables=("cable_landings", "submarine_cables"), read=_read),),
    style=Style(kind="point", colour="#0b7a75", radius=4.5, shown=True, label=("name", "operator", "source", "date")),
    fields=(
        FieldSpec(
            key="cables",
            title="Distinct cables in service that land within 100 km",
            measure=DistinctCount(radius_km=RADIUS_KM, column="cable_id"),
            unit="cables",
            scale=1.0,
            cap=500.0,
            prepare=_cables_by_landing,
        ),
    ),
    criteria=(
        Criterion(
            key="cable_landings",
            title="Distinct submarine cables landing within 100 km",
            unit="cables",
            group="Network",
            fields=("cable_landings.cables",),
            value_function=Piecewise(((0.0, 0.0), (1.0, 0.3), (4.0, 0.7), (10.0, 1.0))),
            weight=8.0,
            evidence="measured",
            rationale=(
                "Several cables ashore nearby mean international capacity and choice; cables of one landing can "
                "still fail together."
            ),
            references=("value function: assumption",),
        ),
    ),
    failure_groups={
        "landing": FailureGroups(
            title="The same cable landing",
            kind="cable",
            basis=(
                "a site's traffic abroad leaves by its nearest landing in service: assumption; landings of one beach, "
                "protection zone or way inland fail together (data/facts/cable_groups.csv)"
            ),
            of=_ashore,
        )
    },
    gap=(
        "Only stations that a page names, often at the point of their town; which building a cable enters is mostly "
        "not public."
    ),
)
