"""Round trips to hubs of a brief, from two joining points that a map stores for every place.

A campus joins the network where its own country's users are best served, or at the nearest joining point, whichever
brings it nearer to the hubs that it is to serve. What a joining point is worth to some hubs is one number, so new hubs
cost two look-ups a place and no search.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from geo.models.fibre_entries import ACCESS_MS_PER_KM, FibreAccess
from geo.models.fibre_graph import FibreNetwork

F64 = npt.NDArray[np.float64]
Floats = npt.NDArray[np.floating[Any]]


def hub_shares(network: FibreNetwork, hubs: Sequence[str]) -> dict[str, float]:
    """Share of each hub in a mean, sum 1: by people where every hub is a city with a count of them, else all alike.

    Raises
    ------
    InputError
        A hub is not known.
    """
    people = {hub: network.hub(hub).people for hub in hubs}
    total = sum(people.values())
    if all(count > 0 for count in people.values()):
        return {hub: count / total for hub, count in people.items()}
    return {hub: 1.0 / len(people) for hub in people}


def mean_rtts(access: FibreAccess, hubs: Sequence[str]) -> F64:
    """Mean round trip [ms] to hubs from every joining point (n,); NaN where one of them has no known path."""
    network = access.network
    shares = hub_shares(network, hubs)
    return np.asarray(sum(share * access.to(network.rtts_to(hub)) for hub, share in shares.items()), dtype=np.float64)


def round_trip_ms(
    home_ms: Floats, home: Floats, near_km: Floats, near: Floats, domestic: F64, to_hubs: F64
) -> npt.NDArray[np.float64]:
    """Mean round trip to hubs [ms] from places, by the better of two joining points; NaN for no known path.

    Parameters
    ----------
    home_ms, home : round trip to the country's users [ms], and the joining point that gives it (its position)
    near_km, near : way to the nearest joining point [km of great circle], and which it is
    domestic, to_hubs : round trips from every joining point to the country's users and to the hubs [ms]
    """
    by_home = home_ms + _at(to_hubs - domestic, home)
    by_near = ACCESS_MS_PER_KM * near_km + _at(to_hubs, near)
    return np.asarray(np.fmin(by_home, by_near), dtype=np.float64)


def _at(values: F64, positions: Floats) -> F64:
    """Values by position; NaN for NaN and for positions that are none."""
    table = np.append(values, np.nan)
    known = np.isfinite(positions) & (positions >= 0) & (positions < values.size)
    return np.asarray(table[np.where(known, positions, values.size).astype(np.int64)])
