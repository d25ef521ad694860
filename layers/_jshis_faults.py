"""Fault planes of J-SHIS as traces: the upper edges of the rectangles that stand for Japan's active faults."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import Geod

from geo.errors import DataError
from layers._live import members

ZONES = ("SHP_TYPE1_LND_A98F", "SHP_TYPE1_LND_AGR1")
"""Files of the major fault zones and of the other active faults, in the parts of the names before the language."""
ENDINGS = ("_EN.csv", ".csv")
"""English names where the archive has them, else Japanese ones."""
HEADER_FIELDS, PLANE_FIELDS = 4, 10
CODE, MAGNITUDE, NAME = 0, 1, 3
LON, LAT, DEPTH, LENGTH, STRIKE, DIP = 3, 4, 5, 6, 8, 9
WGS84 = Geod(ellps="WGS84")


def planes(path: Path) -> gpd.GeoDataFrame:
    """One feature a fault: name, greatest magnitude, length [km], least depth [km] of the upper edge, and its lines.

    A plane is a point at one upper corner, a length along the strike, a width and a dip; its upper edge is the geodesic
    of that length in the direction of the strike. Planes that stand under several earthquakes count once.
    """
    rows = pd.DataFrame([row for zone in ZONES for row in _rows(path, _member(path, zone))])
    once = rows.sort_values("magnitude", ascending=False).drop_duplicates(["lon", "lat", "strike", "length_km"])
    ends = WGS84.fwd(once["lon"], once["lat"], once["strike"], once["length_km"] * 1000.0)
    corners = np.stack([once[["lon", "lat"]].to_numpy(float), np.column_stack(ends[:2])], axis=1)
    once = once.assign(line=np.asarray(shapely.linestrings(corners)))
    faults = once.groupby("name", sort=True)
    table = faults.agg(
        magnitude=("magnitude", "max"),
        length_km=("length_km", "sum"),
        top_km=("depth_km", "min"),
        code=("code", "first"),
    ).reset_index()
    lines = [shapely.multilinestrings(list(part)) for _, part in faults["line"]]
    return gpd.GeoDataFrame(table, geometry=lines, crs="EPSG:4326")


def _member(path: Path, zone: str) -> str:
    """Name in the archive of the file of a zone."""
    names = members(path, ".csv")
    for ending in ENDINGS:
        found = [name for name in names if name.lower().endswith(f"{zone}{ending}".lower())]
        if found:
            return found[0]
    raise DataError("no such member in the zip", where=path.name, found=", ".join(names)[:200], allowed=f"*{zone}*.csv")


def _rows(path: Path, member: str) -> Iterator[dict[str, str | float]]:
    """One row a plane, with the code, name and magnitude of the fault above it; remarks are left out."""
    with zipfile.ZipFile(path) as archive:
        text = archive.read(member).decode("cp932", errors="replace")
    fault: list[str] | None = None
    for number, line in enumerate(text.splitlines(), start=1):
        cells = [cell.strip() for cell in line.split(",")]
        if line.startswith("#") or not line.strip():
            continue
        if any(letter.isalpha() for letter in cells[0]):
            fault = cells
            continue
        yield _plane(fault, cells, f"{path.name} {member}, line {number}")


def _plane(fault: list[str] | None, cells: list[str], where: str) -> dict[str, str | float]:
    if fault is None or len(fault) < HEADER_FIELDS or len(cells) < PLANE_FIELDS:
        raise DataError("not the table of fault planes that is read", where=where, found=",".join(cells)[:100])
    try:
        lon, lat, depth, length, strike = (float(cells[at]) for at in (LON, LAT, DEPTH, LENGTH, STRIKE))
        magnitude = float(fault[MAGNITUDE])
    except ValueError as error:
        raise DataError("not a number in the table of fault planes", where=where, found=str(error)) from error
    return {
        "code": fault[CODE], "name": fault[NAME], "magnitude": magnitude, "lon": lon, "lat": lat, "depth_km": depth,
        "length_km": length, "strike": strike,
    }  # fmt: skip
