"""Grid connection: what joining the nearest substation that carries the load costs a year."""

from __future__ import annotations

from typing import Any

import geopandas as gpd

from geo.catalogue.access import Access
from geo.catalogue.layer import Layer, Look, Reader, Style
from geo.catalogue.region import Region
from geo.decision.criterion import Criterion, FloatArray, Inputs
from geo.decision.value_functions import Piecewise
from geo.models.grid_connection import annual_cost_usd
from geo.models.voltage import VoltageClass, carrying_voltage
from layers._connection import unit_costs
from layers._told import connection
from layers._voltage import classes

ORDER = 31


def _read(access: Access, region: Region) -> gpd.GeoDataFrame:
    stations = access.points(f"substations_{region.key}")
    return stations[stations["connectable"].fillna(False).astype(bool)].reset_index(drop=True)


def _classes(look: Look) -> tuple[tuple[VoltageClass, ...], str]:
    return classes(look), look.region.title


def _cost(inputs: Inputs) -> FloatArray:
    """Yearly cost [US$ million] over mixed ground; where nothing is in reach that of 300 km, a lower bound."""
    known, region = inputs.facts["grid_connection.classes"]
    brief = inputs.brief
    voltage_kv = carrying_voltage(known, brief.load_mw, brief.redundancy, region)
    costs = inputs.facts["grid_connection.costs"][voltage_kv]
    return annual_cost_usd(inputs["substations.distance_km"], brief.load_mw, brief.redundancy, costs)


FACTS: dict[str, Any] = {"grid_connection.costs": unit_costs, "grid_connection.classes": _classes}

LAYER = Layer(
    key="grid_connection",
    title="Grid connection",
    theme="grid",
    description=(
        "Line, bays and transformers of a connection of the load's class to the nearest substation that carries it, "
        "as a yearly sum."
    ),
    readers=(
        Reader(
            tier="bundled",
            sources=("aemo-iasr-2025-rez-options",),
            tables=("connection_costs", "voltage_classes", "substations_{region}"),
            read=_read,
        ),
    ),
    style=Style(kind="none", label=("name", "voltage_kv", "operator", "source", "date")),
    facts=FACTS,
    explain={"connection": connection},
    criteria=(
        Criterion(
            key="connection_cost",
            title="Cost of the grid connection",
            unit="US$ million a year",
            group="Power",
            fields=("substations.distance_km",),
            derive=_cost,
            value_function=Piecewise(((5.0, 1.0), (10.0, 0.85), (20.0, 0.5), (40.0, 0.15), (60.0, 0.0))),
            weight=0.0,
            evidence="modelled",
            decimals=1,
            nearest="substations.distance_km",
            rationale=(
                "Length and class of the line, bays at both ends and transformers on the campus, two circuits and a "
                "spare transformer at N-1, paid back over 25 years at 7 %. The figure is the central one over mixed "
                "ground, in prices of 2025; low and high lie about 50 % either side. Where nothing is in reach the "
                "cost is that of 300 km, a lower bound."
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
        "Deep reinforcement on the utility's side, land, cable and terrain are not in the map's figure, which prices "
        "the lowest class that carries the load even where the nearest station has a higher voltage; Japanese bays and "
        "transformers are Australian figures converted."
    ),
)
