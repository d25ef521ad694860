"""The pipeline on Toyland, with numbers worked by hand.

One degree of longitude at 0.25 N on WGS 84 is 111.319 km, of latitude 110.574 km (Snyder 1987, p. 25).
"""

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.catalogue.preset import Scenario
from geo.decision.brief import Brief
from geo.errors import InputError
from geo.places import PlaceFields
from geo.report import explain_point, rank_sites
from geo.siting import assess, rank
from geo.workspace import Workspace

KM_PER_DEGREE_LON = 111.319


def sites(*points: tuple[float, float]) -> gpd.GeoDataFrame:
    names = [f"s{n}" for n in range(len(points))]
    return gpd.GeoDataFrame({"name": names}, geometry=gpd.points_from_xy(*zip(*points, strict=True)), crs="EPSG:4326")


def ready(toy: Workspace, **changes: object) -> tuple[object, Scenario]:
    scenario = toy.catalogue.scenario("toy")
    scenario = toy.catalogue.check(Scenario.checked({**scenario.model_dump(), **changes}, where="test"))
    data = toy.region("toy")
    toy.build(data, scenario)
    return data, scenario


def test_a_score_is_the_weighted_sum_of_hand_worked_values(toy: Workspace) -> None:
    data, scenario = ready(toy)
    found = assess(PlaceFields(data, np.array([10.3]), np.array([0.25])), scenario)
    distance = 0.1 * KM_PER_DEGREE_LON  # to A, the only 220 kV station
    near, plants = 1 - distance / 50, 0.0  # R is 23 km away, P and Q 11 km
    assert found.raw["near"][0] == pytest.approx(distance, abs=0.01)
    assert found.score[0] == pytest.approx(100 * (0.75 * near + 0.25 * plants), abs=0.02)


def test_capacity_within_ten_kilometres_is_summed(toy: Workspace) -> None:
    data, scenario = ready(toy)
    found = assess(PlaceFields(data, np.array([10.2]), np.array([0.25])), scenario)
    assert found.raw["plants"][0] == pytest.approx(150.0)
    assert found.contributions["plants"][0] == pytest.approx(100 * 0.25 * 0.5)
    assert found.score[0] == pytest.approx(75 + 12.5, abs=0.01)


def test_a_smaller_load_may_use_the_lower_voltage(toy: Workspace) -> None:
    data, scenario = ready(toy, load_mw=50.0)
    found = assess(PlaceFields(data, np.array([10.4]), np.array([0.25])), scenario)
    assert found.raw["near"][0] == pytest.approx(0.0, abs=0.01)
    assert found.nearest("near").features.iloc[int(found.nearest("near").index[0])]["name"] == "B"


def test_contributions_add_up_to_the_score(toy: Workspace) -> None:
    data, scenario = ready(toy)
    table = rank_sites(toy, data, scenario, sites((10.2, 0.25), (10.3, 0.3), (10.45, 0.1))).table
    parts = table[[name for name in table.columns if name.startswith("contribution_")]].sum(axis=1)
    np.testing.assert_allclose(parts[table["score"].notna()], table["score"].dropna(), atol=1e-3)


def test_a_barred_site_keeps_its_place_in_the_file_but_has_no_rank(toy: Workspace) -> None:
    data, scenario = ready(toy)
    table = rank_sites(toy, data, scenario, sites((10.02, 0.25), (10.2, 0.25))).table
    barred = table[table["name"] == "s0"].iloc[0]
    assert barred["excluded_by"] == ["sea"]
    assert np.isnan(barred["score"])
    assert np.isnan(barred["percentile"])
    assert table["rank"].tolist()[0] == 1
    assert table["rank"].isna().tolist() == [False, True]


def test_the_limit_of_a_constraint_moves_what_is_barred(toy: Workspace) -> None:
    far = (10.49, 0.25)  # 0.29 degrees east of A: 32.3 km
    data, scenario = ready(toy)
    assert assess(PlaceFields(data, np.array([far[0]]), np.array([far[1]])), scenario).excluded_by == [["far"]]
    data, wide = ready(toy, constraints={"far": 40.0})
    assert assess(PlaceFields(data, np.array([far[0]]), np.array([far[1]])), wide).excluded_by == [[]]
    data, off = ready(toy, constraints={"far": False})
    assert assess(PlaceFields(data, np.array([far[0]]), np.array([far[1]])), off).excluded_by == [[]]


def test_an_unknown_value_counts_as_half_and_is_declared(toy: Workspace) -> None:
    data, scenario = ready(toy, weights={"unknown": 1.0, "near": 1.0})
    found = assess(PlaceFields(data, np.array([10.2]), np.array([0.25])), scenario)
    assert found.score[0] == pytest.approx(50 * 0.5 + 50 * 1.0, abs=0.01)
    assert found.unknown_weight_share[0] == pytest.approx(0.5)


