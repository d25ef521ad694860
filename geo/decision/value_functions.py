"""Value functions: from a raw value with a unit to a value in [0, 1], absolute, never stretched to an extent.

NaN stays NaN: unknown is not zero. Float32 in gives float32 out, so that whole regions stay small.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from geo.decision.value_function import ValueFunction, Values, amount, demand, finite, floats
from geo.errors import DataError


@dataclass(frozen=True)
class Linear(ValueFunction):
    """0 at `worst` and beyond, 1 at `best` and beyond, straight between.

    Parameters
    ----------
    worst, best : float
        Raw values in the criterion's unit; `worst` may be the larger one.
    """

    worst: float
    best: float
    kind: ClassVar[str] = "linear"

    def __post_init__(self) -> None:
        demand(
            finite(self.worst, self.best) and self.worst != self.best,
            "Linear",
            f"{self.worst}, {self.best}",
            "two different finite numbers",
        )

    def __call__(self, raw: npt.ArrayLike) -> Values:
        values = floats(raw)
        return np.clip((values - values.dtype.type(self.worst)) / values.dtype.type(self.best - self.worst), 0.0, 1.0)

    def describe(self, unit: str) -> str:
        return f"0 at {amount(self.worst, unit)}, 1 at {amount(self.best, unit)}, straight between"

    @property
    def direction(self) -> int:
        return 1 if self.best > self.worst else -1

    def inverse(self, value: float) -> float:
        return self.worst + value * (self.best - self.worst) if 0.0 <= value <= 1.0 else np.nan


@dataclass(frozen=True)
class Piecewise(ValueFunction):
    """Straight lines through (raw, value) points, flat beyond the ends.

    Parameters
    ----------
    points : tuple of (float, float)
        At least two, raw values strictly rising, values in [0, 1].
    """

    points: tuple[tuple[float, float], ...]
    kind: ClassVar[str] = "piecewise"

    def __post_init__(self) -> None:
        object.__setattr__(self, "points", tuple((float(x), float(y)) for x, y in self.points))
        rising = all(a[0] < b[0] for a, b in zip(self.points, self.points[1:], strict=False))
        inside = all(np.isfinite(x) and 0.0 <= y <= 1.0 for x, y in self.points)
        demand(
            len(self.points) >= 2 and rising and inside,
            "Piecewise",
            str(self.points),
            "two or more points, raw values strictly rising, values in 0..1",
        )

    def __call__(self, raw: npt.ArrayLike) -> Values:
        values = floats(raw)
        return np.asarray(np.interp(values, *self._columns()), dtype=values.dtype)

    def describe(self, unit: str) -> str:
        return ", ".join(f"{y:g} at {amount(x, unit)}" for x, y in self.points) + ", straight between"

    @property
    def direction(self) -> int:
        steps = np.diff(self._columns()[1])
        return 1 if (steps >= 0).all() and steps.any() else -1 if (steps <= 0).all() and steps.any() else 0

    def inverse(self, value: float) -> float:
        raw, worth = self._columns()[0], self._columns()[1]
        if self.direction == 0 or not 0.0 <= value <= worth.max():
            return np.nan
        return (
            _first_reaching(raw, worth, value) if self.direction > 0 else _first_reaching(raw[::-1], worth[::-1], value)
        )

    def _columns(self) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        table = np.array(self.points)
        return table[:, 0], table[:, 1]


@dataclass(frozen=True)
class Logistic(ValueFunction):
    """S-curve 1 / (1 + exp(-(raw - middle) / scale)): half at `middle`; a negative `scale` falls.

    Parameters
    ----------
    middle, scale : float
        In the criterion's unit. From 0.1 to 0.9 takes 4.4 scales.
    """

    middle: float
    scale: float
    kind: ClassVar[str] = "logistic"

    def __post_init__(self) -> None:
        demand(
            finite(self.middle, self.scale) and self.scale != 0,
            "Logistic",
            f"{self.middle}, {self.scale}",
            "finite numbers, scale not zero",
        )

    def __call__(self, raw: npt.ArrayLike) -> Values:
        values = floats(raw)
        # tanh does not overflow where exp would.
        half = values.dtype.type(0.5)
        return half + half * np.tanh(half * (values - values.dtype.type(self.middle)) / values.dtype.type(self.scale))

    def describe(self, unit: str) -> str:
        to = "rising" if self.scale > 0 else "falling"
        low, high = self.inverse(0.1), self.inverse(0.9)
        return f"0.5 at {amount(self.middle, unit)}, {to}: 0.1 at {amount(low, unit)}, 0.9 at {amount(high, unit)}"

    @property
    def direction(self) -> int:
        return 1 if self.scale > 0 else -1

    def inverse(self, value: float) -> float:
        return float(self.middle + self.scale * np.log(value / (1.0 - value))) if 0.0 < value < 1.0 else np.nan


@dataclass(frozen=True)
class Step(ValueFunction):
    """`low` below the threshold, `high` from the threshold on; `high` may be the smaller one.

    Parameters
    ----------
    threshold : float
        In the criterion's unit.
    low, high : float
        Values in [0, 1].
    """

    threshold: float
    low: float = 0.0
    high: float = 1.0
    kind: ClassVar[str] = "step"

    def __post_init__(self) -> None:
        inside = 0.0 <= self.low <= 1.0 and 0.0 <= self.high <= 1.0 and self.low != self.high
        demand(
            finite(self.threshold) and inside,
            "Step",
            f"{self.threshold}, {self.low}, {self.high}",
            "a finite threshold and two different values in 0..1",
        )

    def __call__(self, raw: npt.ArrayLike) -> Values:
        values = floats(raw)
        worth = np.where(values >= self.threshold, self.high, self.low).astype(values.dtype)
        worth[np.isnan(values)] = np.nan
        return worth

    def describe(self, unit: str) -> str:
        return f"{self.low:g} below {amount(self.threshold, unit)}, {self.high:g} from there on"

    @property
    def direction(self) -> int:
        return 1 if self.high > self.low else -1

    def inverse(self, value: float) -> float:
        if not 0.0 <= value <= max(self.low, self.high):
            return np.nan
        if value <= min(self.low, self.high):
            return -np.inf * self.direction
        return self.threshold if self.high > self.low else float(np.nextafter(self.threshold, -np.inf))


@dataclass(frozen=True)
class Classes(ValueFunction):
    """A value for each class code (land cover, seismic zone); a code that is not listed is unknown.

    Parameters
    ----------
    values : tuple of (int, float)
        Class code and its value in [0, 1].
    """

    values: tuple[tuple[int, float], ...]
    kind: ClassVar[str] = "classes"

    def __post_init__(self) -> None:
        object.__setattr__(self, "values", tuple(sorted((int(code), float(y)) for code, y in self.values)))
        codes = [code for code, _ in self.values]
        good = len(set(codes)) == len(codes) > 0 and all(0.0 <= y <= 1.0 for _, y in self.values)
        demand(good, "Classes", str(self.values), "each code once, values in 0..1")

    def __call__(self, raw: npt.ArrayLike) -> Values:
        values = floats(raw)
        codes = np.array([code for code, _ in self.values], dtype=np.float64)
        worth = np.array([y for _, y in self.values], dtype=values.dtype)
        at = np.minimum(np.searchsorted(codes, values), codes.size - 1)
        return np.where(codes[at] == values, worth[at], values.dtype.type(np.nan))

    def describe(self, unit: str) -> str:
        return ", ".join(f"class {code}: {y:g}" for code, y in self.values)

    @property
    def direction(self) -> int:
        return 0

    def inverse(self, value: float) -> float:
        return float("nan")


_KINDS: Mapping[str, type[Any]] = {each.kind: each for each in (Linear, Piecewise, Logistic, Step, Classes)}


def from_dict(table: Mapping[str, Any]) -> ValueFunction:
    """The value function that `to_dict` wrote.

    Raises
    ------
    DataError
        Unknown kind, unknown or missing parameters, or parameters out of range.
    """
    kind = str(table.get("kind", ""))
    demand(kind in _KINDS, "kind of value function", kind or "none", ", ".join(_KINDS))
    names = {field.name for field in fields(_KINDS[kind])}
    given = set(table) - {"kind"}
    demand(given <= names, f"{kind} value function", ", ".join(sorted(given)), ", ".join(sorted(names)))
    try:
        made: ValueFunction = _KINDS[kind](**{name: table[name] for name in given})
    except (TypeError, ValueError) as error:
        raise DataError(
            f"the {kind} value function cannot be read", found=str(dict(table)), allowed=str(error)
        ) from error
    return made


def _first_reaching(raw: npt.NDArray[np.float64], worth: npt.NDArray[np.float64], value: float) -> float:
    """First raw value along rising `worth` at which `value` is reached."""
    after = int(np.searchsorted(worth, value))
    if after == 0:
        return float(raw[0])
    share = (value - worth[after - 1]) / (worth[after] - worth[after - 1])
    return float(raw[after - 1] + share * (raw[after] - raw[after - 1]))
