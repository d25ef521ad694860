"""Portfolios on the bundled facts of Japan: groups hold, the price is told, what cannot be names what clashes."""

import itertools

import pytest

from geo.choices.clashes import clashes_of, groups_at, near_clashes, rules_in_force
from geo.choices.portfolio import PortfolioWish, portfolio
from geo.choices.site_list import site_list
from geo.errors import InputError
from geo.report import candidate_sites
from geo.workspace import Workspace


def found(bundled: Workspace, **wish):  # type: ignore[no-untyped-def]
    return portfolio(bundled, bundled.catalogue.scenario("jp"), ("jp",), PortfolioWish(**wish))


@pytest.fixture(scope="module")
def three(bundled: Workspace):  # type: ignore[no-untyped-def]
    return found(bundled, total_mw=900.0)


def test_no_two_sites_share_a_group(three) -> None:  # type: ignore[no-untyped-def]
    rows = [feature["properties"] for feature in three["features"]]
    assert sum(row["load_mw"] for row in rows) >= 900.0
    for a, b in itertools.combinations(rows, 2):
        for key in a["groups"]:
            assert not set(a["groups"][key]) & set(b["groups"].get(key, ()))


def test_each_site_has_a_role_and_a_substitute_and_independence_a_price(three) -> None:  # type: ignore[no-untyped-def]
    price = three["metadata"]["price"]
    assert price["points_lost"] == pytest.approx(price["unconstrained_mean_score"] - price["mean_score"], abs=1e-3)
    assert price["points_lost"] >= 0
    assert all(0 <= lost <= price["points_lost"] + 1e-6 for lost in price["points_lost_by_kind_alone"].values())
    for row in (feature["properties"] for feature in three["features"]):
        assert row["role"]
        assert row["left_if_lost_mw"] == 600.0
        assert len(row["substitutes"]) >= 1
    assert all(rule["basis"] for rule in three["metadata"]["rules"])


def test_sites_may_take_different_loads(bundled: Workspace) -> None:
    rows = [f["properties"] for f in found(bundled, total_mw=500.0, sites_mw=(200.0, 300.0))["features"]]
    assert sorted(row["load_mw"] for row in rows) == [200.0, 300.0]
    assert rows[0]["load_mw"] == 300.0


def test_what_cannot_be_names_the_groups_that_clash(bundled: Workspace) -> None:
    with pytest.raises(InputError, match="no independent set reaches 9,000 MW") as caught:
        found(bundled, total_mw=9000.0)
    assert "MW without the" in str(caught.value)
    assert "sites)" in str(caught.value)


def test_one_site_carries_one_load_and_no_more(bundled: Workspace) -> None:
    one = {"jp": candidate_sites(bundled.region("jp")).head(1)}
    scenario = bundled.catalogue.scenario("jp")
    with pytest.raises(InputError, match="cannot carry the total"):
        portfolio(bundled, scenario, ("jp",), PortfolioWish(total_mw=600.0), one)


@pytest.mark.parametrize(
    "wrong",
    [{"total_mw": 100.0}, {"total_mw": float("nan")}, {"sites_mw": ()}, {"apart_km": -1.0}],
)
def test_impossible_wishes_are_refused(wrong) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(InputError):
        PortfolioWish(**wrong)


def test_rules_can_be_added_and_taken_away_by_name(bundled: Workspace) -> None:
    catalogue = bundled.catalogue
    first = rules_in_force(catalogue, (), ())
    assert "price_area" in first
    assert "synchronous_system" not in first
    assert "synchronous_system" in rules_in_force(catalogue, ("synchronous_system",), ("price_area",))
    with pytest.raises(InputError, match="no such failure group"):
        rules_in_force(catalogue, ("moon",), ())


def test_groups_hold_the_sites_that_share_a_name_and_pairs_those_that_are_near(bundled: Workspace) -> None:
    listed = site_list(bundled, bundled.catalogue.scenario("jp"), ("jp",))
    areas = groups_at(listed, "price_area")
    # Inzai stands in the area of Tokyo, Tomakomai in that of Hokkaido
    named = dict(zip(listed.names, areas, strict=True))
    assert next(area for name, area in named.items() if "Inzai" in name) == ("Tokyo",)
    assert next(area for name, area in named.items() if "Tomakomai" in name) == ("Hokkaido",)
    clash = next(c for c in clashes_of(listed, "price_area", "grid", areas) if c.name == "Hokkaido")
    assert all(areas[row] == ("Hokkaido",) for row in clash.sites)
    assert len(clash.sites) == areas.count(("Hokkaido",))
    near = {c.sites for c in near_clashes(listed, 50.0)}
    assert near < {c.sites for c in near_clashes(listed, 100.0)}
