"""Active faults: distance to the nearest known trace."""

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
from geo.space.measures import Distance
from geo.space.vector import read_features
from layers._failures import within

ORDER = 113
SHARED_KM = 30.0
"""Beyond this a fault costs a site nothing: where the value function reaches 1."""


def _read(access: Access, _region: Region) -> gpd.GeoDataFrame:
    """Traces with their long-term slip rate [m/Myr]; 0 stands for a rate that was not found."""
    raw = read_features(access.path("nsha2018-faults", "FSD_simple_faults_plus_vert2.shp"))
    slip = raw["SL_RT_LT"].astype(float)
    columns = {"name": raw["Name"].str.strip(), "length_km": raw["Length"], "slip_m_per_myr": slip.where(slip > 0)}
    return gpd.GeoDataFrame(columns, geometry=raw.geometry, crs=raw.crs)


def _on_trace(inputs: Inputs, limit: float) -> NDArray[np.bool_]:
    return np.asarray(inputs["faults.distance_km"] < limit)


LAYER = Layer(
    key="faults",
    title="Active faults",
    theme="hazard",
    description="Simplified traces of faults that moved in today's stress field, with slip rates (Australia, NSHA18).",
    readers=(
        Reader(tier="upstream", sources=("nsha2018-faults",), needs=("nsha2018-faults",), read=_read, regions=("au",)),
    ),
    columns={"length_km": "km", "slip_m_per_myr": "m/Myr"},
    style=Style(kind="line", colour="#b2182b", label=("name", "length_km", "slip_m_per_myr"), zoom_rank="length_km"),
    fields=(
        FieldSpec(
            key="distance_km",
            title="Distance to the nearest known fault trace",
            measure=Distance(cap_km=500.0),
            unit="km",
            scale=0.01,
            cap=500.0,
        ),
    ),
    criteria=(
        Criterion(
            key="earthquake_fault_distance",
            title="Distance to the nearest known active fault",
            unit="km",
            group="Climate and hazards",
            fields=("faults.distance_km",),
            value_function=Piecewise(((0.0, 0.2), (2.0, 0.5), (10.0, 0.85), (30.0, 1.0))),
            weight=0.0,
            evidence="measured",
            decimals=1,
            nearest="faults.distance_km",
            rationale=(
                "Near a fault shaking is strongest and the ground may break. Australian faults move once in ten "
                "thousand years or more, and the traces are simplified: a place can be some kilometres nearer than it "
                "seems."
            ),
            references=(
                "Clark et al. (2016), Australian Neotectonic Features, through NSHA18",
                "value function: assumption",
            ),
        ),
    ),
    constraints=(
        Constraint(
            key="fault_rupture",
            title="On a fault trace",
            fields=("faults.distance_km",),
            excludes=_on_trace,
            on=False,
            coarse=True,
            limit=0.5,
            unit="km",
            limits_allowed=(0.1, 20.0),
            rationale=(
                "Ground that can break cannot carry a building. The traces are good to a few kilometres only, so this "
                "is off unless you ask for it."
            ),
        ),
    ),
    failure_groups={
        "fault": FailureGroups(
            title="The same active fault",
            kind="hazard",
            basis=f"one rupture shakes all within {SHARED_KM:g} km of its trace hard: assumption",
            of=lambda data, lon, lat, brief: within(data, "faults.distance_km", lon, lat, SHARED_KM),
        )
    },
    gap="Japan's active faults (AIST, HERP) are not fetched: unknown there, not absent.",
)
