"""Wind near the ground: a coarse stand-in for the wind resource that needs no service."""

from __future__ import annotations

from geo.catalogue.access import Access
from geo.catalogue.layer import FieldSpec, Layer, Reader, Style
from geo.catalogue.region import Region
from geo.decision.criterion import Criterion
from geo.decision.value_functions import Linear
from geo.space.raster import RasterSource, Sample
from layers._gldas import gldas, one_cell_wider

ORDER = 99


def _read(access: Access, region: Region) -> RasterSource:
    """Root mean square of the wind speed [m/s], with the coast that the table lacks filled from its neighbours."""
    return one_cell_wider(gldas(access, region, "wind_speed_rms"))


LAYER = Layer(
    key="surface_wind",
    title="Wind near the ground",
    theme="energy",
    description=(
        "Root mean square of the near-surface wind speed, 2010 to 2018, on 0.25 degree cells (GLDAS by way of PVCZ): "
        "screening level, it tells windy coasts from calm valleys and says nothing of hub height."
    ),
    readers=(Reader(tier="package", sources=("pvcz",), needs=("pvcz",), read=_read),),
    style=Style(
        kind="raster",
        by="rms_ms",
        colours={"2": "#f7fcfd", "3": "#ccece6", "4": "#99d8c9", "5": "#66c2a4", "6": "#2ca25f", "8": "#006d2c"},
        unit="m/s",
    ),
    fields=(
        FieldSpec(
            key="rms_ms",
            title="Root mean square of the wind speed near the ground",
            measure=Sample("bilinear"),
            unit="m/s",
            scale=0.001,
            cap=30.0,
        ),
    ),
    criteria=(
        Criterion(
            key="surface_wind",
            title="Wind near the ground",
            unit="m/s",
            group="Renewables",
            fields=("surface_wind.rms_ms",),
            value_function=Linear(worst=2.5, best=7.0),
            weight=0.0,
            evidence="modelled",
            decimals=1,
            rationale=(
                "New wind supply is cheapest where the wind is strong. Near the ground and of 25 km cells: ridges are "
                "smoothed away, and the mean at hub height (`wind`, by a fetch of its own) is the better figure."
            ),
            references=("PVCZ 2019, from GLDAS 2.1", "value function: assumption"),
        ),
    ),
    gap="0.25 degree cells near the ground; Okinawa and some coast are not in the table.",
)
