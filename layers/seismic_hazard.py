"""Seismic hazard at towns: acceleration with 10 % probability in 50 years, and what Japan's figures bound."""

from __future__ import annotations

import math
from typing import Any

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from geo.catalogue.access import Access
from geo.catalogue.layer import FieldSpec, Layer, Look, Reader, Style
from geo.catalogue.region import Region
from geo.decision.criterion import Criterion, Inputs
from geo.decision.value_functions import Piecewise
from geo.models.seismic import acceleration_bounds
from geo.space.nearest_value import NearestValue

ORDER = 111
TOWN_KM = 25.0


def _read_au(access: Access, _region: Region) -> gpd.GeoDataFrame:
    return access.points("seismic_hazard_au")


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


def _known(inputs: Inputs) -> NDArray[np.floating[Any]]:
    """The mesh of the place where there is one, else the town close by; neither is spread over the land."""
    mesh, town = inputs["shaking.pga_g"], inputs["seismic_hazard.pga_g"]
    return np.where(np.isnan(mesh), town, mesh)


LAYER = Layer(
    key="seismic_hazard",
    title="Seismic hazard at towns",
    theme="hazard",
    description=(
        "Australia: hazard factor Z of AS 1170.4-2007 (acceleration on rock, 10 % in 50 years) at towns. Japan: "
        "30-year probability of JMA intensity 6-lower at the prefectural capitals, and the bound it puts on the "
        "acceleration."
    ),
    readers=(
        Reader(
            tier="bundled",
            sources=("as-1170-4-2007", "nsha2018-localities"),
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
    columns={"pga_g": "g", "pga_at_least_g": "g", "pga_at_most_g": "g", "p30_percent": "%"},
    style=Style(
        kind="point",
        colour="#7b3294",
        radius=5.0,
        label=("name", "pga_g", "p30_percent", "edition", "pga_at_least_g", "pga_at_most_g", "source", "date"),
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
            title="Peak ground acceleration, 10 % in 50 years, rock",
            unit="g",
            group="Climate and hazards",
            fields=("seismic_hazard.pga_g", "shaking.pga_g"),
            derive=_known,
            value_function=Piecewise(((0.03, 1.0), (0.08, 0.9), (0.2, 0.6), (0.4, 0.3), (0.8, 0.0))),
            weight=0.0,
            evidence="unverified",
            decimals=2,
            rationale=(
                "What the ground may do in the life of a campus, in one metric for both countries. Known within 25 km "
                "of a listed Australian town (a figure of the town, not of the ground beneath the site) and unknown "
                "elsewhere: towns are not interpolated. Japan is unknown; its figures bound the acceleration only. A "
                "cost, not a veto."
            ),
            references=(
                "AS 1170.4-2007, table 3.2, as repeated by a public page",
                "25 km and value function: assumption",
            ),
        ),
    ),
    gap=(
        "Japan: unknown until J-SHIS is fetched. At the ground surface the acceleration is at least about 0.4 g where "
        "6-lower is likelier than 10 % in 50 years and at most that elsewhere. Australia: unknown away from listed "
        "towns until NSHA23 is fetched; NSHA18 found less than the standard in general."
    ),
)
