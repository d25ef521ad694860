"""What is known of the cells under a tile, for one region and brief: value codes, what bars, what serves."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence

import numpy as np

from geo.catalogue.region_data import RegionData
from geo.decision.brief import Brief
from geo.decision.constraint import Constraint
from geo.decision.criterion import Criterion
from geo.decision.tables import gather
from geo.errors import CacheError
from geo.lookup import UNKNOWN_VALUE, Bytes, Codes, Lookup, Planes
from geo.space.coding import UNKNOWN_CODE
from geo.tiles import kernels
from geo.tiles.cells import Cells
from geo.tiles.store import ByteStore

SEA = "sea"
"""The constraint that no scenario can switch off (`Catalogue.check`)."""
TABLES_BYTES = 32 << 20
CODES_BYTES = 64 << 20


class NotBuiltError(CacheError):
    """A field that is needed is not in the cache yet."""


class Memory:
    """What grounds of all regions and briefs share, bounded: tables by criterion or limit, and codes under tiles.

    A `Lookup` keeps its tables for good, and limits come from addresses: each table here is made by a passing one.
    """

    def __init__(self) -> None:
        self.tables: ByteStore[Bytes] = ByteStore(TABLES_BYTES, lambda table: table.nbytes)
        self.codes: ByteStore[Bytes] = ByteStore(CODES_BYTES, lambda codes: codes.nbytes)


class Ground:
    """The planes of a region in the variants that a brief needs, opened as they are asked for.

    Parameters
    ----------
    data : RegionData
    planes : Planes
        Stored fields.
    brief : Brief
    memory : Memory
    """

    def __init__(self, data: RegionData, planes: Planes, brief: Brief, memory: Memory) -> None:
        self.data, self.brief = data, brief
        self._planes, self._memory = planes, memory
        self._open: dict[str, Codes | None] = {}
        self._variants: dict[str, str] = {}

    def plane(self, field: str) -> Codes | None:
        """Codes of a field, flat; None where no layer has data here.

        Raises
        ------
        NotBuiltError
            The field can be built and has not been.
        """
        if field not in self._open:
            variant = self._variant(field)
            found = self._planes.plane(field, variant)
            if found is None and self.data.reader(self.data.catalogue.layer_of(field).key) is not None:
                raise NotBuiltError(
                    "a field is still being built", where=f"{field} {variant}".strip(), mend="ask again"
                )
            self._open[field] = None if found is None else kernels.plain(found)
        return self._open[field]

    def values(self, criteria: Sequence[Criterion], cells: Cells) -> Bytes:
        """Value codes (criteria, cells)."""
        codes = np.empty((len(criteria), cells.cells.size), np.uint8)
        for row, criterion in zip(codes, criteria, strict=True):
            row[:] = self._value(criterion, cells)
        return codes

    def barred(self, limits: dict[str, float], cells: Cells) -> Bytes:
        """1 where any of the constraints bars at its limit."""
        out = np.zeros(cells.cells.size, np.uint8)
        for key, limit in limits.items():
            out |= self._barred(self.data.catalogue.constraints[key], limit, cells)
        return out

    def sea(self, cells: Cells) -> Bytes:
        """1 where a place is barred for being no land."""
        bar = self.data.catalogue.constraints.get(SEA)
        return self.barred({SEA: bar.limit} if bar else {}, cells)

    def served(self, cells: Cells) -> Bytes:
        """1 where the grid serves a place; everywhere where no layer says it."""
        layer = self.data.catalogue.service_layer
        if layer is None or layer.service is None:
            return np.ones(cells.cells.size, np.uint8)
        service, gathered = layer.service, self._gathered(layer.service.fields, cells)
        if all(codes is None for codes in gathered.values()):
            return np.zeros(cells.cells.size, np.uint8)
        return Lookup(self.data, self.brief).flags("service", service.fields, service.serves, gathered)

    def picture(self, field: str, cells: Cells, table: Bytes) -> Bytes:
        """Byte that a table gives for a field's code at each cell; the table's last entry where there is no data."""
        out = np.full(cells.cells.size, table[UNKNOWN_CODE], np.uint8)
        plane = self.plane(field)
        if plane is not None:
            kernels.translate(plane, cells.cells, table, out)
        return out

    def _value(self, criterion: Criterion, cells: Cells) -> Bytes:
        brief = self.brief if criterion.derive is not None else None
        what = (criterion.key, brief)
        return self._codes(what, criterion.fields, cells, UNKNOWN_VALUE, lambda lookup: lookup.value_table(criterion),
                           lambda lookup, gathered: lookup.criterion(criterion, gathered))  # fmt: skip

    def _barred(self, constraint: Constraint, limit: float, cells: Cells) -> Bytes:
        what = (constraint.key, limit, self.brief)
        return self._codes(what, constraint.fields, cells, 0, lambda lookup: lookup.barred_table(constraint, limit),
                           lambda lookup, gathered: lookup.barred(constraint, limit, gathered))  # fmt: skip

    def _codes(
        self,
        what: Hashable,
        fields: tuple[str, ...],
        cells: Cells,
        missing: int,
        table_of: Callable[[Lookup], Bytes | None],
        derived: Callable[[Lookup, dict[str, Codes | None]], Bytes],
    ) -> Bytes:
        """Bytes under a tile: through a table where one field says it, by arithmetic where several meet."""
        variants = tuple(self._variant(field) for field in fields)
        key = (self.data.fingerprint, what, variants)

        def made() -> Bytes:
            if any(self.plane(field) is None for field in fields):
                return np.full(cells.cells.size, missing, np.uint8)
            if len(fields) > 1:
                return derived(Lookup(self.data, self.brief), self._gathered(fields, cells))
            table = self._memory.tables.get(key, lambda: _made(table_of(Lookup(self.data, self.brief))))
            return self.picture(fields[0], cells, table)

        return self._memory.codes.get((key, cells.address), made)

    def _variant(self, field: str) -> str:
        if field not in self._variants:
            self._variants[field] = self.data.variant(field, self.brief)
        return self._variants[field]

    def _gathered(self, fields: tuple[str, ...], cells: Cells) -> dict[str, Codes | None]:
        planes = {field: self.plane(field) for field in fields}
        return {field: None if plane is None else gather(plane, cells.cells) for field, plane in planes.items()}


def _made(table: Bytes | None) -> Bytes:
    assert table is not None, "one field has a table"
    return table
