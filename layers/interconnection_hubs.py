"""Interconnection hubs: carrier hotels and exchanges where traffic really meets."""

from __future__ import annotations

import geopandas as gpd

from geo.catalogue.access import Access
from geo.catalogue.layer import FieldSpec, Layer, Reader, Style
from geo.catalogue.region import Region
from geo.decision.criterion import Criterion
from geo.decision.value_functions import Piecewise
from geo.space.measures import Distance

ORDER = 70


def _read(access: Access, region: Region) -> gpd.GeoDataFrame:
    hubs = access.points("interconnection_hubs")
    return hubs[hubs["region"] == region.key].reset_index(drop=True)


LAYER = Layer(
    key="interconnection_hubs",
    title="Interconnection hubs",
    theme="network",
    description="Carrier hotels, exchanges and interconnection campuses.",
    readers=(Reader(tier="bundled", sources=(), tables=("interconnection_hubs",), read=_read),),
    style=Style(
        kind="point", colour="#762a83", radius=5.0, label=("name", "city", "kind", "operator", "source", "date")
    ),
    fields=(
        FieldSpec(
            key="distance_km",
            title="Distance to the nearest interconnection hub",
            measure=Distance(cap_km=3000.0),
            unit="km",
            scale=0.05,
            cap=3000.0,
        ),
    ),
    criteria=(
        Criterion(
            key="hub_distance",
            title="Distance to the nearest interconnection hub",
            unit="km",
            group="Network",
            fields=("interconnection_hubs.distance_km",),
            value_function=Piecewise(((0.0, 1.0), (50.0, 0.9), (200.0, 0.6), (500.0, 0.35), (1500.0, 0.0))),
            weight=14.0,
            evidence="modelled",
            nearest="interconnection_hubs.distance_km",
            rationale=(
                "Campuses reach users through carrier hotels. 100 km of fibre cost about 1 ms round trip "
                "(4.9 µs/km one way); "
                "straight-line distance is a proxy until fibre routes are known."
            ),
            references=("value function: assumption",),
        ),
    ),
    gap=("A selection of buildings that pages name; which carriers enter them, and by which path, is not public."),
)
