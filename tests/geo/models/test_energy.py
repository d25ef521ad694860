from __future__ import annotations

import numpy as np
import pytest

from geo.models.energy import Station, by_code, price_usd_mwh, supply, yearly_energy_gwh


def test_figures_are_looked_up_by_area_and_the_unknown_stays_unknown() -> None:
    found = by_code([100.0, None, 50.0], np.array([0.0, 1.0, 2.0, 3.0, np.nan, -1.0]))
    np.testing.assert_array_equal(found, [100.0, np.nan, 50.0, np.nan, np.nan, np.nan])


def test_tokyo_at_thirteen_yen_a_kilowatt_hour_is_some_86_us_dollars_a_megawatt_hour() -> None:
    assert price_usd_mwh(13001, 0.00664) == pytest.approx(86.3, abs=0.05)
    assert price_usd_mwh(None, 0.65) is None


def test_300_megawatts_all_year_are_2628_gigawatt_hours() -> None:
    assert yearly_energy_gwh(300) == pytest.approx(2628)


def test_supply_counts_what_runs_by_fuel_and_what_is_to_come_by_stage_and_year() -> None:
    found = supply(
        [
            Station("a", "wind", "existing", 100.0),
            Station("b", "wind", "existing", 50.5),
            Station("c", "hydro", "existing", 300.0),
            Station("d", "solar", "awarded", 200.0, 2030),
            Station("e", "wind", "construction", 80.0, 2027),
            Station("f", "wind", "announced", 500.0),
            Station("g", "gas", "existing", 900.0),
            Station("h", "pumped_hydro", "construction", 2000.0, 2029),
            Station("i", "solar", "retired", 70.0),
        ]
    )
    assert found.existing == {"hydro": 300.0, "wind": 150.5}
    assert list(found.existing) == ["hydro", "wind"]
    assert found.coming == {"announced": 500.0, "awarded": 200.0, "construction": 80.0}
    assert found.by_year == {2027: 80.0, 2030: 280.0}
    assert found.undated_mw == 500.0
    assert [found.by(year) for year in (2026, 2027, 2029, 2030, 2040)] == [450.5, 530.5, 530.5, 730.5, 730.5]


def test_an_area_without_stations_has_no_supply() -> None:
    found = supply([])
    assert (found.existing, found.coming, found.by_year, found.undated_mw, found.by(2040)) == ({}, {}, {}, 0.0, 0.0)
