"""Campuses are context: drawn by status, in no criterion and no constraint."""

from __future__ import annotations

import geopandas as gpd
import pytest

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
