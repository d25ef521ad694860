"""Solar irradiance: how much sun falls on the ground."""

from __future__ import annotations

from geo.catalogue.access import Access
from geo.catalogue.layer import FieldSpec, Layer, Reader, Style
from geo.catalogue.region import Region
from geo.decision.criterion import Criterion
from geo.decision.value_functions import Linear
from geo.space.raster import RasterSource, Sample, read_window
from geo.space.vector import margin_box
from layers._gldas import gldas
from layers._live import inside

ORDER = 97
COUNTRIES = {"au": "Australia", "jp": "Japan"}
CELLS = 5000


def _read(access: Access, region: Region) -> RasterSource:
    """Mean GHI [kWh/m2/day] 2010-2018 on the 0.25 degree cells of GLDAS."""
    return gldas(access, region, "GHI_mean")


def _read_atlas(access: Access, region: Region) -> RasterSource:
    """Mean GHI [kWh/m2/day] of the Global Solar Atlas, kept at about 1 km."""
    path = access.path("global-solar-atlas", f"{COUNTRIES[region.key]}.zip")
    return read_window(inside(path, "ghi.tif"), margin_box(region.bbox, 50.0), CELLS)


LAYER = Layer(
    key="irradiance",
    title="Solar irradiance",
    theme="energy",
    description=(
        "Mean global horizontal irradiance 2010-2018 on 0.25 degree cells (GLDAS through PVCZ); fetched, the Global "
        "Solar Atlas at about 1 km."
    ),
    readers=(
        Reader(
            tier="upstream",
            sources=("global-solar-atlas",),
            needs=("global-solar-atlas",),
            read=_read_atlas,
            regions=tuple(COUNTRIES),
        ),
        Reader(tier="package", sources=("pvcz",), needs=("pvcz",), read=_read),
    ),
    style=Style(
        kind="raster",
        by="ghi",
        colours={"3": "#4575b4", "4": "#91bfdb", "5": "#fee090", "6": "#fc8d59", "7": "#d73027"},
        unit="kWh/m²/day",
    ),
    fields=(
        FieldSpec(
            key="ghi",
            title="Mean global horizontal irradiance",
            measure=Sample("bilinear"),
            unit="kWh/m²/day",
            scale=0.001,
            cap=12.0,
        ),
    ),
    criteria=(
        Criterion(
            key="solar",
            title="Solar irradiance",
            unit="kWh/m²/day",
            group="Renewables",
            fields=("irradiance.ghi",),
            value_function=Linear(worst=3.0, best=6.5),
            weight=5.0,
            evidence="modelled",
            decimals=2,
            rationale="New solar supply is cheapest where the sun is strong; it can be contracted nearby.",
            references=("value function: assumption (3 is northern Japan, 6.5 the Australian interior)",),
        ),
    ),
    gap="Okinawa and some coastal cells, central Sydney among them, have no value: they are unknown.",
)
