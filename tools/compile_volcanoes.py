"""Compile `data/facts/volcanoes.csv` from the list of Holocene volcanoes.

Run::

    python tools/compile_volcanoes.py --mirror MIRROR

MIRROR holds `<host>/<path>` of the pinned addresses in `data/artefacts.toml`.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import re
import unicodedata
from pathlib import Path

import pandas as pd

from geo.catalogue.region import read_region
from geo.models.volcano import is_holocene, last_eruption
from geo.space.vector import margin_box

FILE = "raw.githubusercontent.com/plotly/datasets/0c447c47b757ad74edecab31f0d72f849d2e67c2/volcano_db.csv"
SHA256 = "6e33818daa2b0b4cec7ec96fa36e657e4f3ba137f52d4087a224f4cd9e0e8d9f"
SOURCE, DATE = "gvp-volcanoes", "2013"
DATA = Path(__file__).resolve().parents[1] / "data"
COLUMNS = (
    "id", "name", "region", "country", "kind", "status", "last_eruption", "elevation_m", "lon", "lat", "accuracy_km",
    "source", "date",
)  # fmt: skip
PROVINCE_KM, FIELD_KM, POINT_KM = 150.0, 30.0, 2.0
"""Radius that the point of a province or a field of vents, or of a single volcano, stands for: assumptions."""


def read(path: Path) -> pd.DataFrame:
    """The list as it is: latin-1, checked against its sha256."""
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != SHA256:
        raise SystemExit(f"{path} is not the pinned file")
    return pd.read_csv(io.BytesIO(content), encoding="latin-1", keep_default_na=False)


def slug(name: str) -> str:
    """Lower-case ASCII with hyphens."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def rows(mirror: Path) -> list[dict[str, str]]:
    """Rows of both regions, sorted by id; a name that stands twice in a region is numbered."""
    listed = read(mirror / FILE)
    found: list[dict[str, str]] = []
    for region in ("au", "jp"):
        of_region = read_region(DATA / "regions" / f"{region}.toml")
        west, south, east, north = margin_box(of_region.bbox, of_region.margin_km)
        inside = listed["Longitude"].between(west, east) & listed["Latitude"].between(south, north)
        for row in listed[inside & listed["Status"].map(is_holocene)].to_dict("records"):
            found.append(_row(region, row))
    found.sort(key=lambda row: (row["id"], float(row["lat"])))
    seen: dict[str, int] = {}
    for row in found:
        seen[row["id"]] = seen.get(row["id"], 0) + 1
        if seen[row["id"]] > 1:
            row["id"] += f"-{seen[row['id']]}"
    return found


def _row(region: str, row: dict[str, object]) -> dict[str, str]:
    name = str(row["Volcano Name"]).strip()
    field = "field" in str(row["Type"]).lower()
    reach_km = PROVINCE_KM if "Prov" in name else FIELD_KM if field else POINT_KM
    return {
        "id": f"{region}-{slug(name)}",
        "name": name,
        "region": region,
        "country": str(row["Country"]),
        "kind": str(row["Type"]),
        "status": str(row["Status"]),
        "last_eruption": last_eruption(str(row["Last Known"])),
        "elevation_m": f"{float(str(row['Elev'])):g}" if str(row["Elev"]) else "",
        "lon": f"{float(str(row['Longitude'])):.3f}",
        "lat": f"{float(str(row['Latitude'])):.3f}",
        "accuracy_km": f"{reach_km:g}",
        "source": SOURCE,
        "date": DATE,
    }


def compiled(mirror: Path) -> str:
    """The whole table as text."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows(mirror))
    return out.getvalue()


def main() -> None:
    """Write the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--mirror", type=Path, required=True)
    (DATA / "facts" / "volcanoes.csv").write_text(compiled(parser.parse_args().mirror), encoding="utf-8")


if __name__ == "__main__":
    main()
