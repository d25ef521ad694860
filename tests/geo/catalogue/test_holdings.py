"""What is held of a layer: tier, what stands in, rows, unverified rows, vintage and licence."""

from __future__ import annotations

import dataclasses

from geo.catalogue.holdings import Holding, holding, span, unverified
from geo.catalogue.layer import Reader
from geo.catalogue.source import Source
from geo.workspace import Workspace
from layers import catalogue

CATALOGUE = catalogue()


def held(workspace: Workspace, key: str, region: str = "jp") -> Holding:
    data = workspace.region(region)
    return holding(data, CATALOGUE.layers[key], workspace.sources, lambda source: source.retrieved)


def test_every_layer_says_tier_licence_gap_and_what_stands_in(bundled: Workspace) -> None:
    for region in CATALOGUE.regions:
        for key, layer in CATALOGUE.layers.items():
            found = held(bundled, key, region)
            here = [r for r in layer.readers if r.regions is None or region in r.regions]
            assert found.fallback, key
            assert found.coverage, key
            assert layer.gap, key
            assert bool(found.licences) is bool(here), key
            assert (found.tier == "none") is (found.coverage == "none"), key


def test_without_anything_fetched_the_better_tiers_are_named(bundled: Workspace) -> None:
    found = held(bundled, "transmission_lines")
    assert found.tier == "bundled"
    assert found.better
    assert found.fallback.startswith("always here; better when fetched: ")
    climate = held(bundled, "climate")
    assert climate.tier == "none"
    assert climate.rows == 0
    assert climate.fallback.startswith("nothing here: unknown until fetched")


def test_a_lower_tier_stands_in_for_the_one_in_use(toy: Workspace) -> None:
    plants = toy.catalogue.layers["plants"]
    both = dataclasses.replace(plants, readers=(plants.readers[0], dataclasses.replace(plants.readers[0], version=2)))
    toy.catalogue.layers["plants"] = both
    found = holding(toy.region("toy"), both, {}, lambda source: source.retrieved)
    assert (found.tier, found.rows, found.fallback) == ("bundled", 3, "bundled stands in")
    assert found.coverage == "3 features"


def test_rows_are_counted_for_the_region_alone(bundled: Workspace) -> None:
    table = bundled.region("jp").access.table("ports")
    by_hand = ((table["region"] == "jp") & (table["date"] == "unverified")).sum()
    assert unverified(bundled.region("jp"), "ports") == by_hand
    assert 0 < by_hand < (table["date"] == "unverified").sum()
    assert span(bundled.region("jp"), ["governance_vdem"]) == "2024 to 2026"


def test_non_commercial_sources_are_marked(toy: Workspace) -> None:
    words = {"title": "T", "publisher": "P", "licence": "CC BY-NC", "retrieved": "2026-01-02", "non_commercial": True}
    source = Source(key="s", **words)  # type: ignore[arg-type]
    plants = toy.catalogue.layers["plants"]
    reader = Reader(tier="bundled", sources=("s",), read=plants.readers[0].read)
    layer = dataclasses.replace(plants, readers=(reader,))
    toy.catalogue.layers["plants"] = layer
    found = holding(toy.region("toy"), layer, {"s": source}, lambda each: each.retrieved)
    assert found.licences == ("CC BY-NC (non-commercial)",)
    assert found.vintage == "retrieved 2026-01-02"
    assert found.sources == ("T",)
