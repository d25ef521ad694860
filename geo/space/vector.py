"""Vector features in: reading files and bytes, checking coordinates, clipping to a region with its margin."""

from __future__ import annotations

import io
import math
from pathlib import Path

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pyogrio
import shapely

from geo.errors import InputError
from geo.space.ellipsoid import F64
from geo.space.grid import Bounds

LEAST_DEGREE_KM = 110.57
_HEADS = {
    b"{": "GeoJSON",
    b"SQLite format 3\x00": "GeoPackage",
    b"fgb": "FlatGeobuf",
    b"\x00\x00\x27\x0a": "Shapefile",
    b"PK\x03\x04": "zip",
}


def read_features(source: Path | bytes, where: str = "") -> gpd.GeoDataFrame:
    """Read features and bring them to WGS 84 degrees.

    Parameters
    ----------
    source : pathlib.Path or bytes
        A file or its content: GeoJSON, GeoPackage, FlatGeobuf, KML, Shapefile or a zip of one. Formats that can point
        at other files or hosts are refused by their first bytes.
    where : str
        What to call the source in errors; by default its path.

    Raises
    ------
    InputError
        The source is missing, of another format, unreadable, or carries no shapes or no CRS.
    """
    name = where or (source.name if isinstance(source, Path) else "uploaded features")
    _check_head(source, name)
    try:
        found = gpd.read_file(io.BytesIO(source) if isinstance(source, bytes) else source)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, ValueError) as error:
        raise InputError("the features cannot be read", where=name, found=str(error)) from error
    if not isinstance(found, gpd.GeoDataFrame) or found.crs is None:
        raise InputError("the file holds no shapes with a CRS", where=name, allowed="points, lines or areas")
    return found.to_crs(4326)


def _check_head(source: Path | bytes, name: str) -> None:
    """Refuse what does not begin like a format we read."""
    if isinstance(source, Path) and not source.is_file():
        raise InputError("there is no such file", where=name)
    if isinstance(source, Path):
        with source.open("rb") as file:
            head = file.read(1024)
    else:
        head = source[:1024]
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    kml = text.startswith(b"<") and b"<kml" in text
    if not kml and not any(head.startswith(mark) or text.startswith(mark) for mark in _HEADS):
        raise InputError("unknown format", where=name, allowed=", ".join(["KML", *_HEADS.values()]))


def margin_box(bbox: Bounds, margin_km: float) -> Bounds:
    """Return a box of WGS 84 degrees widened by at least some km on every side."""
    west, south, east, north = bbox
    up = margin_km / LEAST_DEGREE_KM
    side = up / max(math.cos(math.radians(max(abs(south - up), abs(north + up)))), 0.02)
    return west - side, max(south - up, -90.0), east + side, min(north + up, 90.0)


def clip_to_box(features: gpd.GeoDataFrame, bbox: Bounds, margin_km: float) -> gpd.GeoDataFrame:
    """Cut features to a box of WGS 84 degrees and its margin.

    Parameters
    ----------
    features : geopandas.GeoDataFrame
        Any CRS; the result is in WGS 84 degrees. Missing and empty shapes are dropped.
    bbox : tuple
        West, south, east, north.
    margin_km : float
        Width of the margin; without one the edge cells would miss what stands next door.

    Returns
    -------
    geopandas.GeoDataFrame
        Rows that reach into the box, in order, with their index.
    """
    degrees = features if features.crs == "EPSG:4326" else features.to_crs(4326)
    shapes = np.asarray(degrees.geometry.array, dtype=object)
    box = shapely.box(*margin_box(bbox, margin_km))
    shapely.prepare(box)
    reach = np.asarray(shapely.intersects(box, shapes))
    kept = degrees[reach].copy()
    shapes = shapes[reach]
    across = ~np.asarray(shapely.contains_properly(box, shapes))
    shapes[across] = shapely.intersection(box, shapes[across])
    return kept.set_geometry(gpd.GeoSeries(shapes, index=kept.index, crs=4326))


def check_features(features: gpd.GeoDataFrame, bbox: Bounds, where: str, margin_km: float = 0.0) -> gpd.GeoDataFrame:
    """Return features in WGS 84 degrees after checking that each lies where it can be used.

    Raises
    ------
    InputError
        There is no feature or no CRS; a shape is missing, empty, not finite, or outside the box and its margin. The
        first such row is named, and where turning longitude and latitude round would mend it, that is said.
    """
    if features.crs is None:
        raise InputError("the features carry no CRS", where=where, allowed="WGS 84 longitude and latitude")
    if features.empty:
        raise InputError("there are no features", where=where)
    degrees = features.to_crs(4326)
    bounds = shapely.bounds(np.asarray(degrees.geometry.array, dtype=object))
    endless = np.asarray(~np.isfinite(bounds).all(axis=1))
    _refuse(endless, bounds, where, "has no finite coordinates", mend="give numbers or drop the row")
    box = margin_box(bbox, margin_km)
    allowed = f"longitude {box[0]:.2f} to {box[2]:.2f}, latitude {box[1]:.2f} to {box[3]:.2f}"
    outside = np.asarray(~_within(bounds, box))
    turned = outside & _within(bounds[:, [1, 0, 3, 2]], box)
    swapped = "longitude and latitude look swapped; longitude comes first"
    _refuse(turned, bounds, where, "lies outside the region", allowed=allowed, mend=swapped)
    _refuse(outside, bounds, where, "lies outside the region", allowed=allowed)
    return degrees


def _within(bounds: F64, box: Bounds) -> npt.NDArray[np.bool_]:
    west, south, east, north = box
    low = (bounds[:, 0] >= west) & (bounds[:, 1] >= south)
    return np.asarray(low & (bounds[:, 2] <= east) & (bounds[:, 3] <= north))


def _refuse(
    wrong: npt.NDArray[np.bool_], bounds: F64, where: str, what: str, *, allowed: str = "", mend: str = ""
) -> None:
    """Raise InputError for the first row that is wrong, counted from 1."""
    if wrong.any():
        row = int(np.argmax(wrong))
        found = f"longitude {bounds[row, 0]:g}, latitude {bounds[row, 1]:g}"
        raise InputError(f"row {row + 1} {what}", where=where, found=found, allowed=allowed, mend=mend)
