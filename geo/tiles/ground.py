"""What is known of the cells under a tile, for one region and brief: value codes, what bars, what serves."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from geo.catalogue.region_data import RegionData
from geo.decision.brief import Brief
from geo.decision.constraint import Constraint
from geo.decision.criterion import Criterion
from geo.decision.tables import gather, keep_better
from geo.errors import CacheError
from geo.lookup import UNKNOWN_VALUE, Bytes, Codes, Lookup, Planes
from geo.space.coding import UNKNOWN_CODE
from geo.tiles import kernels
from geo.tiles.cells import Cells
from geo.tiles.gaps import Gaps, Reading
from geo.tiles.halves import in_halves
from geo.tiles.store import ByteStore

I32 = npt.NDArray[np.int32]
Classes = npt.NDArray[np.uint64]
Indices = npt.NDArray[np.int64]
TABLES_BYTES = 32 << 20
CODES_BYTES = 96 << 20
GAPS_BYTES = 16 << 20
CLASSES_BYTES = 32 << 20


class NotBuiltError(CacheError):
    """A field that is needed is not in the cache yet."""


class Memory:
    """What grounds of all regions and briefs share, bounded: tables by criterion or limit, codes by tile.

    A `Lookup` keeps its tables for good, and limits come from addresses: each table here is made by a passing one.
    """

    def __init__(self) -> None:
        self.tables: ByteStore[Bytes] = ByteStore(TABLES_BYTES, lambda table: table.nbytes)
        self.codes: ByteStore[Bytes] = ByteStore(CODES_BYTES, lambda codes: codes.nbytes)
        self.classes: ByteStore[Classes] = ByteStore(CLASSES_BYTES, lambda classes: classes.nbytes)
        self.gaps: ByteStore[Gaps] = ByteStore(GAPS_BYTES, lambda gaps: gaps.nbytes)


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
        self._open: dict[str, tuple[str, Codes | None]] = {}
        self._readings: dict[str, Reading] = {}
        self._flat: dict[tuple[str, int], tuple[Codes, bool]] = {}

    def plane(self, field: str) -> Codes | None:
        """Codes of a field; None where no layer has data here.

        Raises
        ------
        NotBuiltError
            The field can be built and has not been.
        """
        if field not in self._open:
            variant = self.data.variant(field, self.brief)
            if variant is None:
                return None
            found = self._planes.plane(field, variant)
            if found is None and self.data.reader(self.data.catalogue.layer_of(field).key) is not None:
                raise NotBuiltError(
                    "a field is still being built", where=f"{field} {variant}".strip(), mend="ask again"
                )
            self._open[field] = (variant, found)
        return self._open[field][1]

    def has_land(self) -> None:
        """Raise NotBuiltError while the field of the land itself is being built: to cut the land takes a while."""
        catalogue = self.data.catalogue
        for field in catalogue.fields:
            if catalogue.layer_of(field) is catalogue.land_layer:
                self.plane(field)

    def codes(self, field: str, cells: Cells) -> tuple[Codes, I32] | None:
        """Codes of a field and the slots in them of a tile's cells: an overview's where there is one."""
        found = self._flat.get((field, cells.stride))
        if found is None:
            plane = self.plane(field)
            if plane is None:
                return None
            smaller = self._planes.overview(field, self._open[field][0], cells.stride) if cells.stride > 1 else None
            found = (kernels.plain(plane), False) if smaller is None else (kernels.plain(smaller), True)
            self._flat[(field, cells.stride)] = found
        codes, is_overview = found
        length = cells.picked.size if is_overview and cells.picked is not None else cells.land_count
        if codes.size != length:  # compiled loops look no further: they would read somebody else's memory
            raise CacheError("a field and a tile are of different land", where=field, mend="reload the page")
        return codes, cells.cells if is_overview else cells.whole

    def values(self, criteria: Sequence[Criterion], cells: Cells) -> Bytes:
        """Value codes (criteria, cells); kept under the tile, so that other weights find them."""
        key = (self.data.fingerprint, self.brief, tuple(criterion.key for criterion in criteria), cells.key)
        return self._memory.codes.get(key, lambda: self._values(criteria, cells))

    def gaps(self, criteria: Sequence[Criterion], cells: Cells, find: Callable[[], Gaps]) -> Gaps:
        """Where criteria are unknown; kept under the tile, as values are."""
        key = (self.data.fingerprint, self.brief, tuple(criterion.key for criterion in criteria), cells.key)
        return self._memory.gaps.get(key, find)

    def classes(self, field: str, cells: Cells, blocks: I32) -> int:
        """Classes of code that a field has in the blocks that hold a tile's cells, and maybe others; see `kernels`."""
        found = self.codes(field, cells)
        assert found is not None, "looked at before"
        codes, slots = found
        key = (self.data.fingerprint, field, self._open[field][0], codes.size)
        kept = self._memory.classes.get(key, lambda: np.zeros(kernels.block_count(codes.size), np.uint64))
        return int(kernels.classes_of(codes, blocks if slots is cells.cells else kernels.blocks_of(slots), kept))

    def reading(self, criterion: Criterion) -> Reading:
        """By which fields it can be told where a criterion is unknown."""
        if criterion.key not in self._readings:
            self._readings[criterion.key] = self._reading(criterion)
        return self._readings[criterion.key]

    def barred(self, limits: dict[str, float], cells: Cells) -> Bytes:
        """1 where any of the constraints bars at its limit; kept under the tile."""
        key = (self.data.fingerprint, self.brief, tuple(limits.items()), cells.key)
        return self._memory.codes.get(key, lambda: self._barred(limits, cells))

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
        found = self.codes(field, cells)
        if found is not None:
            kernels.translate(*found, table, out)
        return out

    def table(self, criterion: Criterion, field: str) -> Bytes:
        """Value code that a criterion has by each code of a field: its one field, or one of which the least counts."""
        if not criterion.least:
            return self._value_table(criterion)
        key = (self.data.fingerprint, criterion.key, field, self.brief)
        return self._memory.tables.get(key, lambda: Lookup(self.data, self.brief).field_table(criterion, field))

    def _reading(self, criterion: Criterion) -> Reading:
        fields = criterion.fields_for(self.brief)
        there = [field for field in fields if self.plane(field) is not None]
        if not criterion.least and len(there) < len(fields):
            there = []
        alone = there if criterion.least or len(fields) == 1 else []
        tables = [(field, *kernels.unknown_classes(self.table(criterion, field))) for field in alone]
        return Reading(criterion, bool(there), tuple(tables))

    def _values(self, criteria: Sequence[Criterion], cells: Cells) -> Bytes:
        codes = np.empty((len(criteria), cells.cells.size), np.uint8)

        def fill(rows: range) -> None:
            for row in rows:
                self.fill(criteria[row], cells, codes[row])

        in_halves(fill, *codes.shape)
        return codes

    def fill(self, criterion: Criterion, cells: Cells, out: Bytes) -> None:
        """Write value codes of a criterion."""
        if criterion.least:
            self._least(criterion, cells, out)
            return
        fields = criterion.fields_for(self.brief)
        found = self.codes(fields[0], cells)
        if found is None or not self._known(fields[1:]):
            out[:] = UNKNOWN_VALUE
        elif len(fields) == 1:
            kernels.translate(*found, self._value_table(criterion), out)
        else:
            out[:] = Lookup(self.data, self.brief).criterion(criterion, self._gathered(fields, cells))

    def _least(self, criterion: Criterion, cells: Cells, out: Bytes) -> None:
        out[:] = UNKNOWN_VALUE
        one = np.empty(out.size, np.uint8)
        for field in criterion.fields:
            if self.plane(field) is not None:
                self._translate(field, cells, self.table(criterion, field), one)
                keep_better(out, one)

    def _barred(self, limits: dict[str, float], cells: Cells) -> Bytes:
        out, one = np.zeros(cells.cells.size, np.uint8), np.empty(cells.cells.size, np.uint8)
        for key, limit in limits.items():
            constraint = self.data.catalogue.constraints[key]
            if constraint.any:
                self._barred_by_any(constraint, limit, cells, one, out)
                continue
            if not self._known(constraint.fields):
                continue
            if len(constraint.fields) == 1:
                self._translate(constraint.fields[0], cells, self._barred_table(constraint, limit), one)
                out |= one
            else:
                gathered = self._gathered(constraint.fields, cells)
                out |= Lookup(self.data, self.brief).barred(constraint, limit, gathered)
        return out

    def _barred_by_any(self, constraint: Constraint, limit: float, cells: Cells, one: Bytes, out: Bytes) -> None:
        for field in constraint.fields:
            if self.plane(field) is not None:
                key = (self.data.fingerprint, constraint.key, field, limit, self.brief)
                table = self._memory.tables.get(
                    key,
                    lambda f=field: Lookup(self.data, self.brief).barred_by(constraint, limit, f),  # type: ignore[misc]
                )
                self._translate(field, cells, table, one)
                out |= one

    def _known(self, fields: tuple[str, ...]) -> bool:
        return all(self.plane(field) is not None for field in fields)

    def _translate(self, field: str, cells: Cells, table: Bytes, out: Bytes) -> None:
        found = self.codes(field, cells)
        assert found is not None, "looked at before"
        kernels.translate(*found, table, out)

    def _value_table(self, criterion: Criterion) -> Bytes:
        """Value code of every code of a criterion's field. Without `derive` the brief plays no part."""
        brief = self.brief if criterion.derive is not None else None
        key = (self.data.fingerprint, criterion.key, brief)
        return self._memory.tables.get(key, lambda: _made(Lookup(self.data, self.brief).value_table(criterion)))

    def _barred_table(self, constraint: Constraint, limit: float) -> Bytes:
        key = (self.data.fingerprint, constraint.key, limit, self.brief)
        return self._memory.tables.get(
            key, lambda: _made(Lookup(self.data, self.brief).barred_table(constraint, limit))
        )

    def _gathered(self, fields: tuple[str, ...], cells: Cells) -> dict[str, Codes | None]:
        found = {field: self.codes(field, cells) for field in fields}
        for codes in found.values():
            if codes is not None:
                kernels.fetch(*codes)
        return {field: None if codes is None else gather(*codes) for field, codes in found.items()}


def _made(table: Bytes | None) -> Bytes:
    assert table is not None, "one field has a table"
    return table
