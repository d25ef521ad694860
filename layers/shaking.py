"""Shaking of Japan: acceleration at the surface and on the bedrock with 10 % probability in 50 years (J-SHIS)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from affine import Affine
from numpy.typing import NDArray

from geo.catalogue.access import Access
from geo.catalogue.layer import FieldSpec, Layer, Reader, Style
from geo.catalogue.region import Region
from geo.errors import DataError
from geo.models.seismic import intensity_of_velocity, surface_pga_g
from geo.space.stack import RasterStack, SampleBand
from geo.space.vector import margin_box
from layers._live import tables

ORDER = 110.8
NORTH, EAST = 120, 80
"""Third-level meshes a degree of latitude (30 seconds each) and of longitude (45 seconds each)."""
INTENSITY = ("T50_P10_SI", "T30_P06_SI")
"""JMA intensity of 10 % in 50 years; where a file lacks it that of 6 % in 30 years, a return period of 485 years."""
VELOCITY = ("T50_P10_BV", "T30_P06_BV")
"""Peak velocity [cm/s] on the engineering bedrock (Vs 400 m/s) of the same probabilities."""
BANDS = ("pga_g", "rock_pga_g")
MISSING = -9000.0
SHAKING_COLOURS = {"0.05": "#ffffb2", "0.2": "#fecc5c", "0.4": "#fd8d3c", "0.6": "#f03b20", "0.9": "#bd0026"}
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


def _read(access: Access, region: Region) -> RasterStack:
    """Acceleration [g] at the surface and on the bedrock on third-level meshes (1 km): means of their 250 m meshes."""
    west, south, east, north = margin_box(region.bbox, 50.0)
    left, top = int(np.floor(west * EAST)), int(np.ceil(north * NORTH))
    shape = (top - int(np.floor(south * NORTH)), int(np.ceil(east * EAST)) - left)
    sums = {band: (np.zeros(shape), np.zeros(shape)) for band in BANDS}
    for path in access.paths("jshis-2024"):
        meshes = _meshes(path)
        codes = meshes["code"].to_numpy(np.int64)
        row, col = top - 1 - _south(codes), _west(codes) - left
        within = (row >= 0) & (row < shape[0]) & (col >= 0) & (col < shape[1])
        for band, (total, count) in sums.items():
            intensity = meshes[band].to_numpy(float)
            known = within & np.isfinite(intensity)
            np.add.at(total, (row[known], col[known]), intensity[known])
            np.add.at(count, (row[known], col[known]), 1.0)
    bands = {band: _acceleration(total, count) for band, (total, count) in sums.items()}
    return RasterStack(bands["pga_g"], Affine(1 / EAST, 0.0, left / EAST, 0.0, -1 / NORTH, top / NORTH), bands=bands)


def _acceleration(total: Floats, count: Floats) -> NDArray[np.float32]:
    """Acceleration [g] of the mean intensity of each mesh; NaN where it has none."""
    mean = np.divide(total, count, out=np.full(total.shape, np.nan), where=count > 0)
    return surface_pga_g(mean).astype(np.float32)


def _meshes(path: Path) -> pd.DataFrame:
    """Codes of 250 m meshes with the JMA intensity of each band; NaN where a mesh or the whole file has none."""
    table = tables(path, skipinitialspace=True)
    table.columns = [str(name).strip("# ") for name in table.columns]
    column, rock = (next((name for name in names if name in table.columns), None) for names in (INTENSITY, VELOCITY))
    if column is None or "CODE" not in table.columns:
        found = ", ".join(table.columns)[:300]
        raise DataError(
            "columns are missing", where=path.name, found=found, allowed=f"CODE and {' or '.join(INTENSITY)}"
        )
    velocity = np.full(len(table), np.nan) if rock is None else _known(table[rock])
    return pd.DataFrame(
        {"code": table["CODE"], "pga_g": _known(table[column]), "rock_pga_g": intensity_of_velocity(velocity)}
    )


def _known(column: pd.Series) -> Floats:
    """Numbers of a column; NaN for the mark of a missing one."""
    numbers = column.to_numpy(float)
    return np.where(numbers > MISSING, numbers, np.nan)


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
        "Peak ground acceleration, 10 % in 50 years, at the surface (from the JMA intensity of J-SHIS 2024) and on the "
        "engineering bedrock (from its peak velocity there), on meshes of 250 m averaged to 1 km."
    ),
    readers=(
        Reader(tier="upstream", sources=("jshis-2024",), needs=("jshis-2024",), read=_read, regions=("jp",), version=2),
    ),
    style=Style(kind="raster", by="pga_g", colours=SHAKING_COLOURS, unit="g"),
    fields=(
        FieldSpec(
            key="pga_g", title="Acceleration at the surface, 10 % in 50 years", unit="g", scale=0.001, cap=5.0,
            measure=SampleBand("pga_g", "nearest"),
        ),
        FieldSpec(
            key="rock_pga_g", title="Acceleration on the engineering bedrock, 10 % in 50 years", unit="g", scale=0.001,
            cap=5.0, measure=SampleBand("rock_pga_g", "nearest"),
        ),
    ),
    gap=(
        "Japan only, and only by `sitewatt fetch shaking` (some hundred MB). Acceleration is turned from intensity by "
        "one relation, good to a factor of about 1.5; the bedrock (Vs 400 m/s) is softer than the 760 m/s of NSHA18. "
        "No open grid of NSHA23 is known for Australia."
    ),
)  # fmt: skip
