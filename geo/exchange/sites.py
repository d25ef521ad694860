"""Sites from a user's CSV or GeoJSON: read without GDAL, checked row by row, own columns kept."""

from __future__ import annotations

import io
import json
import math
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
from shapely.errors import ShapelyError
from shapely.geometry import shape

from geo.catalogue.region import Region
from geo.errors import InputError

MAX_BYTES = 50_000_000
MAX_SITES = 100_000
LON_NAMES = ("lon", "longitude", "lng", "long", "x")
LAT_NAMES = ("lat", "latitude", "y")


def read_sites(path: Path, region: Region) -> gpd.GeoDataFrame:
    """Sites of a file as WGS 84 points; InputError names file and row of the first that cannot be used."""
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise InputError(
                "the sites file is too large", where=str(path), found=f"{size:,} bytes", allowed=f"{MAX_BYTES:,} bytes"
            )
        content = path.read_bytes()
    except OSError as error:
        raise InputError(
            "the sites file cannot be read", where=str(path), found=error.strerror or str(error)
        ) from error
    return parse_sites(content, path.name, region)


def parse_sites(content: bytes, name: str, region: Region, *, most: int = MAX_SITES) -> gpd.GeoDataFrame:
    """Sites from the bytes of a `.csv`, `.geojson` or `.json` file called `name`; `most` of them are allowed."""
    ending = Path(name).suffix.lower()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            "the sites file is not UTF-8 text", where=name, found=f"byte {error.start}", mend="save it as UTF-8"
        ) from error
    if ending == ".csv":
        sites = _checked(_from_csv(text, name, most), name, region, most)
    elif ending in (".geojson", ".json"):
        sites = sites_of_collection(_loaded(text, name), name, region, most=most)
    else:
        raise InputError(
            "unknown kind of sites file", where=name, found=ending or "no ending", allowed=".csv, .geojson, .json"
        )
    return sites


def sites_of_collection(content: Any, name: str, region: Region, *, most: int = MAX_SITES) -> gpd.GeoDataFrame:
    """Sites from a GeoJSON FeatureCollection that has been read already."""
    return _checked(_from_collection(content, name, most), name, region, most)


def _checked(sites: gpd.GeoDataFrame, name: str, region: Region, most: int) -> gpd.GeoDataFrame:
    if sites.empty:
        raise InputError("the sites file holds no sites", where=name, found="0", mend="write one row for each site")
    _refuse_too_many(len(sites), name, most)
    _check_inside(sites, name, region)
    return sites


def _refuse_too_many(count: int, name: str, most: int) -> None:
    if count > most:
        raise InputError("too many sites", where=name, found=f"{count:,}", allowed=f"{most:,}")


def _from_csv(text: str, name: str, most: int) -> gpd.GeoDataFrame:
    try:
        table = pd.read_csv(io.StringIO(text), dtype="string", keep_default_na=False)
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise InputError("the CSV cannot be read", where=name, found=str(error).strip()[:200]) from error
    _refuse_too_many(len(table), name, most)
    lon, lat = _column(table, LON_NAMES, name), _column(table, LAT_NAMES, name)
    numbers = [_pair(x, y, name, row) for row, (x, y) in enumerate(zip(table[lon], table[lat], strict=True), start=2)]
    points = gpd.points_from_xy([n[0] for n in numbers], [n[1] for n in numbers])
    return gpd.GeoDataFrame(table, geometry=points, crs="EPSG:4326")


def _column(table: pd.DataFrame, names: tuple[str, ...], file: str) -> str:
    for column in table.columns:
        if str(column).strip().lower() in names:
            return str(column)
    raise InputError(
        f"no {names[0]} column",
        where=f"{file}, row 1",
        found=", ".join(map(str, table.columns))[:200],
        allowed=", ".join(names),
    )


def _pair(x: Any, y: Any, file: str, row: int) -> tuple[float, float]:
    try:
        lon, lat = float(x), float(y)
    except (TypeError, ValueError):
        lon, lat = math.nan, math.nan
    if not (math.isfinite(lon) and math.isfinite(lat)):
        raise InputError(
            "the coordinates are not numbers",
            where=f"{file}, row {row}",
            found=f"lon {x!r}, lat {y!r}"[:120],
            allowed="decimal degrees, WGS 84",
        )
    return lon, lat


def _loaded(text: str, name: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError("the GeoJSON is not valid JSON", where=name, found=str(error)[:200]) from error


def _from_collection(content: Any, name: str, most: int) -> gpd.GeoDataFrame:
    if (
        not isinstance(content, dict)
        or content.get("type") != "FeatureCollection"
        or not isinstance(content.get("features"), list)
    ):
        raise InputError(
            "not a GeoJSON FeatureCollection",
            where=name,
            found=str(content)[:80],
            allowed='{"type": "FeatureCollection", "features": [...]}',
        )
    _refuse_too_many(len(content["features"]), name, most)
    if "crs" in content and "CRS84" not in json.dumps(content["crs"]) and "4326" not in json.dumps(content["crs"]):
        raise InputError("GeoJSON is WGS 84 longitude and latitude", where=name, found=json.dumps(content["crs"])[:100])
    rows, points = [], []
    for number, feature in enumerate(content["features"], start=1):
        where = f"{name}, feature {number}"
        points.append(_point(feature, where))
        properties = feature.get("properties") or {}
        if not isinstance(properties, dict):
            raise InputError("properties are not a table", where=where, found=type(properties).__name__)
        rows.append({str(key): value for key, value in properties.items() if key != "geometry"})
    return gpd.GeoDataFrame(pd.DataFrame(rows, index=range(len(rows))), geometry=points, crs="EPSG:4326")


def _point(feature: Any, where: str) -> Any:
    try:
        geometry = shape(feature["geometry"])
        point: Any = geometry if geometry.geom_type == "Point" else geometry.representative_point()
    except (
        TypeError,
        KeyError,
        ValueError,
        AttributeError,
        IndexError,
        OverflowError,
        RecursionError,
        ShapelyError,
    ) as error:
        raise InputError(
            "the geometry cannot be read",
            where=where,
            found=str(error)[:120] or "nothing",
            allowed="a point in degrees",
        ) from error
    if point.is_empty or not (math.isfinite(point.x) and math.isfinite(point.y)):
        raise InputError(
            "the coordinates are not numbers", where=where, found=str(point)[:80], allowed="decimal degrees, WGS 84"
        )
    return point


def _check_inside(sites: gpd.GeoDataFrame, name: str, region: Region) -> None:
    first = 2 if name.lower().endswith(".csv") else 1
    label = "row" if first == 2 else "feature"
    west, south, east, north = region.bbox
    points: Any = sites.geometry
    for number, (x, y) in enumerate(zip(points.x, points.y, strict=True), start=first):
        if region.contains(x, y):
            continue
        swapped = region.contains(y, x)
        raise InputError(
            f"the point is outside {region.title}",
            where=f"{name}, {label} {number}",
            found=f"lon {x:g}, lat {y:g}",
            allowed=f"lon {west:g} to {east:g}, lat {south:g} to {north:g}",
            mend="longitude and latitude look swapped" if swapped else "",
        )
