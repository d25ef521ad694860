"""What must hold of every ranking, whatever the sites, the weights and the rule."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.catalogue.preset import Scenario
from geo.decision.aggregation import RULES
from geo.places import PlaceFields
from geo.siting import Ranking, assess, nowhere, rank
from geo.workspace import Workspace

LOOSE = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
rules = st.sampled_from(list(RULES))
weighing = st.fixed_dictionaries({key: st.floats(0.05, 100) for key in ("near", "plants", "unknown")})
places = st.lists(st.tuples(st.floats(10.02, 10.48), st.floats(0.02, 0.48)), min_size=1, max_size=12)


def ranked(toy: Workspace, points: list[tuple[float, float]], **changes: object) -> Ranking:
    plain = toy.catalogue.scenario("toy").model_dump()
    scenario = toy.catalogue.check(Scenario.checked({**plain, **changes}, where="test"))
    data = toy.region("toy")
    lon, lat = (np.array(axis) for axis in zip(*points, strict=True))
    names = [f"s{number}" for number in range(len(points))]
    sites = gpd.GeoDataFrame({"name": names}, geometry=gpd.points_from_xy(lon, lat), crs="EPSG:4326")
    return rank(sites, assess(PlaceFields(data, lon, lat), scenario), nowhere(data, scenario))


@LOOSE
@given(points=places, rule=rules, chosen=weighing)
def test_ranks_are_a_permutation_of_the_sites_that_nothing_bars(
    toy: Workspace, points: list[tuple[float, float]], rule: str, chosen: dict[str, float]
) -> None:
    table = ranked(toy, points, rule=rule, weights=chosen).table
    free = table[[not keys for keys in table["excluded_by"]]]
    assert sorted(free["rank"]) == list(range(1, len(free) + 1))
    assert table["rank"].notna().sum() == len(free)
    assert sorted(table["name"]) == sorted(f"s{number}" for number in range(len(points)))


@LOOSE
@given(points=places, rule=rules, chosen=weighing, attitude=st.floats(0, 1))
def test_a_site_that_is_better_in_everything_never_ranks_below(
    toy: Workspace, points: list[tuple[float, float]], rule: str, chosen: dict[str, float], attitude: float
) -> None:
    found = ranked(toy, points, rule=rule, weights=chosen, attitude=attitude).assessment
    table = np.nan_to_num(np.column_stack(list(found.values.values())), nan=0.5)
    better = (table[:, None, :] >= table[None, :, :]).all(axis=2)
    lower = found.unbarred_score[:, None] < found.unbarred_score[None, :] - 1e-9
    assert not (better & lower).any()


@LOOSE
@given(points=places, rule=rules, chosen=weighing, factor=st.floats(0.05, 9))
def test_the_scale_of_the_weights_moves_no_rank_under_any_rule(
    toy: Workspace, points: list[tuple[float, float]], rule: str, chosen: dict[str, float], factor: float
) -> None:
    once = ranked(toy, points, rule=rule, weights=chosen).assessment
    scaled = {key: weight * factor for key, weight in chosen.items()}
    again = ranked(toy, points, rule=rule, weights=scaled).assessment
    np.testing.assert_allclose(once.unbarred_score, again.unbarred_score, rtol=0, atol=1e-9)


@LOOSE
@given(points=places, rule=rules, chosen=weighing, gone=st.integers(0, 11))
def test_no_rank_reverses_when_a_site_is_removed(
    toy: Workspace, points: list[tuple[float, float]], rule: str, chosen: dict[str, float], gone: int
) -> None:
    """Not even of TOPSIS, whose ideals are absolute here."""
    left = [number for number in range(len(points)) if number != gone % len(points)]
    if not left:
        return
    before = ranked(toy, points, rule=rule, weights=chosen).table["name"].tolist()
    after = ranked(toy, [points[number] for number in left], rule=rule, weights=chosen).table["name"].tolist()
    names = {f"s{at}": f"s{number}" for at, number in enumerate(left)}
    assert [names[name] for name in after] == [name for name in before if name in names.values()]
