"""Whole-region rasters of a scenario: values, barred cells, service, scores and their distribution."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.catalogue.preset import Scenario
from geo.catalogue.region_data import RegionData
from geo.decision.brief import Brief
from geo.errors import CacheError
from geo.lookup import Bytes, Codes, Lookup, Planes, lookup


@dataclass(frozen=True)
class Values:
    """Value codes of every criterion for one region and brief.

    Attributes
    ----------
    keys : criteria, in the order of the first axis
    codes : uint8 (criteria, rows, columns), 0..250 and 255 for unknown
    served : uint8 (rows, columns), 1 where the grid serves the place
    """

    keys: tuple[str, ...]
    codes: Bytes
    served: Bytes


def values_of(data: RegionData, planes: Planes, brief: Brief) -> Values:
    """Value codes of all criteria from the stored fields: arithmetic only, no distance is computed here."""
    table = lookup(data, brief)
    criteria = tuple(data.catalogue.criteria.values())
    codes = np.empty((len(criteria), *data.grid.shape), np.uint8)
    for row, criterion in enumerate(criteria):
        gathered = gather_planes(data, planes, criterion.fields, brief)
        if all(plane is None for plane in gathered.values()):
            codes[row] = 255
        else:
            codes[row] = table.criterion(criterion, gathered)
    return Values(tuple(c.key for c in criteria), codes, served(data, planes, table))


def gather_planes(data: RegionData, planes: Planes, names: tuple[str, ...], brief: Brief) -> dict[str, Codes | None]:
    """The stored planes of named fields, in the variants that the brief needs."""
    return {name: planes.plane(name, data.variant(name, brief)) for name in names}


def served(data: RegionData, planes: Planes, table: Lookup) -> Bytes:
    """1 where a place counts as serviced by the grid; everywhere where no layer says it."""
    layer = data.catalogue.service_layer
    if layer is None or layer.service is None:
        return np.ones(data.grid.shape, np.uint8)
    gathered = gather_planes(data, planes, layer.service.fields, table.brief)
    if all(plane is None for plane in gathered.values()):
        return np.zeros(data.grid.shape, np.uint8)
    return table.flags("service", layer.service.fields, layer.service.serves, gathered)


def barred_cells(data: RegionData, planes: Planes, scenario: Scenario) -> NDArray[np.bool_]:
    """True where any constraint of the scenario bars building, the sea included."""
    table = lookup(data, scenario.brief)
    barred = np.zeros(data.grid.shape, np.uint8)
    for key, limit in data.catalogue.limits(scenario).items():
        constraint = data.catalogue.constraints[key]
        gathered = gather_planes(data, planes, constraint.fields, scenario.brief)
        if all(plane is None for plane in gathered.values()):
            continue
        barred |= table.barred(constraint, limit, gathered)
    return barred.view(np.bool_)


def needed_fields(data: RegionData, brief: Brief) -> list[tuple[str, str]]:
    """Every (field, variant) that a brief needs, over all criteria, constraints and service."""
    catalogue = data.catalogue
    names = {name for c in catalogue.criteria.values() for name in c.fields}
    names |= {name for c in catalogue.constraints.values() for name in c.fields}
    if catalogue.service_layer is not None and catalogue.service_layer.service is not None:
        names |= set(catalogue.service_layer.service.fields)
    return [(name, data.variant(name, brief)) for name in catalogue.fields if name in names]


def require_plane(planes: Planes, field: str, variant: str) -> Codes:
    """A stored plane that must be there."""
    plane = planes.plane(field, variant)
    if plane is None:
        raise CacheError(
            "a field has not been built",
            where=f"{field} {variant}".strip(),
            mend="run the command again without --offline",
        )
    return plane
