"""`ledger`: what a utility answered me, kept on this side: list, add, remove."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict

from geo.catalogue.paths import ledger_path
from geo.cli.context import Call, print_json, tell
from geo.exchange.ledger import add_row, boxes_of, remove_rows
from geo.models.ledger import LedgerRow


def ledger_command(call: Call) -> int:
    """Run one of list, add, remove."""
    return {"list": _list, "add": _add, "remove": _remove}[call.options.action](call)


def _list(call: Call) -> int:
    ledger = call.workspace.ledger
    if call.options.json:
        print_json([asdict(row) for row in ledger.rows])
        return 0
    for number, row in enumerate(ledger.rows, start=2):
        print(f"{number:>4}  {_told(row)}{'' if row in ledger.newest(row.region) else '  (superseded)'}")
    tell(f"{len(ledger.rows)} rows in {ledger_path()}")
    return 0


def _add(call: Call) -> int:
    options, path = call.options, ledger_path()
    row = LedgerRow(
        bus=options.bus.strip(),
        region=options.region,
        lon=options.at[0],
        lat=options.at[1],
        radius_km=options.radius_km,
        firm_mw=options.firm_mw,
        year=options.year,
        confidence=options.confidence,
        note=options.note.strip(),
        date=options.date or dt.date.today().isoformat(),
    )
    add_row(path, row, boxes_of(call.workspace.catalogue.regions), dt.date.today())
    tell(f"added to {path}: {_told(row)}")
    return 0


def _remove(call: Call) -> int:
    options, path = call.options, ledger_path()
    boxes = boxes_of(call.workspace.catalogue.regions)
    told, year = options.date, options.year
    asked = options.bus + (f" told {told}" if told else "") + (f" for {year}" if year else "")
    gone = remove_rows(path, boxes, lambda row: _meant(row, options.bus, told, year), asked)
    tell(f"removed {gone} rows from {path}")
    return 0


def _meant(row: LedgerRow, bus: str, date: str | None, year: int | None) -> bool:
    same = row.key[1] == " ".join(bus.casefold().split())
    return same and date in (None, row.date) and year in (None, row.year)


def _told(row: LedgerRow) -> str:
    note = f": {row.note}" if row.note else ""
    place = f"{row.lon:.3f} {row.lat:.3f}, {row.radius_km:g} km"
    return f"{row.bus} ({row.region}, {place})  {row.firm_mw:g} MW by {row.year}, {row.confidence}, {row.date}{note}"
