"""Several bands of one raster, and the measure that samples one of them by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy.typing as npt

from geo.errors import DataError
from geo.space.ellipsoid import F64
from geo.space.grid import Grid
from geo.space.landmask import LandMask
from geo.space.measure import Measure
from geo.space.raster import F32, RasterSource, Sample


@dataclass(frozen=True, eq=False)
class RasterStack(RasterSource):
    """A raster whose cells carry several numbers; `array` is the one that stands for it.

    Parameters
    ----------
    bands : mapping of str to numpy.ndarray
        (rows, columns) each, of the shape of `array`, with the same nodata.
    """

    bands: Mapping[str, npt.NDArray[Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__post_init__()
        for name, band in self.bands.items():
            if band.shape != self.array.shape:
                raise DataError("bands of one raster differ in shape", where=name, found=str(band.shape))

    def band(self, name: str) -> RasterSource:
        """Return one band as a raster of its own."""
        if name not in self.bands:
            raise DataError("no such band", where="RasterStack", found=name, allowed=", ".join(self.bands))
        return RasterSource(self.bands[name], self.transform, self.nodata, self.crs)


@dataclass(frozen=True)
class SampleBand(Measure):
    """One band of a stack under each cell centre or place, in the band's unit; see `Sample`."""

    band: str
    method: Literal["bilinear", "nearest"] = "bilinear"

    def on_land(self, features: RasterStack, grid: Grid, land: LandMask | None) -> F32:
        """Return values (land cells,), NaN where unknown."""
        return Sample(self.method).on_land(features.band(self.band), grid, land)

    def at_points(
        self, features: RasterStack, lon: npt.ArrayLike, lat: npt.ArrayLike, land: LandMask | None = None
    ) -> F64:
        """Return values (n,) at places in WGS 84 degrees, NaN where unknown or outside the raster."""
        return Sample(self.method).at_points(features.band(self.band), lon, lat, land)
