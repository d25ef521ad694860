"""The ledger file: read as written, private, whole, and every fault named."""

from __future__ import annotations

import datetime as dt
import stat
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import InputError
from geo.exchange.ledger import parse_ledger, read_ledger, to_csv, write_ledger, writing
from geo.models.ledger import COLUMNS, Ledger, LedgerRow

BOXES = (("au", (112.0, -44.0, 154.0, -9.0)),)
ROW = LedgerRow(
    bus='Bus "A", north',
    region="au",
    lon=150.8,
    lat=-33.9,
    radius_km=10.5,
    firm_mw=300.25,
    year=2029,
    confidence="high",
    note="=1+1; a note, with commas",
    date="2026-05-01",
)
HEADER = ",".join(COLUMNS)
LINE = "A,au,150.8,-33.9,10,300,2029,high,,2026-05-01"


def parsed(text: str) -> Ledger:
    return parse_ledger(text.encode(), "l.csv", dict(BOXES), dt.date(2026, 11, 22))


def test_what_is_written_is_read_back_and_is_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "ledger.csv"
    with writing(path):
        write_ledger(path, [ROW])
    assert read_ledger(path, BOXES).rows == (ROW,)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read_ledger(tmp_path / "none.csv", BOXES) == Ledger()


def test_a_change_of_the_file_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "ledger.csv"
    write_ledger(path, [ROW])
    assert len(read_ledger(path, BOXES).rows) == 1
    write_ledger(path, [ROW, replace(ROW, bus="B")])
    assert len(read_ledger(path, BOXES).rows) == 2


def test_an_empty_file_and_blank_lines_at_the_end_are_no_rows() -> None:
    assert parsed("") == Ledger()
    assert parsed(HEADER + "\n\n") == Ledger()
    assert len(parsed(f"\ufeff{HEADER}\r\n{LINE}\r\n\r\n").rows) == 1


@pytest.mark.parametrize(
    ("text", "where", "words"),
    [
        ("bus,mw\nA,3", "l.csv, row 1", "columns differ"),
        (f"{HEADER}\nA,au", "l.csv, row 2", "number of cells"),
        (f"{HEADER}\n{LINE.replace('300', 'lots')}", "l.csv, row 2, firm_mw", "not a number"),
        (f"{HEADER}\n{LINE.replace('2029', '29.5')}", "l.csv, row 2, year", "calendar year"),
        (f"{HEADER}\n{LINE.replace('300', 'nan')}", "l.csv, row 2, firm_mw", "cannot be"),
        (f'{HEADER}\n"A', "l.csv", "readable CSV"),
        (f"{HEADER}\n{LINE}\n{LINE.replace('300', '200')}", "l.csv, row 3, firm_mw", "two answers"),
    ],
)
def test_a_fault_is_named_by_file_row_and_field(text: str, where: str, words: str) -> None:
    with pytest.raises(InputError, match=words) as told:
        parsed(text)
    assert told.value.where == where


def test_a_file_that_is_no_text_or_no_file_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="UTF-8"):
        parse_ledger(b"\xff\xfe", "l.csv", {}, dt.date(2026, 1, 1))
    with pytest.raises(InputError, match="SITEWATT_LEDGER"):
        read_ledger(tmp_path, BOXES)


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused_in_words(text: str) -> None:
    content = (HEADER + "\n" + text).encode("utf-8", "surrogatepass")
    with suppress(InputError):
        parse_ledger(content, "l.csv", dict(BOXES), dt.date(2026, 1, 1))


def test_rows_survive_the_file_whatever_is_in_their_words() -> None:
    again = parse_ledger(to_csv([ROW]), "l.csv", dict(BOXES), dt.date(2026, 11, 22))
    assert again.rows == (ROW,)
