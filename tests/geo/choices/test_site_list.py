"""One list of two countries: scores do not depend on what else is in it, and what has no common metric stays out."""

import numpy as np
import pytest

from geo.choices.site_list import joint_ranking, site_list
from geo.errors import InputError
from geo.report import candidate_sites
from geo.workspace import Workspace

BOTH = ("au", "jp")


@pytest.fixture(scope="module")
def joint(bundled: Workspace):  # type: ignore[no-untyped-def]
    return joint_ranking(bundled, site_list(bundled, bundled.catalogue.scenario("au"), BOTH))


def ranked(table) -> list[str]:  # type: ignore[no-untyped-def]
    return table.loc[table["rank"].notna(), "site_id"].tolist()


def test_the_order_does_not_depend_on_the_extent(bundled: Workspace, joint) -> None:  # type: ignore[no-untyped-def]
    scenario = bundled.catalogue.scenario("au")
    some = {key: candidate_sites(bundled.region(key)).iloc[::3].reset_index(drop=True) for key in BOTH}
    fewer = joint_ranking(bundled, site_list(bundled, scenario, BOTH, some))
    kept = set(fewer.table["site_id"])
    assert ranked(fewer.table) == [name for name in ranked(joint.table) if name in kept]
    scores = joint.table.set_index("site_id")["score"]
    assert np.array_equal(fewer.table["score"], scores[fewer.table["site_id"]], equal_nan=True)
    turned = joint_ranking(bundled, site_list(bundled, scenario, BOTH[::-1]))
    assert set(ranked(turned.table)[:10]) == set(ranked(joint.table)[:10])


def test_both_countries_stand_in_the_list_each_with_its_own_rank(joint) -> None:  # type: ignore[no-untyped-def]
    table = joint.table
    assert set(table["region"]) == set(BOTH)
    assert table["score"].dropna().is_monotonic_decreasing
    for _, rows in table[table["rank"].notna()].groupby("region"):
        assert rows["rank_in_region"].tolist() == list(range(1, len(rows) + 1))


def test_a_criterion_that_one_country_does_not_know_stays_out_and_says_so(bundled: Workspace) -> None:
    base = bundled.catalogue.scenario("au")
    scenario = base.model_copy(update={"weights": base.weights | {"earthquake_pga": 25.0}})
    found = joint_ranking(bundled, site_list(bundled, scenario, BOTH))
    assert any(title in found.metadata["left_out"]["earthquake_pga"] for title in ("Australia", "Japan"))
    assert "earthquake_pga" not in found.metadata["weights"]
    assert sum(found.metadata["weights"].values()) == pytest.approx(1.0, abs=1e-4)
    assert found.metadata["left_out_weight_share"] > 0
    alone = site_list(bundled, scenario, ("au",))
    assert "earthquake_pga" in alone.ground.kept


def test_nothing_in_common_is_one_clear_sentence(bundled: Workspace) -> None:
    base = bundled.catalogue.scenario("au")
    scenario = base.model_copy(update={"weights": dict.fromkeys(base.weights, 0.0) | {"earthquake_pga": 1.0}})
    with pytest.raises(InputError, match="share none of the criteria"):
        site_list(bundled, scenario, BOTH)
