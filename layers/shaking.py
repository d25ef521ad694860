"""Shaking of the ground in Japan: acceleration at the surface with 10 % probability in 50 years (J-SHIS)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from affine import Affine
from numpy.typing import NDArray

from geo.catalogue.access import Access
from geo.catalogue.layer import FieldSpec, Layer, Reader, Style
from geo.catalogue.region import Region
from geo.errors import DataError
from geo.models.seismic import surface_pga_g
from geo.space.raster import RasterSource, Sample
from geo.space.vector import margin_box
from layers._live import tables

ORDER = 110.8
NORTH, EAST = 120, 80
"""Third-level meshes a degree of latitude (30 seconds each) and of longitude (45 seconds each)."""
INTENSITY = ("T50_P10_SI", "T30_P06_SI")
"""JMA intensity of 10 % in 50 years; where a file lacks it that of 6 % in 30 years, a return period of 485 years."""
MISSING = -9000.0
SHAKING_COLOURS = {"0.05": "#ffffb2", "0.2": "#fecc5c", "0.4": "#fd8d3c", "0.6": "#f03b20", "0.9": "#bd0026"}
Ints = NDArray[np.int64]


def _read(access: Access, region: Region) -> RasterSource:
    """Acceleration [g] at the ground surface on third-level meshes (about 1 km): the mean of their 250 m meshes."""
    west, south, east, north = margin_box(region.bbox, 50.0)
    left, top = int(np.floor(west * EAST)), int(np.ceil(north * NORTH))
    shape = (top - int(np.floor(south * NORTH)), int(np.ceil(east * EAST)) - left)
    total, count = np.zeros(shape), np.zeros(shape)
    for path in access.paths("jshis-2024"):
        codes, intensity = _meshes(path)
        row, col = top - 1 - _south(codes), _west(codes) - left
        inside = (row >= 0) & (row < shape[0]) & (col >= 0) & (col < shape[1])
        np.add.at(total, (row[inside], col[inside]), intensity[inside])
        np.add.at(count, (row[inside], col[inside]), 1.0)
    mean = np.divide(total, count, out=np.full(shape, np.nan), where=count > 0)
    transform = Affine(1 / EAST, 0.0, left / EAST, 0.0, -1 / NORTH, top / NORTH)
    return RasterSource(surface_pga_g(mean).astype(np.float32), transform)


def _meshes(path: Path) -> tuple[Ints, NDArray[np.float64]]:
    """Codes of 250 m meshes and their intensity; meshes without one are left out."""
    table = tables(path, skipinitialspace=True)
    table.columns = [str(name).strip("# ") for name in table.columns]
    column = next((name for name in INTENSITY if name in table.columns), None)
    if column is None or "CODE" not in table.columns:
        found = ", ".join(table.columns)[:300]
        raise DataError(
            "columns are missing", where=path.name, found=found, allowed=f"CODE and {' or '.join(INTENSITY)}"
        )
    known = table[table[column] > MISSING]
    return known["CODE"].to_numpy(np.int64), known[column].to_numpy(float)


def _south(codes: Ints) -> Ints:
    """Southern edge of the third-level mesh, in thirty seconds of latitude; the code's digits are ppqqrstu and two."""
    third = codes // 100
    return np.asarray(third // 1_000_000 * 80 + third // 1000 % 10 * 10 + third // 10 % 10)


def _west(codes: Ints) -> Ints:
    """Western edge of the third-level mesh, in 45 seconds of longitude."""
    third = codes // 100
    return np.asarray((100 + third // 10_000 % 100) * 80 + third // 100 % 10 * 10 + third % 10)


LAYER = Layer(
    key="shaking",
    title="Shaking of the ground",
    theme="hazard",
    description=(
        "Peak ground acceleration at the surface, 10 % in 50 years, from the JMA intensity of J-SHIS 2024 on meshes of "
        "250 m, averaged to 1 km."
    ),
    readers=(Reader(tier="upstream", sources=("jshis-2024",), needs=("jshis-2024",), read=_read, regions=("jp",)),),
    style=Style(kind="raster", by="pga_g", colours=SHAKING_COLOURS, unit="g"),
    fields=(
        FieldSpec(
            key="pga_g", title="Acceleration at the surface, 10 % in 50 years", measure=Sample("nearest"), unit="g",
            scale=0.001, cap=5.0,
        ),
    ),
    gap=(
        "Japan only, and only by `sitewatt fetch shaking` (some hundred MB). Acceleration is turned from intensity by "
        "one relation, good to a factor of about 1.5. No open grid of NSHA23 is known for Australia."
    ),
)  # fmt: skip
