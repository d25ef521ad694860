"""Ports: where heavy equipment comes ashore."""

from __future__ import annotations

import geopandas as gpd

from geo.catalogue.access import Access
from geo.catalogue.layer import FieldSpec, Layer, Reader, Style
from geo.catalogue.region import Region
from geo.decision.criterion import Criterion
from geo.decision.value_functions import Piecewise
from geo.space.measures import Distance

ORDER = 112
CAP_KM = 1500.0


def _read(access: Access, region: Region) -> gpd.GeoDataFrame:
    ports = access.points("ports")
    return ports[ports["region"] == region.key].reset_index(drop=True)


LAYER = Layer(
    key="ports",
    title="Ports",
    theme="land",
    description="Main container and bulk ports, and regional ones; a selection with sources.",
    readers=(Reader(tier="bundled", sources=("searoute-1-6-0",), tables=("ports",), read=_read),),
    columns={"teu_million": "million TEU a year", "accuracy_km": "km"},
    style=Style(
        kind="point",
        by="cargo",
        colours={"container": "#1f78b4", "bulk": "#8c510a", "mixed": "#5e9bb8"},
        radius=4.0,
        label=("name", "cargo", "rank", "note", "source", "date"),
    ),
    fields=(
        FieldSpec(
            key="nearest_km",
            title="Distance to the nearest port of the list",
            measure=Distance(cap_km=CAP_KM),
            unit="km",
            scale=0.05,
            cap=CAP_KM,
        ),
    ),
    criteria=(
        Criterion(
            key="land_port",
            title="Distance to a port",
            unit="km",
            group="Land",
            fields=("ports.nearest_km",),
            value_function=Piecewise(((0.0, 1.0), (50.0, 0.9), (200.0, 0.6), (600.0, 0.2), (1200.0, 0.0))),
            weight=0.0,
            evidence="measured",
            nearest="ports.nearest_km",
            rationale=(
                "Large transformers weigh hundreds of tonnes and come by sea: a short road from the quay saves bridges "
                "to strengthen and permits. A straight line, not the abnormal-load route."
            ),
            references=("ports: data/facts/ports.csv", "value function: assumption"),
        ),
    ),
    gap="Heavy-lift berths and abnormal-load routes are not known; points are good to a few kilometres.",
)
