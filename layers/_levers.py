"""What might come to stand near a place: a substation of each class that carries the load."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from geo.catalogue.region_data import RegionData
from geo.decision.brief import Brief
from geo.decision.lever import Lever
from geo.models.grid_connection import annual_cost_usd
from layers._options import REACH_KM, in_reach
from layers._voltage import classes, of_class


def substations(data: RegionData, lon: float, lat: float, brief: Brief) -> list[Lever]:
    """A new connectable substation of every class that carries the load and is in use within 300 km, on open ground.

    The class is priced like any other connection of the brief; what building the substation itself costs is not in it.
    """
    known = [each for each in classes(data.look) if each.max_load_mw(brief.redundancy) >= brief.load_mw]
    near, priced = in_reach(data, lon, lat), [each.voltage_kv for each in classes(data.look)]
    used = [each.voltage_kv for each in known if of_class(near, each.voltage_kv, priced).any()]
    return [_lever(data, kv, brief) for kv in used]


def _lever(data: RegionData, voltage_kv: float, brief: Brief) -> Lever:
    costs = data.facts["grid_connection.costs"][voltage_kv]

    def cost(km: float) -> float:
        return float(annual_cost_usd(np.array([km]), brief.load_mw, brief.redundancy, costs)[0])

    return Lever(
        criterion="connection_cost", raw=cost, words=_words(voltage_kv, brief.energise_by), most=REACH_KM, unit="km"
    )


def _words(voltage_kv: float, year: int) -> Callable[[float], str]:
    def words(km: float) -> str:
        where = f"within {km:g} km over open ground" if km else "right here"
        return f"a connectable {voltage_kv:g} kV substation stood {where} by {year}"

    return words
