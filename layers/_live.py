"""Reading what live services gave: features with plain column names, members of zips, JSON documents."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path, PurePosixPath
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from geo.errors import DataError


def features(path: Path) -> gpd.GeoDataFrame:
    """Features of a GeoJSON file with column names in small letters, in WGS 84; shapes are made valid."""
    found = gpd.read_file(path, engine="pyogrio")
    found.columns = [str(name).lower() for name in found.columns]
    found = found[found.geometry.notna() & ~found.geometry.is_empty]
    return found.set_geometry(shapely.make_valid(found.geometry.to_numpy())).to_crs(4326)


def first_column(frame: gpd.GeoDataFrame, *names: str) -> Any:
    """The first of several columns that is there; DataError where none is."""
    for name in names:
        if name in frame.columns:
            return frame[name]
    raise DataError("none of the columns is there", found=", ".join(map(str, frame.columns)), allowed=", ".join(names))


def members(path: Path, ending: str) -> list[str]:
    """Names in a zip that end so, in order; DataError where there is none or the file is no zip."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = sorted(name for name in archive.namelist() if name.lower().endswith(ending))
    except zipfile.BadZipFile as error:
        raise DataError("not a zip", where=path.name, found=str(error)) from error
    if not names or any(".." in PurePosixPath(name).parts for name in names):
        raise DataError("no such member in the zip", where=path.name, found=", ".join(names)[:200], allowed=ending)
    return names


def tables(path: Path, **options: Any) -> pd.DataFrame:
    """The CSV files of a zip as one table; DataError where one is no such table or lacks a column that is read."""
    parts = []
    for name in members(path, ".csv"):
        with zipfile.ZipFile(path) as archive, archive.open(name) as stream:
            try:
                parts.append(pd.read_csv(stream, **options))
            except ValueError as error:
                raise DataError("not the table that is read", where=f"{path.name} {name}", found=str(error)) from error
    whole: pd.DataFrame = pd.concat(parts, ignore_index=True)
    return whole


def rows_of(path: Path, key: str) -> list[dict[str, Any]]:
    """The list under a key of a JSON document; DataError where there is none."""
    found = document(path)
    rows = found.get(key) if isinstance(found, dict) else None
    if not isinstance(rows, list):
        raise DataError("no such list in the document", where=path.name, found=str(found)[:80], allowed=key)
    return rows


def document(path: Path) -> Any:
    """A JSON document."""
    return json.loads(path.read_text(encoding="utf-8"))


def inside(path: Path, ending: str) -> str:
    """GDAL's name of the first member of a zip that ends so."""
    return f"/vsizip/{path}/{members(path, ending)[0]}"
