"""Rasters in longitude and latitude: sampling them at cells and places, and GeoTIFF in and out."""

from __future__ import annotations

import math
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
from affine import Affine
from pyproj import CRS

from geo.errors import DataError, InputError
from geo.space.drawing import QUIET
from geo.space.ellipsoid import F64
from geo.space.grid import Bounds, Grid
from geo.space.landmask import LandMask, land_on
from geo.space.measure import Measure
from geo.space.sampler import bilinear_at, cell_at, sample_bilinear, sample_classes

F32 = npt.NDArray[np.float32]
_SLIVER = 1e-6


@dataclass(frozen=True, eq=False)
class RasterSource:
    """A band of numbers on a north-up raster in WGS 84 degrees (other geographic datums are taken for it).

    Parameters
    ----------
    array : numpy.ndarray
        (rows, columns), any real type; a memory map is read only where it is sampled.
    transform : affine.Affine
        From (column, row) to degrees.
    nodata : float, optional
        Value that stands for unknown; NaN always does.
    crs : str
        Must be geographic.
    """

    array: npt.NDArray[Any]
    transform: Affine
    nodata: float | None = None
    crs: str = "EPSG:4326"

    def __post_init__(self) -> None:
        t = self.transform
        if self.array.ndim != 2 or t.b or t.d or not (t.a > 0 > t.e) or not CRS.from_user_input(self.crs).is_geographic:
            raise DataError(
                "a raster source must be one north-up band in longitude and latitude",
                where="RasterSource",
                found=f"{self.array.ndim} dimensions, {self.crs}, {tuple(t)[:6]}",
            )

    @property
    def unknown(self) -> float:
        """The nodata value as a float, NaN where there is none."""
        return np.nan if self.nodata is None else float(self.nodata)

    @property
    def plain(self) -> npt.NDArray[Any]:
        """The numbers as a plain array (kernels take no subclass), bytes for truth values."""
        array = self.array.view(np.ndarray)
        return array.view(np.uint8) if array.dtype == np.bool_ else array


@dataclass(frozen=True)
class Sample(Measure):
    """The value of a raster under each cell centre or place, in the raster's unit.

    Parameters
    ----------
    method : {"bilinear", "nearest"}
        "nearest" takes the raster cell that holds the place, the only right choice for classes; "bilinear" a mean of
        four weighted by nearness, in which unknown cells take no part.
    """

    method: Literal["bilinear", "nearest"] = "bilinear"

    def __post_init__(self) -> None:
        if self.method not in ("bilinear", "nearest"):
            raise InputError("unknown method", where="Sample", found=str(self.method), allowed="bilinear, nearest")

    def on_land(self, features: RasterSource, grid: Grid, land: LandMask | None) -> F32:
        """Return values (land cells,), NaN where unknown."""
        where = land_on(land, grid)
        out, sample = np.empty(where.cells.count, np.float32), sample_bilinear
        if self.method == "nearest":
            sample = sample_classes
        sample(features.plain, features.unknown, features.transform, grid, where.asked, out)
        return out

    def at_points(
        self, features: RasterSource, lon: npt.ArrayLike, lat: npt.ArrayLike, land: LandMask | None = None
    ) -> F64:
        """Return values (n,) at places in WGS 84 degrees, NaN where unknown or outside the raster."""
        if self.method == "bilinear":
            return bilinear_at(features.plain, features.unknown, features.transform, lon, lat)
        row, col = cell_at(features.array.shape, features.transform, np.atleast_1d(lon), np.atleast_1d(lat))
        values = features.plain[row, col].astype(np.float64)
        values[(row < 0) | (values == features.unknown)] = np.nan
        return values


def read_raster(path: Path, band: int = 1) -> RasterSource:
    """Read one band of a raster file in longitude and latitude."""
    import rasterio

    try:
        with rasterio.open(path) as file:
            crs = file.crs.to_wkt() if file.crs else "EPSG:4326"
            return RasterSource(file.read(band), file.transform, file.nodata, crs)
    except (rasterio.errors.RasterioIOError, IndexError) as error:
        raise InputError("the raster cannot be read", where=str(path), found=str(error)) from error


