"""Seismic hazard, on rock and at the surface: acceleration with 10 % probability in 50 years, one metric for both."""

from __future__ import annotations

import math
from functools import partial
from typing import Any

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from geo.catalogue.access import Access
from geo.catalogue.layer import FieldSpec, Layer, Look, Reader, Style
from geo.catalogue.region import Region
from geo.decision.criterion import Criterion, Inputs
from geo.decision.value_functions import Piecewise
from geo.models.seismic import MESH_FACTOR, TOWN_FACTORS, acceleration_bounds
from geo.models.site_class import site_factor
from geo.space.nearest_value import NearestValue
from layers._earthquake_told import earthquake

ORDER = 111
TOWN_KM = 25.0


def _read_au(access: Access, _region: Region) -> gpd.GeoDataFrame:
    """Towns with the acceleration of NSHA18, which is scored, and the factor of the standard, which is not."""
    return access.points("seismic_hazard_au").rename(columns={"nsha18_g": "pga_g"})


def _read_jp(access: Access, _region: Region) -> gpd.GeoDataFrame:
    """The newest edition of each capital, with the bounds that its probability of 6-lower puts on the acceleration."""
    every = access.points("seismic_hazard_jp")
    newest = every.sort_values("edition").drop_duplicates("name", keep="last").sort_index()
    bounds = [acceleration_bounds(percent / 100.0) for percent in newest["p30_percent"]]
    return newest.assign(
        pga_g=math.nan,
        pga_at_least_g=[low if low > 0 else math.nan for low, _ in bounds],
        pga_at_most_g=[high if math.isfinite(high) else math.nan for _, high in bounds],
    )


def _in_box(features: gpd.GeoDataFrame, _variant: str, _look: Look) -> gpd.GeoDataFrame:
    return features[features["pga_g"].notna()]


Floats = NDArray[np.floating[Any]]
TOWN, ROCK_MESH = "seismic_hazard.pga_g", "shaking.rock_pga_g"
GROUND, SURFACE_MESH = "site_class.vs30_ms", "shaking.pga_g"


def _rock(inputs: Inputs, town: float = 1.0, mesh: float = 1.0) -> Floats:
    """The bedrock of the mesh where there is one, else the town close by, each times its factor; no town is spread."""
    bedrock = inputs[ROCK_MESH]
    return np.where(np.isnan(bedrock), town * inputs[TOWN], mesh * bedrock)


def _surface(inputs: Inputs, bound: int = 1, town: float = 1.0, mesh: float = 1.0) -> Floats:
    """The surface of the mesh, else the rock of the town close by times the site factor (0 low, 1 central, 2 high)."""
    shaken = inputs[SURFACE_MESH]
    site = site_factor(inputs[GROUND])[bound]
    return np.where(np.isnan(shaken), town * site * inputs[TOWN], mesh * shaken)


LOW, HIGH = 1.0 / MESH_FACTOR, MESH_FACTOR
ROCK_BOUNDS = (partial(_rock, town=TOWN_FACTORS[0], mesh=LOW), partial(_rock, town=TOWN_FACTORS[1], mesh=HIGH))
SURFACE_BOUNDS = (
    partial(_surface, bound=0, town=TOWN_FACTORS[0], mesh=LOW),
    partial(_surface, bound=2, town=TOWN_FACTORS[1], mesh=HIGH),
)
COST_OF_SHAKING = Piecewise(((0.03, 1.0), (0.08, 0.9), (0.2, 0.6), (0.4, 0.3), (0.8, 0.0)))


LAYER = Layer(
    key="seismic_hazard",
    title="Seismic hazard at towns",
    theme="hazard",
    description=(
        "Australia: acceleration on rock, 10 % in 50 years, at towns (NSHA18; beside it Z of AS 1170.4-2007). Japan: "
        "30-year probability of JMA intensity 6-lower at the prefectural capitals, and the bound it puts on the "
        "acceleration."
    ),
    readers=(
        Reader(
            tier="bundled",
            sources=("nsha18-as1170-comparison", "as-1170-4-2007", "nsha2018-localities"),
            tables=("seismic_hazard_au",),
            read=_read_au,
            regions=("au",),
        ),
        Reader(
            tier="bundled",
            sources=("herp-2016", "herp-2020", "herp-2020-selected"),
            tables=("seismic_hazard_jp",),
            read=_read_jp,
            regions=("jp",),
        ),
    ),
    explain={"earthquake": earthquake},
    columns={"pga_g": "g", "factor_z_g": "g", "pga_at_least_g": "g", "pga_at_most_g": "g", "p30_percent": "%"},
    style=Style(
        kind="point",
        colour="#7b3294",
        radius=5.0,
        label=(
            "name",
            "pga_g",
            "factor_z_g",
            "p30_percent",
            "edition",
            "pga_at_least_g",
            "pga_at_most_g",
            "source",
            "date",
        ),
    ),
    fields=(
        FieldSpec(
            key="pga_g",
            title="Acceleration at the nearest listed town within 25 km, 10 % in 50 years, rock",
            measure=NearestValue(within_km=TOWN_KM, column="pga_g"),
            unit="g",
            scale=0.001,
            cap=5.0,
            prepare=_in_box,
        ),
    ),
    criteria=(
        Criterion(
            key="earthquake_pga",
            title="Peak ground acceleration on rock, 10 % in 50 years",
            unit="g",
            group="Climate and hazards",
            fields=(TOWN, ROCK_MESH),
            derive=_rock,
            bounds=ROCK_BOUNDS,
            value_function=COST_OF_SHAKING,
            weight=0.0,
            evidence="modelled",
            decimals=3,
            rationale=(
                "What rock may do in the life of a campus, in one metric for both countries: within 25 km of a listed "
                "Australian town (a figure of the town, not of the site), on the engineering bedrock in Japan once "
                "J-SHIS is fetched, and unknown elsewhere, with a range: no town is interpolated. A cost, not a veto."
            ),
            references=(
                "NSHA18 (Allen et al. 2020), accelerations at towns as published beside AS 1170.4-2007; Vs 760 m/s",
                "J-SHIS 2024 (NIED), peak velocity on the engineering bedrock (Vs 400 m/s), where fetched",
                "25 km, half to twice the town's figure, 1.5 about the mesh and value function: assumption",
            ),
        ),
        Criterion(
            key="earthquake_pga_surface",
            title="Peak ground acceleration at the surface, 10 % in 50 years",
            unit="g",
            group="Climate and hazards",
            fields=(TOWN, GROUND, SURFACE_MESH),
            derive=_surface,
            bounds=SURFACE_BOUNDS,
            value_function=COST_OF_SHAKING,
            weight=0.0,
            evidence="modelled",
            decimals=3,
            rationale=(
                "What the ground itself may do, which a building stands on: in Australia the rock of the nearest "
                "listed town times the factor of the site class that the slope of the land suggests (screening; 0.8 "
                "to 1.3 where it tells nothing), in Japan the surface of J-SHIS once fetched. A cost, not a veto."
            ),
            references=(
                "AS 1170.4-2007, table 6.4, spectral shape factor at period 0; Wald and Allen (2007), slope to Vs30",
                "J-SHIS 2024 (NIED), JMA intensity at the surface, where fetched",
                "median of the open classes, ranges and value function: assumption",
            ),
        ),
    ),
    gap=(
        "Japan: unknown on rock and at the surface, with the range of the 47 capitals, until J-SHIS is fetched. "
        "Australia: unknown away from listed towns; the site class is a screening proxy; the results of NSHA23 are in "
        "no open file that is known. Design follows the standard, whose factor is higher nearly everywhere."
    ),
)
