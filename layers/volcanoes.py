"""Volcanoes: distance to the nearest one that has been active in the last ten thousand years."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from geo.catalogue.access import Access
from geo.catalogue.layer import FailureGroups, FieldSpec, Layer, Reader, Style
from geo.catalogue.region import Region
from geo.decision.constraint import Constraint
from geo.decision.criterion import Criterion, Inputs
from geo.decision.value_functions import Piecewise
from geo.models.volcano import CLOSE_KM, FAR_KM
from geo.space.measures import Distance
from layers._failures import within

ORDER = 114


def _read(access: Access, region: Region) -> gpd.GeoDataFrame:
    volcanoes = access.points("volcanoes")
    return volcanoes[volcanoes["region"] == region.key].reset_index(drop=True)


def _too_close(inputs: Inputs, limit: float) -> NDArray[np.bool_]:
    return np.asarray(inputs["volcanoes.distance_km"] < limit)


LAYER = Layer(
    key="volcanoes",
    title="Holocene volcanoes",
    theme="hazard",
    description="Volcanoes active in the last 10,000 years or so, within the region and 300 km around it (about 2013).",
    readers=(Reader(tier="bundled", sources=("gvp-volcanoes",), tables=("volcanoes",), read=_read),),
    columns={"elevation_m": "m"},
    style=Style(
        kind="point",
        colour="#d7301f",
        radius=4.5,
        label=("name", "kind", "last_eruption", "status", "elevation_m", "source", "date"),
    ),
    fields=(
        FieldSpec(
            key="distance_km",
            title="Distance to the nearest Holocene volcano",
            measure=Distance(cap_km=1000.0),
            unit="km",
            scale=0.02,
            cap=1000.0,
        ),
    ),
    criteria=(
        Criterion(
            key="volcano_distance",
            title="Distance to the nearest Holocene volcano",
            unit="km",
            group="Climate and hazards",
            fields=("volcanoes.distance_km",),
            value_function=Piecewise(((0.0, 0.0), (CLOSE_KM, 0.3), (50.0, 0.7), (FAR_KM, 1.0))),
            weight=0.0,
            evidence="measured",
            nearest="volcanoes.distance_km",
            rationale=(
                "Flows and slides stay within some 15 km; ash reaches farther, stops air intakes and filters and "
                "shorts lines. Wind and the size of eruptions are not in it. A cost, not a veto."
            ),
            references=(
                "15 km: METI (2017), map of scientific features; 160 km: NRA Japan (2013), volcano guide: unverified",
                "value function: assumption",
            ),
        ),
    ),
    constraints=(
        Constraint(
            key="volcano_near",
            title="Close to a volcano",
            fields=("volcanoes.distance_km",),
            excludes=_too_close,
            on=False,
            limit=CLOSE_KM,
            unit="km",
            limits_allowed=(1.0, 200.0),
            rationale=(
                "Within some 15 km of a vent pyroclastic flows, lahars and new vents are possible. Off unless you ask "
                "for it: the hazard differs from volcano to volcano."
            ),
            references=("METI (2017), Nationwide map of scientific features",),
        ),
    ),
    failure_groups={
        "volcano": FailureGroups(
            title="The same volcano",
            kind="hazard",
            basis=f"one eruption may reach all within {FAR_KM:g} km (NRA Japan 2013, volcano guide: unverified)",
            of=lambda data, lon, lat, brief: within(data, "volcanoes.distance_km", lon, lat, FAR_KM),
        )
    },
    gap=(
        "One point stands for a field of some four hundred vents in western Victoria (Newer Volcanics Province). Ash "
        "fall by wind, and eruptions and re-datings since about 2013, are not in the list."
    ),
)
