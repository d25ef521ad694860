"""From stored field codes to value codes and barred flags: a table per criterion, arithmetic where fields meet."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from geo.catalogue.region_data import RegionData
from geo.decision.brief import Brief
from geo.decision.codes import encode
from geo.decision.constraint import Constraint
from geo.decision.criterion import Criterion, Inputs
from geo.decision.noted_brief import NotedBrief
from geo.decision.tables import keep_better
from geo.space.coding import UNKNOWN_CODE

Codes = NDArray[np.uint16]
Bytes = NDArray[np.uint8]
CHUNK_CELLS = 1 << 20
KEPT_TABLES = 256


class Planes(Protocol):
    """Stored fields of a region: uint16 codes (land cells,), or None where a layer has no data here."""

    def plane(self, field: str, variant: str) -> Codes | None: ...

    def overview(self, field: str, variant: str, stride: int) -> Codes | None: ...


class Lookup:
    """Turns field codes into the byte codes of criteria and constraints of one region and brief.

    Tables are made once per criterion; a criterion over several fields is derived from decoded codes instead.
    """

    def __init__(self, data: RegionData, brief: Brief) -> None:
        self.data, self.brief = data, brief
        self._tables: dict[tuple[str, float | None], Bytes] = {}
        self._reading: set[str] = set()

    def variant(self, field: str) -> str | None:
        """Variant of a field that the brief needs."""
        return self.data.variant(field, self.brief)

    def criterion(self, criterion: Criterion, gathered: Mapping[str, Codes | None]) -> Bytes:
        """Value codes of a criterion for gathered field codes of any one shape; 255 where a field is missing."""
        if criterion.least:
            return self._least(criterion, gathered)
        fields = criterion.fields_for(self.brief)
        return self._codes(criterion.key, None, fields, gathered, self._value(criterion), UNKNOWN_VALUE)

    def _least(self, criterion: Criterion, gathered: Mapping[str, Codes | None]) -> Bytes:
        shape = next(codes.shape for codes in gathered.values() if codes is not None)
        best = np.full(shape, UNKNOWN_VALUE, np.uint8)
        for field, codes in gathered.items():
            if codes is not None:
                keep_better(best.reshape(-1), self.field_table(criterion, field)[codes].reshape(-1))
        return best

    def field_table(self, criterion: Criterion, field: str) -> Bytes:
        """Value code of every code of one field of a criterion that takes the least over its fields."""
        value = criterion.value_function
        return self._table(
            f"{criterion.key}:{field}", None, (field,), lambda inputs: encode(value(criterion.raw_of(field, inputs)))
        )

    def barred(self, constraint: Constraint, limit: float, gathered: Mapping[str, Codes | None]) -> Bytes:
        """1 where a constraint bars, 0 elsewhere; a missing field never bars."""
        if constraint.any:
            shape = next(codes.shape for codes in gathered.values() if codes is not None)
            hit = np.zeros(shape, np.uint8)
            for field, codes in gathered.items():
                if codes is not None:
                    hit |= self.barred_by(constraint, limit, field)[codes]
            return hit
        return self._codes(constraint.key, limit, constraint.fields, gathered, self._barred(constraint, limit), 0)

    def flags(
        self, key: str, fields: tuple[str, ...], test: Callable[[Inputs], Any], gathered: Mapping[str, Codes | None]
    ) -> Bytes:
        """1 where a test over fields holds; missing fields count as unknown."""
        shape = next(codes.shape for codes in gathered.values() if codes is not None)
        full = {name: np.full(shape, UNKNOWN_CODE, np.uint16) if c is None else c for name, c in gathered.items()}
        return self._derived(key, fields, full, lambda inputs: np.asarray(test(inputs), dtype=np.uint8))

    def _value(self, criterion: Criterion) -> Callable[[Inputs], Bytes]:
        return lambda inputs: encode(criterion.value(inputs))

    def _barred(self, constraint: Constraint, limit: float) -> Callable[[Inputs], Bytes]:
        return lambda inputs: np.asarray(constraint.excludes(inputs, limit), dtype=np.uint8)

    def _codes(
        self,
        key: str,
        limit: float | None,
        fields: tuple[str, ...],
        gathered: Mapping[str, Codes | None],
        make: Callable[[Inputs], Bytes],
        missing: int,
    ) -> Bytes:
        shape = next(codes.shape for codes in gathered.values() if codes is not None)
        if any(gathered[name] is None for name in fields):
            return np.full(shape, missing, np.uint8)
        present = {name: codes for name in fields if (codes := gathered[name]) is not None}
        if len(fields) > 1:
            return self._derived(key, fields, present, make)
        return self._table(key, limit, fields, make)[present[fields[0]]]

    def value_table(self, criterion: Criterion) -> Bytes | None:
        """Value code of every field code of a criterion over one field; None where several fields meet."""
        fields = criterion.fields_for(self.brief)
        if len(fields) > 1 or criterion.least:
            return None
        return self._table(criterion.key, None, fields, self._value(criterion))

    def barred_table(self, constraint: Constraint, limit: float) -> Bytes | None:
        """1 for every field code that a constraint over one field bars; None where several fields meet."""
        if len(constraint.fields) > 1 or constraint.any:
            return None
        return self._table(constraint.key, limit, constraint.fields, self._barred(constraint, limit))

    def barred_by(self, constraint: Constraint, limit: float, field: str) -> Bytes:
        """1 for every code of one field that bars by itself, for a constraint of which any field is enough."""
        return self._table(f"{constraint.key}:{field}", limit, (field,), self._barred(constraint, limit))

    def _table(self, key: str, limit: float | None, fields: tuple[str, ...], make: Callable[[Inputs], Bytes]) -> Bytes:
        table = self._tables.get((key, limit))
        if table is None:
            if len(self._tables) >= KEPT_TABLES:
                self._tables.clear()
            table = self._tables[(key, limit)] = self._derived(key, fields, {fields[0]: _EVERY_CODE}, make)
        return table

    def reads_brief(self, key: str) -> bool:
        """Whether what was made under this key (of a criterion or constraint) looked at the brief."""
        return any(read == key or read.startswith(f"{key}:") for read in self._reading)

    def _derived(
        self, key: str, fields: tuple[str, ...], gathered: Mapping[str, Codes], make: Callable[[Inputs], Bytes]
    ) -> Bytes:
        flat = {name: gathered[name].reshape(-1) for name in fields}
        size = flat[fields[0]].size
        out, brief = np.empty(size, np.uint8), NotedBrief.of(self.brief)
        for start in range(0, size, CHUNK_CELLS):
            part = slice(start, start + CHUNK_CELLS)
            decoded = {name: self.data.catalogue.fields[name].decode(codes[part]) for name, codes in flat.items()}
            with np.errstate(invalid="ignore"):
                out[part] = make(Inputs(decoded, brief, self.data.facts))
        if brief.was_read:
            self._reading.add(key)
        return out.reshape(gathered[fields[0]].shape)


UNKNOWN_VALUE = 255
_EVERY_CODE: Codes = np.arange(UNKNOWN_CODE + 1, dtype=np.uint16)


@lru_cache(maxsize=32)
def lookup(data: RegionData, brief: Brief) -> Lookup:
    """The lookup of a region and brief, kept for reuse (RegionData compares by identity)."""
    return Lookup(data, brief)
