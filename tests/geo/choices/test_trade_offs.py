"""Fronts of Toyland by hand; unknown sites stand apart."""

import geopandas as gpd
import pytest

from geo.choices.site_list import SiteList, site_list
from geo.choices.trade_offs import collection, offered, rows_of, trade_offs
from geo.errors import InputError
from geo.workspace import Workspace


def toyland(toy: Workspace) -> SiteList:
    """Sites at 0, 5.6 and 11 km from station A; 150, 150 and 0 MW of plants within 10 km; and one in the sea."""
    points = gpd.points_from_xy([10.2, 10.25, 10.3, 10.05], [0.25] * 4)
    sites = gpd.GeoDataFrame({"name": ["at", "near", "far", "wet"]}, geometry=points, crs="EPSG:4326")
    return site_list(toy, toy.catalogue.scenario("toy"), ("toy",), {"toy": sites})


def test_who_is_nowhere_worse_beats(toy: Workspace) -> None:
    found = trade_offs(toyland(toy), ("near", "plants"))
    assert found.senses == ("min", "max")
    assert found.standing == ("front", "beaten", "beaten", "barred")
    assert found.beaten_by == (-1, 0, 0, -1)
    rows = rows_of(found)
    assert [row["name"] for row in rows] == ["at", "near", "far", "wet"]
    assert rows[1]["beaten_by"] == "at"


def test_a_site_with_an_unknown_objective_beats_none_and_is_beaten_by_none(toy: Workspace) -> None:
    found = trade_offs(toyland(toy), ("near", "unknown"))
    assert found.standing == ("unknown", "unknown", "unknown", "barred")
    assert rows_of(found)[0]["unknown"] == ["unknown"]
    assert collection(toy, found)["metadata"]["counts"] == {"front": 0, "beaten": 0, "unknown": 3, "barred": 1}


def test_verdicts_are_no_objectives(bundled: Workspace) -> None:
    assert not set(bundled.catalogue.gates) & set(offered(bundled.catalogue))


@pytest.mark.parametrize(("objectives", "words"), [(("near",), "two objectives"), (("near", "moon"), "no such")])
def test_objectives_that_cannot_be_are_refused(toy: Workspace, objectives: tuple[str, ...], words: str) -> None:
    with pytest.raises(InputError, match=words):
        trade_offs(toyland(toy), objectives)
