"""The same tiles by rio-tiler, for `benchmarks/tiles.py`: value codes as bands of a GeoTIFF, weights as an expression.

The file is made ready beforehand and generously: in web Mercator, tiled, with nearest-neighbour overviews. rio-tiler
then reads, adds up and encodes; barred ground is a band of its own and becomes the mask.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from rasterio.enums import Resampling
from rasterio.transform import from_bounds
from rasterio.warp import reproject, transform_bounds

from geo.catalogue.preset import Scenario
from geo.catalogue.region_data import RegionData
from geo.lookup import Lookup
from geo.siting import weight_shares
from geo.tiles.address import Address
from geo.workspace import Workspace

TILED = {"driver": "GTiff", "tiled": True, "blockxsize": 256, "blockysize": 256, "compress": "deflate", "zlevel": 1}


def prepare(workspace: Workspace, data: RegionData, scenario: Scenario, path: Path) -> dict[int, float]:
    """Write the bands; returns the share of each (from band 2 on; band 1 is 1 where building is free)."""
    known, planes, table = workspace.catalogue, workspace.planes(data), Lookup(data, scenario.brief)
    shares = {key: share for key, share in weight_shares(data, scenario).items() if share > 0}
    bounds = transform_bounds("EPSG:4326", "EPSG:3857", *data.region.bbox)
    width, height = (int((bounds[2 + side] - bounds[side]) / data.grid.cell_m) for side in (0, 1))
    profile = {**TILED, "width": width, "height": height, "count": len(shares) + 1, "dtype": "uint8"}
    where = {"crs": "EPSG:3857", "transform": from_bounds(*bounds, width, height)}

    def warped(codes: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        out = np.zeros((height, width), np.uint8)
        source = {"src_transform": data.grid.transform, "src_crs": data.grid.crs}
        reproject(
            codes, out, **source, dst_transform=where["transform"], dst_crs="EPSG:3857", resampling=Resampling.nearest
        )
        return out

    def codes_of(thing: Any, make: Any) -> np.ndarray[Any, Any]:
        gathered = {name: planes.plane(name, v) for name, v in data.wanted(thing.fields, scenario.brief)}
        known = all(plane is not None for plane in gathered.values())
        return np.asarray(make(gathered)) if known else np.zeros(land.count, np.uint8)

    land = data.land_cells
    barred = np.zeros(land.count, np.uint8)
    for key, limit in known.limits(scenario).items():
        bar = known.constraints[key]
        barred |= codes_of(bar, lambda gathered, bar=bar, limit=limit: table.barred(bar, limit, gathered))
    with rasterio.open(path, "w", **profile, **where) as file:
        file.write(warped(land.raster(1 - barred, np.uint8(0))), 1)
        for number, key in enumerate(shares, start=2):
            criterion = known.criteria[key]
            codes = codes_of(criterion, lambda gathered, c=criterion: table.criterion(c, gathered))
            file.write(warped(land.raster(codes, np.uint8(0))), number)
    with rasterio.open(path, "r+") as file:
        file.build_overviews([2, 4, 8, 16], Resampling.nearest)
    return dict(enumerate(shares.values(), start=2))


def draw(
    path: Path, shares: dict[int, float], colours: dict[int, tuple[int, int, int, int]], address: Address
) -> bytes:
    """One tile: score in 0..200, coloured, with barred ground clear."""
    from rio_tiler.io import Reader

    total = "+".join(f"{share:.6f}*b{band}" for band, share in shares.items())
    with Reader(str(path)) as reader:
        image = reader.tile(
            address.x, address.y, address.z, expression=f"({total})*0.8;b1", resampling_method="nearest"
        )
    free = image.array.data[1] > 0
    score = np.where(free, np.clip(image.array.data[0], 1, 200), 0).astype(np.uint8)
    image.array = np.ma.masked_array(score[None], mask=~free[None])
    return bytes(image.render(img_format="PNG", colormap=colours, zlevel=1))
