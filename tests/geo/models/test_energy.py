from __future__ import annotations

import numpy as np
import pytest

from geo.models.energy import by_code, price_usd_mwh, yearly_energy_gwh


def test_figures_are_looked_up_by_area_and_the_unknown_stays_unknown() -> None:
    found = by_code([100.0, None, 50.0], np.array([0.0, 1.0, 2.0, 3.0, np.nan, -1.0]))
    np.testing.assert_array_equal(found, [100.0, np.nan, 50.0, np.nan, np.nan, np.nan])


def test_tokyo_at_thirteen_yen_a_kilowatt_hour_is_some_86_us_dollars_a_megawatt_hour() -> None:
    assert price_usd_mwh(13001, 0.00664) == pytest.approx(86.3, abs=0.05)
    assert price_usd_mwh(None, 0.65) is None


def test_300_megawatts_all_year_are_2628_gigawatt_hours() -> None:
    assert yearly_energy_gwh(300) == pytest.approx(2628)
