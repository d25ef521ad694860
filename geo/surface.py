"""Whole-region surfaces of a brief: value codes, barred cells and service of every land cell."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from geo.catalogue.preset import Scenario
from geo.catalogue.region_data import RegionData
from geo.decision.brief import Brief
from geo.decision.criterion import Criterion
from geo.decision.tables import Cells, gather, keep_better, look_up
from geo.lookup import UNKNOWN_VALUE, Bytes, Codes, Lookup, Planes, lookup
from geo.space.coding import passing

WORKERS = 2


@dataclass(frozen=True)
class Values:
    """Value codes of some criteria for one region and brief, land cells only.

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


def values_of(
    data: RegionData,
    planes: Planes,
    brief: Brief,
    keys: tuple[str, ...],
    cells: Cells,
    rule: str = "weighted_sum",
) -> Bytes:
    """Value codes (criteria, land cells) of named criteria: arithmetic on stored fields, no distance is computed.

    For the rule "weighted_geometric" the codes are on a log scale (`geo.decision.log_scale`).
    """
    table = lookup(data, brief)
    codes = np.empty((len(keys), cells.size), np.uint8)
    for row, key in enumerate(keys):
        criterion = data.catalogue.criteria[key].coded_for(rule)
        found = gather_planes(data, planes, criterion.fields_for(brief), brief)
        if criterion.least:
            _fill_least(codes[row], table, criterion, found, cells)
            continue
        made = table.value_table(criterion)
        _fill(codes[row], made, found, cells, UNKNOWN_VALUE, lambda g, c=criterion: table.criterion(c, g))  # type: ignore[misc]
    return codes


def values(data: RegionData, planes: Planes, scenario: Scenario) -> Values:
    """Value codes of the criteria that a scenario weighs, and service."""
    cells, keys = land_cells(data), weighted(scenario)
    codes = values_of(data, planes, scenario.brief, keys, cells, scenario.rule)
    return Values(keys, codes, served(data, planes, scenario.brief, cells), cells)


def weighted(scenario: Scenario) -> tuple[str, ...]:
    """Criteria with a weight above 0."""
    return tuple(key for key, weight in scenario.weights.items() if weight > 0)


def land_cells(data: RegionData) -> Cells:
    """Flat indices of the land cells of a region's grid."""
    return np.flatnonzero(data.land.on_grid(data.grid)).astype(np.int32)


def gather_planes(data: RegionData, planes: Planes, names: tuple[str, ...], brief: Brief) -> dict[str, Codes | None]:
    """The stored planes of named fields, in the variants that the brief needs."""
    return {name: planes.plane(name, variant) for name, variant in data.wanted(names, brief)}


def served(data: RegionData, planes: Planes, brief: Brief, cells: Cells) -> Bytes:
    """1 where a land cell counts as serviced by the grid; everywhere where no layer says it."""
    layer = data.catalogue.service_layer
    if layer is None or layer.service is None:
        return np.ones(cells.size, np.uint8)
    found = gather_planes(data, planes, layer.service.fields, brief)
    if all(plane is None for plane in found.values()):
        return np.zeros(cells.size, np.uint8)
    chosen = _gathered(found, cells)
    return lookup(data, brief).flags("service", layer.service.fields, layer.service.serves, chosen)


def barred_cells(
    data: RegionData, planes: Planes, scenario: Scenario, cells: Cells, limits: Mapping[str, float] | None = None
) -> Bytes:
    """1 where any constraint of the scenario (or of the `limits` given) bars building on a land cell."""
    table = lookup(data, scenario.brief)
    chosen = data.catalogue.limits(scenario) if limits is None else limits
    barred, one = np.zeros(cells.size, np.uint8), np.empty(cells.size, np.uint8)
    for key, limit in chosen.items():
        constraint = data.catalogue.constraints[key]
        found = gather_planes(data, planes, constraint.fields, scenario.brief)
        if constraint.any:
            for field, plane in found.items():
                if plane is not None:
                    look_up(table.barred_by(constraint, limit, field), passing(plane), cells, one, WORKERS)
                    barred |= one
            continue
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
        look_up(table, passing(first), cells, out, WORKERS)
    else:
        out[:] = derive(_gathered(planes, cells))


def _fill_least(out: Bytes, table: Lookup, criterion: Criterion, planes: dict[str, Codes | None], cells: Cells) -> None:
    """Value codes by the best of several fields: one table each, no arithmetic per cell."""
    out[:] = UNKNOWN_VALUE
    one = np.empty(cells.size, np.uint8)
    for field, plane in planes.items():
        if plane is not None:
            look_up(table.field_table(criterion, field), passing(plane), cells, one, WORKERS)
            keep_better(out, one)


def _gathered(planes: dict[str, Codes | None], cells: Cells) -> dict[str, Codes | None]:
    return {name: None if plane is None else gather(passing(plane), cells) for name, plane in planes.items()}


def needed_fields(data: RegionData, scenario: Scenario) -> list[tuple[str, str]]:
    """Every (field, variant) that the map of a scenario needs: weighted criteria, constraints that are on, service."""
    catalogue, brief = data.catalogue, scenario.brief
    names = {name for key in weighted(scenario) for name in catalogue.criteria[key].fields}
    names |= {name for key in catalogue.limits(scenario) for name in catalogue.constraints[key].fields}
    if catalogue.service_layer is not None and catalogue.service_layer.service is not None:
        names |= set(catalogue.service_layer.service.fields)
    return data.wanted((name for name in catalogue.fields if name in names), brief)
