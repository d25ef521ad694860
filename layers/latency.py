"""Latency: fibre routes over land, and how long light takes from a place to its users and abroad."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
from shapely import LineString

from geo.catalogue.access import Access
from geo.catalogue.layer import FieldSpec, Layer, Look, Reader, Style
from geo.catalogue.region import Region
from geo.decision.brief import Brief
from geo.decision.criterion import Criterion, FloatArray, Inputs
from geo.decision.value_functions import Piecewise
from geo.models.fibre_entries import ACCESS_MS_PER_KM
from geo.models.fibre_hubs import round_trip_ms
from geo.space.offset_distance import NearestPlus
from layers._fibre import TABLES, HubMeans, hub_titles, joining, joining_points, year_of, years
from layers._light import light

ORDER = 72
CAP_MS = 600.0
HUB_FIELDS = ("latency.joins", "latency.near_km", "latency.near")


def _read(access: Access, region: Region) -> gpd.GeoDataFrame:
    """Routes of the region, drawn straight between their towns."""
    routes = access.table("fibre_routes")
    routes = routes[routes["region"] == region.key].reset_index(drop=True)
    ends = routes[["from_lon", "from_lat", "to_lon", "to_lat"]].to_numpy(dtype=float)
    lines = [LineString([(a, b), (c, d)]) for a, b, c, d in ends]
    return gpd.GeoDataFrame(routes, geometry=lines, crs="EPSG:4326")


def _domestic(_features: gpd.GeoDataFrame, year: str, look: Look) -> gpd.GeoDataFrame:
    return joining_points(look, year, joining(look.access, look.region.key, int(year)).domestic, "ms")


def _international(_features: gpd.GeoDataFrame, year: str, look: Look) -> gpd.GeoDataFrame:
    found = joining(look.access, look.region.key, int(year))
    return joining_points(look, year, (found.asia + found.north_america) / 2.0, "ms")


def _nearest(_features: gpd.GeoDataFrame, year: str, look: Look) -> gpd.GeoDataFrame:
    found = joining(look.access, look.region.key, int(year))
    return joining_points(look, year, np.zeros(len(found.entries)), "none")


def _users(inputs: Inputs) -> FloatArray:
    """Mean round trip to the hubs of the brief; to the country's users where it names none."""
    home = inputs["latency.domestic_ms"]
    if not inputs.brief.hubs:
        return home
    joins, near_km, near = (inputs[name] for name in HUB_FIELDS)
    domestic, to_hubs = inputs.facts["latency.hub_means"].of(inputs.brief)
    known = np.isfinite(near_km)  # most country reaches no joining point: the rest alone is worked out
    out = np.full(home.shape, np.nan)
    out[known] = round_trip_ms(home[known], joins[known], near_km[known], near[known], domestic, to_hubs)
    return out


def _needs(brief: Brief) -> tuple[str, ...]:
    return ("latency.domestic_ms", *HUB_FIELDS) if brief.hubs else ("latency.domestic_ms",)


CODE: dict[str, Any] = {"unit": "code", "scale": 1.0, "cap": 60000.0, "variants": years, "select": year_of}

LAYER = Layer(
    key="latency",
    title="Fibre routes and latency",
    theme="network",
    description=(
        "Long-haul fibre that a source names, drawn straight between its towns, and the round trips that light needs "
        "along it."
    ),
    readers=(Reader(tier="bundled", sources=(), tables=TABLES, read=_read),),
    columns={"route_km": "km"},
    facts={"latency.hub_means": HubMeans},
    hubs=hub_titles,
    explain={"way_of_light": light},
    style=Style(
        kind="line",
        by="status",
        colours={"in_service": "#1b5e8c", "under_construction": "#e08214", "announced": "#9e9ac8"},
        width=1.5,
        label=("name", "operator", "status", "route_km", "route_basis", "note", "source", "date"),
    ),
    fields=(
        FieldSpec(
            key="domestic_ms",
            title="Round trip to the users of the country, by population",
            measure=NearestPlus("ms", per_km=ACCESS_MS_PER_KM),
            unit="ms",
            scale=0.01,
            cap=CAP_MS,
            prepare=_domestic,
            variants=years,
            select=year_of,
        ),
        FieldSpec(
            key="joins",
            title="Joining point that serves the users of the country best",
            measure=NearestPlus("ms", per_km=ACCESS_MS_PER_KM, tell="feature"),
            prepare=_domestic,
            **CODE,
        ),
        FieldSpec(
            key="near_km",
            title="Distance to the nearest joining point",
            measure=NearestPlus("none", per_km=1.0),
            unit="km",
            scale=0.01,
            cap=300.0,
            prepare=_nearest,
            variants=years,
            select=year_of,
        ),
        FieldSpec(
            key="near",
            title="Nearest joining point",
            measure=NearestPlus("none", per_km=1.0, tell="feature"),
            prepare=_nearest,
            **CODE,
        ),
        FieldSpec(
            key="international_ms",
            title="Mean of the round trips to Singapore and to North America",
            measure=NearestPlus("ms", per_km=ACCESS_MS_PER_KM),
            unit="ms",
            scale=0.01,
            cap=CAP_MS,
            prepare=_international,
            variants=years,
            select=year_of,
        ),
    ),
    criteria=(
        Criterion(
            key="latency_domestic",
            objective=True,
            title="Round trip to the users",
            unit="ms",
            group="Network",
            fields=("latency.domestic_ms", *HUB_FIELDS),
            needs=_needs,
            derive=_users,
            value_function=Piecewise(
                ((0.0, 1.0), (5.0, 0.95), (15.0, 0.8), (30.0, 0.5), (60.0, 0.2), (120.0, 0.08), (250.0, 0.0))
            ),
            weight=0.0,
            evidence="modelled",
            decimals=1,
            nearest="latency.domestic_ms",
            rationale=(
                "Mean over the users' hubs of the brief, by people where all have some; without hubs over the user "
                "cities of the country. Along cables and fibre routes that a source names, never straight from a "
                "beach. Unknown where no fibre path is known."
            ),
            references=(
                "docs/models/latency.md",
                "Bozkurt et al. 2018, arXiv:1811.10737 (route factor 1.3)",
                "value function: assumption; 60 ms is more than crossing either country takes, beyond it only hubs "
                "abroad are told apart",
            ),
        ),
        Criterion(
            key="latency_international",
            title="Round trip to Singapore and North America, mean",
            unit="ms",
            group="Network",
            fields=("latency.international_ms",),
            value_function=Piecewise(((40.0, 1.0), (75.0, 0.85), (110.0, 0.6), (150.0, 0.25), (200.0, 0.0))),
            weight=0.0,
            evidence="modelled",
            nearest="latency.international_ms",
            rationale=(
                "Mean of the round trip to Singapore and to the nearer of Los Angeles and Seattle, over the cables "
                "that carry light in the year of the load: in service, or under construction and a year past their "
                "promise. Announced cables never count."
            ),
            references=("docs/models/latency.md", "value function: assumption"),
        ),
    ),
    gap=(
        "Carriers do not publish their routes. What no source names is unknown here, though fibre may lie there: "
        "Shikoku, the Riverina, most of Hokkaido."
    ),
)
