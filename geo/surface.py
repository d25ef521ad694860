"""Whole-region surfaces of a brief: value codes, barred cells and service of every land cell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from geo.catalogue.preset import Scenario
from geo.catalogue.region_data import RegionData
from geo.decision.brief import Brief
from geo.decision.tables import Cells, gather, look_up
from geo.lookup import UNKNOWN_VALUE, Bytes, Codes, Planes, lookup

WORKERS = 2


@dataclass(frozen=True)
class Values:
    """Value codes of every criterion for one region and brief, land cells only.

    Attributes
    ----------
    keys : criteria, in the order of the first axis
    codes : uint8 (criteria, land cells), 0..250 and 255 for unknown
    served : uint8 (land cells,), 1 where the grid serves the place
    cells : int32 (land cells,), their flat indices in the region's grid
    """

    keys: tuple[str, ...]
    codes: Bytes
    served: Bytes
    cells: Cells


def values_of(data: RegionData, planes: Planes, brief: Brief) -> Values:
    """Value codes of all criteria from the stored fields: arithmetic only, no distance is computed here."""
    table = lookup(data, brief)
    cells = land_cells(data)
    criteria = tuple(data.catalogue.criteria.values())
    codes = np.empty((len(criteria), cells.size), np.uint8)
    for row, criterion in enumerate(criteria):
        planes_of = gather_planes(data, planes, criterion.fields, brief)
        made = table.value_table(criterion)
        _fill(codes[row], made, planes_of, cells, UNKNOWN_VALUE, lambda g, c=criterion: table.criterion(c, g))  # type: ignore[misc]
    return Values(tuple(c.key for c in criteria), codes, served(data, planes, brief, cells), cells)


def land_cells(data: RegionData) -> Cells:
    """Flat indices of the land cells of a region's grid."""
    return np.flatnonzero(data.land.on_grid(data.grid)).astype(np.int32)


def gather_planes(data: RegionData, planes: Planes, names: tuple[str, ...], brief: Brief) -> dict[str, Codes | None]:
    """The stored planes of named fields, in the variants that the brief needs."""
    return {name: planes.plane(name, data.variant(name, brief)) for name in names}


def served(data: RegionData, planes: Planes, brief: Brief, cells: Cells) -> Bytes:
    """1 where a land cell counts as serviced by the grid; everywhere where no layer says it."""
    layer = data.catalogue.service_layer
    if layer is None or layer.service is None:
        return np.ones(cells.size, np.uint8)
    found = gather_planes(data, planes, layer.service.fields, brief)
    if all(plane is None for plane in found.values()):
        return np.zeros(cells.size, np.uint8)
    chosen = {name: None if plane is None else gather(plane, cells) for name, plane in found.items()}
    return lookup(data, brief).flags("service", layer.service.fields, layer.service.serves, chosen)


def barred_cells(data: RegionData, planes: Planes, scenario: Scenario, cells: Cells) -> Bytes:
    """1 where any constraint of the scenario bars building on a land cell."""
    table = lookup(data, scenario.brief)
    barred, one = np.zeros(cells.size, np.uint8), np.empty(cells.size, np.uint8)
    for key, limit in data.catalogue.limits(scenario).items():
        constraint = data.catalogue.constraints[key]
        found = gather_planes(data, planes, constraint.fields, scenario.brief)
        made = table.barred_table(constraint, limit)
        _fill(one, made, found, cells, 0, lambda g, c=constraint, at=limit: table.barred(c, at, g))  # type: ignore[misc]
        barred |= one
    return barred


def _fill(
    out: Bytes,
    table: Bytes | None,
    planes: dict[str, Codes | None],
    cells: Cells,
    missing: int,
    derive: Callable[[dict[str, Codes | None]], Bytes],
) -> None:
    """Codes of chosen cells by table where one field decides, else derived from the gathered fields."""
    first = next(iter(planes.values()))
    if any(plane is None for plane in planes.values()):
        out[:] = missing
    elif table is not None and first is not None:
        look_up(table, first, cells, out, WORKERS)
    else:
        out[:] = derive({name: None if plane is None else gather(plane, cells) for name, plane in planes.items()})


def needed_fields(data: RegionData, brief: Brief) -> list[tuple[str, str]]:
    """Every (field, variant) that a brief needs, over all criteria, constraints and service."""
    catalogue = data.catalogue
    names = {name for c in catalogue.criteria.values() for name in c.fields}
    names |= {name for c in catalogue.constraints.values() for name in c.fields}
    if catalogue.service_layer is not None and catalogue.service_layer.service is not None:
        names |= set(catalogue.service_layer.service.fields)
    return [(name, data.variant(name, brief)) for name in catalogue.fields if name in names]
