"""River flood: how deep the water of a hundred-year flood stands, without dikes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from geo.catalogue.access import Access
from geo.catalogue.layer import FieldSpec, Layer, Reader, Style
from geo.catalogue.region import Region
from geo.decision.constraint import Constraint
from geo.decision.criterion import Criterion, Inputs
from geo.decision.value_functions import Piecewise
from geo.space.raster import RasterSource, Sample, read_window
from geo.space.vector import margin_box
from layers._live import inside

ORDER = 115.5
DEPTH_COLOURS = {"0.1": "#deebf7", "0.5": "#9ecae1", "1": "#4292c6", "2": "#2171b5", "4": "#08306b"}


def _read(access: Access, region: Region) -> RasterSource:
    """Depth [m] of the hundred-year river flood; cells that it does not reach are dry (0), the sea included."""
    found = read_window(inside(access.path("jrc-flood-100y"), ".tif"), margin_box(region.bbox, 50.0))
    depth = np.where(found.array == found.unknown, 0.0, np.nan_to_num(found.array, nan=0.0))
    return RasterSource(np.maximum(depth, 0.0).astype(np.float32), found.transform)


def _deep(inputs: Inputs, limit: float) -> NDArray[np.bool_]:
    return np.asarray(inputs["flood.depth_m"] >= limit)


LAYER = Layer(
    key="flood",
    title="River flood",
    theme="hazard",
    description="Water depth of a river flood with a return period of 100 years, 30 arc-seconds (JRC).",
    readers=(Reader(tier="upstream", sources=("jrc-flood-100y",), needs=("jrc-flood-100y",), read=_read),),
    style=Style(kind="raster", by="depth_m", colours=DEPTH_COLOURS, unit="m"),
    fields=(
        FieldSpec(
            key="depth_m", title="Depth of the hundred-year river flood", measure=Sample("nearest"), unit="m",
            scale=0.01, cap=100.0,
        ),
    ),
    criteria=(
        Criterion(
            key="flood_depth",
            title="Depth of a hundred-year river flood",
            unit="m",
            group="Climate and hazards",
            fields=("flood.depth_m",),
            value_function=Piecewise(((0.0, 1.0), (0.3, 0.6), (1.0, 0.25), (3.0, 0.0))),
            weight=0.0,
            evidence="modelled",
            decimals=1,
            rationale=(
                "Ground that floods must be filled or walled, and its roads and substations stop. A world model on 1 "
                "km cells without dikes and dams: it says where to ask for the official map, not what that map says."
            ),
            references=("Dottori et al. (2016), Advances in Water Resources 94, 87-102", "value function: assumption"),
        ),
    ),
    constraints=(
        Constraint(
            key="flood_zone",
            title="Flooded once in a hundred years",
            fields=("flood.depth_m",),
            excludes=_deep,
            on=False,
            coarse=True,
            limit=0.5,
            unit="m",
            limits_allowed=(0.1, 10.0),
            rationale=(
                "A campus is not built in a flood zone. The model has no dikes and cells of 1 km, so this is off "
                "unless you ask for it; official maps decide."
            ),
        ),
    ),
    gap="Only by `sitewatt fetch flood`. Small rivers, flash floods, dikes and the sea are not in it.",
)  # fmt: skip
