"""Active faults: distance to the nearest known trace."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from geo.catalogue.access import Access
from geo.catalogue.layer import FailureGroups, FieldSpec, Layer, Reader, Style
from geo.catalogue.region import Region
from geo.decision.brief import Brief
from geo.decision.constraint import Constraint
from geo.decision.criterion import Criterion, Inputs
from geo.decision.value_functions import Piecewise
from geo.space.measures import Distance
from geo.space.vector import read_features
from layers._failures import within
from layers._jshis_faults import planes

ORDER = 113
SHARED_KM = 30.0
"""Beyond this a fault costs a site nothing: where the value function reaches 1."""
TRACE_ERROR_KM, ZONE_ERROR_KM = 3.0, 8.0
"""How far [km] simplified traces, and zones drawn through municipalities, may lie from the fault (assumption)."""
TRACES, ZONES = "faults.distance_km", "fault_zones.distance_km"
Floats = NDArray[np.floating[Any]]


def _read(access: Access, _region: Region) -> gpd.GeoDataFrame:
    """Traces with their long-term slip rate [m/Myr]; 0 stands for a rate that was not found."""
    raw = read_features(access.path("nsha2018-faults", "FSD_simple_faults_plus_vert2.shp"))
    slip = raw["SL_RT_LT"].astype(float)
    columns = {"name": raw["Name"].str.strip(), "length_km": raw["Length"], "slip_m_per_myr": slip.where(slip > 0)}
    return gpd.GeoDataFrame(columns, geometry=raw.geometry, crs=raw.crs)


def _read_jshis(access: Access, _region: Region) -> gpd.GeoDataFrame:
    """Upper edges of the fault planes of J-SHIS."""
    return planes(access.path("jshis-faults-2024"))


def _distance(inputs: Inputs) -> Floats:
    """Distance [km] to a trace; where none was read, to a listed zone close by: far from a selection is unknown."""
    traces, zones = inputs[TRACES], inputs[ZONES]
    return np.where(np.isnan(traces), np.where(zones <= SHARED_KM, zones, np.nan), traces)


def _nearer(inputs: Inputs) -> Floats:
    return np.maximum(_distance(inputs) - _error(inputs), 0.0)


def _farther(inputs: Inputs) -> Floats:
    return _distance(inputs) + _error(inputs)


def _error(inputs: Inputs) -> Floats:
    """How far [km] a trace or a listed zone may lie from where it is drawn."""
    return np.where(np.isnan(inputs[TRACES]), ZONE_ERROR_KM, TRACE_ERROR_KM)


def _groups(data: Any, lon: Any, lat: Any, _brief: Brief) -> list[tuple[str, ...]]:
    """Faults and listed zones that would shake each place hard."""
    pairs = (within(data, name, lon, lat, SHARED_KM) for name in (TRACES, ZONES))
    return [one + other for one, other in zip(*pairs, strict=True)]


def _on_trace(inputs: Inputs, limit: float) -> NDArray[np.bool_]:
    return np.asarray(inputs[TRACES] < limit)


LAYER = Layer(
    key="faults",
    title="Active faults",
    theme="hazard",
    description=(
        "Australia: simplified traces of faults that moved in today's stress field, with slip rates (NSHA18). Japan: "
        "upper edges of the fault planes of J-SHIS 2024, once fetched."
    ),
    readers=(
        Reader(tier="upstream", sources=("nsha2018-faults",), needs=("nsha2018-faults",), read=_read, regions=("au",)),
        Reader(
            tier="upstream", sources=("jshis-faults-2024",), needs=("jshis-faults-2024",), read=_read_jshis,
            regions=("jp",),
        ),
    ),
    columns={"length_km": "km", "slip_m_per_myr": "m/Myr", "top_km": "km"},
    style=Style(
        kind="line", colour="#b2182b", label=("name", "length_km", "slip_m_per_myr", "magnitude", "top_km"),
        zoom_rank="length_km",
    ),
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
            fields=(TRACES, ZONES),
            derive=_distance,
            bounds=(_nearer, _farther),
            value_function=Piecewise(((0.0, 0.2), (2.0, 0.5), (10.0, 0.85), (30.0, 1.0))),
            weight=0.0,
            evidence="modelled",
            decimals=1,
            nearest=TRACES,
            rationale=(
                "Near a fault shaking is strongest and the ground may break. Australian faults move once in ten "
                "thousand years or more; traces are simplified, to about 3 km. Japan: the fault planes of J-SHIS once "
                "fetched; until then the distance to a listed major zone within 30 km, good to about 8 km, and "
                "unknown elsewhere, because the list is a selection."
            ),
            references=(
                "Clark et al. (2016), Australian Neotectonic Features, through NSHA18",
                "J-SHIS 2024 (NIED), fault planes; evaluations of the Headquarters for Earthquake Research Promotion",
                "3 km, 8 km and value function: assumption",
            ),
        ),
    ),
    constraints=(
        Constraint(
            key="fault_rupture",
            title="On a fault trace",
            fields=(TRACES,),
            excludes=_on_trace,
            on=False,
            coarse=True,
            limit=0.5,
            unit="km",
            limits_allowed=(0.1, 20.0),
            rationale=(
                "Ground that can break cannot carry a building. The traces are good to a few kilometres only, so this "
                "is off unless you ask for it; the listed zones of Japan are too coarse to bar at all."
            ),
        ),
    ),
    failure_groups={
        "fault": FailureGroups(
            title="The same active fault",
            kind="hazard",
            basis=f"one rupture shakes all within {SHARED_KM:g} km of its trace hard: assumption",
            of=_groups,
        )
    },
    gap=(
        "Japan only by `sitewatt fetch faults` (J-SHIS, rectangles of some kilometres); until then a list of seven "
        "zones stands in close by, and the rest is unknown, not absent. Traces of AIST's database are in no open file "
        "that is known."
    ),
)  # fmt: skip
