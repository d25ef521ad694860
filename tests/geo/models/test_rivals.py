"""Rivals: order, sums by status and what competes, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from geo.models.rivals import Demand, Rival, competing_mw, demand, distances_km, nearest, within


def rival(id: str, status: str, load_mw: float | None, distance_km: float) -> Rival:
    return Rival(id, id, "", status, load_mw, distance_km, "s", "2026")


RIVALS = [
    rival("a", "operating", 100.0, 30.0),
    rival("b", "announced", None, 5.0),
    rival("c", "announced", 50.0, 60.0),
    rival("d", "refused", 400.0, 10.0),
]


def test_rivals_within_a_radius_come_nearest_first() -> None:
    assert [r.id for r in within(RIVALS, 50.0)] == ["b", "d", "a"]
    assert within(RIVALS, 1.0) == []


def test_demand_counts_what_states_no_load_apart() -> None:
    assert demand(RIVALS) == {
        "operating": Demand(1, 100.0, 0),
        "announced": Demand(2, 50.0, 1),
        "refused": Demand(1, 400.0, 0),
    }


def test_what_was_refused_does_not_compete() -> None:
    assert competing_mw(RIVALS) == 150.0
    assert competing_mw([]) == 0.0


def test_a_degree_along_the_equator_is_111_km() -> None:
    away = distances_km(0.0, 0.0, np.array([1.0, 2.0]), np.array([0.0, 0.0]))
    assert away == pytest.approx([111.319, 222.639], rel=1e-4)
    assert nearest(0.0, 0.0, np.array([2.0, 1.0]), np.array([0.0, 0.0])) == 1
    assert nearest(0.0, 0.0, np.array([]), np.array([])) == -1
