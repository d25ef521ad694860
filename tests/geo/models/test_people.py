"""Staff of a campus and the people within reach: by hand, and refused where nothing is known."""

from __future__ import annotations

import math

import pytest

from geo.errors import InputError
from geo.models.people import builders_range, staff_range, staff_share, trades_of, working_age


def test_a_300_megawatt_campus_needs_60_to_180_permanent_staff() -> None:
    assert staff_range(300) == pytest.approx((60, 180))


def test_the_published_campuses_lie_within_the_staff_range() -> None:
    assert staff_range(1000)[0] <= 200 <= 300 <= staff_range(1000)[1]
    assert staff_range(354)[0] <= 200 <= staff_range(354)[1]
    assert builders_range(1000)[0] <= 500
    assert builders_range(354)[1] == pytest.approx(3894)


def test_staff_share_of_a_small_town_is_large() -> None:
    low, high = staff_share(300, 10_000, "au")
    assert low == pytest.approx(60 / 6500)
    assert high == pytest.approx(180 / 6500)


def test_where_nobody_lives_every_job_must_be_brought() -> None:
    assert staff_share(300, 0, "jp") == (math.inf, math.inf)


def test_a_region_without_a_share_is_refused() -> None:
    with pytest.raises(InputError, match="nz"):
        working_age(1000, "nz")


def test_figures_of_the_state_come_before_those_of_the_country() -> None:
    rows = [
        {"region": "au", "state": "", "people": 3},
        {"region": "au", "state": "NSW", "people": 1},
        {"region": "au", "state": "VIC", "people": 2},
        {"region": "jp", "state": "", "people": 4},
    ]
    assert [row["people"] for row in trades_of(rows, "au", "NSW")] == [1, 3]
