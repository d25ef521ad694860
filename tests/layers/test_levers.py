"""Substations that might come to stand near a place: classes in use that carry the load, priced like any connection."""

from __future__ import annotations

import numpy as np
import pytest

from geo.decision.brief import Brief
from geo.models.grid_connection import annual_cost_usd
from geo.workspace import Workspace
from layers._levers import substations

SYDNEY = (150.85, -33.85)


def test_only_classes_in_use_that_carry_the_load_are_offered(bundled: Workspace) -> None:
    """New South Wales has 330 and 500 kV and no 275 kV; 132 kV carries 300 MW at N-1 in no table row."""
    offered = [lever.words(0) for lever in substations(bundled.region("au"), *SYDNEY, Brief(load_mw=300.0))]
    assert "a connectable 330 kV substation stood right here by 2029" in offered
    assert not any("275 kV" in words or " 132 kV" in words for words in offered)


def test_its_cost_is_that_of_a_connection_over_open_ground_and_never_falls_with_distance(bundled: Workspace) -> None:
    data, brief = bundled.region("au"), Brief(load_mw=300.0, energise_by=2033)
    lever = next(each for each in substations(data, *SYDNEY, brief) if "330 kV" in each.words(0))
    costs = data.facts["grid_connection.costs"][330.0]
    assert lever.raw(12.0) == pytest.approx(float(annual_cost_usd(np.array([12.0]), 300.0, "N-1", costs)[0]))
    assert (np.diff([lever.raw(float(km)) for km in range(301)]) >= 0).all()
    assert lever.words(12.0) == "a connectable 330 kV substation stood within 12 km over open ground by 2033"
