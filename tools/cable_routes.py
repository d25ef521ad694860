"""Draw schematic sea routes for the cable segments: least-cost over the ocean, pulled taut, never across land.

Run ``python tools/cable_routes.py --land-mask globe_combined_mask_compressed.npz``. The mask is the member of that
name in the wheel global-land-mask 1.0.0 (GLOBE, public domain; True is ocean, 30 arc-seconds). The script reads
``cable_landings.csv`` and ``cable_segments.csv`` and writes ``cable_routes.geojson``; same input, same bytes.

Way of the computation: a Mercator grid (locally isotropic, so a cell costs cos(latitude)) whose cells are open only
where every mask cell in them is ocean; from each landing a fine path over the mask itself leads to the cheapest open
cell (its gate); the joined path is pulled taut with a line of sight tested on the mask with one cell of clearance.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pyproj import Geod
from scipy import ndimage
from skimage.graph import MCP_Geometric

from geo.errors import DataError, InputError

Point = tuple[float, float]  # lon, lat in degrees; inside this script lon runs 0..360 so that the Pacific is whole
Line = list[Point]
Bools = NDArray[np.bool_]

FACTS = Path(__file__).resolve().parent.parent / "data" / "facts"
MASK_CELLS_PER_DEGREE = 120
WEST, EAST, SOUTH, NORTH = 15.0, 292.0, -56.0, 60.0
CELL_DEG = 1 / 20  # coarse cell in longitude: 5.6 km at the equator, six mask cells; opens the Sunda Strait
COAST_PENALTY = 0.6  # added cost next to a closed cell, so that routes keep off the coast
WINDOW_DEG = 1.3  # half width of the fine window around a landing
SNAP_KM = 12.0  # a landing may lie this far from the ocean of the mask (stations stand inland)
END_KM = 13.0  # the last stretch to a landing is not tested: beaches and station sites are coarser than the mask
SAMPLE_KM = 0.8  # spacing of the line-of-sight samples, just under a mask cell
PULLS = 4  # further passes of pulling taut; an even number, so that the line keeps its direction
LEG_KM = 250.0  # longest leg written, so that straight map lines follow the great circle
WGS84 = Geod(ellps="WGS84")


@dataclass(frozen=True)
class Sea:
    """The ocean of the fine mask, with and without clearance, and the open coarse cells.

    ``open_cells`` is a (row, col) Mercator grid, row 0 in the south; ``fine`` and ``clear`` keep the mask's own
    order, row 0 at the North Pole and column 0 at 180 W.
    """

    fine: Bools
    clear: Bools
    open_cells: Bools
    cost: NDArray[np.float64]


def mercator_deg(lat_deg: float) -> float:
    """Return the Mercator ordinate of a latitude, in degrees of longitude at the equator."""
    return math.degrees(math.log(math.tan(math.pi / 4 + math.radians(lat_deg) / 2)))


def latitude_deg(ordinate_deg: NDArray[np.floating]) -> NDArray[np.floating]:
    """Return the latitude in degrees of Mercator ordinates in degrees (inverse of ``mercator_deg``)."""
    lat: NDArray[np.floating] = np.degrees(2 * np.arctan(np.exp(np.radians(ordinate_deg))) - np.pi / 2)
    return lat


def mask_index(lon: NDArray[np.floating], lat: NDArray[np.floating]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return (row, col) of the fine mask for degrees of longitude (any turn) and latitude."""
    row = np.clip(((90.0 - lat) * MASK_CELLS_PER_DEGREE).round(), 0, 21599).astype(np.intp)
    col = (((lon + 180.0) % 360.0) * MASK_CELLS_PER_DEGREE).round().astype(np.intp) % 43200
    return row, col


