"""Which cell lies under which pixel: against pyproj for every pixel, in both countries, at every zoom."""

from __future__ import annotations

import math

import numpy as np
import pytest
from pyproj import Transformer

from geo.catalogue.region import Region
from geo.space.land_cells import LandCells
from geo.tiles import kernels
from geo.tiles.address import Address
from geo.tiles.cells import Cells, cells_under
from layers import catalogue

REGIONS = ("au", "jp")
EVERY = {key: LandCells.of(np.ones(catalogue().region(key).grid().shape, np.bool_)) for key in REGIONS}
"""Countries without sea, so that every pixel shows what it finds."""
CLOSE_CELLS = 0.01
"""Far below a tenth of a cell; pixels nearer than this to an edge may fall on either side of it."""


def tile_at(lon: float, lat: float, z: int, size: int = 256) -> Address:
    share = (1.0 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2.0
    return Address(z, int((lon + 180.0) / 360.0 * 2**z), int(share * 2**z), size)


def exact(address: Address, region: Region, found: Cells) -> tuple[np.ndarray, np.ndarray]:
    """Fractional grid row and column of every pixel centre, straight from pyproj."""
    grid, pixels = region.grid(), found.pixels
    lon, lat = np.meshgrid(
        address.lon(np.arange(pixels.left, pixels.right) + 0.5), address.lat(np.arange(pixels.top, pixels.bottom) + 0.5)
    )
    x, y = Transformer.from_crs("EPSG:4326", region.crs, always_xy=True).transform(lon, lat)
    return (grid.transform.f - y) / grid.cell_m, (x - grid.transform.c) / grid.cell_m


@pytest.mark.parametrize("zoom", [0, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 15, 18])
@pytest.mark.parametrize(("key", "lon", "lat"), [("au", 151.2, -33.9), ("au", 114.0, -22.5), ("jp", 141.3, 43.1)])
def test_every_pixel_shows_the_cell_that_pyproj_names(key: str, lon: float, lat: float, zoom: int) -> None:
    """Far out, the cell in the middle of the block of 2, 4 or 8 cells that pyproj names."""
    region = catalogue().region(key)
    address = tile_at(lon, lat, zoom)
    found = cells_under(address, region.grid(), region.bbox, EVERY[region.key])
    assert found is not None
    rows, cols = (part / found.stride for part in exact(address, region, found))
    height, width = (len(range(found.stride // 2, size, found.stride)) for size in region.grid().shape)
    clear = (np.abs(rows - np.rint(rows)) > CLOSE_CELLS) & (np.abs(cols - np.rint(cols)) > CLOSE_CELLS)
    inside = (rows > 0) & (rows < height) & (cols > 0) & (cols < width)
    assert (found.number[clear & inside] >= 0).all()
    assert (found.number[clear & ~inside] < 0).all()
    shown = EVERY[key].cells[found.whole[found.number]]
    row, col = (np.floor(part) * found.stride + found.stride // 2 for part in (rows, cols))
    told = row * region.grid().shape[1] + col
    assert (shown[clear & inside] == told[clear & inside]).all()
    assert (clear & inside).mean() > 0.5


@pytest.mark.parametrize(
    ("zoom", "size", "stride"), [(3, 256, 8), (4, 256, 8), (4, 512, 4), (5, 256, 4), (6, 256, 2), (7, 256, 1)]
)
def test_an_overview_never_steps_further_than_a_pixel_is_wide_at_the_equator(zoom: int, size: int, stride: int) -> None:
    region = catalogue().region("au")
    found = cells_under(tile_at(145.0, -20.0, zoom, size), region.grid(), region.bbox, EVERY[region.key])
    assert found is not None
    assert found.stride == stride
    assert stride * 1.0 < 40_075.0 / (size * 2**zoom)


def test_near_by_each_cell_is_asked_for_once_and_far_out_each_pixel_has_one() -> None:
    region = catalogue().region("au")
    near = cells_under(tile_at(151.0, -33.0, 10), region.grid(), region.bbox, EVERY[region.key])
    far = cells_under(tile_at(140.0, -28.0, 4), region.grid(), region.bbox, EVERY[region.key])
    assert near is not None
    assert far is not None
    assert len(np.unique(near.cells)) == len(near.cells) < 256 * 256 / 20
    assert len(far.cells) == int((far.number >= 0).sum())


def test_cells_come_in_the_order_in_which_they_are_stored() -> None:
    region = catalogue().region("jp")
    found = cells_under(tile_at(141.0, 43.0, 9), region.grid(), region.bbox, EVERY["jp"])
    assert found is not None
    assert (np.diff(found.cells) > 0).all()


@pytest.mark.parametrize("zoom", [4, 6, 9])
def test_pixels_at_sea_show_no_cell_and_those_on_land_the_same_as_without_sea(zoom: int) -> None:
    region = catalogue().region("jp")
    land = np.random.default_rng(zoom).random(region.grid().shape) < 0.4
    some = LandCells.of(land)
    address = tile_at(141.0, 43.0, zoom)
    whole = cells_under(address, region.grid(), region.bbox, EVERY["jp"])
    found = cells_under(address, region.grid(), region.bbox, some)
    assert whole is not None
    assert found is not None
    cell = np.where(whole.number >= 0, EVERY["jp"].cells[whole.whole[whole.number]], 0)
    wanted = (whole.number >= 0) & land.reshape(-1)[cell]
    assert ((found.number >= 0) == wanted).all()
    assert (some.cells[found.whole[found.number]][wanted] == cell[wanted]).all()


def test_a_tile_of_open_sea_needs_no_cell() -> None:
    region = catalogue().region("jp")
    sea = LandCells.of(np.zeros(region.grid().shape, np.bool_))
    assert cells_under(tile_at(141.0, 43.0, 9), region.grid(), region.bbox, sea) is None


def test_a_tile_of_512_pixels_shows_the_same_cells_as_its_four_quarters() -> None:
    region = catalogue().region("jp")
    whole = cells_under(Address(7, 113, 50, 512), region.grid(), region.bbox, EVERY[region.key])
    quarter = cells_under(Address(8, 227, 101, 256), region.grid(), region.bbox, EVERY[region.key])
    assert whole is not None
    assert quarter is not None
    assert (whole.cells[whole.number][256:, 256:] == quarter.cells[quarter.number]).mean() > 0.999


def test_a_tile_beside_the_region_needs_no_cell() -> None:
    region = catalogue().region("jp")
    assert cells_under(tile_at(-70.0, 10.0, 5), region.grid(), region.bbox, EVERY[region.key]) is None


def test_nothing_beyond_the_box_of_the_region_is_shown() -> None:
    region = catalogue().region("jp")
    address = tile_at(122.6, 30.0, 6)
    found = cells_under(address, region.grid(), region.bbox, EVERY[region.key])
    assert found is not None
    assert float(address.lon(found.pixels.left + 0.5)) >= region.bbox[0]
    assert float(address.lon(found.pixels.left - 0.5)) < region.bbox[0]


def test_codes_are_translated_the_same_however_many_cells_there_are() -> None:
    plane = np.arange(400, dtype=np.uint16)
    table = (np.arange(65536) * 7 % 251).astype(np.uint8)
    for count in (0, 1, 15, 16, 17, 100):
        cells = np.random.default_rng(count).integers(0, 400, count).astype(np.int32)
        out = np.zeros(count, np.uint8)
        kernels.translate(kernels.plain(plane), cells, table, out)
        assert (out == table[plane[cells]]).all()
