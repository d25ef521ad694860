"""How long light takes along a known way: constants, lengths and means, pure functions of numbers and arrays.

References
----------
Refractive index 1.468 of standard single-mode fibre at 1,550 nm (ITU-T G.652 fibres): light travels 204,218 km/s, so a
round trip costs 9.79 ms per 1,000 km of fibre.
Bozkurt et al. (2018), Dissecting Latency in the Internet's Fiber Infrastructure, arXiv:1811.10737: along the best
conduits fibre is 1.3 times as long as the line of sight in the median, and traffic of today takes 2.1 times.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
from pyproj import Geod

from geo.errors import DataError

F64 = npt.NDArray[np.float64]

REFRACTIVE_INDEX = 1.468
VACUUM_KM_PER_MS = 299.792458
RTT_MS_PER_KM = 2.0 * REFRACTIVE_INDEX / VACUUM_KM_PER_MS
"""Round trip over one kilometre of fibre: 0.0097935 ms."""

ROUTE_FACTOR = 1.3
"""Fibre over land to great circle where a route is known and its length is not (Bozkurt et al. 2018, best conduits)."""

SEA_SLACK = 1.15
"""Cable to computed sea route where no length is published: assumption, the lower end of the 15 to 20 % of slack that
is usual; the 33 published segments of our tables lie at 1.12 in the median."""

ROUTERS_MS = 0.4
"""Round trip through the two routers at the ends: assumption, 0.2 ms each, the low end of 0.2 to 1 ms."""

CABLE_EQUIPMENT_MS = 0.2
"""Terminal equipment of one cable segment: assumption, four passes of a transponder at 0.05 ms."""

LINK_EQUIPMENT_MS = 0.04
"""Equipment of one leg over land: assumption, four passes at 0.01 ms, the low end of 0.01 to 0.1 ms."""

_WGS84 = Geod(ellps="WGS84")


def rtt_ms(route_km: float) -> float:
    """Round trip over a length of fibre [ms], without equipment."""
    return RTT_MS_PER_KM * route_km


def great_circle_km(lon: npt.ArrayLike, lat: npt.ArrayLike, to_lon: npt.ArrayLike, to_lat: npt.ArrayLike) -> F64:
    """Geodesic on WGS 84 [km] between places in degrees, broadcast against each other."""
    given = np.broadcast_arrays(*(np.asarray(v, dtype=np.float64) for v in (lon, lat, to_lon, to_lat)))
    flat = [np.array(v, copy=True).reshape(-1) for v in given]
    metres = _WGS84.inv(flat[0], flat[1], flat[2], flat[3])[2]
    return np.asarray(metres, dtype=np.float64).reshape(given[0].shape) / 1000.0


def floor_ms(lon: npt.ArrayLike, lat: npt.ArrayLike, to_lon: npt.ArrayLike, to_lat: npt.ArrayLike) -> F64:
    """Round trip that no fibre can beat [ms]: the great circle at the speed of light in glass."""
    return RTT_MS_PER_KM * great_circle_km(lon, lat, to_lon, to_lat)


def cable_km(published_km: float, computed_km: float, great_circle: float) -> float:
    """Length of a cable segment [km]: as published, else the computed sea route with slack; never under the geodesic.

    Raises
    ------
    DataError
        Neither length is known (both NaN).
    """
    length = published_km if np.isfinite(published_km) else computed_km * SEA_SLACK
    if not np.isfinite(length):
        raise DataError("a cable segment has neither a published nor a computed length", where="cable_segments")
    return float(max(length, great_circle))


def weighted_rtt(rtt: Mapping[str, float], people: Mapping[str, float]) -> float:
    """Mean round trip to cities [ms], each counting by its people; NaN where one of them cannot be reached."""
    total = sum(people.values())
    if not people or any(city not in rtt for city in people):
        return float("nan")
    return sum(rtt[city] * number for city, number in people.items()) / total


def in_words(rtt: float | None) -> str:
    """A round trip for people: "96 ms", or that there is none."""
    known: Any = rtt is not None and np.isfinite(rtt)
    if not known:
        return "no known path"
    assert rtt is not None
    return f"{rtt:.1f} ms" if rtt < 20.0 else f"{rtt:.0f} ms"
