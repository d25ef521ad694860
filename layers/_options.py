"""Ways to join the grid at one place: substations of every class that carries the load, the cheapest first."""

from __future__ import annotations

import math
from functools import lru_cache

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from geo.catalogue.region_data import RegionData
from geo.decision.brief import Brief
from geo.errors import InputError
from geo.models.grid_connection import BOUNDS, OPEN_GROUND, Offer, Quote, Range, UnitCosts, quotes
from geo.models.voltage import carrying_voltage
from geo.space.crossing import Crossing, CrossingDistance
from geo.space.ground import laid_out, mean_factor, room_for_steps
from geo.space.rows import geo_line
from layers._connection import unit_costs
from layers._ground import ground
from layers._voltage import classes, of_class

Bools = NDArray[np.bool_]
REACH_KM, CAP_KM = 300.0, 1200.0
"""How far a station may be, and the longest weighted length that is told apart [km]."""
KM_PER_DEGREE = 110.5
"""Of latitude, at its least."""
EACH_CLASS = 2
"""Stations quoted in every class: the cheapest and the next."""


def connection_options(data: RegionData, lon: float, lat: float, brief: Brief) -> list[Quote]:
    """Connections of the brief's load at a place, the cheapest by the central yearly cost first.

    Stations count that are connectable, of the class that carries the load or above, in the place's own synchronous
    system and on its land mass, within 300 km. The first is the chosen one, the second the runner-up.

    Raises
    ------
    InputError
        No class carries the load, or no station that does is in reach.
    """
    return list(_options(data, lon, lat, brief))


@lru_cache(maxsize=16)
def _options(data: RegionData, lon: float, lat: float, brief: Brief) -> tuple[Quote, ...]:
    """The same, kept: a place is asked for one phase and for two (RegionData compares by identity)."""
    known = classes(data.look)
    least = carrying_voltage(known, brief.load_mw, brief.redundancy, data.region.title)
    stations = in_reach(data, lon, lat)
    costs = unit_costs(data.look)
    priced = [each.voltage_kv for each in known]
    able = sorted(kv for kv in priced if kv >= least)
    offers = [o for kv in able for o in _offers(data, stations, of_class(stations, kv, priced), (lon, lat), costs[kv])]
    if not offers:
        raise InputError(
            "no substation in reach carries the load",
            where=f"{lat:.3f}, {lon:.3f}",
            found=f"{brief.load_mw:g} MW at {brief.redundancy}",
            allowed=f"a connectable substation of {least:g} kV or more of the same system within {REACH_KM:g} km",
        )
    return tuple(quotes(offers, brief.load_mw, brief.redundancy))


def in_reach(data: RegionData, lon: float, lat: float) -> gpd.GeoDataFrame:
    """Stations in a box that holds all within 300 km: the nearest, which tells the system, is among them or too far."""
    stations = data.features("substations")
    assert isinstance(stations, gpd.GeoDataFrame)
    high = REACH_KM / KM_PER_DEGREE
    wide = high / math.cos(math.radians(min(abs(lat) + high, 80.0)))
    return stations.cx[lon - wide : lon + wide, lat - high : lat + high].reset_index(drop=True)


def _offers(
    data: RegionData, stations: gpd.GeoDataFrame, eligible: Bools, place: tuple[float, float], costs: UnitCosts
) -> list[Offer]:
    measure = CrossingDistance(REACH_KM, CAP_KM, group="synchronous_system")
    left, found = eligible.copy(), []
    for _ in range(EACH_CLASS):
        if not left.any():
            break
        reached = Crossing(stations.assign(eligible=left), ground(data.look))
        index, km = measure.nearest(reached, [place[0]], [place[1]], data.land)
        row = int(index[0])
        if row < 0:
            break
        left[row] = False
        station = stations.iloc[row]
        voltage = f"{station['voltage_kv']:g} kV"
        name = f"{str(station['name']).removesuffix(voltage).strip()} {voltage}"
        cited = (str(station["id"]), str(station["source"]), str(station["date"]))
        found.append(Offer(name, costs, float(km[0]), _terrain(data, place, station.geometry), *cited))
    return found


def _terrain(data: RegionData, place: tuple[float, float], station: shapely.Point) -> Range:
    """Mean factor of the ground along the line, as a range; 1 where land cover and heights are not here."""
    made = []
    for bound in BOUNDS:
        known = ground(data.look, bound)
        if known is None:
            return OPEN_GROUND
        laid = laid_out(known.array, geo_line(known.transform))
        made.append(float(mean_factor(laid, *place, station.x, station.y, room_for_steps())))
    return Range(*made)
