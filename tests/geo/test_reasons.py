"""Why a place stands where it stands: worked by hand on Toyland, and what is said to suffice does."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest

from geo.catalogue.preset import Scenario
from geo.decision.aggregation import RULES, rule_of
from geo.places import PlaceFields
from geo.reasons import Stand, reasons
from geo.report import explain_point, rank_sites
from geo.siting import Ranking, assess, nowhere, rank
from geo.workspace import Workspace

LON = np.array([10.2, 10.25, 10.3, 10.35, 10.38, 10.41, 10.02])
LAT = np.array([0.25, 0.25, 0.25, 0.25, 0.25, 0.25, 0.25])
"""Eastwards from station A, ever farther; the last one lies in the sea."""


def ranked(toy: Workspace, **changes: object) -> Ranking:
    plain = toy.catalogue.scenario("toy").model_dump()
    scenario = toy.catalogue.check(Scenario.checked({**plain, **changes}, where="test"))
    data = toy.region("toy")
    sites = gpd.GeoDataFrame(
        {"name": [f"s{n}" for n in range(len(LON))]}, geometry=gpd.points_from_xy(LON, LAT), crs="EPSG:4326"
    )
    return rank(sites, assess(PlaceFields(data, LON, LAT), scenario), nowhere(data, scenario))


def test_a_place_is_told_what_would_lift_it_in_the_criterions_unit(toy: Workspace) -> None:
    """s1 lies 5.57 km from A: value 0.889 at weight 0.75 and 150 of 300 MW. s0 has 87.5 points."""
    ranking = ranked(toy)
    told = reasons(ranking.assessment, 1, ranking)
    assert (told["rank_among_sites"], told["would_be"]) == (2, False)
    near = next(each for each in told["counterfactuals"] if each["key"] == "near")
    assert near["text"] == "near: at most 0 km (now 6 km) would reach rank 1"
    plants = next(each for each in told["counterfactuals"] if each["key"] == "plants")
    # 25 points are worth 300 MW; what lacks is 0.75 * 5.566 / 50 of the score: 8.35 points, 100.2 MW above 150.
    assert plants["raw"] == pytest.approx(251.0, abs=1.0)
    assert plants["bound"] == "at least"


def test_the_best_place_needs_nothing_and_has_no_better_neighbour(toy: Workspace) -> None:
    ranking = ranked(toy)
    told = reasons(ranking.assessment, 0, ranking)
    assert told["rank_among_sites"] == 1
    assert told["counterfactuals"] == []
    assert told["nearest_better"] is None


def test_the_nearest_better_site_is_named_with_its_distance_and_its_reason(toy: Workspace) -> None:
    ranking = ranked(toy)
    near = reasons(ranking.assessment, 3, ranking)["nearest_better"]
    assert (near["name"], near["km"]) == ("s2", pytest.approx(5.6, abs=0.05))
    assert near["because"][0]["key"] == "near"
    assert near["better_by"] == pytest.approx(sum(each["points"] for each in near["because"]), abs=1e-3)


def test_the_largest_loss_limits(toy: Workspace) -> None:
    """At s0 nothing is lost by distance; 150 of 300 MW cost 12.5 points."""
    ranking = ranked(toy)
    told = reasons(ranking.assessment, 0, ranking)
    assert told["limiting"]["key"] == "plants"
    assert told["limiting"]["withheld"] == pytest.approx(12.5, abs=0.01)
    assert sum(each["points"] for each in told["waterfall"]) == pytest.approx(87.5, abs=0.01)


def test_a_barred_place_is_told_the_rank_it_would_have(toy: Workspace) -> None:
    ranking = ranked(toy)
    told = reasons(ranking.assessment, 6, ranking)
    assert told["would_be"]
    assert 1 <= told["rank_among_sites"] <= 7


@pytest.mark.parametrize("rule", RULES)
def test_what_is_said_to_suffice_suffices_under_every_rule(toy: Workspace, rule: str) -> None:
    ranking = ranked(toy, rule=rule, attitude=0.4)
    stand = Stand.of(ranking.assessment, 4, ranking)
    for each in stand.counterfactuals():
        at = stand.keys.index(each["key"])
        table = stand.table.copy()
        table[0, at] = stand.criterion(each["key"]).value_function(np.array([each["raw"]]))[0]
        scores = rule_of(rule, 0.4).score(table, stand.weights)
        assert 1 + int(np.sum(scores[1:] > scores[0] + 1e-12)) <= each["rank"]


def test_weights_within_their_stable_span_keep_the_rank(toy: Workspace) -> None:
    ranking = ranked(toy)
    (first, _) = reasons(ranking.assessment, 2, ranking)["weight_stability"]
    assert first["from"] <= first["share"] <= first["to"]
    assert reasons(ranked(toy, rule="topsis").assessment, 2, ranked(toy, rule="topsis"))["weight_stability"] == []


def test_a_place_without_other_sites_is_alone(toy: Workspace) -> None:
    ranking = ranked(toy, weights={"near": 1.0})
    alone = assess(PlaceFields(toy.region("toy"), LON[:1], LAT[:1]), ranking.assessment.scenario)
    only = rank(
        gpd.GeoDataFrame({"name": ["s0"]}, geometry=gpd.points_from_xy(LON[:1], LAT[:1]), crs="EPSG:4326"),
        alone,
        nowhere(toy.region("toy"), ranking.assessment.scenario),
    )
    told = reasons(alone, 0, only)
    assert (told["rank_among_sites"], told["sites"]) == (1, 0)
    assert told["weight_stability"] == []


def test_an_explained_point_carries_its_reasons_where_sites_are_given(toy: Workspace) -> None:
    data, scenario = toy.region("toy"), toy.catalogue.scenario("toy")
    toy.build(data, scenario)
    assert explain_point(toy, data, scenario, 10.3, 0.25)["reasons"] is None
    sites = rank_sites(
        toy, data, scenario, gpd.GeoDataFrame({"name": ["A"]}, geometry=gpd.points_from_xy([10.2], [0.25]), crs=4326)
    )
    told = explain_point(toy, data, scenario, 10.3, 0.25, sites)["reasons"]
    assert told["rank_among_sites"] == 2
    assert told["nearest_better"]["name"] == "A"
