"""A region: a box on the earth, its metric coordinate system and its grid."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pyproj import CRS
from pyproj.exceptions import CRSError

from geo.errors import DataError
from geo.space.grid import Grid


class Region(BaseModel):
    """One country on the map, as written in `data/regions/<key>.toml`.

    Attributes
    ----------
    bbox : west, south, east, north [degrees, WGS 84]
    crs : equal-area coordinate system of the region's grid, anything pyproj reads
    cell_m : side of a grid cell [m]
    margin_km : how far outside the box features are still read, so that edge cells see their neighbours [km]
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: Annotated[str, Field(pattern=r"^[a-z]{2,12}$")]
    title: str
    bbox: tuple[float, float, float, float]
    crs: str
    cell_m: Annotated[float, Field(ge=100, le=20_000)]
    margin_km: Annotated[float, Field(ge=0, le=1_000)]
    centre: tuple[float, float]
    zoom: int
    currency: str
    places: dict[str, tuple[float, float]] = {}

    def __hash__(self) -> int:
        return hash((self.key, self.bbox, self.crs))

    def grid(self, cell_m: float | None = None) -> Grid:
        """The region's grid, at its own cell size or another [m]."""
        return Grid.of(self.bbox, self.crs, cell_m or self.cell_m)

    def contains(self, lon: float, lat: float) -> bool:
        """Whether a point lies in the region's box."""
        west, south, east, north = self.bbox
        return west <= lon <= east and south <= lat <= north


def read_region(path: Path) -> Region:
    """Read one region file; a DataError names the file and the field."""
    try:
        region = Region(**_table(path))
        CRS.from_user_input(region.crs)
    except ValidationError as error:
        raise DataError("the region cannot be read", where=str(path), found=first_fault(error)) from error
    except CRSError as error:
        raise DataError("the coordinate system is unknown", where=f"{path}, crs", found=str(error)) from error
    if region.key != path.stem:
        raise DataError("key and file name differ", where=str(path), found=region.key, allowed=path.stem)
    return region


def _table(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DataError("not valid TOML", where=str(path), found=str(error)) from error


def first_fault(error: ValidationError) -> str:
    """The first fault of a pydantic error as 'field: what (found value)'."""
    fault = error.errors(include_url=False)[0]
    field = ".".join(str(part) for part in fault["loc"]) or "file"
    return f"{field}: {fault['msg']} (found {fault.get('input')!r})"[:300]
