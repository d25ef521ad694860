"""The user's own evidence as a CSV file on the user's side: read with care, written whole, readable by nobody else."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import astuple
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from geo.catalogue.region import Region
from geo.errors import InputError
from geo.exchange.atomic import write_whole
from geo.models.ledger import COLUMNS, Box, Ledger, LedgerRow, check_rows

MAX_BYTES = 2_000_000
PRIVATE = 0o600
LOCK_SECONDS = 10.0


def reader(path: Path, regions: Mapping[str, Region]) -> Callable[[], Ledger]:
    """A function that gives the ledger as it stands in the file now."""
    return partial(read_ledger, path, boxes_of(regions))


def boxes_of(regions: Mapping[str, Region]) -> tuple[tuple[str, Box], ...]:
    """West, south, east, north of each region."""
    return tuple((key, tuple(region.bbox)) for key, region in regions.items())  # type: ignore[misc]


def read_ledger(path: Path, boxes: tuple[tuple[str, Box], ...]) -> Ledger:
    """The ledger of a file, empty where there is none; InputError names row and field of the first fault.

    The same state of a file is parsed once.
    """
    try:
        state = path.stat()
    except FileNotFoundError:
        return Ledger()
    except OSError as error:
        raise _unreadable(path, error) from error
    return _read(path, boxes, (state.st_mtime_ns, state.st_size, state.st_ino), dt.date.today())


@lru_cache(maxsize=8)
def _read(path: Path, boxes: tuple[tuple[str, Box], ...], _state: tuple[int, ...], today: dt.date) -> Ledger:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise _unreadable(path, error) from error
    if len(content) > MAX_BYTES:
        raise InputError("the ledger is too large", where=str(path), found=f"{len(content):,} bytes")
    return parse_ledger(content, str(path), dict(boxes), today)


def parse_ledger(content: bytes, where: str, boxes: Mapping[str, Box], today: dt.date) -> Ledger:
    """The ledger in the bytes of a CSV file."""
    try:
        text = content.decode("utf-8-sig")
        lines = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except UnicodeDecodeError as error:
        raise InputError("the ledger is not UTF-8 text", where=where, found=f"byte {error.start}") from error
    except csv.Error as error:
        raise InputError("the ledger is not a readable CSV file", where=where, found=str(error)[:80]) from error
    while lines and not lines[-1]:
        lines.pop()
    if not lines:
        return Ledger()
    if tuple(lines[0]) != COLUMNS:
        found = ", ".join(lines[0])[:200]
        raise InputError("the columns differ", where=f"{where}, row 1", found=found, allowed=", ".join(COLUMNS))
    rows = [_row(cells, f"{where}, row {number}") for number, cells in enumerate(lines[1:], start=2)]
    return check_rows(rows, boxes, today, where)


def to_csv(rows: Sequence[LedgerRow]) -> bytes:
    """Rows as the bytes of a CSV file, header first."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(astuple(row) for row in rows)
    return out.getvalue().encode("utf-8")


def write_ledger(path: Path, rows: Sequence[LedgerRow]) -> None:
    """Write the ledger whole or not at all, for its owner alone."""
    write_whole(path, to_csv(rows), PRIVATE)


def add_row(path: Path, row: LedgerRow, boxes: tuple[tuple[str, Box], ...], today: dt.date) -> None:
    """Add a row to the file; InputError where it cannot be used or contradicts another."""
    with writing(path):
        rows = [*read_ledger(path, boxes).rows, row]
        check_rows(rows, dict(boxes), today, "ledger")
        write_ledger(path, rows)


def remove_rows(path: Path, boxes: tuple[tuple[str, Box], ...], meant: Callable[[LedgerRow], bool], named: str) -> int:
    """Remove the rows that are meant and return how many; InputError where none is (`named` says which was asked)."""
    with writing(path):
        rows = read_ledger(path, boxes).rows
        kept = [row for row in rows if not meant(row)]
        if len(kept) == len(rows):
            told = dict.fromkeys(f"{row.bus} told {row.date} for {row.year}" for row in rows)
            known = ", ".join(told) or "nothing: the ledger is empty"
            raise InputError("no such row in the ledger", where=str(path), found=named, allowed=known)
        write_ledger(path, kept)
    return len(rows) - len(kept)


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """While this is held nobody else changes the ledger (or what lies beside it); a missing folder is made."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(path.with_name(f".{path.name}.lock"), timeout=LOCK_SECONDS):
            yield
    except Timeout as error:
        raise InputError("another program is changing the file", where=str(path), mend="try again") from error
    except OSError as error:
        raise _unreadable(path, error) from error


def _row(cells: list[str], where: str) -> LedgerRow:
    if len(cells) != len(COLUMNS):
        raise InputError("a row has another number of cells", where=where, found=str(len(cells)), allowed="10")
    given = dict(zip(COLUMNS, (cell.strip() for cell in cells), strict=True))
    numbers = {name: _number(given[name], f"{where}, {name}") for name in ("lon", "lat", "radius_km", "firm_mw")}
    words = {name: given[name] for name in ("bus", "region", "confidence", "note", "date")}
    cells_of: dict[str, Any] = {**words, **numbers, "year": _year(given["year"], f"{where}, year")}
    return LedgerRow(**cells_of)


def _number(cell: str, where: str) -> float:
    try:
        return float(cell)
    except ValueError as error:
        raise InputError("not a number", where=where, found=repr(cell)[:40]) from error


def _year(cell: str, where: str) -> int:
    if not (cell.isascii() and cell.isdigit() and len(cell) == 4):
        raise InputError("not a calendar year", where=where, found=repr(cell)[:40], allowed="four digits")
    return int(cell)


def _unreadable(path: Path, error: OSError) -> InputError:
    found = error.strerror or str(error)
    return InputError("the ledger cannot be used", where=str(path), found=found, mend="see SITEWATT_LEDGER")
