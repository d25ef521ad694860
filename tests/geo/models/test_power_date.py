"""The gate of firm power by a date: every branch, worked by hand."""

from __future__ import annotations

from dataclasses import replace

from geo.models.power_date import Statement, Verdict, judge, judge_one

FIRM = Statement(
    "bus", "Bus", "substation", 5, firm_low_mw=400, firm_high_mw=500, optimistic=2027, central=2028, conservative=2029
)


def gate(statement: Statement, load_mw: float = 300, energise_by: int = 2029) -> str:
    return judge_one(statement, load_mw, energise_by).gate


def test_a_stated_firm_bus_passes_by_its_conservative_year_and_not_before() -> None:
    assert gate(FIRM) == "PASS"
    assert gate(FIRM, energise_by=2028) == "UNKNOWN"
    assert gate(FIRM, energise_by=2026) == "FAIL"


def test_a_load_between_low_and_high_is_unknown_and_above_high_fails() -> None:
    assert [gate(FIRM, load) for load in (400, 450, 500, 501)] == ["PASS", "UNKNOWN", "UNKNOWN", "FAIL"]


def test_a_late_year_fails_large_loads_and_leaves_small_ones_open() -> None:
    late = Statement("late", "Late", "zone", 28, firm_low_mw=0, optimistic=2031)
    assert [gate(late, load) for load in (99, 100)] == ["UNKNOWN", "FAIL"]


def test_silence_is_unknown_and_never_a_pass() -> None:
    assert gate(Statement("s", "S", "substation", 5)) == "UNKNOWN"
    assert gate(replace(FIRM, conservative=None)) == "UNKNOWN"
    assert gate(replace(FIRM, firm_low_mw=None)) == "UNKNOWN"
    assert judge([], 300, 2029) == Verdict("UNKNOWN", "no dated statement about this place was found")


def test_what_a_whole_area_has_passes_no_bus_but_may_fail_it() -> None:
    area = replace(FIRM, kind="area")
    assert gate(area) == "UNKNOWN"
    assert gate(area, energise_by=2026) == "FAIL"


def test_nothing_firm_fails_without_any_year() -> None:
    verdict = judge_one(Statement("k", "K", "zone", 100, firm_low_mw=0, firm_high_mw=0), 50, 2040)
    assert (verdict.gate, verdict.reason) == ("FAIL", "at most 0 MW firm")


def test_the_most_particular_statement_that_decides_wins() -> None:
    full = Statement("zone", "Zone", "zone", 28, firm_low_mw=0, optimistic=2031)
    silent = Statement("mute", "Mute", "substation", 5)
    assert judge([full, FIRM], 300, 2029).statement == FIRM
    assert judge([full, silent], 300, 2029).statement == full
    both = judge([silent, Statement("far", "Far", "zone", 40)], 300, 2029)
    assert (both.gate, both.statement) == ("UNKNOWN", silent)


def test_a_load_too_large_for_its_system_fails_whatever_is_stated() -> None:
    # Darwin-Katherine: 18 % of some 290 MW is 52 MW.
    assert judge([FIRM], 300, 2029, largest_load_mw=52.2).gate == "FAIL"
    assert judge([FIRM], 50, 2029, largest_load_mw=52.2).gate == "PASS"
    assert judge([FIRM], 300, 2029, largest_load_mw=float("nan")).gate == "PASS"


def test_a_queue_is_no_part_of_the_arithmetic() -> None:
    assert not [name for name in Statement.__dataclass_fields__ if "queue" in name or "contract" in name]


def test_a_small_system_named_by_any_statement_outweighs_a_firm_bus() -> None:
    island = Statement("island", "Island", "area", 200, largest_load_mw=52.2)
    verdict = judge([FIRM, island], 300, 2029)
    assert (verdict.gate, verdict.statement) == ("FAIL", island)
    assert verdict.reason == "its system takes at most 52 MW at one place"
    assert judge([FIRM, island], 50, 2029).gate == "PASS"
