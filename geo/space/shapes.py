"""Features as plain arrays for the kernels: straight segments of at most 10 km between earth-centred positions.

A point is a segment of length zero. A polygon gives its outline here; its inside is the business of `inside`.
Between two vertices a line runs straight in longitude and latitude, as RFC 7946 has it, the short way round.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import shapely

from geo.errors import DataError
from geo.space.ellipsoid import F64, to_ecef

if TYPE_CHECKING:
    import geopandas as gpd

I64 = npt.NDArray[np.int64]
SEGMENT_KM = 10.0
PIECE_KM = 1.0
# No degree on WGS 84 is longer: of latitude 111.69 km at the poles, of longitude 111.32 km at the equator.
DEGREE_KM = 111.7
_POLYGONAL = (3, 6)


@dataclass(frozen=True, eq=False)
class Segments:
    """Segments of features, ready for distance kernels.

    Attributes
    ----------
    table : numpy.ndarray
        Shape (n, 7), km: start x, y, z; vector to the end x, y, z; 1 / length squared (0 for a point).
    owner : numpy.ndarray
        Position of each segment's feature in its table, ascending.
    """

    table: F64
    owner: I64

    def __len__(self) -> int:
        return len(self.owner)

    def of(self, features: npt.NDArray[np.bool_]) -> Segments:
        """Return the segments of the features that are marked."""
        keep = features[self.owner]
        return Segments(np.ascontiguousarray(self.table[keep]), self.owner[keep])


@dataclass(frozen=True, eq=False)
class Points:
    """Positions with a weight each: `ecef` (n, 3) in km, `weight` (n,), `owner` as in Segments."""

    ecef: F64
    weight: F64
    owner: I64

    def __len__(self) -> int:
        return len(self.owner)


def geometries(features: gpd.GeoDataFrame) -> npt.NDArray[np.object_]:
    """Return the shapes of features in WGS 84 degrees; no CRS and coordinates that are not finite are errors."""
    if features.crs is None:
        raise DataError("the features carry no CRS", where="geo.space.shapes", mend="set_crs before measuring")
    shapes = np.asarray(features.geometry.to_crs(4326).array, dtype=object)
    xy, owner = shapely.get_coordinates(shapes, return_index=True)
    endless = ~np.isfinite(xy).all(axis=1)
    if endless.any():
        raise DataError("a coordinate is not finite", where=f"row {features.index[owner[np.argmax(endless)]]}")
    return shapes


def digest_of(features: gpd.GeoDataFrame) -> bytes:
    """Return a digest of the shapes of features and their order."""
    return hashlib.sha256(b"".join(shapely.to_wkb(geometries(features)))).digest()


def refuse_areas(features: gpd.GeoDataFrame, measure: str) -> None:
    """Raise DataError where a polygon stands: a length or count of it would be that of its outline."""
    areas = np.isin(shapely.get_type_id(np.asarray(features.geometry.array, dtype=object)), _POLYGONAL)
    if areas.any():
        raise DataError(f"{measure} takes points and lines, not polygons", where=_row(features, areas))


def segments(features: gpd.GeoDataFrame) -> Segments:
    """Return all points, lines and outlines of features as segments of at most 10 km; empty shapes give none."""
    parts, part_owner = shapely.get_parts(geometries(features), return_index=True)
    outlines = np.isin(shapely.get_type_id(parts), _POLYGONAL)
    lines = np.where(outlines, shapely.boundary(parts), parts)
    lines, which = shapely.get_parts(lines, return_index=True)
    xy, line = shapely.get_coordinates(lines, return_index=True)
    first = _starts(line, shapely.get_num_coordinates(lines))
    start, end, line = _cut(xy[first], xy[_ends(first, line)], line[first])
    return Segments(_table(start, end), part_owner[which][line].astype(np.int64))


def _starts(line: I64, sizes: npt.NDArray[np.int32]) -> I64:
    """Return the positions of vertices that begin a segment: all but the last of a line, and single points."""
    last = np.append(line[1:] != line[:-1], True) if line.size else np.empty(0, bool)
    return np.flatnonzero(~last | (sizes[line] == 1))


def _ends(first: I64, line: I64) -> I64:
    """Return the end vertex of each segment; a point ends where it begins."""
    after = np.minimum(first + 1, len(line) - 1)
    return np.where(line[after] == line[first], after, first)


def _cut(start: F64, end: F64, line: I64) -> tuple[F64, F64, I64]:
    """Cut segments (lon, lat) into equal parts of at most SEGMENT_KM."""
    reach = end.copy()
    reach[:, 0] -= 360 * np.round((end[:, 0] - start[:, 0]) / 360)
    lowest = np.where(start[:, 1] * end[:, 1] < 0, 0.0, np.minimum(abs(start[:, 1]), abs(end[:, 1])))
    across = (reach[:, 0] - start[:, 0]) * np.cos(np.radians(lowest))
    longest = DEGREE_KM * np.hypot(across, end[:, 1] - start[:, 1])
    parts = np.maximum(1, np.ceil(longest / SEGMENT_KM)).astype(np.int64)
    step = np.arange(parts.sum()) - np.repeat(np.cumsum(parts) - parts, parts)
    share = (step / np.repeat(parts, parts))[:, None]
    next_share = ((step + 1) / np.repeat(parts, parts))[:, None]
    a, b = np.repeat(start, parts, axis=0), np.repeat(reach, parts, axis=0)
    return a + share * (b - a), a + next_share * (b - a), np.repeat(line, parts)


def _table(start: F64, end: F64) -> F64:
    a, b = to_ecef(*start.T), to_ecef(*end.T)
    table = np.empty((len(a), 7))
    table[:, :3], table[:, 3:6] = a, b - a
    squared = (table[:, 3:6] ** 2).sum(axis=1)
    table[:, 6] = np.divide(1.0, squared, out=np.zeros_like(squared), where=squared > 1e-18)
    return table


def points(features: gpd.GeoDataFrame, column: str | None) -> Points:
    """Return point features with the number in `column` as weight (1 without a column).

    Raises
    ------
    DataError
        A shape is not a point, the column is missing, or a weight is not a finite number.
    """
    shapes = geometries(features)
    kinds = shapely.get_type_id(shapes)
    if not np.isin(kinds, (0, 4)).all():
        raise DataError("a sum over points needs points", where=_row(features, ~np.isin(kinds, (0, 4))))
    xy, owner = shapely.get_coordinates(shapes, return_index=True)
    weight = np.ones(len(features)) if column is None else _numbers(features, column)
    return Points(to_ecef(*xy.T), weight[owner], owner.astype(np.int64))


def _numbers(features: gpd.GeoDataFrame, column: str) -> F64:
    if column not in features.columns:
        raise DataError("a column is missing", where=column, allowed=", ".join(map(str, features.columns)))
    values = features[column].to_numpy(dtype=np.float64, na_value=np.nan)
    if not np.isfinite(values).all():
        raise DataError(
            "a sum needs a number in every row", where=_row(features, ~np.isfinite(values)), mend="drop or fill the row"
        )
    return np.asarray(values)


def eligible_of(features: gpd.GeoDataFrame, column: str) -> npt.NDArray[np.bool_]:
    """Return which features a column of truth values calls eligible; DataError where one does not say."""
    if column not in features.columns or features[column].isna().any():
        raise DataError("every feature must say whether it is eligible", where=column, allowed="true, false")
    return np.asarray(features[column].to_numpy(dtype=bool))


def _row(features: gpd.GeoDataFrame, wrong: npt.NDArray[np.bool_]) -> str:
    return f"row {features.index[int(np.argmax(wrong))]}"


def pieces(lines: Segments) -> Points:
    """Cut segments into parts of at most 1 km and stand each at its middle with its length in km as weight."""
    length = np.sqrt((lines.table[:, 3:6] ** 2).sum(axis=1))
    parts = np.ceil(length / PIECE_KM).astype(np.int64)
    step = np.arange(parts.sum()) - np.repeat(np.cumsum(parts) - parts, parts)
    share = (step + 0.5) / np.repeat(parts, parts)
    table = np.repeat(lines.table, parts, axis=0)
    middle = table[:, :3] + share[:, None] * table[:, 3:6]
    return Points(middle, np.repeat(length / np.maximum(parts, 1), parts), np.repeat(lines.owner, parts))
