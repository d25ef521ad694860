"""A hand-made country: half a degree square on the equator side of nowhere, one land mass, a lake of sea in the west.

Land covers lon 10.1 to 10.5, lat 0.0 to 0.5; everything west of 10.1 is sea. Two substations: A (10.2, 0.25, 220 kV,
connectable, system "main") and B (10.4, 0.25, 132 kV, connectable, system "main").
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from geo.catalogue.access import Access
from geo.catalogue.catalogue import Catalogue
from geo.catalogue.layer import FieldSpec, Layer, Look, Reader, Service, Style
from geo.catalogue.region import Region
from geo.decision.brief import Brief
from geo.decision.constraint import Constraint
from geo.decision.criterion import Criterion, Inputs
from geo.decision.value_functions import Linear
from geo.space.landmask import LandMask
from geo.space.measures import Coverage, Distance
from layers.land import IsLand

REGION = """key = "toy"
title = "Toyland"
bbox = [10.0, 0.0, 10.5, 0.5]
crs = "+proj=laea +lat_0=0.25 +lon_0=10.25 +datum=WGS84 +units=m"
cell_m = 1000
margin_km = 50
centre = [10.25, 0.25]
zoom = 9
currency = "AUD"
"""
PRESETS = {
    "balanced": "[weights]\nnear = 3\nplants = 1\n",
    "near_only": "[weights]\nnear = 1\n",
}
A, B = (10.2, 0.25), (10.4, 0.25)


def _stations(_access: Access, _region: Region) -> gpd.GeoDataFrame:
    table = {"name": ["A", "B"], "voltage_kv": [220.0, 132.0], "source": "toy", "date": "2026"}
    return gpd.GeoDataFrame(table, geometry=gpd.points_from_xy([A[0], B[0]], [A[1], B[1]]), crs="EPSG:4326")


def _plants(_access: Access, _region: Region) -> gpd.GeoDataFrame:
    points = gpd.points_from_xy([10.2, 10.2, 10.45], [0.25, 0.26, 0.4])
    table = {"name": ["P", "Q", "R"], "capacity_mw": [100.0, 50.0, 400.0]}
    return gpd.GeoDataFrame(table, geometry=points, crs="EPSG:4326")


def _nothing(_access: Access, _region: Region) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"name": []}, geometry=[], crs="EPSG:4326")


def _land(_access: Access, _region: Region) -> LandMask:
    return LandMask.from_polygons([shapely.box(10.1, -1.0, 11.0, 1.0)], (9.0, -1.0, 11.0, 1.0), 1 / 120)


def _classes(_look: Look) -> tuple[str, ...]:
    return ("132kV", "220kV")


def _class_of(brief: Brief, _look: Look) -> str:
    return "132kV" if brief.load_mw <= 100 else "220kV"


def _of_class(features: gpd.GeoDataFrame, variant: str, _look: Look) -> gpd.GeoDataFrame:
    return features[features["voltage_kv"] >= float(variant.removesuffix("kV"))]


def _at_sea(inputs: Inputs, _limit: float) -> Any:
    return inputs["ground.land"] < 0.5


def _too_far(inputs: Inputs, limit: float) -> Any:
    return inputs["stations.distance_km"] > limit


def _served(inputs: Inputs) -> Any:
    return inputs["stations.distance_km"] <= 20.0


def _missing(inputs: Inputs) -> Any:
    return np.full_like(inputs["ground.land"], np.nan)


def _criterion(key: str, unit: str, field: str, value_function: Linear, **more: Any) -> Criterion:
    return Criterion(
        key=key,
        title=key,
        unit=unit,
        group="Power",
        fields=(field,),
        value_function=value_function,
        weight=1.0,
        evidence="assumed",
        rationale="toy",
        references=("toy",),
        **more,
    )


def toy_layers() -> list[Layer]:
    """The layers of Toyland."""
    common: dict[str, Any] = {"theme": "toy", "description": "toy", "style": Style(kind="point")}
    reader = {"tier": "bundled", "sources": ()}
    distance = FieldSpec(
        key="distance_km",
        title="d",
        measure=Distance(cap_km=100.0),
        unit="km",
        scale=0.01,
        cap=100.0,
        prepare=_of_class,
        variants=_classes,
        select=_class_of,
    )
    near = _criterion(
        "near", "km", "stations.distance_km", Linear(worst=50.0, best=0.0), nearest="stations.distance_km"
    )
    plants = _criterion("plants", "MW", "plants.mw", Linear(worst=0.0, best=300.0))
    unknown = _criterion("unknown", "m", "ground.land", Linear(worst=0.0, best=1.0), derive=_missing)
    mw = FieldSpec(
        key="mw", title="mw", measure=Coverage(radius_km=10.0, column="capacity_mw"), unit="MW", scale=1.0, cap=6e4
    )
    bars = (
        Constraint(key="sea", title="Sea", fields=("ground.land",), excludes=_at_sea, on=True, rationale="toy"),
        Constraint(
            key="far",
            title="Far",
            fields=("stations.distance_km",),
            excludes=_too_far,
            on=True,
            limit=30.0,
            unit="km",
            limits_allowed=(1.0, 90.0),
            rationale="toy",
        ),
    )
    return [
        Layer(
            key="ground",
            title="Ground",
            readers=(Reader(read=_nothing, **reader),),
            land=_land,
            fields=(FieldSpec(key="land", title="Land", measure=IsLand(), unit="flag", scale=1.0, cap=1.0),),
            criteria=(unknown,),
            **common,
        ),
        Layer(
            key="stations",
            title="Stations",
            readers=(Reader(read=_stations, **reader),),
            fields=(distance,),
            criteria=(near,),
            constraints=bars,
            service=Service(title="within 20 km", fields=("stations.distance_km",), serves=_served),
            **common,
        ),
        Layer(
            key="plants",
            title="Plants",
            readers=(Reader(read=_plants, **reader),),
            fields=(mw,),
            criteria=(plants,),
            **common,
        ),
    ]


def toy_catalogue(root: Path) -> Catalogue:
    """Toyland's catalogue, with its region and presets written below `root`."""
    for name in ("regions", "presets", "facts", "sources.d"):
        (root / name).mkdir(parents=True, exist_ok=True)
    (root / "artefacts.toml").write_text("")
    (root / "regions" / "toy.toml").write_text(REGION)
    for key, weights in PRESETS.items():
        head = f'key = "{key}"\ntitle = "{key}"\ndescription = "toy"\n\n'
        (root / "presets" / f"{key}.toml").write_text(head + weights)
    return Catalogue(toy_layers(), root)
