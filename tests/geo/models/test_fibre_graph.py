"""Round trips by hand, against the great circle and against what was measured; and what is left after a loss."""

from __future__ import annotations

import pytest

from geo.catalogue.tables import read_table
from geo.errors import InputError
from geo.models.fibre_graph import ASIA, NORTH_AMERICA, FibreNetwork, network_of
from geo.models.fibre_nodes import FibreTables
from geo.models.latency import floor_ms
from layers import catalogue

MEASURED = read_table(catalogue().data_root / "facts", "latency_measurements").to_dict("records")
LONG = [row for row in MEASURED if row["rtt_ms"] > 40 and row["id"] != "tokyo-hong-kong-azure"]
SHORT = [row for row in MEASURED if row["rtt_ms"] <= 40]


def test_a_round_trip_by_hand(small: FibreTables) -> None:
    # 13,000 km of cable: 127.3155 ms + 0.2 terminal + 3 ties of 0 km at 0.04 + 0.4 routers = 128.0355
    network = network_of(small, 2026)
    assert network.rtt("alpha", "los-angeles") == pytest.approx(128.0355, abs=1e-3)
    # and from beta 1,200 km of fibre more: 11.7522 + 0.04
    assert network.rtt("beta", "los-angeles") == pytest.approx(128.0355 + 11.7522 + 0.04, abs=1e-3)


def test_the_mean_of_users_by_hand(small: FibreTables) -> None:
    # alpha to itself 0.4 (routers), to beta 0.4 + 0.04 + 11.7922 + 0.04; weights 3 to 1
    home = network_of(small, 2026).domestic("au")
    assert home["city:alpha"] == pytest.approx((3 * 0.4 + 1 * 12.2722) / 4, abs=1e-3)
    assert home["city:beta"] == pytest.approx((3 * 12.2722 + 1 * 0.4) / 4, abs=1e-3)


def test_losing_the_shared_beach_cuts_off_until_the_later_cable_is_there(small: FibreTables) -> None:
    early, late = network_of(small, 2026), network_of(small, 2028)
    worst = early.worst_loss("alpha", NORTH_AMERICA[:1])
    assert worst is not None
    assert (worst.unit.key, worst.rtt_ms) == ("group:beach", None)
    assert early.without("cable:one").rtt("alpha", "los-angeles") == pytest.approx(128.0355 + 500 * 0.0097935, abs=1e-2)
    # by beta: 1,200 km of fibre, 15,000 km of cable
    left = late.worst_loss("alpha", NORTH_AMERICA[:1])
    assert left is not None
    assert left.unit.key == "group:beach"
    assert left.rtt_ms == pytest.approx(16_200 * 0.0097935 + 0.2 + 0.04 * 4 + 0.4, abs=1e-2)


def test_what_no_cable_reaches_is_none_and_has_no_worst_loss(small: FibreTables, now: FibreNetwork) -> None:
    assert network_of(small, 2026).rtt("alpha", "atlantis") is None
    assert network_of(small, 2026).worst_loss("alpha", ("atlantis",)) is None
    assert now.rtt("sydney", "london") is None
    assert now.path("sydney", "london") == []


@pytest.mark.parametrize("hub", ["", "gotham", "SYDNEY", "cable:jupiter"])
def test_an_unknown_hub_is_said_in_words_with_those_there_are(now: FibreNetwork, hub: str) -> None:
    with pytest.raises(InputError, match="unknown hub") as refused:
        now.rtt("sydney", hub)
    assert "singapore" in str(refused.value)


def test_an_unknown_failure_and_an_unknown_region_are_said_in_words(now: FibreNetwork) -> None:
    with pytest.raises(InputError, match="nothing of this name can fail"):
        now.without("cable:titanic")
    with pytest.raises(InputError, match="no user cities"):
        now.domestic("nz")


def test_no_round_trip_between_any_two_hubs_beats_the_great_circle(now: FibreNetwork, later: FibreNetwork) -> None:
    for network in (now, later):
        hubs = [node for node in network.nodes.values() if node.kind in ("city", "far", "hub")]
        checked = 0
        for end in hubs:
            for key, ms in network.rtts_to(end.key).items():
                start = network.nodes[key]
                assert ms >= float(floor_ms(start.lon, start.lat, end.lon, end.lat)), (key, end.key)
                checked += 1
        assert checked > 8_000


@pytest.mark.parametrize("row", LONG, ids=lambda row: row["id"])
def test_modelled_round_trips_lie_within_20_percent_of_published(now: FibreNetwork, row: dict[str, object]) -> None:
    modelled = now.rtt(str(row["from_hub"]), str(row["to_hub"]))
    assert modelled == pytest.approx(row["rtt_ms"], rel=0.20)


@pytest.mark.parametrize("row", SHORT, ids=lambda row: row["id"])
def test_short_ones_lie_below_the_published_by_5_ms_at_most(now: FibreNetwork, row: dict[str, float]) -> None:
    modelled = now.rtt(str(row["from_hub"]), str(row["to_hub"]))
    assert modelled is not None
    assert row["rtt_ms"] - 5 <= modelled <= row["rtt_ms"]


def test_sydney_tokyo_takes_at_least_93_ms_and_passes_guam(now: FibreNetwork) -> None:
    modelled = now.rtt("sydney", "tokyo")
    assert modelled is not None
    assert 93.0 <= modelled <= 100.0
    assert any("piti" in link.a or "piti" in link.b for link in now.path("sydney", "tokyo"))


def test_losing_maruyama_takes_about_eight_cables_at_once(now: FibreNetwork, later: FibreNetwork) -> None:
    taken = now.cables_of("landing:maruyama")
    assert set(taken) == {"adc", "ajc", "apg", "ase", "jupiter", "ncp", "tpe"}
    assert set(later.cables_of("landing:maruyama")) == {*taken, "e2a"}
    assert len(now.cables_of("group:minamiboso-cluster")) >= 12


def test_losing_bass_strait_cuts_tasmania_off_and_losing_a_leg_does_not_cut_tokyo_from_osaka(
    now: FibreNetwork,
) -> None:
    assert now.without("group:bass-strait").rtt("hobart", "melbourne") is None
    left = now.without("corridor:carriers-tokyo-nagoya").rtt("tokyo", "osaka")
    assert left is not None
    assert left < 8


def test_after_the_worst_loss_no_way_is_shorter_than_before(later: FibreNetwork) -> None:
    for city in ("sydney", "perth", "darwin", "tokyo", "osaka", "fukuoka", "sapporo"):
        for hubs in (ASIA, NORTH_AMERICA):
            before, worst = later.nearest_of(hubs)[f"city:{city}"], later.worst_loss(city, hubs)
            assert worst is not None
            assert worst.rtt_ms is None or worst.rtt_ms > before


def test_legs_of_one_route_fail_one_at_a_time_and_legs_of_one_road_together(now: FibreNetwork) -> None:
    # Canberra lies between two legs of one route: either may fail. All of Ibaraki comes to Tokyo by one coast.
    assert now.without("corridor:aura-sydney-canberra").rtt("canberra", "singapore") is not None
    lost = {link.name for link in now.links if now.unit("corridor:ibaraki-tokyo").takes(link)}
    assert lost == {"Backhaul, Ajigaura-Tokyo", "Backhaul, Kitaibaraki-Tokyo", "Backhaul, Takahagi-Tokyo"}
