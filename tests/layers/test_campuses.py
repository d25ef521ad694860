"""Campuses are context: drawn by status, in no criterion and no constraint."""

from __future__ import annotations

import geopandas as gpd
import pytest

from geo.decision.brief import Brief
from geo.models.rivals import COMPETING
from geo.workspace import Workspace
from layers import catalogue


def test_no_criterion_and_no_constraint_reads_the_campuses() -> None:
    known = catalogue()
    assert not known.layers["campuses"].fields
    named = [f for c in known.criteria.values() for f in c.fields]
    named += [f for c in known.constraints.values() for f in c.fields]
    assert not [field for field in named if field.startswith("campuses.")]


@pytest.mark.parametrize(("region", "least"), [("au", 30), ("jp", 20)])
def test_every_status_has_a_colour_and_most_campuses_a_load(bundled: Workspace, region: str, least: int) -> None:
    campuses = bundled.region(region).features("campuses")
    assert isinstance(campuses, gpd.GeoDataFrame)
    assert len(campuses) >= least
    assert set(campuses["status"]) <= set(catalogue().layers["campuses"].style.colours)
    assert (campuses["load_mw"] > 0).mean() > 0.5


def test_no_criterion_of_any_group_gets_better_near_a_campus() -> None:
    known = catalogue()
    spoken = {f"{layer.key}.{spec.key}" for layer in known.layers.values() for spec in layer.fields}
    assert not [name for name in spoken if "campus" in name or "rival" in name]
    tables = {table for reader in known.layers["campuses"].readers for table in reader.tables}
    for criterion in known.criteria.values():
        readers = known.owner(criterion.key).readers
        assert not [r for r in readers if tables & set(r.tables)], criterion.key


def test_eastern_creek_shares_its_station_and_area_with_its_neighbours(bundled: Workspace) -> None:
    data = bundled.region("au")
    found = catalogue().layers["campuses"].explain["rivals"](data, 150.85, -33.80, Brief())
    names = [row["campus"] for row in found["rows"]]
    assert {"CDC Eastern Creek", "NEXTDC S7"} <= set(names[:2])
    assert found["same_station"]["station"] == "Sydney West"
    assert found["same_station"]["operating"]["load_mw"] == 231.0
    assert "Western Sydney 330 kV network" in [area["area"] for area in found["same_area"]]
    assert found["figures"]["competing_mw"] == sum(
        status["load_mw"] for key, status in found["by_status"].items() if key in COMPETING
    )


def test_a_place_far_from_everybody_has_no_rivals(bundled: Workspace) -> None:
    found = catalogue().layers["campuses"].explain["rivals"](bundled.region("au"), 133.0, -25.0, Brief())
    assert found["rows"] == []
    assert found["figures"] == {"competing_mw": 0.0, "campuses": 0}


def test_a_park_counts_without_the_campus_that_it_contains(bundled: Workspace) -> None:
    found = catalogue().layers["campuses"].explain["rivals"](bundled.region("jp"), 140.161, 35.815, Brief())
    loads = {row["campus"]: row["load_mw"] for row in found["rows"]}
    assert loads["AirTrunk TOK1"] == 300.0
    assert loads["DPDC Inzai Park (contains AirTrunk TOK1)"] == 300.0, "600 less 300"
