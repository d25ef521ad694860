"""Land and borders: what is land at all, and which land mass it belongs to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from affine import Affine
from numpy.typing import NDArray

from geo.catalogue.access import Access
from geo.catalogue.layer import FieldSpec, Layer, Reader, Style
from geo.catalogue.region import Region
from geo.decision.constraint import Constraint
from geo.decision.criterion import Inputs
from geo.space.drawing import draw
from geo.space.grid import Bounds, Grid
from geo.space.landmask import LandMask, land_on
from geo.space.measure import Measure
from geo.space.vector import margin_box
from layers._inflated import Inflated

ORDER = 10
CELLS_PER_DEGREE = 120
LAKE_LEVEL = 2
SMALLEST_LAKE_KM2 = 5.0
READ_ROWS = 256
"""Rows of the mask that are read at a time: before each reading a thread waits for its turn with the interpreter."""


@dataclass(frozen=True)
class IsLand(Measure):
    """1 on land, 0 in the sea and in lakes."""

    def on_land(self, _features: Any, grid: Grid, land: LandMask | None) -> NDArray[np.float32]:
        """Land flag of every land cell."""
        return np.ones(land_on(land, grid).cells.count, np.float32)

    def at_points(self, _features: Any, lon: Any, lat: Any, land: LandMask) -> NDArray[np.float64]:
        """Land flag of places."""
        return land.at(lon, lat).astype(np.float64)


def _read_outline(access: Access, region: Region) -> gpd.GeoDataFrame:
    return access.geojson(f"outline_{region.key}")


def _land(access: Access, region: Region) -> LandMask:
    """The best land mask present; land outside the country (its areas reach 0.25 degrees out to sea) is left out."""
    box = margin_box(region.bbox, region.margin_km)
    outline = access.geojson(f"outline_{region.key}")
    if not access.has("global-land-mask"):
        return LandMask.from_polygons(outline.geometry[outline["kind"] == "land"], box, 1.0 / CELLS_PER_DEGREE)
    land, transform = _globe(access, box)
    land &= _drawn(list(outline.geometry[outline["kind"] == "area"]), land.shape, transform)
    if access.has("gshhg-lakes"):
        land &= ~_drawn(list(_lakes(access, box)), land.shape, transform)
    return LandMask.of(land, transform)


def _globe(access: Access, box: Bounds) -> tuple[NDArray[np.bool_], Affine]:
    """GLOBE land (True) at 30 arc-seconds, cropped to a box; row and column 0 hold the cells at 90 N, 180 W."""
    west, south, east, north = box
    top, bottom = int((90.0 - north) * CELLS_PER_DEGREE), int((90.0 - south) * CELLS_PER_DEGREE) + 1
    left, right = int((west + 180.0) * CELLS_PER_DEGREE), int((east + 180.0) * CELLS_PER_DEGREE) + 1
    land = ~_rows(access.path("global-land-mask"), slice(top, bottom), slice(left, right))
    step = 1.0 / CELLS_PER_DEGREE
    transform = Affine(step, 0.0, left * step - 180.0, 0.0, -step, 90.0 - top * step)
    return land, transform


def _rows(archive: Path, rows: slice, cols: slice) -> NDArray[np.bool_]:
    """A window of the mask, read some rows at a time: the whole would take a gigabyte."""
    with Inflated(archive, "mask.npy") as stream:
        np.lib.format.read_magic(stream)
        (_, width), _, dtype = np.lib.format.read_array_header_1_0(stream)
        assert dtype == np.bool_
        for top in range(0, rows.start, READ_ROWS):
            stream.read(width * min(READ_ROWS, rows.start - top))
        found = np.empty((rows.stop - rows.start, cols.stop - cols.start), np.bool_)
        for top in range(rows.start, rows.stop, READ_ROWS):
            part = np.frombuffer(stream.read(width * min(READ_ROWS, rows.stop - top)), np.bool_).reshape(-1, width)
            found[top - rows.start :][: len(part)] = part[:, cols]
    return found


def _lakes(access: Access, box: Bounds) -> Iterator[shapely.Polygon]:
    """Lakes of at least 5 km2 from GSHHG (intermediate resolution), as polygons in degrees."""
    index: Path = access.path("gshhg-lakes", "gshhsmeta_i.dat")
    rings = np.memmap(access.path("gshhg-lakes", "gshhs_i.dat"), dtype="<f4", mode="r")
    for line in index.read_text(encoding="ascii").splitlines():
        kind, *others = line.split()[:6]
        if int(kind) != LAKE_LEVEL:
            continue
        area, count, south, north, offset = (float(part) for part in others)
        if area < SMALLEST_LAKE_KM2 or north < box[1] or south > box[3]:
            continue
        start = int(offset) // 4
        ring = np.asarray(rings[start : start + 2 * int(count)], dtype=np.float64).reshape(-1, 2)
        if box[0] <= ring[:, 0].min() and ring[:, 0].max() <= box[2]:
            yield shapely.Polygon(ring)


def _drawn(areas: list[shapely.Geometry], shape: tuple[int, int], transform: Affine) -> NDArray[np.bool_]:
    cells = np.zeros(shape, dtype=np.uint8)
    draw([(area, 1) for area in areas], cells, transform)
    return cells.astype(bool)


def _at_sea(inputs: Inputs, _limit: float) -> NDArray[np.bool_]:
    return np.asarray(inputs["land.land"] < 0.5)


LAYER = Layer(
    key="land",
    title="Land and borders",
    theme="base",
    description=(
        "Land at 30 arc-seconds (about 1 km) with a tolerance of one mask cell at the coast; lakes of 5 "
        "km² and more are cut out."
    ),
    readers=(
        Reader(
            tier="package",
            sources=("global-land-mask", "gshhg-lakes"),
            needs=("global-land-mask", "gshhg-lakes"),
            tables=("outline_{region}",),
            read=_read_outline,
            version=2,
        ),
        Reader(
            tier="package",
            sources=("global-land-mask",),
            needs=("global-land-mask",),
            tables=("outline_{region}",),
            read=_read_outline,
            version=2,
        ),
        Reader(
            tier="bundled", sources=("global-land-mask",), tables=("outline_{region}",), read=_read_outline, version=2
        ),
    ),
    land=_land,
    style=Style(
        kind="area",
        colour="#f4f1ea",
        by="kind",
        colours={"land": "#f4f1ea", "border": "#9a958a"},
        shown=True,
        label=("name",),
    ),
    fields=(FieldSpec(key="land", title="Land", measure=IsLand(), unit="flag", scale=1.0, cap=1.0),),
    constraints=(
        Constraint(
            key="sea",
            title="Sea, lake or another country",
            fields=("land.land",),
            excludes=_at_sea,
            on=True,
            rationale=(
                "A campus stands on land. The mask is good to about 1 km; a point within one mask cell of land "
                "counts as land."
            ),
        ),
    ),
    gap=(
        "Reclaimed land and narrow harbours are below the mask's resolution of about 1 km; salt lakes "
        "such as Lake Eyre count as land."
    ),
)
