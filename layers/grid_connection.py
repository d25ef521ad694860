"""Grid connection: what joining the cheapest substation that carries the load costs a year."""

from __future__ import annotations

from functools import partial
from typing import Any

import geopandas as gpd
import numpy as np

from geo.catalogue.access import Access
from geo.catalogue.layer import FieldSpec, Layer, Look, Reader, Style
from geo.catalogue.region import Region
from geo.decision.brief import Brief
from geo.decision.criterion import Criterion, FloatArray, Inputs
from geo.decision.value_functions import Piecewise
from geo.models.grid_connection import annual_cost_usd
from geo.models.voltage import VoltageClass, carrying_voltage
from geo.space.crossing import Crossing
from geo.space.measures import CrossingDistance
from layers._connection import unit_costs
from layers._ground import NEEDS, ground
from layers._levers import substations
from layers._options import CAP_KM, REACH_KM
from layers._told import connection
from layers._voltage import CLASSES_KV, KV_OF, classes, of_class

ORDER = 31


def _read(access: Access, region: Region) -> gpd.GeoDataFrame:
    return access.points(f"substations_{region.key}")


def _classes(look: Look) -> tuple[tuple[VoltageClass, ...], str]:
    return classes(look), look.region.title


def _cost(inputs: Inputs, bound: str = "central") -> FloatArray:
    """Yearly cost [US$ million] of the best station of one class.

    Sees the weighted length to the stations of one class. What is out of reach counts as a line of the greatest length
    at the dearest class, so that any station in reach is cheaper.
    """
    ((name, weighted_km),) = inputs.fields.items()
    brief, costs = inputs.brief, inputs.facts["grid_connection.costs"]
    voltage_kv = KV_OF[name]
    if voltage_kv not in costs:
        return np.full_like(weighted_km, np.nan)
    here = annual_cost_usd(weighted_km, brief.load_mw, brief.redundancy, costs[voltage_kv], bound)
    out_of_reach = annual_cost_usd(np.array(CAP_KM), brief.load_mw, brief.redundancy, costs[max(costs)], bound)
    return np.where(weighted_km >= CAP_KM - STEP_KM, out_of_reach, here)


def _field(voltage_kv: float) -> FieldSpec:
    """Weighted length of the line to the best station of one class, where the region has the class."""

    def priced(look: Look) -> list[float]:
        return [each.voltage_kv for each in classes(look)]

    def prepare(stations: gpd.GeoDataFrame, _variant: str, look: Look) -> Crossing:
        eligible = of_class(stations, voltage_kv, priced(look))
        return Crossing(stations.assign(eligible=eligible, group=stations["synchronous_system"]), ground(look))

    def variants(look: Look) -> tuple[str, ...]:
        return ("",) if voltage_kv in priced(look) else ()

    def select(brief: Brief, look: Look) -> str | None:
        least = carrying_voltage(classes(look), brief.load_mw, brief.redundancy, look.region.title)
        return "" if voltage_kv in priced(look) and voltage_kv >= least else None

    return FieldSpec(
        key=f"line_{voltage_kv:g}kv",
        title=f"Line to the best {voltage_kv:g} kV substation, weighted by the ground it crosses",
        measure=CrossingDistance(REACH_KM, CAP_KM),
        unit="km",
        scale=STEP_KM,
        cap=CAP_KM,
        prepare=prepare,
        variants=variants,
        select=select,
    )


STEP_KM = 0.02
FIELDS = tuple(_field(voltage_kv) for voltage_kv in CLASSES_KV)
TABLES = ("connection_costs", "voltage_classes", "substations_{region}", "synchronous_systems")
FACTS: dict[str, Any] = {"grid_connection.costs": unit_costs, "grid_connection.classes": _classes}

LAYER = Layer(
    key="grid_connection",
    title="Grid connection",
    theme="grid",
    description=(
        "Line, bays and transformers of the cheapest connection to any substation that carries the load, each priced "
        "at its own voltage class, as a yearly sum."
    ),
    readers=(
        Reader(
            tier="package",
            sources=("aemo-iasr-2025-rez-options", "mcd12c1", "pvlib"),
            needs=NEEDS,
            tables=TABLES,
            read=_read,
        ),
        Reader(
            tier="bundled",
            sources=("aemo-iasr-2025-rez-options",),
            tables=TABLES,
            read=_read,
        ),
    ),
    style=Style(kind="none", label=("name", "voltage_kv", "operator", "source", "date")),
    facts=FACTS,
    explain={"connection": connection},
    levers={"substation": substations},
    fields=FIELDS,
    criteria=(
        Criterion(
            key="connection_cost",
            objective=True,
            title="Cost of the grid connection",
            unit="US$ million a year",
            group="Power",
            fields=tuple(KV_OF),
            derive=_cost,
            least=True,
            bounds=(partial(_cost, bound="low"), partial(_cost, bound="high")),
            value_function=Piecewise(((5.0, 1.0), (10.0, 0.85), (20.0, 0.5), (40.0, 0.15), (60.0, 0.0))),
            weight=0.0,
            evidence="modelled",
            decimals=1,
            nearest=next(iter(KV_OF)),
            rationale=(
                "The least over all connectable substations within 300 km, on the same land mass and in the same "
                "synchronous system, of every class that carries the load: line by length, class and ground, bays at "
                "both ends, transformers on the campus, two circuits and a spare transformer at N-1, paid back over "
                "25 years at 7 %. Central figure in prices of 2025; low and high lie about 50 % either side. Where "
                "nothing is in reach the figure is that of 1,200 km of the highest class: read it as out of reach."
            ),
            references=(
                "data/facts/connection_costs.csv",
                "AEMO Inputs, Assumptions and Scenarios 2025, augmentation options",
                "NREL reVX, short-line and terrain factors",
                "value function: assumption; US$ 60 million a year is about a third of the energy bill of 300 MW",
            ),
        ),
    ),
    gap=(
        "Deep reinforcement on the utility's side, land and losses are not in the figure. Ground is land cover of "
        "5.5 km and slope of 9 km cells along a straight line: it screens, it is no route. Japanese bays and "
        "transformers are Australian figures converted."
    ),
)
