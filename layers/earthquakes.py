"""Recorded earthquakes: how often a strong one has struck near by, on one scale for both countries."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import geopandas as gpd
import pandas as pd

from geo.catalogue.access import Access
from geo.catalogue.layer import FieldSpec, Layer, Reader, Style
from geo.catalogue.region import Region
from geo.decision.criterion import Criterion
from geo.decision.value_functions import Piecewise
from geo.models.seismic import per_decade
from geo.space.measures import Coverage

ORDER = 112
LEAST_MW, DEEPEST_KM, RADIUS_KM = 5.5, 100.0, 100.0
FIRST_YEAR, LAST_CMT_YEAR, LAST_ISC_YEAR = 1976, 2016, 2013
"""Whole years: the CMT file ends in June 2017, ISC-GEM version 5 is reviewed to 2013."""


def _read_cmt(access: Access, region: Region) -> gpd.GeoDataFrame:
    """Global CMT solutions; the file is opened read-only and must not be changed."""
    where = f"file:{access.path('usgs-strec')}?mode=ro&immutable=1"
    with closing(sqlite3.connect(where, uri=True)) as archive:
        raw = pd.read_sql_query(
            "SELECT time, lon, lat, depth, mag FROM earthquake WHERE mag >= ?", archive, params=(LEAST_MW,)
        )
    quakes = raw.rename(columns={"depth": "depth_km", "mag": "mw"})
    quakes["time"] = quakes["time"].str[:10]
    return _chosen(quakes, LAST_CMT_YEAR)


def _read_isc_gem(access: Access, _region: Region) -> gpd.GeoDataFrame:
    raw = pd.read_csv(access.path("isc-gem-v5"), low_memory=False)
    day = [f"{y:04d}-{m:02d}-{d:02d}" for y, m, d in zip(raw["year"], raw["month"], raw["day"], strict=True)]
    quakes = pd.DataFrame(
        {"time": day, "lon": raw["longitude"], "lat": raw["latitude"], "depth_km": raw["depth"], "mw": raw["magnitude"]}
    )
    return _chosen(quakes, LAST_ISC_YEAR)


def _chosen(quakes: pd.DataFrame, last_year: int) -> gpd.GeoDataFrame:
    """Earthquakes of Mw 5.5 and more down to 100 km in whole years since 1976, each worth its share of a decade."""
    year = quakes["time"].str[:4].astype(int)
    strong = (quakes["mw"] >= LEAST_MW) & (quakes["depth_km"] <= DEEPEST_KM)
    kept = quakes[strong & year.between(FIRST_YEAR, last_year)].reset_index(drop=True)
    kept = kept.assign(
        name="Mw " + kept["mw"].round(1).astype(str) + ", " + kept["time"],
        per_decade=per_decade(1.0, FIRST_YEAR, last_year),
    )
    return gpd.GeoDataFrame(kept, geometry=gpd.points_from_xy(kept["lon"], kept["lat"]), crs="EPSG:4326")


LAYER = Layer(
    key="earthquakes",
    title="Strong earthquakes",
    theme="hazard",
    description="Recorded earthquakes of Mw 5.5 and more, down to 100 km depth, since 1976.",
    readers=(
        Reader(tier="package", sources=("usgs-strec",), needs=("usgs-strec",), read=_read_cmt),
        Reader(tier="upstream", sources=("isc-gem-v5",), needs=("isc-gem-v5",), read=_read_isc_gem),
    ),
    columns={"mw": "Mw", "depth_km": "km"},
    style=Style(kind="point", colour="#984ea3", radius=3.0, label=("name", "mw", "depth_km"), zoom_rank="mw"),
    fields=(
        FieldSpec(
            key="per_decade",
            title="Earthquakes of Mw 5.5 and more within 100 km, a decade",
            measure=Coverage(radius_km=RADIUS_KM, column="per_decade"),
            unit="per decade",
            scale=0.01,
            cap=200.0,
        ),
    ),
    criteria=(
        Criterion(
            key="earthquake_activity",
            title="Strong earthquakes recorded within 100 km",
            unit="per decade",
            group="Climate and hazards",
            fields=("earthquakes.per_decade",),
            value_function=Piecewise(((0.0, 1.0), (0.25, 0.85), (2.0, 0.5), (10.0, 0.2), (40.0, 0.0))),
            weight=0.0,
            evidence="measured",
            decimals=2,
            rationale=(
                "One metric in both countries while ground shaking is not mapped in both: moment magnitude 5.5 and "
                "more, no deeper than 100 km, since 1976. A proxy: four decades are short, aftershocks are counted, "
                "the ground is not in it. A cost, not a veto."
            ),
            references=("magnitude, depth and radius: assumption", "value function: assumption"),
        ),
    ),
    gap=(
        "Ground shaking itself (10 % in 50 years, on rock and at the surface) is known near listed Australian towns "
        "and in Japan once J-SHIS is fetched, see Seismic hazard; no open grid of NSHA23 is known."
    ),
)
