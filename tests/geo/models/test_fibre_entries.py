"""What a place finds: by hand, against the great circle, unknown in words, and quickly."""

from __future__ import annotations

import time

import numpy as np
import pytest
from affine import Affine
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import InputError
from geo.models.fibre_entries import FibreAccess, entries_of
from geo.models.fibre_graph import FibreNetwork, network_of
from geo.models.fibre_nodes import FibreTables
from geo.models.latency import RTT_MS_PER_KM, floor_ms, great_circle_km
from geo.space.landmask import LandMask

INZAI, MINAMIBOSO, NEWMAN, MOUNT_ISA = (140.146, 35.832), (139.96, 34.95), (119.73, -23.36), (139.49, -20.73)
ULURU, WAKKANAI, ARMIDALE = (131.0, -25.3), (141.7, 45.4), (151.67, -30.5)


@pytest.fixture(scope="module")
def australia(now: FibreNetwork) -> FibreAccess:
    return FibreAccess(now, "au", ("sydney", "singapore", "los-angeles"))


@pytest.fixture(scope="module")
def japan(now: FibreNetwork) -> FibreAccess:
    return FibreAccess(now, "jp", ("tokyo", "osaka", "singapore", "los-angeles"))


def test_a_place_pays_1_3_times_the_great_circle_to_its_hub(small: FibreTables) -> None:
    # 0.5 degree of longitude at 30 S is 48.2 km: 48.24 * 1.3 * 0.0097935 = 0.6142 ms, and 0.04 for the tie
    access = FibreAccess(network_of(small, 2026), "au", ("los-angeles",))
    km = float(great_circle_km(150.5, -30.0, 150.0, -30.0))
    assert km == pytest.approx(48.24, abs=0.02)
    found = access.at(150.5, -30.0)
    # Joined at the city, where its users sit: 128.0355 from there, 0.6142 to it, 0.04 for the leg's equipment.
    assert found.rtt_ms["los-angeles"] == pytest.approx(128.0355 + 0.6142 + 0.04, abs=3e-3)
    assert found.leg_km == pytest.approx(km, rel=0.005)
    assert found.paths == 0  # one to North America, none to Singapore
    assert found.words().endswith("separate paths abroad: none.")


def test_along_a_route_the_nearer_end_and_the_uncertainty_of_the_line_count(small: FibreTables) -> None:
    # Half way: 600 km of fibre to alpha, and 20 km * 1.3 for the drawn line.
    entries = entries_of(network_of(small, 2026), "au")
    along = [entry for entry in entries if entry.link is not None]
    assert len(along) == 95  # 965 km, a point every 10 km or a little more, ends left out
    middle = along[47]
    assert middle.lon == pytest.approx(145.0)
    rtt = middle.rtt({"place:alpha": 100.0, "place:beta": 150.0})
    assert rtt == pytest.approx(100 + 600 * RTT_MS_PER_KM + 20 * 1.3 * RTT_MS_PER_KM + 0.04)
    assert np.isnan(middle.rtt({}))


def test_a_minamiboso_beach_does_not_beat_inzai_to_tokyo_users(japan: FibreAccess) -> None:
    inzai, beach = japan.at(*INZAI), japan.at(*MINAMIBOSO)
    assert inzai.rtt_ms["tokyo"] is not None
    assert beach.rtt_ms["tokyo"] is not None
    assert inzai.rtt_ms["tokyo"] < beach.rtt_ms["tokyo"]
    assert inzai.domestic_ms is not None
    assert beach.domestic_ms is not None
    assert inzai.domestic_ms < beach.domestic_ms


def test_the_beach_reaches_singapore_by_tokyo_and_not_by_the_cable_at_its_feet(japan: FibreAccess) -> None:
    beach, inzai = japan.at(*MINAMIBOSO), japan.at(*INZAI)
    assert beach.rtt_ms["singapore"] is not None
    assert inzai.rtt_ms["singapore"] is not None
    assert beach.rtt_ms["singapore"] > inzai.rtt_ms["singapore"]


@pytest.mark.parametrize("place", [ULURU, ARMIDALE])
def test_a_place_without_a_known_fibre_path_is_unknown_in_words(
    australia: FibreAccess, place: tuple[float, float]
) -> None:
    found = australia.at(*place)
    assert (found.entry, found.domestic_ms, found.paths) == (None, None, None)
    assert set(found.rtt_ms.values()) == {None}
    assert found.words() == "No fibre path is known here: round trips and separate paths are unknown."


def test_words_name_the_entry_and_never_show_inf_or_nan(australia: FibreAccess, now: FibreNetwork) -> None:
    words = australia.at(*NEWMAN).words()
    assert words.startswith("Joins at ")
    assert "Newman" in words
    told = FibreAccess(now, "au", ("singapore", "london")).at(*MOUNT_ISA).words()
    assert "london no known path" in told
    for text in (words, told):
        assert "nan" not in text.lower().replace("newman", "")
        assert "inf" not in text.lower()


def test_an_unknown_hub_or_region_is_refused_in_words(now: FibreNetwork) -> None:
    with pytest.raises(InputError, match="unknown hub"):
        FibreAccess(now, "au", ("gotham",))
    with pytest.raises(InputError, match="no fibre is known in the region"):
        FibreAccess(now, "nz")


def test_no_straight_line_leads_across_the_sea(now: FibreNetwork) -> None:
    # Mainland north of 39 S, Tasmania south of 40.5 S: Wilsons Promontory and King Island apart.
    land = np.zeros((60, 60), bool)
    land[:10, :], land[25:, :] = True, True
    access = FibreAccess(now, "au", land=LandMask.of(land, Affine(0.1, 0, 143.0, 0, -0.1, -38.0)))
    assert access.at(145.5, -40.9).entry is not None  # near Stanley
    assert access.at(145.0, -39.1).entry is None  # in the strait, 143 km from Melbourne
    assert FibreAccess(now, "au").at(145.0, -39.1).entry is not None  # what a mask is for


@settings(max_examples=150, deadline=None)
@given(st.floats(128, 146), st.floats(30, 45.5))
def test_no_place_beats_the_great_circle(japan: FibreAccess, lon: float, lat: float) -> None:
    found = japan.at(lon, lat)
    for hub, ms in found.rtt_ms.items():
        node = japan.network.hub(hub)
        assert ms is None or ms >= float(floor_ms(lon, lat, node.lon, node.lat))


def test_a_place_is_answered_in_under_a_millisecond(australia: FibreAccess) -> None:
    australia.at(*NEWMAN)  # works out the counts of paths once
    rng = np.random.default_rng(3)
    places = np.column_stack([rng.uniform(115, 153, 300), rng.uniform(-38, -12, 300)])
    seconds = []
    for lon, lat in places:
        started = time.perf_counter()
        australia.at(lon, lat)
        seconds.append(time.perf_counter() - started)
    assert np.median(seconds) < 0.001