def read_mask(path: Path) -> Bools:
    """Read the ocean mask (21600 rows from the North Pole, 43200 columns from 180 W; True is ocean)."""
    if not path.is_file():
        raise InputError("no land mask there", where=str(path), mend="give globe_combined_mask_compressed.npz")
    with np.load(path, allow_pickle=False) as members:
        mask: Bools = members["mask"]
    if mask.shape != (21600, 43200):
        raise DataError("unexpected land mask", where=str(path), found=str(mask.shape), allowed="(21600, 43200)")
    return mask


def open_cells(fine: Bools) -> Bools:
    """Return the coarse Mercator cells in which all fine cells are ocean, reduced to the one connected ocean."""
    columns = round((EAST - WEST) / CELL_DEG)
    edges = np.arange(mercator_deg(SOUTH), mercator_deg(NORTH), CELL_DEG)
    rows = mask_index(np.zeros(edges.size), latitude_deg(edges))[0]
    turned = np.roll(fine, fine.shape[1] // 2, axis=1)  # column 0 now at longitude 0
    step = round(CELL_DEG * MASK_CELLS_PER_DEGREE)
    first = round(WEST * MASK_CELLS_PER_DEGREE)
    band = turned[:, first : first + columns * step]
    by_row = [band[north : south + 1].all(axis=0) for south, north in pairwise(rows)]
    cells = np.array([line.reshape(columns, step).all(axis=1) for line in by_row])
    labels, _ = ndimage.label(cells, structure=np.ones((3, 3)))
    largest: Bools = labels == np.bincount(labels[cells]).argmax()
    return largest


def build_sea(fine: Bools) -> Sea:
    """Prepare the ocean grids: clearance of one fine cell, coarse open cells, and their cost in equator degrees."""
    clear = ndimage.binary_erosion(fine, structure=np.ones((3, 3)), border_value=1)
    cells = open_cells(fine)
    ordinate = mercator_deg(SOUTH) + (np.arange(cells.shape[0]) + 0.5) * CELL_DEG
    coastal = ~ndimage.binary_erosion(cells, structure=np.ones((3, 3)), border_value=1)
    scale = np.cos(np.radians(latitude_deg(ordinate)))[:, None]
    cost = np.where(cells, scale * (1 + COAST_PENALTY * coastal), -1.0)
    return Sea(fine=fine, clear=clear, open_cells=cells, cost=cost)


def cell_points(cells: NDArray[np.intp]) -> Line:
    """Return the centres (lon 0..360, lat) of coarse cells given as rows of (row, col)."""
    lat = latitude_deg(mercator_deg(SOUTH) + (cells[:, 0] + 0.5) * CELL_DEG)
    lon = WEST + (cells[:, 1] + 0.5) * CELL_DEG
    return list(zip(lon.tolist(), lat.tolist(), strict=True))


def nearest_water(window: Bools, gates: NDArray[np.intp], scale: float) -> tuple[int, int]:
    """Return the ocean cell nearest to the middle of a fine window that a gate can reach; scale is cos(latitude)."""
    labels, _ = ndimage.label(window, structure=np.ones((3, 3)))
    joined = np.unique(labels[gates[:, 0], gates[:, 1]])
    rows, cols = np.nonzero(np.isin(labels, joined[joined > 0]))
    at = (window.shape[0] // 2, window.shape[1] // 2)
    distance = np.hypot(rows - at[0], (cols - at[1]) * scale)
    if not distance.size or distance.min() * 111.2 / MASK_CELLS_PER_DEGREE > SNAP_KM:
        raise DataError("landing has no sea near it", allowed=f"{SNAP_KM} km", mend="move it to the outer coast")
    best = int(distance.argmin())
    return int(rows[best]), int(cols[best])


def way_to_gate(sea: Sea, landing: Point) -> tuple[Line, tuple[int, int]]:
    """Lead from a landing over the fine ocean to its gate, the cheapest open coarse cell: (points, (row, col))."""
    lon, lat = landing
    span = round(WINDOW_DEG * MASK_CELLS_PER_DEGREE)
    row, col = (int(part[0]) for part in mask_index(np.array([lon]), np.array([lat])))
    rows, cols = slice(row - span, row + span + 1), np.arange(col - span, col + span + 1)
    window, clear = (np.take(grid[rows], cols, axis=1, mode="wrap") for grid in (sea.fine, sea.clear))
    cells, fine = gates_in_window(sea, landing, row - span, lon - WINDOW_DEG)
    start = nearest_water(window, fine, math.cos(math.radians(lat)))
    graph = MCP_Geometric(np.where(window, np.where(clear, 1.0, 4.0), -1.0))
    costs, _ = graph.find_costs([start])
    best = int(np.argmin(costs[fine[:, 0], fine[:, 1]]))
    trace = np.array(graph.traceback(tuple(fine[best])))
    lats = 90.0 - (trace[:, 0] + row - span) / MASK_CELLS_PER_DEGREE
    lons = lon + (trace[:, 1] - span) / MASK_CELLS_PER_DEGREE
    return [landing, *zip(lons.tolist(), lats.tolist(), strict=True)], (int(cells[best][0]), int(cells[best][1]))


def gates_in_window(
    sea: Sea, landing: Point, first_row: int, first_lon: float
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the open coarse cells in a landing's window and the fine window (row, col) of their centres."""
    reach = int(WINDOW_DEG / CELL_DEG) - 1
    row = int((mercator_deg(landing[1]) - mercator_deg(SOUTH)) / CELL_DEG)
    col = int((landing[0] - WEST) / CELL_DEG)
    top, left = max(row - reach, 0), max(col - reach, 0)
    cells = np.argwhere(sea.open_cells[top : row + reach, left : col + reach]) + np.array([top, left])
    points = np.array(cell_points(cells)).reshape(-1, 2)
    rows = ((90.0 - points[:, 1]) * MASK_CELLS_PER_DEGREE).round().astype(np.intp) - first_row
    cols = ((points[:, 0] - first_lon) * MASK_CELLS_PER_DEGREE).round().astype(np.intp)
    size = 2 * round(WINDOW_DEG * MASK_CELLS_PER_DEGREE)
    inside = (rows >= 0) & (rows <= size) & (cols >= 0) & (cols <= size)
    return cells[inside], np.stack([rows[inside], cols[inside]], axis=1)


def leg(start: Point, end: Point, step_km: float = LEG_KM) -> Line:
    """Return the great circle from start (left out) to end in steps of at most ``step_km``, rounded to 3 decimals."""
    distance_km = WGS84.inv(*start, *end)[2] / 1000
    steps = max(1, math.ceil(distance_km / step_km))
    between = WGS84.npts(*start, *end, steps - 1) if steps > 1 else []
    return [(round(lon % 360.0, 3), round(lat, 3)) for lon, lat in [*between, end]]


def is_clear(sea: Sea, line: Line, ends: tuple[Point, Point]) -> bool:
    """Tell whether the straight lon/lat lines of ``line`` stay on the ocean, apart from ``END_KM`` around the ends."""
    samples: list[Point] = []
    for (lon, lat), (to_lon, to_lat) in pairwise(line):
        steps = max(1, math.ceil(WGS84.inv(lon, lat, to_lon, to_lat)[2] / 1000 / SAMPLE_KM))
        part = np.linspace(0, 1, steps + 1)
        samples += zip(lon + part * (to_lon - lon), lat + part * (to_lat - lat), strict=True)
    at = np.array(samples)
    far = np.ones(len(at), dtype=bool)
    for lon, lat in ends:
        east = (at[:, 0] - lon) * np.cos(np.radians(lat))
        far &= np.hypot(east, at[:, 1] - lat) * 111.2 > END_KM
    row, col = mask_index(at[far, 0], at[far, 1])
    return bool(sea.clear[row, col].all())


def pull_taut(sea: Sea, path: Sequence[Point]) -> Line:
    """Keep only the bends of a path that its line of sight needs, writing great-circle legs between them."""
    ends = (path[0], path[-1])
    line, here = [(round(path[0][0], 3), round(path[0][1], 3))], 0
    while here < len(path) - 1:
        good, tried = here + 1, len(path) - 1
        while tried > good:
            if is_clear(sea, [line[-1], *leg(line[-1], path[tried])], ends):
                good = tried
            else:
                tried = (good + tried) // 2 if tried - good > 1 else good
        line += leg(line[-1], path[good])
        here = good
    return line


def route(sea: Sea, start: Point, end: Point) -> Line:
    """Return the taut sea route from one landing to another (lon 0..360)."""
    head, first = way_to_gate(sea, start)
    tail, last = way_to_gate(sea, end)
    graph = MCP_Geometric(sea.cost)
    graph.find_costs([first], [last])
    middle = cell_points(np.array(graph.traceback(last)))
    line = pull_taut(sea, [*head, *middle, *reversed(tail)])
    for _ in range(PULLS):  # each pull starts from the other end, on points close together, and shortens the line
        line = pull_taut(sea, [line[-1], *(point for here, to in pairwise(line[::-1]) for point in leg(here, to, 25))])
    return line


def split_antimeridian(line: Line) -> list[Line]:
    """Return a line (lon 0..360) in -180..180, cut at the antimeridian (RFC 7946, section 3.1.9)."""
    parts: list[Line] = [[]]
    for point, after in zip(line, [*line[1:], line[-1]], strict=True):
        parts[-1].append((round(point[0] - 360.0 if point[0] > 180.0 else point[0], 3), point[1]))
        if (point[0] < 180.0) != (after[0] < 180.0):
            share = (180.0 - point[0]) / (after[0] - point[0])
            lat = round(point[1] + share * (after[1] - point[1]), 3)
            side = 180.0 if point[0] < 180.0 else -180.0
            parts[-1].append((side, lat))
            parts.append([(-side, lat)])
    return parts


def read_rows(path: Path) -> list[dict[str, str]]:
    """Read a fact table as dictionaries."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def feature(segment: dict[str, str], line: Line) -> dict[str, object]:
    """Return the GeoJSON feature of one segment."""
    parts = split_antimeridian(line)
    geometry: dict[str, object] = {"type": "LineString", "coordinates": parts[0]}
    if len(parts) > 1:
        geometry = {"type": "MultiLineString", "coordinates": parts}
    lons, lats = zip(*line, strict=True)
    properties = {
        "segment_id": segment["id"],
        "cable_id": segment["cable_id"],
        "length_km_computed": round(WGS84.line_length(lons, lats) / 1000),
        "schematic": True,
    }
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def compile_routes(sea: Sea, facts: Path) -> list[dict[str, object]]:
    """Route every segment, each pair of landings once."""
    places = read_rows(facts / "cable_landings.csv")
    landings = {row["id"]: (float(row["lon"]) % 360.0, float(row["lat"])) for row in places}
    known: dict[tuple[str, str], Line] = {}
    features = []
    for segment in read_rows(facts / "cable_segments.csv"):
        pair = (segment["from_landing"], segment["to_landing"])
        if pair not in known:
            try:
                known[pair] = route(sea, landings[pair[0]], landings[pair[1]])
            except DataError as error:
                raise DataError("no sea route", where=segment["id"], found=str(error)) from error
        features.append(feature(segment, known[pair]))
    return features


def write(features: list[dict[str, object]], path: Path) -> None:
    """Write the collection, one feature a line."""
    lines = ",\n".join(json.dumps(one, separators=(",", ":")) for one in features)
    path.write_text('{"type":"FeatureCollection","features":[\n' + lines + "\n]}\n", encoding="utf-8")


def main() -> None:
    """Compute all routes from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--land-mask", type=Path, required=True, help="globe_combined_mask_compressed.npz")
    parser.add_argument("--facts", type=Path, default=FACTS, help="folder of the fact tables")
    options = parser.parse_args()
    sea = build_sea(read_mask(options.land_mask))
    write(compile_routes(sea, options.facts), options.facts / "cable_routes.geojson")


if __name__ == "__main__":
    main()
