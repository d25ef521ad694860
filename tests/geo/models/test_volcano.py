"""Which volcanoes count, and when they last erupted."""

from __future__ import annotations

import pytest

from geo.models.volcano import CLOSE_KM, FAR_KM, is_holocene, last_eruption


@pytest.mark.parametrize("status", ["Historical", "Holocene", "Holocene?", "Radiocarbon", "Uncertain"])
def test_doubtful_volcanoes_count(status: str) -> None:
    assert is_holocene(status)


@pytest.mark.parametrize("status", ["Pleistocene", "Pleistocene-Fumarol"])
def test_older_ones_do_not(status: str) -> None:
    assert not is_holocene(status)


def test_codes_become_periods_and_unknown_ones_stay_empty() -> None:
    assert last_eruption("D1") == "since 1964"
    assert last_eruption("D7") == "before year 1"
    assert last_eruption("Unknown") == ""


def test_the_distances_are_those_of_the_rules() -> None:
    assert (CLOSE_KM, FAR_KM) == (15.0, 160.0)
