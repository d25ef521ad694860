"""The tables of the latency page, worked out again."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo.catalogue.access import Access
from geo.catalogue.paths import data_root
from geo.catalogue.store import Artefacts
from geo.models.fibre_graph import ASIA, NORTH_AMERICA
from geo.models.fibre_paths import SeparatePaths, north_american, singaporean
from layers._fibre import network

PAGE = (Path(__file__).parents[2] / "docs" / "models" / "latency.md").read_text(encoding="utf-8")
ACCESS = Access(data_root(), Artefacts({}, Path("nowhere")))


def rows(mark: str) -> list[list[str]]:
    """The cells of the table behind a mark."""
    lines = PAGE.partition(f"<!-- checked: {mark} -->\n")[2].partition("<!-- end -->")[0].splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def slug(name: str) -> str:
    return name.lower().replace(" ", "-")


@pytest.mark.parametrize("row", rows("measurements"), ids=lambda row: row[0])
def test_a_pair_is_modelled_and_published_as_the_page_says(row: list[str]) -> None:
    start, end = (slug(part) for part in row[0].split(" - "))
    assert network(ACCESS, 2026).rtt(start, end) == pytest.approx(float(row[1]), abs=0.06)
    table = ACCESS.table("latency_measurements")
    known = table[(table["from_hub"] == start) & (table["to_hub"] == end)]["rtt_ms"]
    assert sorted(known) == sorted(float(cell) for cell in row[2].split(","))


@pytest.mark.parametrize("row", rows("places"), ids=lambda row: row[0])
def test_a_city_finds_what_the_page_says(row: list[str]) -> None:
    city, home, asia, asia_after, america, america_after, paths = row
    now = network(ACCESS, 2026)
    key = f"city:{slug(city)}"
    assert now.domestic(now.nodes[key].region)[key] == pytest.approx(float(home), abs=0.06)
    for hubs, before, after in ((ASIA, asia, asia_after), (NORTH_AMERICA, america, america_after)):
        assert now.nearest_of(hubs)[key] == pytest.approx(float(before), abs=0.6)
        worst = now.worst_loss(slug(city), hubs)
        assert worst is not None
        assert ("none" if worst.rtt_ms is None else f"{worst.rtt_ms:.0f}") == after
    counted = []
    for year in (2026, 2029):
        light = network(ACCESS, year)
        flows = SeparatePaths(light)
        counted.append(min(flows.count([key], ends) for ends in (north_american(light), singaporean(light))))
    assert paths == ", ".join(map(str, counted))
