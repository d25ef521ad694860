"""Wind: mean speed at the height of a turbine's hub."""

from __future__ import annotations

from geo.catalogue.access import Access
from geo.catalogue.layer import FieldSpec, Layer, Reader, Style
from geo.catalogue.region import Region
from geo.decision.criterion import Criterion
from geo.decision.value_functions import Linear
from geo.space.raster import RasterSource, Sample, read_window
from geo.space.vector import margin_box

ORDER = 97.5
COUNTRIES = {"au": "AUS", "jp": "JPN"}
CELLS = 5000
"""Most rows and columns that are kept: about 1 km over Australia."""


def _read(access: Access, region: Region) -> RasterSource:
    """Mean wind speed [m/s] at 100 m."""
    path = access.path("global-wind-atlas", f"{COUNTRIES[region.key]}.tif")
    return read_window(path, margin_box(region.bbox, 50.0), CELLS)


LAYER = Layer(
    key="wind",
    title="Wind speed",
    theme="energy",
    description="Mean wind speed at 100 m above ground (Global Wind Atlas), kept at about 1 km.",
    readers=(
        Reader(
            tier="upstream",
            sources=("global-wind-atlas",),
            needs=("global-wind-atlas",),
            read=_read,
            regions=tuple(COUNTRIES),
        ),
    ),
    style=Style(
        kind="raster",
        by="speed_ms",
        colours={"4": "#f7fcfd", "5": "#ccece6", "6": "#99d8c9", "7": "#66c2a4", "8": "#2ca25f", "9": "#006d2c"},
        unit="m/s",
    ),
    fields=(
        FieldSpec(
            key="speed_ms",
            title="Mean wind speed at 100 m",
            measure=Sample("bilinear"),
            unit="m/s",
            scale=0.001,
            cap=40.0,
        ),
    ),
    criteria=(
        Criterion(
            key="wind_speed",
            title="Mean wind speed at 100 m",
            unit="m/s",
            group="Renewables",
            fields=("wind.speed_ms",),
            value_function=Linear(worst=4.5, best=8.5),
            weight=0.0,
            evidence="modelled",
            decimals=1,
            rationale="New wind supply is cheapest where the wind is strong; it can be contracted nearby.",
            references=("Global Wind Atlas, DTU", "value function: assumption"),
        ),
    ),
    gap="Only by `sitewatt fetch wind` (some hundred MB); a mean speed is no yield, and no land is kept free for it.",
)
