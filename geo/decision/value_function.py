"""What every value function is: a call, a direction, an inverse, words and a dictionary form."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import fields
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from geo.errors import DataError

Values = npt.NDArray[np.floating[Any]]


class ValueFunction(ABC):
    """What all value functions share: a kind, a direction, words, a dictionary form."""

    kind: ClassVar[str]

    @abstractmethod
    def __call__(self, raw: npt.ArrayLike) -> Values:
        """Values in [0, 1] of raw values; NaN where the raw value is NaN."""

    @abstractmethod
    def describe(self, unit: str) -> str:
        """One clause for people, with the unit."""

    @property
    @abstractmethod
    def direction(self) -> int:
        """+1 where more is never worse, -1 where less is never worse, 0 where neither holds."""

    @abstractmethod
    def inverse(self, value: float) -> float:
        """The least demanding raw value that is worth at least `value`; NaN where none is or where direction is 0."""

    def to_dict(self) -> dict[str, Any]:
        """Kind and parameters, ready for TOML or JSON; `from_dict` reads it back."""
        plain = {field.name: getattr(self, field.name) for field in fields(self)}  # type: ignore[arg-type]
        return {"kind": self.kind, **{name: _listed(value) for name, value in plain.items()}}


def floats(raw: npt.ArrayLike) -> Values:
    array = np.asarray(raw)
    return array if array.dtype in (np.float32, np.float64) else array.astype(np.float64)


def amount(value: float, unit: str) -> str:
    if unit == "year":
        return f"{value:.0f}"
    return f"{value:,.4g} {unit}".rstrip() if abs(value) < 1e4 else f"{value:,.0f} {unit}".rstrip()


def finite(*numbers: float) -> bool:
    return bool(np.isfinite(numbers).all())


def demand(holds: bool, what: str, found: str, allowed: str) -> None:
    if not holds:
        raise DataError(f"{what} is not well-formed", found=found, allowed=allowed)


def _listed(value: Any) -> Any:
    return [list(pair) for pair in value] if isinstance(value, tuple) else value
