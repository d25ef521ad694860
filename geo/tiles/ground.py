"""What is known of the cells of a region under one brief: value codes, what bars, what serves; gathered, not stored."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from geo.catalogue.layer import UNKNOWN_CODE
from geo.catalogue.region_data import RegionData
from geo.decision.brief import Brief
from geo.decision.constraint import Constraint
from geo.decision.criterion import Criterion
from geo.errors import CacheError
from geo.lookup import UNKNOWN_VALUE, Bytes, Codes, Lookup, Planes
from geo.tiles import kernels
from geo.tiles.store import ByteStore

I32 = npt.NDArray[np.int32]
TABLES_BYTES = 32 << 20


class NotBuiltError(CacheError):
    """A field that is needed is not in the cache yet."""


class Tables:
    """Byte of every possible code of a field, by criterion, or by constraint and limit; bounded."""

    def __init__(self) -> None:
        self._kept: ByteStore[Bytes] = ByteStore(TABLES_BYTES, lambda table: table.nbytes)
        self._codes: Codes = np.arange(UNKNOWN_CODE + 1, dtype=np.uint16)

    def value(self, data: RegionData, brief: Brief, criterion: Criterion) -> Bytes:
        """Value codes of a criterion of one field. Without `derive` the brief plays no part."""
        key = (data.fingerprint, criterion.key, brief if criterion.derive is not None else None)
        every = {criterion.fields[0]: self._codes}
        return self._kept.get(key, lambda: Lookup(data, brief).criterion(criterion, every))

    def barred(self, data: RegionData, brief: Brief, constraint: Constraint, limit: float) -> Bytes:
        """1 for each code that a constraint of one field bars at a limit."""
        key = (data.fingerprint, constraint.key, limit, brief)
        every = {constraint.fields[0]: self._codes}
        return self._kept.get(key, lambda: Lookup(data, brief).barred(constraint, limit, every))


class Ground:
    """The planes of a region in the variants that a brief needs, opened as they are asked for.

    Parameters
    ----------
    data : RegionData
    planes : Planes
        Stored fields.
    brief : Brief
    tables : Tables
    """

    def __init__(self, data: RegionData, planes: Planes, brief: Brief, tables: Tables) -> None:
        self.data, self.brief = data, brief
        self._planes, self._tables = planes, tables
        self._open: dict[str, Codes | None] = {}

    def plane(self, field: str) -> Codes | None:
        """Codes of a field, flat; None where no layer has data here.

        Raises
        ------
        NotBuiltError
            The field can be built and has not been.
        """
        if field not in self._open:
            variant = self.data.variant(field, self.brief)
            found = self._planes.plane(field, variant)
            if found is None and self.data.reader(self.data.catalogue.layer_of(field).key) is not None:
                raise NotBuiltError(
                    "a field is still being built", where=f"{field} {variant}".strip(), mend="ask again"
                )
            self._open[field] = None if found is None else kernels.plain(found)
        return self._open[field]

    def values(self, criteria: Sequence[Criterion], cells: I32) -> Bytes:
        """Value codes (criteria, cells)."""
        codes = np.empty((len(criteria), cells.size), np.uint8)
        for row, criterion in zip(codes, criteria, strict=True):
            plane = self.plane(criterion.fields[0])
            if len(criterion.fields) == 1 and plane is not None:
                table = self._tables.value(self.data, self.brief, criterion)
                kernels.translate(plane, cells, table, row)
            else:
                row[:] = self._derived(criterion.fields, cells, UNKNOWN_VALUE, self._value_of(criterion))
        return codes

    def barred(self, limits: dict[str, float], cells: I32) -> Bytes:
        """1 where any of the constraints bars at its limit."""
        out = np.zeros(cells.size, np.uint8)
        for key, limit in limits.items():
            constraint = self.data.catalogue.constraints[key]
            plane = self.plane(constraint.fields[0])
            if len(constraint.fields) == 1 and plane is not None:
                table = self._tables.barred(self.data, self.brief, constraint, limit)
                kernels.translate_or(plane, cells, table, out)
            else:
                out |= self._derived(constraint.fields, cells, 0, self._barred_of(constraint, limit))
        return out

    def sea(self, cells: I32) -> Bytes:
        """1 where the layer of the land says that there is none."""
        return self.barred({c.key: c.limit for c in self.data.catalogue.land_layer.constraints}, cells)

    def served(self, cells: I32) -> Bytes:
        """1 where the grid serves a place; everywhere where no layer says it."""
        layer = self.data.catalogue.service_layer
        if layer is None or layer.service is None:
            return np.ones(cells.size, np.uint8)
        service, gathered = layer.service, self._gathered(layer.service.fields, cells)
        if all(codes is None for codes in gathered.values()):
            return np.zeros(cells.size, np.uint8)
        return Lookup(self.data, self.brief).flags("service", service.fields, service.serves, gathered)

    def picture(self, field: str, cells: I32, table: Bytes) -> Bytes:
        """Byte that a table gives for a field's code at each cell; the table's last entry where there is no data."""
        out = np.full(cells.size, table[UNKNOWN_CODE], np.uint8)
        plane = self.plane(field)
        if plane is not None:
            kernels.translate(plane, cells, table, out)
        return out

    def _gathered(self, fields: tuple[str, ...], cells: I32) -> dict[str, Codes | None]:
        found: dict[str, Codes | None] = {}
        for field in fields:
            plane = self.plane(field)
            found[field] = None if plane is None else kernels.gather(plane, cells)
        return found

    def _derived(
        self, fields: tuple[str, ...], cells: I32, missing: int, make: Callable[[dict[str, Codes | None]], Bytes]
    ) -> Bytes:
        gathered = self._gathered(fields, cells)
        if any(codes is None for codes in gathered.values()):
            return np.full(cells.size, missing, np.uint8)
        return make(gathered)

    def _value_of(self, criterion: Criterion) -> Callable[[dict[str, Codes | None]], Bytes]:
        return lambda gathered: Lookup(self.data, self.brief).criterion(criterion, gathered)

    def _barred_of(self, constraint: Constraint, limit: float) -> Callable[[dict[str, Codes | None]], Bytes]:
        return lambda gathered: Lookup(self.data, self.brief).barred(constraint, limit, gathered)
