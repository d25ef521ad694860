"""What bars a place: a gate that no good score elsewhere can buy back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo.decision.criterion import Inputs

BoolArray = NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True)
class Constraint:
    """A rule under which building is barred.

    `excludes(inputs, limit)` is True where building is barred; unknown inputs never bar. `limit` is in `unit`
    and is None for a rule without a threshold. `on` is what a scenario starts with.
    """

    key: str
    title: str
    fields: tuple[str, ...]
    excludes: Callable[[Inputs, float], BoolArray]
    rationale: str
    on: bool
    limit: float = 0.0
    unit: str = ""
    limits_allowed: tuple[float, float] | None = None
    references: tuple[str, ...] = ()
    group: str = ""
    """Rules of one group stand together, folded away; without one a rule stands by itself."""
    coarse: bool = False
    """True where the data is coarser than twice the cell: such a rule is off in every preset and warns."""
    any: bool = False
    """Whether each field alone may bar: `excludes` then sees one field at a time, and any of them is enough."""

    def bars(self, inputs: Inputs, limit: float) -> BoolArray:
        """True where building is barred, by all fields together or by any of them."""
        if not self.any:
            return np.asarray(self.excludes(inputs, limit))
        each = [self.excludes(Inputs({name: inputs[name]}, inputs.brief, inputs.facts), limit) for name in self.fields]
        return np.asarray(np.logical_or.reduce(each))

    def to_dict(self) -> dict[str, Any]:
        """The rule without its code, for pages and exports."""
        keys = ("key", "title", "rationale", "on", "limit", "unit", "coarse")
        return {key: getattr(self, key) for key in keys} | {"references": list(self.references)}
