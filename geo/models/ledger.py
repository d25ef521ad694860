"""My own evidence: what a utility answered me about one bus, checked row by row, as statements of firm power.

A row says that so many firm megawatts can be had at a bus from a year on, as told on a date, and how sure that is:

- high (signed, or a written offer that binds): decides, PASS or FAIL;
- medium (written, not binding): may fail a load or lift a public FAIL to UNKNOWN, never passes one;
- low (said, no paper): is shown and decides nothing.

Of one bus the newest answer counts. One answer may have steps (200 MW from 2028, 500 MW from 2031), each with its year;
it contradicts itself where one year has two figures, a later year has less, or the bus stands at two places.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import math
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from itertools import combinations

from geo.errors import InputError
from geo.models.power_date import OWN, Statement

Box = tuple[float, float, float, float]
CONFIDENCES = ("high", "medium", "low")
MW_RANGE = (0.0, 20_000.0)
RADIUS_RANGE_KM = (0.5, 100.0)
LAST_YEAR = 2060
TEXT_LIMIT = 500
SAME_PLACE_DEGREES = 0.001
SOURCE = "my own evidence"


@dataclass(frozen=True, kw_only=True)
class LedgerRow:
    """One step of one answer. Degrees in WGS 84, megawatts, calendar year, ISO date of the answer."""

    bus: str
    region: str
    lon: float
    lat: float
    radius_km: float
    firm_mw: float
    year: int
    confidence: str
    note: str = ""
    date: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """The bus, whatever its spelling in capitals and spaces."""
        return self.region, " ".join(self.bus.casefold().split())

    @property
    def statement(self) -> Statement:
        """The row as the gate reads it: a medium answer gives no sure megawatts and no sure year."""
        sure = self.confidence == "high"
        return Statement(
            id=f"own: {self.bus}",
            name=self.bus,
            kind=OWN,
            radius_km=self.radius_km,
            firm_low_mw=self.firm_mw if sure else None,
            firm_high_mw=self.firm_mw,
            optimistic=self.year,
            central=self.year,
            conservative=self.year if sure else None,
            source=SOURCE,
            date=self.date,
        )


COLUMNS = tuple(field.name for field in fields(LedgerRow))


@dataclass(frozen=True)
class Ledger:
    """Rows in the order of the file, checked."""

    rows: tuple[LedgerRow, ...] = ()

    def newest(self, region: str) -> tuple[LedgerRow, ...]:
        """Rows of a region that belong to the newest answer about their bus."""
        here = [row for row in self.rows if row.region == region]
        last: dict[tuple[str, str], str] = {}
        for row in here:
            last[row.key] = max(row.date, last.get(row.key, ""))
        return tuple(row for row in here if row.date == last[row.key])

    def deciding(self, region: str) -> tuple[LedgerRow, ...]:
        """Newest rows that may decide a gate: those of high and medium confidence."""
        return tuple(row for row in self.newest(region) if row.confidence != "low")

    def digest(self, region: str) -> str:
        """Fingerprint (12 hex digits) of the newest rows of a region; "" where there are none."""
        rows = [astuple(row) for row in self.newest(region)]
        return hashlib.sha256(repr(rows).encode()).hexdigest()[:12] if rows else ""


def check_rows(
    rows: Sequence[LedgerRow], boxes: Mapping[str, Box], today: dt.date, where: str, first: int = 2
) -> Ledger:
    """The rows as a ledger; InputError names the first row and field that cannot be used or contradicts another.

    Parameters
    ----------
    boxes : west, south, east, north of each region [degrees]
    today : answers are not younger than this
    where, first : name of the file, and the number of the first row in it
    """
    for number, row in enumerate(rows, start=first):
        _check_row(row, boxes, today, f"{where}, row {number}")
    answers: dict[tuple[str, str, str], list[int]] = {}
    for position, row in enumerate(rows):
        answers.setdefault((*row.key, row.date), []).append(position)
    for m, n in (pair for members in answers.values() for pair in combinations(members, 2)):
        _check_pair(rows[m], rows[n], f"{where}, row {first + n}", f"row {first + m}")
    return Ledger(tuple(rows))


def _check_row(row: LedgerRow, boxes: Mapping[str, Box], today: dt.date, where: str) -> None:
    _check_text(row, where)
    if row.region not in boxes:
        raise _refused("unknown region", where, "region", row.region, ", ".join(boxes))
    west, south, east, north = boxes[row.region]
    _check_number("a longitude outside the region", where, "lon", row.lon, west, east)
    _check_number("a latitude outside the region", where, "lat", row.lat, south, north)
    _check_number("a radius that cannot be used", where, "radius_km", row.radius_km, *RADIUS_RANGE_KM)
    _check_number("megawatts that cannot be", where, "firm_mw", row.firm_mw, *MW_RANGE)
    if row.confidence not in CONFIDENCES:
        raise _refused("unknown confidence", where, "confidence", row.confidence, ", ".join(CONFIDENCES))
    told = _date(row.date, where)
    if told > today:
        raise _refused("the answer lies in the future", where, "date", row.date, f"up to {today.isoformat()}")
    if row.year < told.year:
        raise _refused("the year was past when the answer came", where, "year", str(row.year), f"from {told.year}")
    if row.year > LAST_YEAR:
        raise _refused("the year is too far away", where, "year", str(row.year), f"up to {LAST_YEAR}")


def _check_text(row: LedgerRow, where: str) -> None:
    if not row.bus.strip():
        raise _refused("the bus has no name", where, "bus", repr(row.bus), "a name")
    for name, text in (("bus", row.bus), ("note", row.note)):
        if len(text) > TEXT_LIMIT:
            raise _refused("the text is too long", where, name, f"{len(text)} characters", f"up to {TEXT_LIMIT}")
        if any(unicodedata.category(letter).startswith("C") for letter in text):
            raise _refused("the text holds control characters", where, name, repr(text)[:80], "one plain line")


def _check_number(what: str, where: str, field: str, found: float, low: float, high: float) -> None:
    if not (math.isfinite(found) and low <= found <= high):
        raise _refused(what, where, field, f"{found:g}", f"{low:g} to {high:g}")


def _date(text: str, where: str) -> dt.date:
    try:
        found = dt.date.fromisoformat(text)
    except ValueError as error:
        raise _refused("not a date", where, "date", repr(text)[:40], "YYYY-MM-DD") from error
    if found.isoformat() != text:
        raise _refused("not a date", where, "date", repr(text)[:40], "YYYY-MM-DD")
    return found


def _check_pair(one: LedgerRow, other: LedgerRow, where: str, against: str) -> None:
    """Two rows of one answer; `one` stands above `other`, `where` is the place of `other`."""
    apart = max(abs(one.lon - other.lon), abs(one.lat - other.lat))
    if apart > SAME_PLACE_DEGREES or one.radius_km != other.radius_km:
        found = f"{other.lon:g} {other.lat:g} within {other.radius_km:g} km"
        raise _against("one bus at two places", where, "lon, lat, radius_km", found, against)
    if one.year == other.year:
        if (one.firm_mw, one.confidence) == (other.firm_mw, other.confidence):
            raise _against("the same twice", where, "year", str(other.year), against)
        field = "firm_mw" if one.firm_mw != other.firm_mw else "confidence"
        raise _against("two answers for one year", where, field, str(getattr(other, field)), against)
    early, late = sorted((one, other), key=lambda row: row.year)
    if late.firm_mw < early.firm_mw:
        found = f"{late.firm_mw:g} MW in {late.year} after {early.firm_mw:g} MW in {early.year}"
        raise _against("less firm power in a later year", where, "firm_mw", found, against)


def _refused(what: str, where: str, field: str, found: str, allowed: str) -> InputError:
    return InputError(what, where=f"{where}, {field}", found=found, allowed=allowed)


def _against(what: str, where: str, field: str, found: str, against: str) -> InputError:
    mend = "correct one of the two, or give the newer answer its own date"
    return InputError(f"{what}, against {against}", where=f"{where}, {field}", found=found, mend=mend)
