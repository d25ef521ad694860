"""Evaporation, aridity and a campus's water, worked by hand."""

from __future__ import annotations

import numpy as np
import pytest

from geo.models.water import (
    aridity_class,
    aridity_index,
    day_length_h,
    de_martonne,
    stress_class,
    thornthwaite_mm,
    wants_non_potable,
    water_ml_per_day,
)

EQUATOR = np.array([0.0])


def test_days_at_the_equator_have_twelve_hours_and_southern_january_is_long() -> None:
    assert day_length_h(EQUATOR)[:, 0] == pytest.approx(np.full(12, 12.0))
    sydney = day_length_h(np.array([-33.87]))[:, 0]
    assert sydney[0] > 14.0  # 14 h 05 min in the middle of January
    assert sydney[6] < 10.3


def test_a_steady_twenty_degrees_evaporates_74_millimetres_in_thirty_days() -> None:
    # I = 12 * (20 / 5)^1.514 = 97.9; a = 2.141; 16 * (200 / 97.9)^2.141 = 73.9 mm.
    april = thornthwaite_mm(np.full((12, 1), 20.0), EQUATOR)[3, 0]
    assert april == pytest.approx(73.9, abs=0.3)


def test_hot_months_follow_the_table_for_heat() -> None:
    # -415.85 + 32.24 * 30 - 0.43 * 900 = 164.35 mm in thirty days of twelve hours.
    assert thornthwaite_mm(np.full((12, 1), 30.0), EQUATOR)[3, 0] == pytest.approx(164.35, abs=0.01)


def test_frost_evaporates_nothing_and_the_unknown_stays_unknown() -> None:
    assert thornthwaite_mm(np.full((12, 1), -5.0), EQUATOR).sum() == 0
    assert np.isnan(thornthwaite_mm(np.full((12, 1), np.nan), EQUATOR)).all()


def test_classes_of_aridity_are_those_of_the_atlas() -> None:
    index = aridity_index(np.array([20.0, 100.0, 400.0, 600.0, 700.0]), np.full(5, 1000.0))
    words = [aridity_class(float(value)) for value in index]
    assert words == ["hyper-arid", "arid", "semi-arid", "dry sub-humid", "humid"]


def test_a_thousand_millimetres_at_fifteen_degrees_are_forty_by_de_martonne() -> None:
    assert de_martonne(np.array([1000.0]), np.array([15.0]))[0] == pytest.approx(40.0)


def test_300_megawatts_at_pue_1_2_and_one_litre_evaporate_six_megalitres_a_day() -> None:
    # 250 MW of IT, 6 GWh a day, one litre a kilowatt-hour.
    assert water_ml_per_day(300.0, np.array([1.2]), np.array([1.0]))[0] == pytest.approx(6.0)


def test_stress_has_the_words_of_the_atlas() -> None:
    words = [stress_class(category) for category in (0, 1, 2, 3, 4, -1, -9999)]
    assert words == ["low", "low to medium", "medium to high", "high", "extremely high", "arid, little use", "no data"]


@pytest.mark.parametrize(
    ("stress", "aridity", "use", "wanted"),
    [
        (45.0, 2.0, 5.0, True),  # stress speaks before aridity
        (10.0, 0.1, 5.0, False),
        (None, 0.3, 5.0, True),
        (None, 0.9, 5.0, False),
        (None, None, 5.0, None),
        (90.0, 0.1, 0.1, False),  # nearly no water is used
    ],
)
def test_drinking_water_is_spared_where_it_is_short_and_much_is_used(
    stress: float | None, aridity: float | None, use: float, wanted: bool | None
) -> None:
    assert wants_non_potable(stress, aridity, use) is wanted
