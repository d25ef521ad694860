"""No preset weighs one cause twice: two weighted criteria that move together need a written reason."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from scipy.stats import spearmanr

from geo.surface import barred_cells
from geo.workspace import Workspace
from layers import catalogue

CATALOGUE = catalogue()
STRONG = 0.8
COARSE_M = 8000.0
FEWEST_CELLS = 200
PROXIES = {
    "grid": {"grid_distance", "connection_cost"},
    "network": {"hub_distance", "latency_domestic", "latency_international"},
    "paths": {"cable_landings", "resilience_paths"},
    "people": {"city_distance", "people_60min", "people_town"},
    "ground": {"terrain", "land_buildable"},
    "shaking": {"earthquake_pga", "earthquake_pga_surface", "earthquake_activity"},
    "cooling": {"cooling_pue", "cooling_free_hours", "cooling_wet_bulb", "cooling_design_wet_bulb", "water_use"},
}


@pytest.mark.parametrize("key", CATALOGUE.presets)
def test_a_preset_weighs_one_criterion_per_cause(key: str) -> None:
    weighed = {name for name, weight in CATALOGUE.presets[key].weights.items() if weight > 0}
    for cause, names in PROXIES.items():
        assert names <= set(CATALOGUE.criteria), cause
        assert len(weighed & names) <= 1, cause


@pytest.mark.parametrize("region", CATALOGUE.regions)
@pytest.mark.parametrize("key", CATALOGUE.presets)
def test_strongly_correlated_criteria_have_a_written_reason(bundled: Workspace, region: str, key: str) -> None:
    check(bundled, region, key)


@pytest.mark.parametrize("region", CATALOGUE.regions)
@pytest.mark.parametrize("key", CATALOGUE.presets)
def test_the_same_holds_on_fetched_data(fetched: Workspace, region: str, key: str) -> None:
    check(fetched, region, key)


def check(workspace: Workspace, region: str, key: str) -> None:
    data = workspace.region(region, COARSE_M)
    scenario = CATALOGUE.scenario(region, key)
    workspace.build(data, scenario)
    values = workspace.values(data, scenario)
    barred = barred_cells(data, workspace.planes(data), scenario)
    rows = values.codes[:, (barred == 0) & (values.served == 1)].astype(float)
    rows[rows == 255] = np.nan
    reasons = {frozenset(pair.split()) for pair in CATALOGUE.presets[key].correlated}
    for (a, first), (b, second) in itertools.combinations(zip(values.keys, rows, strict=True), 2):
        known = np.isfinite(first) & np.isfinite(second)
        if known.sum() < FEWEST_CELLS or np.ptp(first[known]) == 0 or np.ptp(second[known]) == 0:
            continue
        strength = abs(spearmanr(first[known], second[known]).statistic)
        assert strength <= STRONG or {a, b} in reasons, f"{a} and {b}: {strength:.2f}"
