"""What counts in which year, in words; and which places are tied."""

from __future__ import annotations

from itertools import combinations

import pytest

from geo.errors import InputError
from geo.models.fibre_nodes import (
    BASE_YEAR,
    COAST_KM,
    METRO_KM,
    REACH_KM,
    FibreTables,
    committed_years,
    counts,
    due_year,
    links_of,
    nodes_of,
    standing,
)
from geo.models.latency import great_circle_km


@pytest.mark.parametrize(
    ("status", "ready", "first"),
    [
        ("in_service", "2010", 2026),
        ("in_service", "", 2026),
        ("under_construction", "2026-05", 2027),
        ("under_construction", "", None),
        ("announced", "2027", None),
        ("retired", "2000", None),
    ],
)
def test_a_cable_under_construction_counts_from_the_year_after_its_promise(
    status: str, ready: str, first: int | None
) -> None:
    assert [year for year in range(2026, 2036) if counts(status, ready, year)][:1] == ([first] if first else [])


@pytest.mark.parametrize("year", [2019, 1850, 2051, True, "2029"])
def test_a_cable_year_in_the_past_or_beyond_knowing_is_refused_in_words(small: FibreTables, year: object) -> None:
    with pytest.raises(InputError, match="cannot speak of this year") as refused:
        links_of(small, nodes_of(small), year)  # type: ignore[arg-type]
    assert "2026 to 2050" in str(refused.value)


def test_where_a_cable_stands_is_said_in_words() -> None:
    assert standing("Jupiter", "in_service", "2020", 2026) == "Jupiter: in service, 2020"
    assert standing("SMW3", "retired", "2000", 2026) == "SMW3: retired, not counted"
    assert standing("Bosun", "announced", "", 2026) == "Bosun: announced, year unknown; not counted until it is built"
    assert standing("E2A", "under_construction", "2028", 2028).endswith("2028; not counted yet in 2028")
    assert standing("E2A", "under_construction", "2028", 2029).endswith("2028; counted in 2029")
    late = standing("Late", "under_construction", "2024", 2026)
    assert "past its year and not reported in service" in late


def test_a_due_year_is_read_from_years_months_and_nothing() -> None:
    assert [due_year(v) for v in ("2026-05", "2027", 2028, "", None)] == [2026, 2027, 2028, None, None]


def test_the_network_of_each_country_changes_in_the_years_its_cables_are_promised_for(tables: FibreTables) -> None:
    # Australia: Tabua, Honomoana, SMAP and the central Aura route due 2026, the rest of Aura 2027. Japan: E2A due 2028.
    assert committed_years(tables, "au") == (BASE_YEAR, 2027, 2028)
    assert committed_years(tables, "jp") == (BASE_YEAR, 2029)


def test_ties_stay_within_a_metropolis_a_coast_or_the_reach_of_a_lone_city(tables: FibreTables) -> None:
    nodes = nodes_of(tables)
    reach = {"metro": METRO_KM, "coast": COAST_KM, "reach": REACH_KM}
    for link in links_of(tables, nodes, 2026):
        if link.way in reach:
            a, b = nodes[link.a], nodes[link.b]
            straight = float(great_circle_km(a.lon, a.lat, b.lon, b.lat))
            assert straight <= reach[link.way]
            assert link.km == pytest.approx(1.3 * straight)


def test_no_way_is_shorter_than_the_great_circle_and_none_joins_two_landings_over_land(tables: FibreTables) -> None:
    nodes = nodes_of(tables)
    for link in links_of(tables, nodes, 2029):
        a, b = nodes[link.a], nodes[link.b]
        assert link.km >= float(great_circle_km(a.lon, a.lat, b.lon, b.lat)) - 1e-6, link
        assert link.way == "cable" or {a.kind, b.kind} != {"landing"}, link


def test_cities_that_no_row_joins_have_no_tie_but_their_own_metropolis(tables: FibreTables) -> None:
    nodes = nodes_of(tables)
    cities = [node.key for node in nodes.values() if node.kind == "city"]
    joined = {frozenset((link.a, link.b)) for link in links_of(tables, nodes, 2026)}
    # The Gold Coast is joined by the hub of Brisbane, not by its centre.
    assert not [pair for pair in combinations(cities, 2) if frozenset(pair) in joined]
