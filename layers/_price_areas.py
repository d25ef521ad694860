"""Price areas of a region: their rows, whose order gives their codes, and their polygons of the bundled outline."""

from __future__ import annotations

from typing import TypeAlias

import geopandas as gpd
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo.catalogue.access import Access
from geo.catalogue.region import Region

Shape: TypeAlias = BaseGeometry


def rows_of(access: Access, region: Region) -> pd.DataFrame:
    """The price areas of a region in their order; the code of each is its row."""
    table = access.table("energy_areas")
    rows = table[table["region"] == region.key].reset_index(drop=True)
    return rows.assign(code=[float(n) for n in range(len(rows))])


def areas_of(access: Access, region: Region) -> gpd.GeoDataFrame:
    """Areas of the bundled outline, which reach out to sea."""
    outline = access.geojson(f"outline_{region.key}")
    areas = outline[outline["kind"] == "area"].set_index("key").geometry
    rows = rows_of(access, region)
    shapes = [cut(areas[key], box) for key, box in zip(rows["outline_key"], rows["clip_box"], strict=True)]
    return gpd.GeoDataFrame(rows, geometry=shapes, crs="EPSG:4326")


def cut(shape: Shape, box: str) -> Shape:
    """The part of an area within the box of its system; the whole where no box is given."""
    if not box:
        return shape
    west, south, east, north = (float(edge) for edge in box.split())
    return shapely.intersection(shape, shapely.box(west, south, east, north))
