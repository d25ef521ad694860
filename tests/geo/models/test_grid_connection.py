"""Connection cost: capital and yearly cost worked by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from geo.errors import InputError
from geo.models.grid_connection import (
    Offer,
    Range,
    UnitCosts,
    annual_cost_usd,
    capital_cost,
    capital_recovery_factor,
    installed_mva,
    priced_length,
    quotes,
)


def same(figure: float) -> Range:
    return Range(figure, figure, figure)


COSTS = UnitCosts(
    voltage_kv=220,
    line_km=Range(3, 6, 9),
    bay=Range(10, 20, 30),
    transformer_mva=Range(0.02, 0.05, 0.08),
    single_share=same(0.8),
    route_factor=same(1.2),
    short=same(1.5),
    medium=same(1.2),
    installed={"N": 1.0, "N-1": 1.5},
    power_factor=1.0,
    discount_rate=0.07,
    life_years=25,
    currency="AUD",
    usd=0.65,
)


def capital(distance_km: float, redundancy: str = "N-1", **more: object) -> float:
    return float(capital_cost(np.array([distance_km]), 300.0, redundancy, COSTS, **more)[0])  # type: ignore[arg-type]


def test_an_annuity_pays_a_sum_back_with_interest() -> None:
    # 1.07^25 = 5.42743, so 0.07 * 5.42743 / 4.42743 = 0.085811.
    assert capital_recovery_factor(0.07, 25) == pytest.approx(0.085811, abs=1e-6)
    assert capital_recovery_factor(0.0, 25) == pytest.approx(0.04)
    with pytest.raises(InputError, match="annuity"):
        capital_recovery_factor(0.07, 0)


def test_a_line_of_ten_kilometres_at_n_minus_1_is_two_circuits_four_bays_and_half_as_much_transformer_again() -> None:
    # 12 km of route * 6 * 1.2 (under 10 miles) = 86.4; 4 bays * 20 = 80; 450 MVA * 0.05 = 22.5.
    assert capital(10) == pytest.approx(188.9)


def test_at_n_one_circuit_two_bays_and_no_spare_transformer_do() -> None:
    # 12 * 6 * 0.8 * 1.2 = 69.12; 2 * 20 = 40; 300 * 0.05 = 15.
    assert capital(10, "N") == pytest.approx(124.12)


def test_short_lines_cost_more_by_the_kilometre() -> None:
    # 2.4 km * 6 * 1.5 = 21.6 and 60 km * 6 = 360, each with bays and transformers of 102.5.
    assert capital(2) == pytest.approx(21.6 + 102.5)
    assert capital(50) == pytest.approx(360 + 102.5)
    assert priced_length(np.array([4.0, 10.0, 20.0]), 1.5, 1.2) == pytest.approx([6.0, 12.0, 20.0])


def test_a_longer_line_of_a_class_is_never_cheaper() -> None:
    # Below 3 miles 4.8 km count as 7.2; from there 5 km would count as 6 in reVX, here as 1.5 * 4.828 = 7.24.
    assert priced_length(np.array([4.8, 5.0, 17.0]), 1.5, 1.2) == pytest.approx([7.2, 7.242, 19.312], abs=1e-3)
    lengths = np.linspace(0.0, 40.0, 4001)
    assert (np.diff(priced_length(lengths, 1.5, 1.2)) >= 0).all()


def test_terrain_touches_the_line_alone() -> None:
    assert capital(50, terrain=2.0) == pytest.approx(720 + 102.5)


def test_the_bounds_rise_and_low_and_high_are_worked_alike() -> None:
    # Low: 60 * 3 + 4 * 10 + 450 * 0.02 = 229. High: 60 * 9 + 4 * 30 + 450 * 0.08 = 696.
    assert [capital(50, bound=bound) for bound in ("low", "central", "high")] == pytest.approx([229, 462.5, 696])


def test_the_yearly_cost_is_capital_times_annuity_in_us_dollars() -> None:
    yearly = annual_cost_usd(np.array([50.0]), 300.0, "N-1", COSTS)[0]
    assert yearly == pytest.approx(462.5 * 0.085811 * 0.65, rel=1e-5)


def test_an_unknown_distance_stays_unknown() -> None:
    assert np.isnan(capital(np.nan))


def test_transformers_still_carry_the_load_after_the_worst_outage() -> None:
    # Three units of 150 MVA: with one out, 300 MVA remain for 300 MW at power factor 1.
    installed = installed_mva(300.0, "N-1", COSTS)
    assert installed * 2 / 3 == pytest.approx(300.0)


def test_a_near_station_of_a_dearer_class_can_beat_a_far_one_of_the_right_class() -> None:
    dear = replace(COSTS, voltage_kv=500, line_km=Range(7, 10, 14), bay=Range(20, 35, 50))
    near, far = Offer("500 kV at 3 km", dear, 3.0), Offer("220 kV at 40 km", COSTS, 40.0)
    # 3.6 * 10 * 1.5 + 140 + 22.5 = 216.5 against 48 * 6 + 102.5 = 390.5.
    best, runner_up = quotes([far, near], 300.0, "N-1")
    assert [best.offer.name, runner_up.offer.name] == ["500 kV at 3 km", "220 kV at 40 km"]
    assert [best.capital.central, runner_up.capital.central] == pytest.approx([216.5, 390.5])
    assert best.annual_usd.low < best.annual_usd.central < best.annual_usd.high


def test_no_offer_gives_no_quote_rather_than_an_endless_cost() -> None:
    assert quotes([], 300.0, "N-1") == []


def test_a_range_that_falls_is_refused() -> None:
    with pytest.raises(InputError, match="rise"):
        Range(3, 2, 1)
