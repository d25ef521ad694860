"""Cable landings: where submarine cables come ashore."""

from __future__ import annotations

import geopandas as gpd

from geo.catalogue.access import Access
from geo.catalogue.layer import FieldSpec, Layer, Look, Reader, Style
from geo.catalogue.region import Region
from geo.decision.criterion import Criterion
from geo.decision.value_functions import Piecewise
from geo.space.measures import DistinctCount

ORDER = 65
RADIUS_KM = 100.0


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
)
