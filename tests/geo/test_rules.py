"""Every rule through the pipeline: the ranking is the library's, the map is the ranking's, a veto stays a veto."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pymcdm import methods

from geo.catalogue.preset import Scenario
from geo.catalogue.region_data import RegionData
from geo.decision.aggregation import RULES, owa, risk_order_weights
from geo.places import PlaceFields
from geo.report import rank_sites
from geo.siting import assess
from geo.workspace import Workspace

KEYS = ("near", "plants")
PLACES = np.array([10.15, 10.2, 10.25, 10.3, 10.35, 10.4, 10.02]), np.array([0.2, 0.25, 0.3, 0.31, 0.28, 0.35, 0.25])
"""The last one lies in the sea."""
rules = st.sampled_from(list(RULES))
weighing = st.fixed_dictionaries({key: st.floats(0.05, 100) for key in KEYS})


def ready(toy: Workspace, **changes: object) -> tuple[RegionData, Scenario]:
    plain = toy.catalogue.scenario("toy").model_dump()
    scenario = toy.catalogue.check(Scenario.checked({**plain, **changes}, where="test"))
    data = toy.region("toy")
    toy.build(data, scenario)
    return data, scenario


def library(rule: str, table: np.ndarray, weights: np.ndarray, attitude: float) -> np.ndarray:
    """Scores as pymcdm gives them; the minimum as numpy does, OWA (which it lacks) as our reference does."""
    kinds = np.ones(table.shape[1])
    if rule == "weighted_sum":
        return methods.WSM(lambda column, cost: column)(table, weights, kinds, validation=False)
    if rule == "weighted_geometric":
        return np.prod(table**weights, axis=1)
    if rule == "topsis":
        both = np.vstack([table, np.ones(table.shape[1]), np.zeros(table.shape[1])])
        return methods.TOPSIS(lambda column, cost: column)(both, weights, kinds, validation=False)[:-2]
    if rule == "owa":
        return owa(table, weights, risk_order_weights(table.shape[1], attitude))
    return table.min(axis=1)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rule=rules, chosen=weighing, attitude=st.floats(0.05, 0.95))
def test_the_ranking_is_the_librarys_on_the_same_table(
    toy: Workspace, rule: str, chosen: dict[str, float], attitude: float
) -> None:
    data, scenario = ready(toy, rule=rule, weights=chosen, attitude=attitude)
    found = assess(PlaceFields(data, *PLACES), scenario)
    table = np.column_stack([found.values[key] for key in KEYS])
    weights = np.array([chosen[key] for key in KEYS])
    theirs = 100 * library(rule, table, weights / weights.sum(), attitude)
    np.testing.assert_allclose(found.unbarred_score, theirs, rtol=0, atol=1e-9)
    np.testing.assert_allclose(np.sum(list(found.contributions.values()), axis=0), theirs, rtol=0, atol=1e-9)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rule=rules, chosen=weighing, attitude=st.floats(0.0, 1.0))
def test_the_map_is_within_a_point_of_the_ranking_at_the_same_place(
    toy: Workspace, rule: str, chosen: dict[str, float], attitude: float
) -> None:
    data, scenario = ready(toy, rule=rule, weights=chosen, attitude=attitude)
    rows, cols = (axis.ravel() for axis in np.meshgrid(np.arange(5, 50, 4), np.arange(15, 50, 4), indexing="ij"))
    found = assess(PlaceFields(data, *data.grid.lonlat(rows, cols)), scenario)
    codes = toy.suitability(data, scenario).raster()[rows, cols]
    known = codes != 65535
    np.testing.assert_array_equal(known, np.isfinite(found.score))
    np.testing.assert_allclose(codes[known] / 100, found.score[known], atol=1.0)


@pytest.mark.parametrize("rule", RULES)
def test_no_rule_buys_a_veto_back(toy: Workspace, rule: str) -> None:
    data, scenario = ready(toy, rule=rule, attitude=1.0)
    names = [f"s{number}" for number in range(len(PLACES[0]))]
    sites = gpd.GeoDataFrame({"name": names}, geometry=gpd.points_from_xy(*PLACES), crs="EPSG:4326")
    table = rank_sites(toy, data, scenario, sites).table
    last = table.iloc[-1]
    assert (last["name"], last["excluded_by"]) == ("s6", ["sea"])
    assert np.isnan(last["score"])
    assert table["rank"].dropna().tolist() == [1, 2, 3, 4, 5, 6]
