"""Ways to join the grid at one place: substations of every class that carries the load, the cheapest first."""

from __future__ import annotations

import math
from dataclasses import replace

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from geo.catalogue.region_data import RegionData
from geo.decision.brief import Brief
from geo.errors import InputError
from geo.models.grid_connection import Offer, Quote, UnitCosts, quotes
from geo.models.voltage import carrying_voltage
from geo.space.grouped import GroupedDistance
from layers._connection import terrain_factor, unit_costs
from layers._voltage import classes

Bools = NDArray[np.bool_]
REACH_KM = 300.0
KM_PER_DEGREE = 110.5
"""Of latitude, at its least."""
EACH_CLASS = 2
"""Stations tried in every class: the nearest and the next."""
GROUND = {"forest": (1, 2, 3, 4, 5), "wetland": (11,), "urban": (13,)}


def connection_options(data: RegionData, lon: float, lat: float, brief: Brief) -> list[Quote]:
    """Connections of the brief's load at a place, the cheapest by the central yearly cost first.

    Stations count that are connectable, of the class that carries the load or above, in the place's own synchronous
    system and on its land mass, within 300 km. The first is the chosen one, the second the runner-up.

    Raises
    ------
    InputError
        No class carries the load, or no station that does is in reach.
    """
    known = classes(data.look)
    least = carrying_voltage(known, brief.load_mw, brief.redundancy, data.region.title)
    stations = _in_reach(data, lon, lat)
    costs = unit_costs(data.look)
    terrain = _terrain(data, lon, lat)
    able = sorted(each.voltage_kv for each in known if each.voltage_kv >= least)
    offers = [o for kv in able for o in _offers(data, stations, _of_class(stations, kv, able), (lon, lat), costs[kv])]
    if not offers:
        raise InputError(
            "no substation in reach carries the load",
            where=f"{lat:.3f}, {lon:.3f}",
            found=f"{brief.load_mw:g} MW at {brief.redundancy}",
            allowed=f"a connectable substation of {least:g} kV or more of the same system within {REACH_KM:g} km",
        )
    placed = [replace(offer, terrain=terrain) for offer in offers]
    return quotes(placed, brief.load_mw, brief.redundancy)


def _in_reach(data: RegionData, lon: float, lat: float) -> gpd.GeoDataFrame:
    """Stations in a box that holds all within 300 km: the nearest, which tells the system, is among them or too far."""
    stations = data.features("substations")
    assert isinstance(stations, gpd.GeoDataFrame)
    high = REACH_KM / KM_PER_DEGREE
    wide = high / math.cos(math.radians(min(abs(lat) + high, 80.0)))
    return stations.cx[lon - wide : lon + wide, lat - high : lat + high].reset_index(drop=True)


def _of_class(stations: gpd.GeoDataFrame, voltage_kv: float, able: list[float]) -> Bools:
    """Connectable stations from this class up to the next one that is priced."""
    above = [kv for kv in able if kv > voltage_kv]
    upper = min(above) if above else np.inf
    voltage = stations["voltage_kv"].to_numpy(dtype=float)
    may = stations["connectable"].fillna(False).to_numpy(dtype=bool)
    return np.asarray(may & (voltage >= voltage_kv - 0.5) & (voltage < upper - 0.5))


def _offers(
    data: RegionData, stations: gpd.GeoDataFrame, eligible: Bools, place: tuple[float, float], costs: UnitCosts
) -> list[Offer]:
    measure = GroupedDistance(cap_km=REACH_KM, group="synchronous_system")
    left, found = eligible.copy(), []
    for _ in range(EACH_CLASS):
        if not left.any():
            break
        index, km = measure.nearest(stations.assign(eligible=left), [place[0]], [place[1]], data.land)
        row = int(index[0])
        if row < 0:
            break
        left[row] = False
        station = stations.iloc[row]
        name = f"{station['name']} {station['voltage_kv']:g} kV"
        cited = (str(station["id"]), str(station["source"]), str(station["date"]))
        found.append(Offer(name, costs, float(km[0]), 1.0, *cited))
    return found


def _terrain(data: RegionData, lon: float, lat: float) -> float:
    """Central factor of the ground at the place, 1 where land cover is not there or is open."""
    spec = data.catalogue.fields.get("land_cover.igbp")
    raster = data.features("land_cover") if spec is not None and data.reader("land_cover") is not None else None
    if spec is None or raster is None:
        return 1.0
    code = float(spec.measure.at_points(raster, [lon], [lat], data.land)[0])
    ground = next((name for name, codes in GROUND.items() if code in codes), None)
    return terrain_factor(data.look, ground).central if ground else 1.0
