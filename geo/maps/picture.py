"""One picture of an overlay in Web Mercator, put together from its tiles: for files that have no server behind them."""

from __future__ import annotations

import base64
import io
import math
from collections.abc import Callable

from PIL import Image

from geo.maps.view import Bounds

TILE = 512
MOST_PIXELS = 2600
CLEAR_PALETTE = 6
"""Most palette numbers of a tile that is wholly transparent."""
Draw = Callable[[int, int, int], bytes]
"""PNG of the tile (zoom, column, row), 512 pixels, all tiles with one palette."""


def picture(bounds: Bounds, draw: Draw) -> tuple[str, Bounds]:
    """The region as a data address, and the bounds [degrees] of the whole tiles that it is made of."""
    zoom = sharpest(bounds)
    left, top, right, bottom = tile_range(bounds, zoom)
    whole: Image.Image | None = None
    for column in range(left, right + 1):
        for row in range(top, bottom + 1):
            with Image.open(io.BytesIO(draw(zoom, column, row))) as tile:
                if len(tile.getpalette() or ()) <= CLEAR_PALETTE:
                    continue
                whole = whole or _canvas(tile, right - left + 1, bottom - top + 1)
                whole.paste(tile, ((column - left) * TILE, (row - top) * TILE))
    whole = whole or Image.new("RGBA", (1, 1))
    out = io.BytesIO()
    whole.save(out, "PNG", optimize=True, transparency=whole.info.get("transparency"))
    address = f"data:image/png;base64,{base64.b64encode(out.getvalue()).decode('ascii')}"
    return address, (_lon(left, zoom), _lat(bottom + 1, zoom), _lon(right + 1, zoom), _lat(top, zoom))


def sharpest(bounds: Bounds) -> int:
    """Highest tile zoom at which the region is no wider or higher than the picture may be."""
    for zoom in range(10, 0, -1):
        left, top, right, bottom = tile_range(bounds, zoom)
        if max(right - left, bottom - top) + 1 <= -(-MOST_PIXELS // TILE):
            return zoom
    return 0


def tile_range(bounds: Bounds, zoom: int) -> tuple[int, int, int, int]:
    """First and last column and row of the tiles that a box touches, as left, top, right, bottom."""
    west, south, east, north = bounds
    return _column(west, zoom), _row(north, zoom), _column(east, zoom), _row(south, zoom)


def _canvas(tile: Image.Image, columns: int, rows: int) -> Image.Image:
    """An empty picture of whole tiles with the palette of one of them; entry 0 is transparent."""
    canvas = Image.new("P", (columns * tile.width, rows * tile.height), 0)
    canvas.putpalette(tile.getpalette() or [])
    canvas.info["transparency"] = tile.info.get("transparency")
    return canvas


def _column(lon: float, zoom: int) -> int:
    return int((lon + 180.0) / 360.0 * 2**zoom)


def _row(lat: float, zoom: int) -> int:
    return int((1.0 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2.0 * 2**zoom)


def _lon(column: int, zoom: int) -> float:
    return column / float(2**zoom) * 360.0 - 180.0


def _lat(row: int, zoom: int) -> float:
    share = 1.0 - 2.0 * row / float(2**zoom)
    lat: float = math.degrees(math.atan(math.sinh(math.pi * share)))
    return lat
