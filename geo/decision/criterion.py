"""What is scored: a raw value with a unit, a value function and a reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from geo.decision.brief import Brief
from geo.decision.log_scale import KEY, OnLogScale

FloatArray = NDArray[np.floating[Any]]
GATE_UNIT = "gate"
Evidence = Literal["measured", "modelled", "assumed", "unverified", "unknown"]


class ValueFunction(Protocol):
    """Raw values in the criterion's unit to values in [0, 1]; unknown (NaN) stays unknown."""

    def __call__(self, raw: FloatArray) -> FloatArray: ...

    def describe(self, unit: str) -> str: ...

    @property
    def direction(self) -> int: ...

    def inverse(self, value: float) -> float: ...

    def to_dict(self) -> dict[str, Any]: ...


@dataclass(frozen=True)
class Inputs:
    """What `derive` and `excludes` may look at: fields in physical units, the brief and region-wide facts.

    Parameters
    ----------
    fields : mapping of str to float array
        By field name ("layer.field"); all of one shape; NaN is unknown. Cells, points and tile pixels look alike.
    brief : Brief
    facts : mapping
        Region-wide fact lookups made by the layers (for example the largest load by synchronous system).
    """

    fields: Mapping[str, FloatArray]
    brief: Brief
    facts: Mapping[str, Any] = field(default_factory=dict)

    def __getitem__(self, name: str) -> FloatArray:
        return self.fields[name]


def verdicts(values: FloatArray) -> list[str]:
    """Gate values as words: "pass" for 1, "fail" for 0, "unknown" for NaN."""
    return ["unknown" if np.isnan(value) else "pass" if value >= 1.0 else "fail" for value in values]


@dataclass(frozen=True, kw_only=True)
class Criterion:
    """One thing that makes a place better or worse, on an absolute scale.

    `derive` is elementwise: the same function serves cells, points and tile pixels. Left out, the raw value is
    the first field as it is.
    """

    key: str
    title: str
    unit: str
    group: str
    fields: tuple[str, ...]
    value_function: ValueFunction
    weight: float
    evidence: Evidence
    rationale: str
    references: tuple[str, ...]
    derive: Callable[[Inputs], FloatArray] | None = None
    decimals: int = 0
    objective: bool = False
    """Whether a Pareto front starts with it."""
    nearest: str | None = None
    """Name of the distance field whose nearest feature explains the value, if any."""
    least: bool = False
    """Whether each field is one way to have it, of which the least raw value counts: `derive` sees one field at a time,
    fields that a brief has no use for are left out, and the value function must fall as the raw value rises."""
    bounds: tuple[Callable[[Inputs], FloatArray], Callable[[Inputs], FloatArray]] | None = None
    """Low and high raw value where the model states them, each derived like the raw value that lies between them."""

    needs: Callable[[Brief], tuple[str, ...]] | None = None
    """Which of the fields a brief really looks at, where that is not all of them: `derive` is given those alone."""

    def fields_for(self, brief: Brief) -> tuple[str, ...]:
        """The fields that are read under a brief; all of them are built, so that a new brief finds them stored."""
        return self.fields if self.needs is None else self.needs(brief)

    def coded_for(self, rule: str) -> Criterion:
        """The criterion as the map codes it for a rule: on a log scale, and under another key, for a product."""
        if rule != "weighted_geometric":
            return self
        return replace(self, key=KEY.format(self.key), value_function=OnLogScale(self.value_function))

    @property
    def is_gate(self) -> bool:
        """Whether the value is a verdict (1 pass, 0 fail, unknown): shown, counted, never weighed."""
        return self.unit == GATE_UNIT

    def raw(self, inputs: Inputs) -> FloatArray:
        """Raw value in `unit`; NaN where a needed field is unknown."""
        return self._by(self.derive, inputs)

    def raw_of(self, field: str, inputs: Inputs) -> FloatArray:
        """Raw value by one field alone, for a criterion that takes the least over its fields."""
        return self._of(self.derive, field, inputs)

    def value_range(self, inputs: Inputs) -> tuple[FloatArray, FloatArray] | None:
        """Least and greatest value in [0, 1] between the bounds of the raw value; None where none are stated."""
        if self.bounds is None:
            return None
        ends = np.stack([self.value_function(self._by(each, inputs)) for each in (*self.bounds, self.derive)])
        return ends.min(axis=0), ends.max(axis=0)

    def _by(self, derive: Callable[[Inputs], FloatArray] | None, inputs: Inputs) -> FloatArray:
        if self.least:
            return np.asarray(np.fmin.reduce([self._of(derive, name, inputs) for name in self.fields]))
        return derive(inputs) if derive is not None else inputs[self.fields[0]]

    @staticmethod
    def _of(derive: Callable[[Inputs], FloatArray] | None, field: str, inputs: Inputs) -> FloatArray:
        one = Inputs({field: inputs[field]}, inputs.brief, inputs.facts)
        return derive(one) if derive is not None else one[field]

    def value(self, inputs: Inputs) -> FloatArray:
        """Value in [0, 1]; NaN where the raw value is unknown."""
        return self.value_function(self.raw(inputs))
