"""Buildable land: how much open, level country lies around a place, for the size of campus that is asked for."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from geo.catalogue.access import Access
from geo.catalogue.layer import FieldSpec, Layer, Reader, Style
from geo.catalogue.region import Region
from geo.catalogue.region_data import RegionData
from geo.decision.brief import Brief
from geo.decision.criterion import Criterion, FloatArray, Inputs
from geo.decision.value_functions import Piecewise
from geo.models.land import (
    CAMPUS_MW_PER_HA,
    HIGH_MW_PER_HA,
    LOAD_CLASSES_MW,
    LOW_MW_PER_HA,
    buildable_percent,
    campus_area_ha,
    campus_radius_km,
    campuses_that_fit,
    load_class_mw,
    relief_m,
    search_radius_km,
)
from geo.space.disc import DiscMean
from geo.space.raster import RasterSource, Sample
from layers._altitude import altitude
from layers._ground import read_cover

ORDER = 110
MARGIN_KM = 100.0
DENSITIES = (("spread_out", LOW_MW_PER_HA), ("central", CAMPUS_MW_PER_HA), ("stacked", HIGH_MW_PER_HA))


def _read(access: Access, region: Region) -> RasterSource:
    """Open and level share [%] of land cover cells (0.05 degrees), water counting as nothing."""
    cover = read_cover(access, region, MARGIN_KM)
    heights = altitude(access, region, 2 * MARGIN_KM)
    relief = RasterSource(relief_m(heights.array), heights.transform)
    rows, cols = cover.array.shape
    t = cover.transform
    lon, lat = np.meshgrid(t.c + (np.arange(cols) + 0.5) * t.a, t.f + (np.arange(rows) + 0.5) * t.e)
    spread = Sample("bilinear").at_points(relief, lon.ravel(), lat.ravel()).reshape(rows, cols)
    return RasterSource(buildable_percent(cover.array, spread).astype(np.float32), t)


def _name(top_mw: float) -> str:
    return f"share_{top_mw:g}mw"


def _share(inputs: Inputs) -> FloatArray:
    """Buildable share [%] within the search radius of the brief's load class."""
    return inputs[_field_of(inputs.brief)[0]]


def _field_of(brief: Brief) -> tuple[str, ...]:
    """The one field that a load looks at."""
    return (f"buildable_land.{_name(load_class_mw(brief.load_mw))}",)


def _field(top_mw: float) -> FieldSpec:
    radius = search_radius_km(top_mw)
    return FieldSpec(
        key=_name(top_mw),
        title=f"Buildable share within {radius:.1f} km (loads up to {top_mw:g} MW)",
        measure=DiscMean(radius_km=radius),
        unit="%",
        scale=0.01,
        cap=100.0,
    )


def _size(data: RegionData, lon: float, lat: float, brief: Brief) -> dict[str, Any]:
    """Land that the campus takes, at three densities, and how many like it the land around would hold."""
    top = load_class_mw(brief.load_mw)
    features, radius = data.features("buildable_land"), search_radius_km(top)
    measure = data.catalogue.fields[f"buildable_land.{_name(top)}"].measure
    share = float(measure.at_points(features, [lon], [lat], data.land)[0])
    known = math.isfinite(share)
    return {
        "density_mw_per_ha": dict(DENSITIES),
        "area_ha": {word: round(campus_area_ha(brief.load_mw, density), 1) for word, density in DENSITIES},
        "own_radius_km": round(campus_radius_km(brief.load_mw), 2),
        "searched_radius_km": round(radius, 1),
        "buildable_percent": round(share, 1) if known else None,
        "campuses_that_fit": round(campuses_that_fit(share, radius, brief.load_mw), 1) if known else None,
        "resolution": "land cover of 5.5 km, heights of 9 km: the neighbourhood, not a parcel",
    }


LAYER = Layer(
    key="buildable_land",
    title="Buildable land",
    theme="land",
    description=(
        "Open and level share of the land: MODIS land cover of 2019 (5.5 km cells) less trees, water, wetland and "
        "buildings, times the level share by relief (9 km cells, 25 km neighbourhood)."
    ),
    readers=(Reader(tier="package", sources=("mcd12c1", "pvlib"), needs=("mcd12c1", "pvlib"), read=_read),),
    explain={"size": _size},
    style=Style(
        kind="raster",
        by=_name(LOAD_CLASSES_MW[0]),
        colours={"0": "#f7f7f7", "10": "#d9f0d3", "30": "#a6dba0", "60": "#5aae61", "90": "#1b7837"},
        unit="%",
    ),
    fields=tuple(_field(top) for top in LOAD_CLASSES_MW),
    criteria=(
        Criterion(
            key="land_buildable",
            title="Buildable land around",
            unit="%",
            group="Land",
            fields=tuple(f"buildable_land.{_name(top)}" for top in LOAD_CLASSES_MW),
            derive=_share,
            needs=_field_of,
            value_function=Piecewise(((0.0, 0.0), (5.0, 0.25), (20.0, 0.6), (50.0, 0.9), (80.0, 1.0))),
            weight=0.0,
            evidence="modelled",
            rationale=(
                "At 10 MW per hectare a campus takes 1 % of the land within ten times its own radius, so 1 % holds "
                "one campus and nothing else; more open, level land leaves a choice of parcels and a second phase."
            ),
            references=(
                "land cover classes: Sulla-Menashe and Friedl 2018, MODIS land cover user guide",
                "density: data/facts/campus_density.csv; 10 MW/ha and the value function: assumption",
            ),
        ),
    ),
    gap=(
        "5.5 km land cover and 9 km heights: a screening of the neighbourhood, not of a parcel. Protected areas, "
        "zoning, ownership and fine terrain are not in it; small level plains between mountains come out too low."
    ),
)