def test_pessimism_and_exclusion_treat_the_unknown_as_they_say(toy: Workspace) -> None:
    data, low = ready(toy, weights={"unknown": 1.0, "near": 1.0}, unknowns="pessimistic")
    assert assess(PlaceFields(data, np.array([10.2]), np.array([0.25])), low).score[0] == pytest.approx(50.0, abs=0.01)
    data, none = ready(toy, weights={"unknown": 1.0, "near": 1.0}, unknowns="exclude")
    found = assess(PlaceFields(data, np.array([10.2]), np.array([0.25])), none)
    assert found.excluded_by == [["unknown"]]
    assert np.isnan(found.score[0])


def test_the_map_agrees_with_the_ranking_at_cell_centres(toy: Workspace) -> None:
    data, scenario = ready(toy)
    surface = toy.suitability(data, scenario)
    rows, cols = np.meshgrid(np.arange(5, 50, 7), np.arange(15, 50, 7), indexing="ij")
    lon, lat = data.grid.lonlat(rows.ravel(), cols.ravel())
    found = assess(PlaceFields(data, lon, lat), scenario)
    codes = surface.raster()[rows.ravel(), cols.ravel()]
    known = codes != 65535
    np.testing.assert_array_equal(known, np.isfinite(found.score))
    np.testing.assert_allclose(codes[known] / 100, found.score[known], atol=0.5)


def test_the_percentile_is_the_share_of_serviced_cells_that_score_lower(toy: Workspace) -> None:
    data, scenario = ready(toy)
    surface = toy.suitability(data, scenario)
    values = toy.values(data, scenario)
    codes = surface.overlay.score
    counted = codes[(codes != 65535) & (values.served == 1)]
    assert surface.serviced_cells == counted.size
    share = 100 * np.mean(counted < 8000)
    assert surface.percentile(np.array([80.0]))[0] == pytest.approx(share)
    assert np.isnan(surface.percentile(np.array([np.nan]))[0])


def test_a_point_is_explained_with_every_criterion_even_at_weight_zero(toy: Workspace) -> None:
    data, scenario = ready(toy)
    found = explain_point(toy, data, scenario, 10.3, 0.25)
    assert set(found["criteria"]) == {"near", "plants", "unknown"}
    assert found["criteria"]["unknown"]["weight"] == 0
    assert found["criteria"]["unknown"]["raw"] is None
    assert found["criteria"]["unknown"]["evidence"] == "unknown"
    assert found["criteria"]["near"]["nearest"]["name"] == "A"
    assert found["criteria"]["near"]["nearest"]["distance_km"] == pytest.approx(11.13, abs=0.01)


def test_sites_with_columns_of_ours_are_refused(toy: Workspace) -> None:
    data, scenario = ready(toy)
    taken = sites((10.2, 0.25)).assign(rank=7)
    with pytest.raises(InputError, match="rank"):
        rank_sites(toy, data, scenario, taken)


def test_equal_scores_keep_the_order_of_the_file(toy: Workspace) -> None:
    data, scenario = ready(toy)
    table = rank_sites(toy, data, scenario, sites((10.3, 0.2), (10.3, 0.2), (10.3, 0.2))).table
    assert table["name"].tolist() == ["s0", "s1", "s2"]
    assert table["rank"].tolist() == [1, 2, 3]


weights = st.fixed_dictionaries({key: st.floats(0.01, 100) for key in ("near", "plants", "unknown")})


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(chosen=weights, factor=st.floats(0.05, 9))
def test_the_scale_of_the_weights_changes_nothing(toy: Workspace, chosen: dict[str, float], factor: float) -> None:
    data, scenario = ready(toy, weights=chosen)
    _, scaled = ready(toy, weights={key: weight * factor for key, weight in chosen.items()})
    fields = PlaceFields(data, np.array([10.2, 10.31, 10.02]), np.array([0.25, 0.3, 0.2]))
    first, second = assess(fields, scenario), assess(fields, scaled)
    np.testing.assert_allclose(first.score, second.score, rtol=1e-9)
    surface = toy.suitability(data, scenario)
    table = rank(sites((10.2, 0.25), (10.31, 0.3), (10.02, 0.2)), first, surface).table
    assert sorted(table["rank"].dropna()) == [1, 2]
    assert table.iloc[-1]["excluded_by"] == ["sea"]


def test_the_brief_alone_decides_the_fields() -> None:
    assert Brief(load_mw=300.0) == Brief(load_mw=300)
