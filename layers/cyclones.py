"""Tropical cyclones and typhoons: how often a storm of hurricane or gale force has passed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from geo.catalogue.access import Access
from geo.catalogue.layer import FieldSpec, Layer, Look, Reader, Style
from geo.catalogue.region import Region
from geo.decision.criterion import Criterion, Inputs
from geo.decision.value_functions import Piecewise
from geo.models import seismic
from geo.space.measures import DistinctCount
from geo.space.vector import margin_box
from layers._tracks import FIRST_YEAR, LAST_YEAR, ibtracs, southern, storm_lines, typhoons

ORDER = 110
ARCHIVE = {"au": "southern-cyclones", "jp": "ibtracs-wp"}
LIVE = "ibtracs-v04r01"
OCEANS = {"au": (("SI.csv", "SP.csv"), 7), "jp": (("WP.csv",), 1)}
"""Files of the live archive by region, and the month in which its seasons begin."""
HURRICANE_KM, GALE_KM = 100.0, 500.0
WINDS = "Harper, Kepert and Ginger (2010), WMO/TD-No. 1555: ten-minute wind = 0.93 x one-minute wind at sea"


def _read_typhoons(access: Access, region: Region) -> gpd.GeoDataFrame:
    return storm_lines(typhoons(access.path("ibtracs-wp")), margin_box(region.bbox, region.margin_km))


def _read_southern(access: Access, region: Region) -> gpd.GeoDataFrame:
    names = ("South_indian_hurricane.csv", "South_pacific_hurricane.csv")
    fixes = southern([access.path("southern-cyclones", name) for name in names])
    return storm_lines(fixes, margin_box(region.bbox, region.margin_km))


def _read_live(access: Access, region: Region) -> gpd.GeoDataFrame:
    names, starts = OCEANS[region.key]
    fixes = ibtracs([access.path(LIVE, name) for name in names], FIRST_YEAR, LAST_YEAR[LIVE], starts)
    return storm_lines(fixes, margin_box(region.bbox, region.margin_km))


def _of(force: str) -> Callable[[gpd.GeoDataFrame, str, Look], gpd.GeoDataFrame]:
    def chosen(features: gpd.GeoDataFrame, _variant: str, _look: Look) -> gpd.GeoDataFrame:
        return features[features["force"] == force]

    return chosen


def _years(look: Look) -> tuple[int, int]:
    """First and last year counted in a region."""
    live = look.region.key in OCEANS and look.access.has(LIVE)
    return FIRST_YEAR, LAST_YEAR[LIVE if live else ARCHIVE.get(look.region.key, "ibtracs-wp")]


def _rate(field: str) -> Callable[[Inputs], NDArray[np.floating[Any]]]:
    def per_decade(inputs: Inputs) -> NDArray[np.floating[Any]]:
        return np.asarray(inputs[field] * seismic.per_decade(1.0, *inputs.facts["cyclones.years"]))

    return per_decade


def _field(force: str, radius_km: float, cap: float) -> FieldSpec:
    return FieldSpec(
        key=f"{force}_storms",
        title=f"Storms of {force} force within {radius_km:g} km since {FIRST_YEAR}",
        measure=DistinctCount(radius_km=radius_km, column="storm"),
        unit="storms",
        scale=1.0,
        cap=cap,
        prepare=_of(force),
    )


LAYER = Layer(
    key="cyclones",
    title="Tropical cyclones",
    theme="hazard",
    description=(
        "Stretches of storm tracks at gale (34 kt) and hurricane force (64 kt, 33 m/s), ten-minute winds: Japan "
        "1981-2024, Australia the seasons 1981/82 to 2018/19 (with IBTrACS itself to 2024/25)."
    ),
    readers=(
        Reader(tier="upstream", sources=(LIVE,), needs=(LIVE,), read=_read_live, regions=tuple(OCEANS)),
        Reader(
            tier="upstream",
            sources=("southern-cyclones",),
            needs=("southern-cyclones",),
            read=_read_southern,
            regions=("au",),
        ),
        Reader(tier="upstream", sources=("ibtracs-wp",), needs=("ibtracs-wp",), read=_read_typhoons, regions=("jp",)),
    ),
    columns={"peak_kt": "kt"},
    style=Style(
        kind="line",
        by="force",
        colours={"gale": "#9ecae1", "hurricane": "#b2182b"},
        width=1.2,
        label=("name", "year", "force", "peak_kt"),
        zoom_rank="peak_kt",
    ),
    fields=(_field("hurricane", HURRICANE_KM, 1000.0), _field("gale", GALE_KM, 2000.0)),
    facts={"cyclones.years": _years},
    criteria=(
        Criterion(
            key="cyclone_hurricane",
            title="Storms of hurricane force within 100 km",
            unit="per decade",
            group="Climate and hazards",
            fields=("cyclones.hurricane_storms",),
            derive=_rate("cyclones.hurricane_storms"),
            value_function=Piecewise(((0.0, 1.0), (1.0, 0.7), (3.0, 0.35), (8.0, 0.0))),
            weight=0.0,
            evidence="measured",
            decimals=1,
            rationale=(
                "A storm whose ten-minute wind reached 64 kt (33 m/s) and whose centre came within 100 km. A cost of "
                "strong buildings, spare lines and outages, not a veto. Counted since 1981; no storm in forty years is "
                "not no hazard (Darwin, 1974)."
            ),
            references=(WINDS, "value function: assumption"),
        ),
        Criterion(
            key="cyclone_gales",
            title="Tropical storms of gale force within 500 km",
            unit="per decade",
            group="Climate and hazards",
            fields=("cyclones.gale_storms",),
            derive=_rate("cyclones.gale_storms"),
            value_function=Piecewise(((0.0, 1.0), (5.0, 0.8), (20.0, 0.4), (60.0, 0.0))),
            weight=0.0,
            evidence="measured",
            decimals=1,
            rationale=(
                "How often heavy rain, surge and work stoppages are near: storms of at least 34 kt (ten-minute wind) "
                "whose centre came within 500 km since 1981. Tells places apart where hurricane force has not been "
                "seen."
            ),
            references=(WINDS, "radius and value function: assumption"),
        ),
    ),
    gap=(
        "Tracks are fetched only with the upstream sources (see Storm counts for places without them). Storms that "
        "have turned extratropical, such as Australian east-coast lows, are not in the archives; nor are seasons after "
        "2018/19 in the south."
    ),
)
