"""What the Australian grid compilers share: reading the mirror files, names, systems, operators and CSV output.

Sources: Geoscience Australia, Electricity Transmission Substations v2 and Major Power Stations v2 (2017, KML) and
Electricity Transmission Lines (November 2025, GeoJSON), all CC BY 4.0.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from geo.errors import DataError
from layers._kml import placemarks

HOST = "raw.githubusercontent.com"
GA_2017 = f"{HOST}/akxen/egrimod-nem/abf3cc39ec1c04b5d77f0572cc4ef674f2408578/data/Geoscience_Australia"
SUBSTATIONS_KML = f"{GA_2017}/ElectricityTransmissionSubstations_v2/doc.kml"
POWER_STATIONS_KML = f"{GA_2017}/MajorPowerStations_v2/doc.kml"
LINES_GEOJSON = (
    f"{HOST}/opennem/openelectricity/357f50be989afefa65e34ad695690c1453a2a112/static/data/transmission-lines.geojson"
)
EARTH_RADIUS_KM = 6371.0088
STATES = {
    "Australian Capital Territory": "act",
    "New South Wales": "nsw",
    "NSW": "nsw",
    "Northern Territory": "nt",
    "Queensland": "qld",
    "South Australia": "sa",
    "Tasmania": "tas",
    "Victoria": "vic",
    "Western Australia": "wa",
}

Point = tuple[float, float]


def arguments(description: str, default_output: str) -> argparse.Namespace:
    """Parse ``--mirror DIR`` and ``-o FILE``, the two options every compiler has."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--mirror", type=Path, required=True, help="folder that holds <host>/<path> of the sources")
    parser.add_argument("-o", "--output", type=Path, default=facts_folder() / default_output)
    return parser.parse_args()


def facts_folder() -> Path:
    """Return the folder of the bundled fact tables."""
    return Path(__file__).resolve().parent.parent / "data" / "facts"


def mirror_file(mirror: Path, path: str) -> Path:
    """Return the mirror's copy of a source, or say which one is missing."""
    file = mirror / path
    if not file.is_file():
        raise DataError("the mirror lacks a source", where=str(file), mend="give --mirror a folder that holds it")
    return file


def kml_points(file: Path) -> list[dict[str, str]]:
    """Read the point placemarks of a GA KML file; attributes as they stand, plus ``lon`` and ``lat`` in degrees."""
    return placemarks(file)


def line_features(file: Path) -> list[dict[str, Any]]:
    """Read the GA lines: GeoJSON features with ``capacitykv``, ``name``, ``state`` and a LineString."""
    features: list[dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))["features"]
    return features


def distance_km(a: Point, b: Point) -> float:
    """Return the great-circle distance in km between two (lon, lat) points in degrees (haversine, mean radius)."""
    lon_a, lat_a, lon_b, lat_b = map(math.radians, (*a, *b))
    h = math.sin((lat_b - lat_a) / 2) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin((lon_b - lon_a) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(h))


def length_km(path: Sequence[Point]) -> float:
    """Return the length in km of a (lon, lat) path in degrees."""
    return sum(distance_km(a, b) for a, b in itertools.pairwise(path))


def slug(text: str) -> str:
    """Return ``text`` as lower-case letters, digits and single hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def synchronous_system(state: str, lon: float, lat: float) -> str:
    """Return the key of the synchronous area that a place in ``state`` (short form) belongs to."""
    if state == "tas":
        return "au-tasmania"
    if state == "nt":
        return "au-dkis" if lat > -16.5 else "au-tennant-creek" if lat > -21.5 else "au-alice-springs"
    if state == "qld" and lon < 141.5:
        return "au-mount-isa"
    if state == "wa":
        return western_system(lon, lat)
    return "au-nem-mainland"


def western_system(lon: float, lat: float) -> str:
    """Return the synchronous area of a place in Western Australia."""
    if lon > 126 and lat > -18:
        return "au-east-kimberley"
    if lat > -24.5:
        return "au-nwis"
    if lat > -29 and lon > 119:
        return "au-northern-goldfields"
    return "au-esperance" if lat < -33 and lon > 121 else "au-swis"


def operator(state: str, voltage_kv: float, system: str) -> str:
    """Return the transmission operator that owns the shared network of a state at this voltage, where that is one.

    Below 220 kV in New South Wales, Queensland and Victoria the owner may be a distributor: left empty.
    """
    if system == "au-nem-mainland":
        high = {"nsw": "Transgrid", "act": "Transgrid", "qld": "Powerlink", "vic": "AusNet"}
        low = {"sa": "ElectraNet", "act": "Evoenergy"}
        return (high | {"sa": "ElectraNet"} if voltage_kv >= 220 else low).get(state, "")
    owners = {"au-tasmania": "TasNetworks", "au-swis": "Western Power", "au-dkis": "Power and Water"}
    owners |= {"au-alice-springs": "Power and Water", "au-tennant-creek": "Power and Water"}
    return owners.get(system, "")


def number(value: float, digits: int = 3) -> str:
    """Write a number rounded and without trailing zeros."""
    text = f"{value:.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def write_csv(file: Path, columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> None:
    """Write a fact table: header line, LF, rows as given."""
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, fieldnames=columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
