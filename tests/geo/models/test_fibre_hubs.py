"""Round trips to the hubs of a brief: shares and sums by hand, the floor at random places, bad names in words."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import InputError
from geo.models.fibre_entries import ACCESS_MS_PER_KM, FibreAccess
from geo.models.fibre_graph import FibreNetwork
from geo.models.fibre_hubs import hub_shares, mean_rtts, round_trip_ms
from geo.models.latency import floor_ms


@pytest.fixture(scope="module")
def everywhere(now: FibreNetwork) -> dict[str, FibreAccess]:
    """Both countries, asked for every hub there is."""
    hubs = tuple(n.key.partition(":")[2] for n in now.nodes.values() if n.kind in ("city", "far", "hub"))
    return {region: FibreAccess(now, region, hubs) for region in ("au", "jp")}


def test_cities_count_by_people_and_others_all_alike(now: FibreNetwork) -> None:
    # 5,557,233 people in Sydney, 2,384,371 in Perth: 0.69976 and 0.30024. Singapore has no count.
    shares = hub_shares(now, ("sydney", "perth"))
    assert shares == {"sydney": pytest.approx(0.69976, abs=1e-5), "perth": pytest.approx(0.30024, abs=1e-5)}
    assert hub_shares(now, ("sydney", "singapore")) == {"sydney": 0.5, "singapore": 0.5}
    with pytest.raises(InputError, match="unknown hub"):
        hub_shares(now, ("sydney", "gotham"))


def test_the_mean_of_several_hubs_is_the_sum_of_their_shares(everywhere: dict[str, FibreAccess]) -> None:
    access = everywhere["au"]
    sydney, perth = (access.to(access.network.rtts_to(hub)) for hub in ("sydney", "perth"))
    both = mean_rtts(access, ("sydney", "perth"))
    np.testing.assert_allclose(both, 0.69976 * sydney + 0.30024 * perth, atol=1e-3)
    assert np.isnan(mean_rtts(access, ("sydney", "london"))).all()  # no known path to London


def test_the_better_of_two_joining_points_counts() -> None:
    # Home: joined at 0, 5 ms of which 4 are domestic from there, so 1 ms of way; the hub is 9 ms from there.
    # Near: 10 km to joining point 1, 0.1273 ms, and 3 ms to the hub.
    found = round_trip_ms(
        np.array([5.0, 5.0, np.nan, 5.0]),
        np.array([0.0, 0.0, np.nan, 0.0]),
        np.array([10.0, np.nan, np.nan, 10.0]),
        np.array([1.0, np.nan, np.nan, 2.0]),
        np.array([4.0, 6.0, 1.0]),
        np.array([9.0, 3.0, np.nan]),
    )
    assert found[:2] == pytest.approx([3.0 + 10 * ACCESS_MS_PER_KM, 10.0])
    assert np.isnan(found[2])
    assert found[3] == pytest.approx(10.0)  # the nearest joining point does not reach the hub, the other does


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["au", "jp"]), st.integers(0, 10_000), st.floats(-1.5, 1.5), st.floats(-1.5, 1.5))
def test_no_round_trip_to_any_hub_beats_the_great_circle(
    everywhere: dict[str, FibreAccess], region: str, row: int, east: float, north: float
) -> None:
    access = everywhere[region]
    entry = access.entries[row % len(access.entries)]
    lon, lat = entry.lon + east, entry.lat + north
    found = access.at(lon, lat)
    for hub, ms in found.rtt_ms.items():
        node = access.network.hub(hub)
        assert ms is None or ms >= float(floor_ms(lon, lat, node.lon, node.lat))
