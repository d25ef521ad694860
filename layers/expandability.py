"""Expandability: what connecting a second phase of the same size would cost."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import geopandas as gpd
import numpy as np

from geo.catalogue.access import Access
from geo.catalogue.layer import Layer, Reader, Style
from geo.catalogue.region import Region
from geo.catalogue.region_data import RegionData
from geo.decision.brief import LOAD_MW_RANGE, Brief
from geo.decision.criterion import Criterion, FloatArray, Inputs
from geo.decision.value_functions import Piecewise
from geo.errors import InputError
from geo.models.grid_connection import annual_cost_usd
from geo.models.voltage import carrying_voltage
from layers._options import CAP_KM, connection_options
from layers._voltage import KV_OF

ORDER = 31.5
PHASES = 2.0
NOTE = "Both built at once; built later, what a larger class needs is built anew. Spare capacity is not in it."


def _read(access: Access, region: Region) -> gpd.GeoDataFrame:
    return access.points(f"substations_{region.key}")


def _both(inputs: Inputs) -> FloatArray:
    """Yearly cost [US$ million] of a connection for both phases at once, by the stations of one class.

    Unknown where the class does not carry twice the load, and everywhere when none does.
    """
    ((name, weighted_km),) = inputs.fields.items()
    brief, costs = inputs.brief, inputs.facts["grid_connection.costs"]
    known, title = inputs.facts["grid_connection.classes"]
    load_mw = PHASES * brief.load_mw
    try:
        least = carrying_voltage(known, load_mw, brief.redundancy, title)
    except InputError:
        return np.full_like(weighted_km, np.nan)
    if KV_OF[name] < least or KV_OF[name] not in costs:
        return np.full_like(weighted_km, np.nan)
    here = annual_cost_usd(weighted_km, load_mw, brief.redundancy, costs[KV_OF[name]])
    far = annual_cost_usd(np.array(CAP_KM), load_mw, brief.redundancy, costs[max(costs)])
    return np.where(weighted_km >= CAP_KM - 0.1, far, here)


def second_phase(data: RegionData, lon: float, lat: float, brief: Brief) -> dict[str, Any]:
    """Connection of one phase and of both, what the second adds, and whether one station serves both."""
    if PHASES * brief.load_mw > LOAD_MW_RANGE[1]:
        return {
            "unknown": f"two phases of {brief.load_mw:g} MW are above the {LOAD_MW_RANGE[1]:g} MW that are modelled"
        }
    try:
        first = connection_options(data, lon, lat, brief)[0]
        both = connection_options(data, lon, lat, replace(brief, load_mw=PHASES * brief.load_mw))[0]
    except InputError as error:
        return {"unreachable": str(error)}
    one, two = first.annual_usd.central, both.annual_usd.central
    return {
        "first_phase_mw": brief.load_mw,
        "both_phases_mw": PHASES * brief.load_mw,
        "first_phase_annual_usd_million": round(one, 2),
        "both_phases_annual_usd_million": round(two, 2),
        "second_phase_adds_annual_usd_million": round(two - one, 2),
        "station_for_one_phase": first.offer.name,
        "station_for_both_phases": both.offer.name,
        "class_for_both_phases_kv": both.offer.costs.voltage_kv,
        "note": NOTE,
        "figures": {"second_phase_adds_annual_usd_million": round(two - one, 2)},
        "fact": {"id": both.offer.id, "source": both.offer.source, "date": both.offer.date},
    }


LAYER = Layer(
    key="expandability",
    title="A second phase",
    theme="grid",
    description="What connecting a second phase of the same size would cost, by the model of the grid connection.",
    readers=(
        Reader(
            tier="bundled",
            sources=("aemo-iasr-2025-rez-options",),
            tables=("connection_costs", "voltage_classes", "substations_{region}", "synchronous_systems"),
            read=_read,
        ),
    ),
    style=Style(kind="none", label=("name", "voltage_kv", "operator", "source", "date")),
    explain={"second_phase": second_phase},
    criteria=(
        Criterion(
            key="land_second_phase",
            title="Cost of connecting two phases",
            unit="US$ million a year",
            group="Land",
            fields=tuple(KV_OF),
            derive=_both,
            least=True,
            value_function=Piecewise(((8.0, 1.0), (16.0, 0.85), (32.0, 0.5), (64.0, 0.15), (100.0, 0.0))),
            weight=0.0,
            evidence="modelled",
            decimals=1,
            rationale=(
                "A campus that sells out is doubled. The least cost of a connection for twice the load, of every class "
                "that carries it; the place panel says what the second phase adds. Unknown where no class carries "
                "twice the load. At weight 0: its cause is that of the connection cost."
            ),
            references=("data/facts/connection_costs.csv", "value function: assumption"),
        ),
    ),
    gap="Room at the station, and land for the second phase, are not in it (see Buildable land for the neighbourhood).",
)
