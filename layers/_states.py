"""In which state, territory or prefecture a place lies: areas drawn from the outline and from places of known state."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo.catalogue.layer import Look

TABLES = ("cities", "candidate_sites", "ports")
"""Fact tables of places whose state is known."""
BOXES = {"ACT": (148.76, -35.93, 149.40, -35.12)}
"""Extreme coordinates [degrees] of a territory that the outline does not draw: the Capital Territory, to 1 km."""
REACH_DEGREES = 3.0


@dataclass(frozen=True)
class States:
    """States of a region. Their areas are made when somebody first asks."""

    look: Look

    @cached_property
    def names(self) -> tuple[str, ...]:
        """States in alphabetical order; the code of each is its place here."""
        return tuple(sorted(set(self._known["state"])))

    @cached_property
    def areas(self) -> gpd.GeoDataFrame:
        """One area a state with its code: the outline where it draws one, else half-way between known places."""
        codes = {name: float(code) for code, name in enumerate(self.names)}
        outline = self.look.access.geojson(f"outline_{self.look.region.key}")
        drawn = {key: shape for key, shape in zip(outline["key"], outline.geometry, strict=True) if key in codes}
        halves = self._halfway(set(codes) - set(drawn))
        small = shapely.union_all(list(halves.values()))
        shapes = {**halves, **{key: shapely.difference(shape, small) for key, shape in drawn.items()}}
        table = {"code": [codes[name] for name in shapes], "state": list(shapes)}
        return gpd.GeoDataFrame(table, geometry=list(shapes.values()), crs="EPSG:4326")

    def at(self, lon: float, lat: float) -> str:
        """State of a place in WGS 84 degrees; empty where none is known."""
        found = self.areas["state"][self.areas.contains(shapely.Point(lon, lat))]
        return str(found.iloc[0]) if len(found) else ""

    @cached_property
    def _known(self) -> pd.DataFrame:
        """Places of the region with their state."""
        columns = ["region", "state", "lon", "lat"]
        tables = pd.concat([self.look.access.table(name)[columns] for name in TABLES])
        here = tables[(tables["region"] == self.look.region.key) & (tables["state"] != "")]
        return here.drop_duplicates(["lon", "lat"]).reset_index(drop=True)

    def _halfway(self, wanted: set[str]) -> dict[str, BaseGeometry]:
        """What is nearer to one of a state's places than to those of another, in degrees stretched by latitude."""
        if not wanted:
            return {}
        west, south, east, north = self.look.region.bbox
        frame = shapely.box(west, south, east, north).buffer(REACH_DEGREES)
        stretch = np.array([np.cos(np.deg2rad((south + north) / 2)), 1.0])
        places = self._known[["lon", "lat"]].to_numpy(dtype=np.float64) * stretch
        around = shapely.transform(frame, lambda xy: xy * stretch)
        cells = shapely.get_parts(shapely.voronoi_polygons(shapely.MultiPoint(places), extend_to=around))
        owner, cell = shapely.STRtree(cells).query(shapely.points(places), predicate="intersects")
        state = self._known["state"].to_numpy()[owner]
        shapes = {}
        for name in sorted(wanted):
            own = shapely.transform(shapely.union_all(cells[cell[state == name]]), lambda xy: xy / stretch)
            shapes[name] = shapely.intersection(own, shapely.box(*BOXES[name]) if name in BOXES else frame)
        return shapes


def state_areas(_features: gpd.GeoDataFrame, _variant: str, look: Look) -> gpd.GeoDataFrame:
    """Areas of the states with their codes."""
    return States(look).areas
