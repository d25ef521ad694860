"""A suitability tile as one would draw it by hand: pyproj, numpy map algebra and Pillow."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image

from geo.catalogue.preset import Scenario
from geo.catalogue.region_data import RegionData
from geo.lookup import Lookup
from geo.siting import weight_shares
from geo.space.coding import UNKNOWN_CODE
from geo.tiles.address import Address
from geo.tiles.overlays import Shown
from geo.tiles.palette import palette
from geo.workspace import Workspace


def by_hand(workspace: Workspace, data: RegionData, scenario: Scenario, address: Address) -> bytes:
    """The same picture with pyproj on every pixel, numpy map algebra in float32 and Pillow in true colour."""
    known, planes, brief = workspace.catalogue, workspace.planes(data), scenario.brief
    lon, lat = np.meshgrid(address.lon(np.arange(256) + 0.5), address.lat(np.arange(256) + 0.5))
    row, col = data.grid.rowcol(lon, lat)
    table = Lookup(data, brief)
    inside = data.land_cells.slots(np.where(row >= 0, row * data.grid.shape[1] + col, -1).astype(np.int32)) >= 0
    total, barred = np.zeros(row.shape, np.float32), ~inside
    for key, share in weight_shares(data, scenario).items():
        criterion = known.criteria[key]
        gathered = {
            name: _picked(data, planes.plane(name, v), row, col) for name, v in data.wanted(criterion.fields, brief)
        }
        if any(plane is None for plane in gathered.values()):
            codes = np.full(row.shape, 255, np.uint8)
        else:
            codes = table.criterion(criterion, gathered)
        total += np.float32(share) * np.where(codes == 255, 0.5, codes / np.float32(250.0)).astype(np.float32)
    for key, limit in known.limits(scenario).items():
        bar = known.constraints[key]
        gathered = {name: _picked(data, planes.plane(name, v), row, col) for name, v in data.wanted(bar.fields, brief)}
        if all(plane is not None for plane in gathered.values()):
            barred |= table.barred(bar, limit, gathered).astype(bool)
    colours = palette(known, Shown("suitability"))
    image = colours.entries[colours.entry(np.where(barred, np.nan, total * 100.0))]
    out = io.BytesIO()
    Image.fromarray(image).save(out, "PNG")
    return out.getvalue()


def _picked(data: RegionData, plane: np.ndarray | None, row: np.ndarray, col: np.ndarray) -> np.ndarray | None:
    if plane is None:
        return None
    slots = data.land_cells.slots((row * data.grid.shape[1] + col).astype(np.int32))
    return np.where(slots >= 0, np.asarray(plane)[slots], np.uint16(UNKNOWN_CODE))
