"""Where a tile lies: web Mercator addresses, and the pixels of a tile that a region covers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geo.errors import InputError
from geo.space.grid import Bounds

F64 = npt.NDArray[np.float64]
LAST_ZOOM = 18
SIZES = (256, 512)


@dataclass(frozen=True)
class Pixels:
    """A rectangle of a tile's pixels: columns left..right, rows top..bottom (ends excluded)."""

    left: int
    right: int
    top: int
    bottom: int

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return max(self.bottom - self.top, 0), max(self.right - self.left, 0)


@dataclass(frozen=True)
class Address:
    """A square tile of web Mercator (EPSG:3857 addresses as in OpenStreetMap: y runs south).

    Parameters
    ----------
    z, x, y : zoom 0 to 18, column and row from 0 to 2**z - 1
    size : 256 or 512 pixels
    """

    z: int
    x: int
    y: int
    size: int = 256

    def __post_init__(self) -> None:
        if not 0 <= self.z <= LAST_ZOOM:
            raise InputError("no such zoom", where="z", found=str(self.z), allowed=f"0 to {LAST_ZOOM}")
        last = 2**self.z - 1
        for name, number in (("x", self.x), ("y", self.y)):
            if not 0 <= number <= last:
                raise InputError("no such tile", where=name, found=str(number), allowed=f"0 to {last}")
        if self.size not in SIZES:
            raise InputError("no such tile size", where="size", found=str(self.size), allowed="256 or 512")

    @classmethod
    def at(cls, lon: float, lat: float, z: int, size: int = 256) -> Address:
        """The tile that holds a place (WGS 84 degrees, latitude within 85 degrees)."""
        whole = cls(0, 0, 0, size)
        return cls(z, int(whole.column(lon) / size * 2**z), int(whole.row(lat) / size * 2**z), size)

    def lon(self, column: npt.ArrayLike) -> F64:
        """Longitude [degrees] of pixel columns; the centre of pixel 0 is at 0.5."""
        return np.asarray((self.x + np.asarray(column) / self.size) / 2**self.z * 360.0 - 180.0, dtype=np.float64)

    def lat(self, row: npt.ArrayLike) -> F64:
        """Latitude [degrees] of pixel rows, on the sphere of web Mercator."""
        share = (self.y + np.asarray(row) / self.size) / 2**self.z
        return np.asarray(np.degrees(np.arctan(np.sinh(np.pi * (1.0 - 2.0 * share)))), dtype=np.float64)

    def column(self, lon: float) -> float:
        """Pixel column of a longitude."""
        return float(((lon + 180.0) / 360.0 * 2**self.z - self.x) * self.size)

    def row(self, lat: float) -> float:
        """Pixel row of a latitude."""
        share = (1.0 - np.arcsinh(np.tan(np.radians(lat))) / np.pi) / 2.0
        return float((share * 2**self.z - self.y) * self.size)

    def pixels(self, bbox: Bounds) -> Pixels:
        """The pixels whose centres lie in a box of degrees (west, south, east, north)."""
        west, south, east, north = bbox
        edges = (self.column(west), self.column(east), self.row(north), self.row(south))
        return Pixels(*(int(np.clip(np.ceil(edge - 0.5), 0, self.size)) for edge in edges))
