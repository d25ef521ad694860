"""Refresh the AEMO rows of `data/facts/renewable_zones.csv` from the workbook tables that ISPyPSA keeps.

Points, radii, accuracies and the state zones are kept by hand in the table itself, because no open polygon exists; this
script rewrites what AEMO publishes: name, state, existing limit, its note, and the largest single option. Run it again
and nothing changes::

    python tools/compile_renewable_zones.py --mirror DIR
"""

from __future__ import annotations

import argparse
import csv
import io
from pathlib import Path

from geo.errors import DataError

TABLES = (
    "raw.githubusercontent.com/Open-ISP/ISPyPSA/9d023776533fdd645381c311cc3f612284f0d251"
    "/tests/test_workbook_table_cache/7.5"
)
STATES = ("NSW", "QLD", "SA", "TAS", "VIC")
SOURCE, DATE = "aemo-isp-2025-workbook", "2025"
COLUMNS = (
    "id",
    "name",
    "region",
    "state",
    "kind",
    "lon",
    "lat",
    "radius_km",
    "radius_basis",
    "limit_mw",
    "limit_kind",
    "limit_note",
    "largest_option_mw",
    "status",
    "accuracy_km",
    "source",
    "date",
)
SWAPPED = {"Yass", "Marulan"}
"""AEMO's option table gives these two distribution zones each other's id; the works it describes fit the names."""

Row = dict[str, str]


def read_rows(path: Path) -> list[Row]:
    """Rows of a CSV file as text; DataError when it is missing."""
    if not path.is_file():
        raise DataError("no such file", where=str(path), mend="point --mirror at the folder that holds the sources")
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def as_mw(text: str) -> str:
    """A number of MW without trailing zeros; empty stays empty."""
    return f"{float(text):g}" if text else ""


def limit_of(row: Row) -> tuple[str, list[str]]:
    """Existing limit at peak demand and what must be said beside it."""
    season = {
        name: as_mw(row[f"REZ transmission network limit_{name}"]) for name in ("Peak demand", "Winter reference")
    }
    notes = [row["Additional constraint information"].strip()] if row["Additional constraint information"] else []
    if season["Winter reference"] != season["Peak demand"]:
        notes.append(f"winter reference {season['Winter reference']} MW")
    return season["Peak demand"], notes


def options_of(zone: Row, options: list[Row]) -> list[Row]:
    """The option rows of a zone: by id, or by name where AEMO's ids are swapped."""
    if zone["Name"] in SWAPPED:
        return [row for row in options if row["REZ name"] == zone["Name"]]
    return [row for row in options if row["REZ / constraint ID"] == zone["ID"]]


def largest_option(rows: list[Row]) -> tuple[str, list[str]]:
    """Largest single option, and the projects AEMO takes as already coming, which are not options any more."""
    sized = [(row["Option"], float(row["Additional network capacity (MW)"] or 0)) for row in rows]
    largest = max((size for option, size in sized if option.startswith("Option")), default=0.0)
    coming = [
        f"{option}: {size:g} MW anticipated" for option, size in sized if not option.startswith("Option") and size
    ]
    return (f"{largest:g}" if largest else ""), coming


def aemo_columns(tables: Path) -> dict[str, Row]:
    """What AEMO says of each zone, by our id."""
    limits = {row["REZ ID"]: row for row in read_rows(tables / "initial_transmission_limits.csv")}
    options = [row for state in STATES for row in read_rows(tables / f"rez_augmentation_options_{state}.csv")]
    found: dict[str, Row] = {}
    for zone in read_rows(tables / "renewable_energy_zones.csv"):
        limit, notes = limit_of(limits[zone["ID"]])
        option, coming = largest_option(options_of(zone, options))
        swapped = ["options matched by name, AEMO's ids of Yass and Marulan differ"] if zone["Name"] in SWAPPED else []
        found[f"aemo-{zone['ID'].lower()}"] = {
            "name": f"{zone['Name']} ({zone['ID']})",
            "state": zone["NEM region"],
            "kind": "aemo_distribution" if zone["ID"].startswith("DN") else "aemo",
            "limit_mw": limit,
            "limit_kind": "existing" if limit else "",
            "limit_note": "; ".join([*notes, *coming, *swapped]),
            "largest_option_mw": option,
            "status": "isp",
        }
    return found


def refreshed(table: list[Row], aemo: dict[str, Row]) -> list[Row]:
    """The table with AEMO's columns renewed; DataError when a zone of AEMO's has no row with a point."""
    missing = sorted(set(aemo) - {row["id"] for row in table})
    if missing:
        raise DataError("zones without a row", where="renewable_zones.csv", found=", ".join(missing))
    return [{**row, **aemo.get(row["id"], {})} for row in table]


def as_csv(rows: list[Row]) -> str:
    """Our CSV: LF, columns in order."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def compiled(mirror: Path, table: Path) -> str:
    """The text that the table should have."""
    return as_csv(refreshed(read_rows(table), aemo_columns(mirror / TABLES)))


def main() -> int:
    """Rewrite the table in place."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mirror", type=Path, required=True, help="folder that holds <host>/<path> of the sources")
    facts = Path(__file__).resolve().parent.parent / "data" / "facts"
    parser.add_argument("-o", "--output", type=Path, default=facts / "renewable_zones.csv")
    options = parser.parse_args()
    options.output.write_text(compiled(options.mirror, options.output), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
