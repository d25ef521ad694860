"""Campuses of Toyland as polygons, with areas and stations worked out by hand."""

import itertools
import json

import pytest
from shapely.geometry import shape

from geo.choices.campus_shortlist import Wish, needed_cells
from geo.choices.campuses import campuses, to_bytes, why_so_few
from geo.errors import InputError
from geo.workspace import Workspace


def found(toy: Workspace, load_mw: float = 300.0, **wish: float) -> dict:  # type: ignore[type-arg]
    data = toy.region("toy")
    scenario = toy.catalogue.scenario("toy", "near_only").model_copy(update={"load_mw": load_mw})
    toy.build(data, scenario)
    return campuses(toy, data, scenario, Wish(**({"top": 3, "spacing_km": 3.0, "refine_m": 0.0} | wish)))  # type: ignore[arg-type]


def test_a_load_takes_whole_cells_and_at_least_one() -> None:
    # 300 MW at 10 MW/ha are 30 ha: less than a cell of 1 km (100 ha), 2 of 500 m (25 ha each), 30 of 100 m (1 ha each)
    assert [needed_cells(300.0, 10.0, m) for m in (1000.0, 500.0, 100.0)] == [1, 2, 30]
    assert needed_cells(2000.0, 10.0, 1000.0) == 2


def test_the_best_campus_stands_at_the_station(toy: Workspace) -> None:
    content = found(toy)
    best = content["features"][0]["properties"]
    assert (best["rank"], best["nearest"], best["cells"], best["area_ha"]) == (1, "A", 1, 100.0)
    # near_only: 2 points a km of 50 km; the station lies within half a cell diagonal of 0.71 km
    assert best["nearest_km"] <= 0.72
    assert best["mean_score"] >= 98.5
    assert content["metadata"]["unit"] == "cells of 100 ha, more than the load needs"


def test_outlines_are_closed_turn_left_and_have_the_area_they_say(toy: Workspace) -> None:
    for feature in found(toy, load_mw=2000.0, mw_per_ha=5.0)["features"]:
        polygon = shape(feature["geometry"])
        assert polygon.exterior.is_ccw
        assert feature["geometry"]["coordinates"][0][0] == feature["geometry"]["coordinates"][0][-1]
        # 400 ha = 4 cells in a square of 2 km; a degree at the equator is 111.32 km wide and 110.57 km long
        assert polygon.area * 111.32 * 110.57 == pytest.approx(4.0, rel=0.003)
        assert feature["properties"]["area_ha"] == 400.0


def test_campuses_keep_their_distance_and_fall_in_order(toy: Workspace) -> None:
    rows = [feature["properties"] for feature in found(toy, top=5)["features"]]
    assert [row["rank"] for row in rows] == [1, 2, 3, 4, 5]
    assert all(a["worth"] >= b["worth"] for a, b in itertools.pairwise(rows))
    for i, a in enumerate(rows):
        for b in rows[:i]:
            assert 111.0 * ((a["lon"] - b["lon"]) ** 2 + (a["lat"] - b["lat"]) ** 2) ** 0.5 >= 3.9


def test_the_rank_at_another_cell_size_is_told(toy: Workspace) -> None:
    data, coarse = toy.region("toy"), toy.region("toy", 2000.0)
    scenario = toy.catalogue.scenario("toy", "near_only")
    for state in (data, coarse):
        toy.build(state, scenario)
    content = campuses(toy, data, scenario, Wish(top=1, spacing_km=5.0), (coarse,))
    assert content["features"][0]["properties"]["rank_at_2000_m"] == 1


def test_a_refined_campus_has_the_area_of_its_load_and_lies_nearer_to_the_station(toy: Workspace) -> None:
    coarse, content = found(toy), found(toy, refine_m=100.0)
    best = content["features"][0]["properties"]
    assert (best["rank"], best["cells"], best["cell_m"], best["area_ha"]) == (1, 30, 100.0, 30.0)
    # 2 points a km: no cell of 5 x 6 around the station has its centre farther than 0.4 km
    assert best["mean_score"] >= 99.2
    assert best["mean_score"] > coarse["features"][0]["properties"]["mean_score"]
    assert (best["rank_at_500_m"], best["rank_at_1000_m"], best["rank_at_2000_m"]) == (1, 1, 1)
    # The mask of Toyland has cells of 1/120 degree
    assert content["metadata"]["coarser_inputs"] == {"ground mask": 930}
    assert "no parcel" in best["parcel"]


def test_refined_campuses_keep_their_distance_too(toy: Workspace) -> None:
    rows = [feature["properties"] for feature in found(toy, top=5, refine_m=100.0)["features"]]
    assert all(a["worth"] >= b["worth"] for a, b in itertools.pairwise(rows))
    for i, a in enumerate(rows):
        for b in rows[:i]:
            # 3 km between the edges, and the shorter side of 30 cells is 5
            assert 111.0 * ((a["lon"] - b["lon"]) ** 2 + (a["lat"] - b["lat"]) ** 2) ** 0.5 >= 3.4


def test_a_large_campus_takes_larger_cells_and_a_larger_one_none(toy: Workspace) -> None:
    # 2,000 MW at 2 MW/ha are 1,000 ha: 1,000 cells of 100 m, 250 of 200 m; at 0.1 MW/ha 800 of 500 m
    assert found(toy, load_mw=2000.0, mw_per_ha=2.0, refine_m=100.0)["features"][0]["properties"]["cell_m"] == 200.0
    whole = found(toy, load_mw=2000.0, mw_per_ha=0.1, refine_m=100.0, spacing_km=0.0)
    assert whole["metadata"]["cells"] == "1000 m"


def test_contradictory_bars_are_named_with_what_each_takes(toy: Workspace) -> None:
    data = toy.region("toy")
    scenario = toy.catalogue.scenario("toy", "near_only").model_copy(update={"unknowns": "exclude"})
    scenario = scenario.model_copy(update={"weights": {"near": 1.0, "unknown": 1.0}})
    toy.build(data, scenario)
    content = campuses(toy, data, scenario, Wish(top=3))
    assert content["features"] == []
    assert "nothing is left to build on" in why_so_few(content)


def test_the_file_is_plain_json(toy: Workspace) -> None:
    assert json.loads(to_bytes(found(toy)))["type"] == "FeatureCollection"


@pytest.mark.parametrize(
    "wrong", [{"top": 0}, {"spacing_km": -1.0}, {"mw_per_ha": float("nan")}, {"least_score": 101.0}, {"refine_m": -1.0}]
)
def test_impossible_wishes_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(InputError):
        Wish(**wrong)  # type: ignore[arg-type]
