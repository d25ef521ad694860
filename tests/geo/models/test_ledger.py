"""The user's own evidence: what makes a row unusable, what contradicts what, and what a row says to the gate."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from geo.errors import InputError
from geo.models.ledger import Ledger, LedgerRow, check_rows
from geo.models.power_date import Statement, judge

BOXES = {"au": (112.0, -44.0, 154.0, -9.0)}
TODAY = dt.date(2026, 11, 22)
ROW = LedgerRow(
    bus="Kemps Creek",
    region="au",
    lon=150.8,
    lat=-33.9,
    radius_km=10,
    firm_mw=300,
    year=2029,
    confidence="high",
    date="2026-05-01",
)


def checked(*rows: LedgerRow) -> Ledger:
    return check_rows(rows, BOXES, TODAY, "ledger.csv")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("bus", "  "),
        ("bus", "two\nlines"),
        ("region", "nz"),
        ("lon", 15.0),
        ("lat", 33.9),
        ("lat", float("nan")),
        ("radius_km", 0.0),
        ("radius_km", 400.0),
        ("firm_mw", -1.0),
        ("firm_mw", float("inf")),
        ("year", 2025),
        ("year", 2061),
        ("confidence", "sure"),
        ("date", "2026-11-23"),
        ("date", "May 2026"),
        ("date", "20260501"),
        ("note", "n" * 501),
        ("note", "bell\x07"),
    ],
)
def test_a_row_that_cannot_be_is_named_by_row_and_field(field: str, value: Any) -> None:
    with pytest.raises(InputError) as told:
        checked(ROW, replace(ROW, **{"bus": "Other", field: value}))
    assert told.value.where == f"ledger.csv, row 3, {field}"


def test_a_year_is_past_against_the_day_of_the_answer_so_that_old_rows_stay_readable() -> None:
    old = replace(ROW, date="2020-03-01", year=2024)
    assert checked(old).rows == (old,)
    with pytest.raises(InputError, match="the year was past when the answer came"):
        checked(replace(old, year=2019))


@pytest.mark.parametrize(
    ("other", "field", "words"),
    [
        (replace(ROW, firm_mw=200), "firm_mw", "two answers for one year"),
        (replace(ROW, confidence="low"), "confidence", "two answers for one year"),
        (ROW, "year", "the same twice"),
        (replace(ROW, bus="KEMPS  creek", firm_mw=200), "firm_mw", "two answers for one year"),
        (replace(ROW, year=2031, firm_mw=200), "firm_mw", "less firm power in a later year"),
        (replace(ROW, year=2031, lon=151.2), "lon, lat, radius_km", "one bus at two places"),
    ],
)
def test_two_rows_of_one_bus_and_day_that_contradict_each_other_are_refused(
    other: LedgerRow, field: str, words: str
) -> None:
    with pytest.raises(InputError, match=words) as told:
        checked(ROW, other)
    assert told.value.where == f"ledger.csv, row 3, {field}"
    assert "row 2" in str(told.value)


def test_steps_of_one_answer_and_answers_of_other_days_or_buses_agree() -> None:
    step = replace(ROW, year=2031, firm_mw=500)
    later = replace(ROW, date="2026-09-01", firm_mw=100)
    other = replace(ROW, bus="Sydney West", firm_mw=0)
    assert len(checked(ROW, step, later, other).rows) == 4


def test_the_newest_answer_about_a_bus_counts_with_all_its_steps() -> None:
    step, later = replace(ROW, year=2031, firm_mw=500), replace(ROW, date="2026-09-01", firm_mw=100)
    assert checked(ROW, step).newest("au") == (ROW, step)
    assert checked(ROW, step, later).newest("au") == (later,)
    assert checked(ROW).newest("jp") == ()


def test_an_answer_without_paper_is_kept_and_decides_nothing() -> None:
    rumour = replace(ROW, confidence="low")
    assert checked(rumour).newest("au") == (rumour,)
    assert checked(rumour).deciding("au") == ()


def test_the_digest_follows_what_counts_and_is_empty_without_evidence() -> None:
    assert Ledger().digest("au") == ""
    assert checked(ROW).digest("jp") == ""
    assert checked(ROW).digest("au") != checked(replace(ROW, firm_mw=301)).digest("au")
    older = replace(ROW, date="2026-01-01", firm_mw=5)
    assert checked(older, ROW).digest("au") == checked(ROW).digest("au")


def test_own_evidence_of_high_confidence_decides_against_what_is_public() -> None:
    full = Statement("zone", "Zone", "zone", 28, firm_low_mw=0, optimistic=2031)
    passed = judge([full, ROW.statement], 300, 2029)
    assert (passed.gate, passed.reason) == ("PASS", "own evidence: 300 MW firm by 2029")
    assert judge([full, ROW.statement], 301, 2029).reason == "own evidence: at most 300 MW firm"
    assert judge([full, ROW.statement], 300, 2028).reason == "own evidence: not before 2029"
    firm = Statement("s", "S", "substation", 5, firm_low_mw=900, firm_high_mw=900, optimistic=2027, conservative=2027)
    assert judge([firm, ROW.statement], 500, 2029).gate == "FAIL"


def test_own_evidence_of_medium_confidence_opens_or_fails_and_never_passes() -> None:
    full = Statement("zone", "Zone", "zone", 28, firm_low_mw=0, optimistic=2031)
    written = replace(ROW, confidence="medium").statement
    opened = judge([full, written], 300, 2029)
    assert (opened.gate, opened.reason) == ("UNKNOWN", "own evidence: not sure enough to pass")
    assert judge([written], 301, 2029).gate == "FAIL"


def test_of_several_own_answers_the_best_counts_and_the_largest_tells_why_all_fail() -> None:
    steps = [ROW.statement, replace(ROW, year=2031, firm_mw=500).statement]
    assert judge(steps, 400, 2031).gate == "PASS"
    assert judge(steps, 400, 2029).reason == "own evidence: not before 2031"
    none = replace(ROW, bus="Full", firm_mw=0).statement
    assert judge([none, ROW.statement], 300, 2029).gate == "PASS"


def test_own_evidence_does_not_make_a_small_system_large() -> None:
    island = Statement("island", "Island", "area", 200, largest_load_mw=52.2)
    assert judge([island, ROW.statement], 300, 2029).gate == "FAIL"
    assert judge([island, ROW.statement], 50, 2029).gate == "PASS"
