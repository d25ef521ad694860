"""Something that could come to stand near a place, and the raw value that a criterion would have then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Lever:
    """What a layer offers to ask of a place: "a substation within so many km".

    Attributes
    ----------
    criterion : key of the criterion that it moves
    raw : raw value of the criterion at an amount, in the criterion's unit; never better as the amount grows
    words : the lever with its amount and unit, as it stands after "if": "a 330 kV substation stood within 4 km"
    most, unit : greatest amount that is asked for, in this unit; the least is 0
    step : amounts that are told are multiples of it
    """

    criterion: str
    raw: Callable[[float], float]
    words: Callable[[float], str]
    most: float
    unit: str
    step: float = 1.0
