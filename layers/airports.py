"""Airports with scheduled codes: how staff and urgent parts get there."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd

from geo.catalogue.access import Access
from geo.catalogue.layer import FieldSpec, Layer, Reader, Style
from geo.catalogue.region import Region
from geo.decision.criterion import Criterion
from geo.decision.value_functions import Piecewise
from geo.space.measures import Distance

ORDER = 114
CAP_KM = 1000.0
COUNTRIES = {"au": "AU", "jp": "JP"}
MILITARY = ("Air Base", "Marine Corps", "Naval Air", "RAAF", "Military")


def _read(access: Access, region: Region) -> gpd.GeoDataFrame:
    """Airports with an IATA code, less those whose name says that they are military."""
    table = pd.read_csv(access.path("airportsdata"), keep_default_na=False, dtype={"iata": "string"})
    here = table[(table["country"] == COUNTRIES[region.key]) & (table["iata"] != "")]
    civil = here[~here["name"].str.contains("|".join(MILITARY), regex=True)]
    kept = civil[["name", "iata", "icao", "city", "lon", "lat"]].reset_index(drop=True)
    kept["source"], kept["date"] = "airportsdata", "2026-09-05"
    return gpd.GeoDataFrame(kept, geometry=gpd.points_from_xy(kept["lon"], kept["lat"]), crs="EPSG:4326")


LAYER = Layer(
    key="airports",
    title="Airports",
    theme="land",
    description="Civil airports with an IATA code. A code does not promise a daily flight.",
    readers=(Reader(tier="package", sources=("airportsdata",), needs=("airportsdata",), read=_read),),
    style=Style(kind="point", colour="#6a3d9a", radius=3.0, label=("name", "iata", "city", "source", "date")),
    fields=(
        FieldSpec(
            key="nearest_km",
            title="Distance to the nearest airport with an IATA code",
            measure=Distance(cap_km=CAP_KM),
            unit="km",
            scale=0.05,
            cap=CAP_KM,
        ),
    ),
    criteria=(
        Criterion(
            key="land_airport",
            title="Distance to an airport",
            unit="km",
            group="Land",
            fields=("airports.nearest_km",),
            value_function=Piecewise(((0.0, 1.0), (60.0, 0.9), (150.0, 0.5), (300.0, 0.1), (500.0, 0.0))),
            weight=0.0,
            evidence="measured",
            nearest="airports.nearest_km",
            rationale="Specialists and spare parts fly in; a site an hour from an airport is reached the same day.",
            references=("airportsdata 20260905", "value function: assumption"),
        ),
    ),
    gap="Traffic is not in the data: a remote airstrip with an IATA code counts like a capital's airport.",
)
