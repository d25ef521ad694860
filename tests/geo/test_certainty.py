"""How sure a ranking is, through the pipeline: closed form against draws, and words where there is no number."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.catalogue.preset import Scenario
from geo.certainty import certainty, prior_of, spread_of
from geo.decision.aggregation import RULES
from geo.errors import InputError
from geo.exchange.results import to_csv, to_geojson
from geo.places import PlaceFields
from geo.report import rank_sites
from geo.siting import Assessment, assess
from geo.workspace import Workspace

PLACES = np.array([10.15, 10.2, 10.25, 10.3, 10.35, 10.4, 10.02]), np.array([0.2, 0.25, 0.3, 0.31, 0.28, 0.35, 0.25])
"""Six places that may be built on and one in the sea."""
WEIGHTS = {"near": 3.0, "plants": 1.0, "unknown": 1.0}


def scenario_of(toy: Workspace, **changes: object) -> Scenario:
    plain = toy.catalogue.scenario("toy").model_dump()
    return toy.catalogue.check(Scenario.checked({**plain, "weights": WEIGHTS, **changes}, where="test"))


def assessed(toy: Workspace, **changes: object) -> Assessment:
    scenario = scenario_of(toy, **changes)
    data = toy.region("toy")
    toy.build(data, scenario)
    return assess(PlaceFields(data, *PLACES), scenario)


def sites() -> gpd.GeoDataFrame:
    names = [f"s{number}" for number in range(len(PLACES[0]))]
    return gpd.GeoDataFrame({"name": names}, geometry=gpd.points_from_xy(*PLACES), crs="EPSG:4326")


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(between=st.floats(2, 200), within=st.floats(2, 200), policy=st.sampled_from(["neutral", "pessimistic"]))
def test_the_closed_form_is_what_sampling_finds_within_its_error(
    toy: Workspace, between: float, within: float, policy: str
) -> None:
    found = assessed(toy, concentration_groups=between, concentration_within=within, unknowns=policy)
    sure = certainty(found, draws=10)
    keys, prior = prior_of(found.fields.data, found.scenario)
    spread = spread_of(found, keys)
    rng, draws = np.random.default_rng(5), 40_000
    weights = prior.draw(draws, rng)
    for row in range(6):
        values = np.where(spread.unknown[row], rng.random((draws, len(keys))), spread.central[row])
        scores = 100 * (weights * values).sum(axis=1)
        assert sure.mean[row] == pytest.approx(scores.mean(), abs=5 * scores.std() / np.sqrt(draws) + 1e-9)
        assert sure.sd[row] == pytest.approx(scores.std(), rel=0.03, abs=1e-6)


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_has_probabilities_and_only_the_sum_a_spread(toy: Workspace, rule: str) -> None:
    sure = certainty(assessed(toy, rule=rule), draws=500)
    assert sure.p_top(5)[:6].sum() == pytest.approx(5.0)
    assert np.isnan(sure.p_top(5)[6]), "a barred site takes no part"
    assert np.isfinite(sure.sd[:6]).all() == (rule == "weighted_sum")


def test_wider_doubt_about_the_weights_widens_the_spread(toy: Workspace) -> None:
    rough = certainty(assessed(toy, concentration_groups=2.0, concentration_within=2.0), draws=10)
    firm = certainty(assessed(toy, concentration_groups=2000.0, concentration_within=2000.0), draws=10)
    assert (rough.sd[:6] > firm.sd[:6]).all()


def test_the_table_the_file_and_the_spreadsheet_hold_the_probabilities(toy: Workspace) -> None:
    scenario = scenario_of(toy)
    data = toy.region("toy")
    toy.build(data, scenario)
    ranking = rank_sites(toy, data, scenario, sites(), draws=400, detail=True)
    assert ranking.table["p_top_5"].dropna().sum() == pytest.approx(5.0)
    told = ranking.metadata["certainty"]
    assert told["draws"] == 400
    assert told["largest_standard_error"] == pytest.approx(0.025)
    assert sum(told["rank_acceptability"]["s1"]) == pytest.approx(1.0, abs=1e-3)
    assert told["pairwise"]["s1"]["s0"] + told["pairwise"]["s0"]["s1"] == pytest.approx(1.0, abs=1e-3)
    assert b'"p_top_5"' in to_geojson(ranking)
    assert b"p_top_10" in to_csv(ranking)


def test_too_few_sites_have_no_probability_of_a_place_and_the_reason_is_told(toy: Workspace) -> None:
    scenario = scenario_of(toy)
    data = toy.region("toy")
    toy.build(data, scenario)
    ranking = rank_sites(toy, data, scenario, sites().iloc[:2])
    assert ranking.table["p_top_5"].isna().all()
    assert "With 2 ranked sites each is among the best 5" in " ".join(ranking.metadata["certainty"]["notes"])
    alone = rank_sites(toy, data, scenario, sites().iloc[:1])
    assert alone.metadata["certainty"]["notes"] == ["One site alone has no rank to be sure of."]
    assert alone.table["expected_rank"].isna().all()
    none = rank_sites(toy, data, scenario, sites().iloc[6:])
    assert none.metadata["certainty"]["notes"] == ["Nothing is ranked: every site is barred."]


def test_no_draws_leave_the_columns_out(toy: Workspace) -> None:
    scenario = scenario_of(toy)
    data = toy.region("toy")
    toy.build(data, scenario)
    assert "p_top_5" not in rank_sites(toy, data, scenario, sites(), draws=0).table


def test_draws_out_of_range_are_refused(toy: Workspace) -> None:
    with pytest.raises(InputError, match="1 to 1,000,000"):
        certainty(assessed(toy), draws=0)


def test_the_connection_cost_is_uncertain_between_its_low_and_high(bundled_jp: Workspace) -> None:
    data, scenario = bundled_jp.region("jp"), bundled_jp.catalogue.scenario("jp")
    found = assess(PlaceFields(data, np.array([140.15, 135.5]), np.array([35.8, 34.9])), scenario)
    keys, _ = prior_of(data, scenario)
    spread, at = spread_of(found, keys), keys.index("connection_cost")
    assert (spread.low[:, at] <= spread.central[:, at]).all()
    assert (spread.central[:, at] <= spread.high[:, at]).all()
    assert (spread.low[:, at] < spread.high[:, at]).any()
    sure = certainty(found, draws=50)
    assert (sure.sd >= sure.sd_weights).all()
