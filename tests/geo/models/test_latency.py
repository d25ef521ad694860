"""Light in glass: constants by hand, the floors of the great circle, lengths, means and words."""

from __future__ import annotations

import math

import numpy as np
import pytest

from geo.errors import DataError
from geo.models.fibre_nodes import FibreTables
from geo.models.latency import (
    REFRACTIVE_INDEX,
    RTT_MS_PER_KM,
    SEA_SLACK,
    VACUUM_KM_PER_MS,
    cable_km,
    floor_ms,
    great_circle_km,
    in_words,
    rtt_ms,
    weighted_rtt,
)

SYDNEY, MELBOURNE, PERTH = (151.209, -33.868), (144.963, -37.814), (115.861, -31.953)
TOKYO, SINGAPORE, LOS_ANGELES = (139.767, 35.681), (103.851, 1.290), (-118.256, 34.048)


def test_light_in_glass_travels_204_218_km_a_second_and_a_round_trip_costs_9_79_ms_per_1000_km() -> None:
    assert pytest.approx(204.218, abs=0.001) == VACUUM_KM_PER_MS / REFRACTIVE_INDEX
    assert rtt_ms(1000) == pytest.approx(9.79, abs=0.005)


@pytest.mark.parametrize(
    ("start", "end", "ms"),
    [
        (SYDNEY, TOKYO, 76.3),
        (SYDNEY, LOS_ANGELES, 118.1),
        (TOKYO, LOS_ANGELES, 86.5),
        (PERTH, SINGAPORE, 38.2),
        (SYDNEY, MELBOURNE, 7.0),
    ],
)
def test_great_circle_floors_are_those_worked_out_beforehand(
    start: tuple[float, float], end: tuple[float, float], ms: float
) -> None:
    assert floor_ms(*start, *end) == pytest.approx(ms, rel=0.006)


def test_great_circles_take_many_places_at_once_and_keep_their_shape() -> None:
    found = great_circle_km(np.array([[0.0], [1.0]]), 0.0, np.array([0.0, 1.0]), 0.0)
    assert found.shape == (2, 2)
    assert found[0, 1] == pytest.approx(111.319, abs=0.001)  # one degree of the equator: 6378.137 km * pi / 180


def test_a_cable_is_as_long_as_published_else_15_percent_over_its_sea_route_and_never_under_the_geodesic() -> None:
    assert cable_km(9_000, 8_000, 7_800) == 9_000
    assert cable_km(math.nan, 8_000, 7_800) == pytest.approx(9_200)
    assert cable_km(7_700, 8_000, 7_800) == 7_800
    with pytest.raises(DataError, match="neither"):
        cable_km(math.nan, math.nan, 7_800)


def test_the_slack_lies_above_what_published_cables_show_in_the_median(tables: FibreTables) -> None:
    known = [row for row in tables.segments if row["length_basis"] == "published"]
    ratios = [row["length_km"] / tables.computed_km[row["id"]] for row in known]
    assert len(ratios) == 33
    assert np.median(ratios) == pytest.approx(1.12, abs=0.01)
    assert np.median(ratios) < SEA_SLACK


def test_users_count_by_their_number_and_an_unreachable_city_makes_the_mean_unknown() -> None:
    assert weighted_rtt({"a": 10, "b": 2}, {"a": 3, "b": 1}) == pytest.approx(8.0)
    assert math.isnan(weighted_rtt({"a": 10}, {"a": 3, "b": 1}))
    assert math.isnan(weighted_rtt({}, {}))


def test_a_round_trip_is_said_in_words_and_never_as_inf_or_nan() -> None:
    assert in_words(95.2) == "95 ms"
    assert in_words(4.26) == "4.3 ms"
    for nothing in (None, math.nan, math.inf):
        assert in_words(nothing) == "no known path"


def test_the_shortest_sydney_tokyo_cable_in_service_takes_at_least_93_ms(tables: FibreTables) -> None:
    km = {row["id"]: row["length_km"] for row in tables.segments}
    shortest = min(km["ppc-1-collaroy-piti"], km["jga-south-narrabeen-piti"]) + km["jga-north-minamiboso-piti"]
    assert shortest == pytest.approx(9500)
    assert RTT_MS_PER_KM * shortest >= 93.0