def read_globe(path: Path, box: Bounds, nodata: float | None = None) -> RasterSource:
    """Read the cells that a box of degrees touches from a raster of the earth (from 90 N, 180 W; square cells)."""
    import rasterio
    from rasterio.windows import Window

    west, south, east, north = box
    try:
        with rasterio.open(path) as file:
            step = float(file.transform.a)
            top, left = int((90.0 - north) / step), int((west + 180.0) / step)
            bottom = min(int((90.0 - south) / step) + 1, file.height)
            right = min(int((east + 180.0) / step) + 1, file.width)
            array = file.read(1, window=Window(left, top, right - left, bottom - top))
    except rasterio.errors.RasterioError as error:
        raise InputError("the raster cannot be read", where=str(path), found=str(error)) from error
    return RasterSource(array, Affine(step, 0.0, left * step - 180.0, 0.0, -step, 90.0 - top * step), nodata)


def read_picture(path: Path, band: int = 1) -> npt.NDArray[Any]:
    """The numbers of one band of a file that says nothing of where it lies, such as a PNG."""
    import rasterio

    try:
        with QUIET, warnings.catch_warnings():
            warnings.simplefilter("ignore", rasterio.errors.NotGeoreferencedWarning)
            with rasterio.open(path) as file:
                numbers: npt.NDArray[Any] = file.read(band)
                return numbers
    except (rasterio.errors.RasterioIOError, IndexError) as error:
        raise InputError("the picture cannot be read", where=str(path), found=str(error)) from error


def read_window(where: str | Path, box: Bounds, most: int = 20_000, band: int = 1) -> RasterSource:
    """Read the part of a raster file, or of one in a zip ("/vsizip/..."), that lies in a box of degrees.

    Parameters
    ----------
    where : str or pathlib.Path
    box : tuple
        West, south, east, north in degrees.
    most : int
        Greatest number of rows and of columns; a finer raster is read at a whole-number step, by the mean.

    Raises
    ------
    InputError
        The file is missing, unreadable, or does not reach into the box.
    """
    import rasterio
    from rasterio.enums import Resampling
    from rasterio.windows import Window, from_bounds

    try:
        with rasterio.open(where) as file:
            asked = from_bounds(*box, transform=file.transform)
            whole = Window(0, 0, file.width, file.height)
            window = _outward(asked).intersection(whole)
            step = max(1, math.ceil(max(window.width, window.height) / most))
            shape = (math.ceil(window.height / step), math.ceil(window.width / step))
            array = file.read(band, window=window, out_shape=shape, resampling=Resampling.average)
            t = file.transform
            corner = (t.c + window.col_off * t.a, t.f + window.row_off * t.e)
            sides = (t.a * window.width / shape[1], t.e * window.height / shape[0])
            placed = Affine(sides[0], 0.0, corner[0], 0.0, sides[1], corner[1])
            return RasterSource(array, placed, file.nodata, file.crs.to_wkt() if file.crs else "EPSG:4326")
    except (rasterio.errors.RasterioError, IndexError, ValueError) as error:
        raise InputError("the raster cannot be read there", where=str(where), found=str(error)) from error


def _outward(window: Any) -> Any:
    """The window widened to whole cells; a sliver of a cell, as rounding leaves it, is no cell."""
    from rasterio.windows import Window

    left, top = math.floor(window.col_off + _SLIVER), math.floor(window.row_off + _SLIVER)
    right = math.ceil(window.col_off + window.width - _SLIVER)
    bottom = math.ceil(window.row_off + window.height - _SLIVER)
    return Window(left, top, right - left, bottom - top)


def write_raster(path: Path, array: npt.NDArray[Any], grid: Grid, nodata: float | None = None) -> None:
    """Write an array of a grid as a tiled, compressed GeoTIFF in the grid's CRS; a half-written file never stays."""
    import rasterio

    if array.shape != grid.shape:
        raise InputError("the array does not fit the grid", where=str(path), found=f"{array.shape} for {grid.shape}")
    part = path.with_name(path.name + ".part")
    profile = {"driver": "GTiff", "count": 1, "compress": "deflate", "tiled": True, "nodata": nodata}
    rows, cols = grid.shape
    try:
        with rasterio.open(
            part, "w", height=rows, width=cols, dtype=array.dtype, crs=grid.crs, transform=grid.transform, **profile
        ) as file:
            file.write(array, 1)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
