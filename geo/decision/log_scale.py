"""Values on a logarithmic scale, for the weighted geometric mean on the map.

A product lives on ratios: with evenly spaced codes a value between 0 and half a step is a 0, and so is the whole score.
So the map codes x as y(x) = 1 - (s / 250) ln(1 + 3.2 t) with t = -ln x: steps as fine as 0.5 % near 1, coarser where a
small value has made the score small already. With s as below y(0) = 0, every x from 7e-8 up has a code of its own (all
that is smaller and not 0 shares the last one), 0.5 has one exactly, and coding moves no score by more than 0.4 points:
half a step is (1 + 3.2 t) / (6.4 s), so the error is at most 100 e^-T (0.0025 + 0.008 T), T = -ln of the score.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Final

import numpy as np
import numpy.typing as npt

from geo.decision.codes import VALUE_STEPS
from geo.decision.value_function import Values

STRETCH: Final = 3.2
HALF_CODE: Final = 177
"""Code of 0.5, which stands for what is not known."""
STEEPNESS: Final = (VALUE_STEPS - HALF_CODE) / float(np.log1p(STRETCH * np.log(2.0)))
KEY: Final = "{} on a log scale"
Floats = npt.NDArray[np.float64]


def to_scale(values: npt.ArrayLike) -> Values:
    """Place on the scale, 0..1, of values in [0, 1]: 0 for 0 alone; NaN stays NaN."""
    raw = np.asarray(values)
    with np.errstate(divide="ignore"):
        steps = VALUE_STEPS - STEEPNESS * np.log1p(-STRETCH * np.log(raw))
    return np.asarray(np.where(raw > 0, np.maximum(steps, 1.0), np.where(np.isnan(raw), raw, 0.0)) / VALUE_STEPS)


def logarithms() -> Floats:
    """Natural logarithm of the value that each code 0..250 stands for; minus infinity for 0."""
    codes = np.arange(VALUE_STEPS + 1, dtype=np.float64)
    found = -np.expm1((VALUE_STEPS - codes) / STEEPNESS) / STRETCH
    found[0] = -np.inf
    return found


@dataclass(frozen=True)
class OnLogScale:
    """A value function whose values are places on the scale."""

    inner: Any
    kind: ClassVar[str] = "log_scale"

    def __call__(self, raw: npt.ArrayLike) -> Values:
        return to_scale(self.inner(raw))

    def describe(self, unit: str) -> str:
        """As the value function itself."""
        return str(self.inner.describe(unit))

    @property
    def direction(self) -> int:
        """As the value function itself: the scale rises."""
        return int(self.inner.direction)

    def inverse(self, value: float) -> float:
        """Raw value of a place on the scale."""
        return float(self.inner.inverse(float(np.exp(np.interp(value * VALUE_STEPS, np.arange(251), _finite())))))

    def to_dict(self) -> dict[str, Any]:
        """Kind and the value function itself."""
        return {"kind": self.kind, "inner": self.inner.to_dict()}


def _finite() -> Floats:
    found = logarithms()
    found[0] = found[1]
    return found
