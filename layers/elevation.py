"""Elevation and terrain, at about 9 km."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from geo.catalogue.layer import FieldSpec, Layer, Reader, Style
from geo.decision.constraint import Constraint
from geo.decision.criterion import Criterion, Inputs
from geo.decision.value_functions import Piecewise
from geo.space.grid import Grid
from geo.space.landmask import LandMask
from geo.space.measure import Measure
from geo.space.raster import RasterSource, Sample
from layers._altitude import altitude

ORDER = 96
HEIGHT_COLOURS = {
    "0": "#3f7d43",
    "200": "#9db36a",
    "500": "#e6d690",
    "1000": "#c39a5f",
    "2000": "#8c5a3c",
    "3000": "#f5f5f5",
}


class Relief(Measure):
    """Highest minus lowest mean height among a raster cell and its eight neighbours [m]; unknown ones take no part."""

    def __repr__(self) -> str:
        return "Relief()"

    @staticmethod
    def _relief(source: RasterSource) -> RasterSource:
        from scipy import ndimage

        heights = source.array.astype(np.float32)
        unknown = np.isnan(heights)
        high = ndimage.maximum_filter(np.where(unknown, -np.inf, heights), size=3)
        low = ndimage.minimum_filter(np.where(unknown, np.inf, heights), size=3)
        relief = np.where(unknown, np.nan, high - low).astype(np.float32)
        return RasterSource(relief, source.transform)

    def on_land(self, features: RasterSource, grid: Grid, land: LandMask | None) -> NDArray[np.float32]:
        """Relief of every land cell [m]."""
        return Sample("bilinear").on_land(self._relief(features), grid, land)

    def at_points(
        self, features: RasterSource, lon: NDArray[np.float64], lat: NDArray[np.float64], land: LandMask | None = None
    ) -> NDArray[np.float64]:
        """Relief at places [m]."""
        return Sample("bilinear").at_points(self._relief(features), lon, lat, land)


def _too_high(inputs: Inputs, limit: float) -> NDArray[np.bool_]:
    return np.asarray(inputs["elevation.height_m"] > limit)


LAYER = Layer(
    key="elevation",
    title="Elevation",
    theme="land",
    description="Mean height of 1/12 degree cells (about 9 km), in steps of 28 m.",
    readers=(Reader(tier="package", sources=("pvlib",), needs=("pvlib",), read=altitude),),
    style=Style(kind="raster", by="height_m", colours=HEIGHT_COLOURS, unit="m"),
    fields=(
        FieldSpec(
            key="height_m",
            title="Elevation",
            measure=Sample("bilinear"),
            unit="m",
            scale=1.0,
            offset=-450.0,
            cap=6000.0,
        ),
        FieldSpec(
            key="relief_m", title="Relief of the 25 km neighbourhood", measure=Relief(), unit="m", scale=1.0, cap=6000.0
        ),
    ),
    criteria=(
        Criterion(
            key="terrain",
            title="Relief of the neighbourhood (about 25 km)",
            unit="m",
            group="Land",
            fields=("elevation.relief_m",),
            value_function=Piecewise(((0.0, 1.0), (100.0, 0.9), (300.0, 0.5), (1000.0, 0.0))),
            weight=5.0,
            evidence="modelled",
            rationale=(
                "Flat country makes large level sites and short access roads likely. A proxy: 9 km cells say "
                "nothing of a parcel."
            ),
            references=("value function: assumption",),
        ),
    ),
    constraints=(
        Constraint(
            key="elevation_cap",
            title="Too high",
            fields=("elevation.height_m",),
            excludes=_too_high,
            on=False,
            coarse=True,
            limit=1500.0,
            unit="m",
            limits_allowed=(0.0, 4000.0),
            rationale=(
                "High ground is remote and steep. The data is coarse (about 9 km), so this is off unless you ask "
                "for it."
            ),
        ),
    ),
    gap="Fine terrain (30 m) is only upstream; slope of a parcel is unknown.",
)
