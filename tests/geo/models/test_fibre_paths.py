"""Separate paths counted by hand and on the bundled tables."""

from __future__ import annotations

import pytest

from geo.models.fibre_graph import FibreNetwork, network_of
from geo.models.fibre_nodes import FibreTables
from geo.models.fibre_paths import SeparatePaths, north_american, singaporean


@pytest.mark.parametrize(("year", "separate", "edges"), [(2026, 1, 2), (2028, 2, 3)])
def test_two_cables_on_one_beach_are_one_separate_path_and_the_third_makes_two(
    small: FibreTables, year: int, separate: int, edges: int
) -> None:
    network = network_of(small, year)
    ends = north_american(network)
    assert ends == ("landing:us",)
    assert SeparatePaths(network).count(["city:alpha"], ends) == separate
    assert SeparatePaths(network, by_landing=False).count(["city:alpha"], ends) == edges


@pytest.mark.parametrize(("year", "paths"), [(2026, 1), (2028, 2)])
def test_along_the_trunk_there_is_one_path_each_way_at_most(small: FibreTables, year: int, paths: int) -> None:
    network = network_of(small, year)
    trunk = next(link for link in network.links if link.way == "fibre")
    assert SeparatePaths(network).along(trunk, north_american(network)) == paths


def test_where_no_way_leads_there_are_none(small: FibreTables) -> None:
    network = network_of(small, 2026)
    assert SeparatePaths(network).count(["city:atlantis"], north_american(network)) == 0
    assert SeparatePaths(network).count(["city:alpha"], []) == 0


def test_the_mainland_is_north_america_and_hawaii_is_not(now: FibreNetwork) -> None:
    ends = set(north_american(now))
    assert {"landing:hermosa-beach", "landing:nedonna-beach", "landing:alberni-inlet"} <= ends
    assert not ends & {"landing:kahe-point", "landing:piti", "landing:toucheng"}
    assert singaporean(now) == ("landing:singapore",)


# Sydney: two protection zones, over land to Perth, and over land by Darwin or Sunshine Coast. Hobart: one strait.
# Cairns and Townsville: one coast. Tokyo: Boso, Miura, Ibaraki, Tokaido to Shima and Toyohashi, Kyushu.
@pytest.mark.parametrize(
    ("city", "least", "most"),
    [
        ("sydney", 3, 5),
        ("melbourne", 3, 3),
        ("perth", 2, 4),
        ("hobart", 1, 1),
        ("cairns", 1, 1),
        ("tokyo", 4, 6),
        ("osaka", 3, 6),
        ("sapporo", 2, 2),
    ],
)
def test_cities_have_as_many_separate_paths_as_their_known_ways_allow(
    now: FibreNetwork, city: str, least: int, most: int
) -> None:
    flows = SeparatePaths(now)
    for ends in (north_american(now), singaporean(now)):
        assert least <= flows.count([f"city:{city}"], ends) <= most


def test_a_landing_group_never_raises_the_count(now: FibreNetwork) -> None:
    separate, edges = SeparatePaths(now), SeparatePaths(now, by_landing=False)
    for city in ("sydney", "perth", "darwin", "tokyo", "fukuoka"):
        ends = north_american(now)
        assert separate.count([f"city:{city}"], ends) <= edges.count([f"city:{city}"], ends)
