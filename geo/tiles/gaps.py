"""What is unknown under a tile, criterion by criterion: whoever asks for no more needs no value.

Criteria over one field are unknown where the field has no code, or one of few codes. Many share that with others, and
under most tiles most of them are known everywhere: rows stand for the rest alone.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geo.decision.criterion import Criterion
from geo.decision.overlay import KNOWN
from geo.lookup import Bytes
from geo.tiles.halves import in_halves


@dataclass(frozen=True)
class Gaps:
    """Where criteria are unknown.

    Attributes
    ----------
    rows : uint8 (rows, cells), 255 where unknown
    row_of : row of each criterion; `KNOWN` or `LACKING` where it is so in every cell
    """

    rows: Bytes
    row_of: npt.NDArray[np.int64]

    @property
    def nbytes(self) -> int:
        """Bytes held."""
        return int(self.rows.nbytes + self.row_of.nbytes)


@dataclass(frozen=True)
class Reading:
    """What tells where a criterion is unknown.

    Attributes
    ----------
    criterion : Criterion
    is_there : whether the fields that it needs are there; else it is unknown everywhere
    alone : fields that tell it by themselves, with the classes of their codes that leave it unknown in part, and wholly
        (see `kernels.classes_of`): the one field, or all of which the least value counts; none where fields meet
    """

    criterion: Criterion
    is_there: bool
    alone: tuple[tuple[str, int, int], ...]


Fill = Callable[[Bytes], bool]
"""Writes 255 for unknown cells and something else for the others; tells whether any is unknown."""


def gaps_of(asked: Sequence[tuple[Hashable, Fill] | int], size: int) -> Gaps:
    """Gaps of criteria over some cells.

    Parameters
    ----------
    asked : of every criterion, what its gaps are told by (those of one name are the same) and how to find them; or
        `KNOWN` or `LACKING`
    size : number of cells
    """
    fills = dict(one for one in asked if not isinstance(one, int))
    places = {name: place for place, name in enumerate(fills)}
    rows, some = np.empty((len(fills), size), np.uint8), np.zeros(len(fills), np.bool_)
    each = list(fills.values())

    def fill(part: range) -> None:
        for k in part:
            some[k] = each[k](rows[k])

    in_halves(fill, *rows.shape)
    row_of = np.where(some, np.cumsum(some) - 1, KNOWN)
    told = [one if isinstance(one, int) else row_of[places[one[0]]] for one in asked]
    return Gaps(rows if some.all() else rows[some], np.array(told, np.int64))
