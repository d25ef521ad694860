"""Whole-region surfaces of a brief: value codes, barred cells and service of every land cell."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from geo.catalogue.preset import Scenario
from geo.catalogue.region_data import RegionData
from geo.decision.brief import Brief
from geo.decision.criterion import Criterion
from geo.decision.tables import keep_better, look_up
from geo.lookup import UNKNOWN_VALUE, Bytes, Codes, Lookup, Planes, lookup
from geo.space.coding import passing
from geo.space.land_cells import LandCells

WORKERS = 2


@dataclass(frozen=True)
class Values:
    """Value codes of some criteria for one region and brief, land cells only.

    Attributes
    ----------
    keys : criteria, in the order of the first axis
    codes : uint8 (criteria, land cells), 0..250 and 255 for unknown
    served : uint8 (land cells,), 1 where the grid serves the place
    land : the cells, in the order of the last axis
    """

    keys: tuple[str, ...]
    codes: Bytes
    served: Bytes
    land: LandCells


def values_of(
    data: RegionData, planes: Planes, brief: Brief, keys: tuple[str, ...], rule: str = "weighted_sum"
) -> Bytes:
    """Value codes (criteria, land cells) of named criteria: arithmetic on stored fields, no distance is computed.

    For the rule "weighted_geometric" the codes are on a log scale (`geo.decision.log_scale`).
    """
    table = lookup(data, brief)
    codes = np.empty((len(keys), data.land_cells.count), np.uint8)
    for row, key in enumerate(keys):
        criterion = data.catalogue.criteria[key].coded_for(rule)
        found = gather_planes(data, planes, criterion.fields_for(brief), brief)
        if criterion.least:
            _fill_least(codes[row], table, criterion, found)
            continue
        made = table.value_table(criterion)
        _fill(codes[row], made, found, UNKNOWN_VALUE, lambda g, c=criterion: table.criterion(c, g))  # type: ignore[misc]
    return codes


def values(data: RegionData, planes: Planes, scenario: Scenario) -> Values:
    """Value codes of the criteria that a scenario weighs, and service."""
    keys = weighted(scenario)
    codes = values_of(data, planes, scenario.brief, keys, scenario.rule)
    return Values(keys, codes, served(data, planes, scenario.brief), data.land_cells)


def weighted(scenario: Scenario) -> tuple[str, ...]:
    """Criteria with a weight above 0."""
    return tuple(key for key, weight in scenario.weights.items() if weight > 0)


def gather_planes(data: RegionData, planes: Planes, names: tuple[str, ...], brief: Brief) -> dict[str, Codes | None]:
    """The stored planes of named fields, in the variants that the brief needs."""
    return {name: planes.plane(name, variant) for name, variant in data.wanted(names, brief)}


def served(data: RegionData, planes: Planes, brief: Brief) -> Bytes:
    """1 where a land cell counts as serviced by the grid; everywhere where no layer says it."""
    layer = data.catalogue.service_layer
    if layer is None or layer.service is None:
        return np.ones(data.land_cells.count, np.uint8)
    found = gather_planes(data, planes, layer.service.fields, brief)
    if all(plane is None for plane in found.values()):
        return np.zeros(data.land_cells.count, np.uint8)
    chosen = _passing(found)
    return lookup(data, brief).flags("service", layer.service.fields, layer.service.serves, chosen)


def barred_cells(
    data: RegionData, planes: Planes, scenario: Scenario, limits: Mapping[str, float] | None = None
) -> Bytes:
    """1 where any constraint of the scenario (or of the `limits` given) bars building on a land cell."""
    table = lookup(data, scenario.brief)
    chosen = data.catalogue.limits(scenario) if limits is None else limits
    count = data.land_cells.count
    barred, one = np.zeros(count, np.uint8), np.empty(count, np.uint8)
    for key, limit in chosen.items():
        constraint = data.catalogue.constraints[key]
        found = gather_planes(data, planes, constraint.fields, scenario.brief)
        if constraint.any:
            for field, plane in found.items():
                if plane is not None:
                    look_up(table.barred_by(constraint, limit, field), passing(plane), one, WORKERS)
                    barred |= one
            continue
        made = table.barred_table(constraint, limit)
        _fill(one, made, found, 0, lambda g, c=constraint, at=limit: table.barred(c, at, g))  # type: ignore[misc]
        barred |= one
    return barred


def _fill(
    out: Bytes,
    table: Bytes | None,
    planes: dict[str, Codes | None],
    missing: int,
    derive: Callable[[dict[str, Codes | None]], Bytes],
) -> None:
    """Codes of the land cells by table where one field decides, else derived from the fields together."""
    first = next(iter(planes.values()))
    if any(plane is None for plane in planes.values()):
        out[:] = missing
    elif table is not None and first is not None:
        look_up(table, passing(first), out, WORKERS)
    else:
        out[:] = derive(_passing(planes))


def _fill_least(out: Bytes, table: Lookup, criterion: Criterion, planes: dict[str, Codes | None]) -> None:
    """Value codes by the best of several fields: one table each, no arithmetic per cell."""
    out[:] = UNKNOWN_VALUE
    one = np.empty(out.size, np.uint8)
    for field, plane in planes.items():
        if plane is not None:
            look_up(table.field_table(criterion, field), passing(plane), one, WORKERS)
            keep_better(out, one)


def _passing(planes: dict[str, Codes | None]) -> dict[str, Codes | None]:
    return {name: None if plane is None else passing(plane) for name, plane in planes.items()}


def needed_fields(data: RegionData, scenario: Scenario) -> list[tuple[str, str]]:
    """Every (field, variant) that the map of a scenario needs: weighted criteria, constraints that are on, service."""
    catalogue, brief = data.catalogue, scenario.brief
    names = {name for key in weighted(scenario) for name in catalogue.criteria[key].fields}
    names |= {name for key in catalogue.limits(scenario) for name in catalogue.constraints[key].fields}
    if catalogue.service_layer is not None and catalogue.service_layer.service is not None:
        names |= set(catalogue.service_layer.service.fields)
    return data.wanted((name for name in catalogue.fields if name in names), brief)
