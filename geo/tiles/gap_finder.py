"""Where criteria are unknown under a tile, found by the classes of code that its fields have there.

Most fields are known all about, or have none of the few codes that a criterion does not know: what the blocks of slots
under a tile hold is kept, and tells so without a look at the cells.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from functools import partial

from geo.decision.criterion import Criterion
from geo.decision.overlay import KNOWN, LACKING
from geo.lookup import UNKNOWN_VALUE, Bytes
from geo.tiles import kernels
from geo.tiles.cells import Cells
from geo.tiles.gaps import Fill, Gaps, Reading, gaps_of
from geo.tiles.ground import Ground
from geo.tiles.halves import in_halves


def gaps_under(ground: Ground, criteria: Sequence[Criterion], cells: Cells) -> Gaps:
    """Where criteria are unknown in a tile's cells."""
    return ground.gaps(criteria, cells, lambda: _Finder(ground, cells).find(criteria))


class _Finder:
    def __init__(self, ground: Ground, cells: Cells) -> None:
        self._ground, self._cells = ground, cells

    def find(self, criteria: Sequence[Criterion]) -> Gaps:
        readings = [self._ground.reading(criterion) for criterion in criteria]
        classes = self._classes(list({field: 0 for reading in readings for field, _, _ in reading.alone}))
        return gaps_of([self._asked(reading, classes) for reading in readings], self._cells.cells.size)

    def _classes(self, fields: list[str]) -> dict[str, int]:
        found, blocks = {}, kernels.blocks_of(self._cells.cells)

        def look(part: range) -> None:
            for k in part:
                found[fields[k]] = self._ground.classes(fields[k], self._cells, blocks)

        in_halves(look, len(fields), blocks.size * kernels.BLOCK_SLOTS)
        return found

    def _asked(self, reading: Reading, classes: dict[str, int]) -> tuple[Hashable, Fill] | int:
        seen = [_gaps_by(field, classes[field], some, whole) for field, some, whole in reading.alone]
        if KNOWN in seen:
            return KNOWN
        if not reading.is_there or (seen and all(gaps == LACKING for gaps in seen)):
            return LACKING
        shared = seen[0] if len(seen) == 1 else None
        return shared or reading.criterion.key, partial(self._fill, reading.criterion)

    def _fill(self, criterion: Criterion, out: Bytes) -> bool:
        self._ground.fill(criterion, self._cells, out)
        return bool((out == UNKNOWN_VALUE).any())


def _gaps_by(field: str, seen: int, some: int, whole: int) -> Hashable:
    """`KNOWN`, `LACKING`, or the field and its classes that are unknown; None where it takes codes to tell."""
    if not seen & some:
        return KNOWN
    if not seen & ~whole:
        return LACKING
    return (field, seen & whole) if seen & some == seen & whole else None
