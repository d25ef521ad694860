"""What is to be built: the load, the date, the redundancy and the users it serves."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

from geo.errors import InputError

Redundancy = Literal["N", "N-1"]

LOAD_MW_RANGE = (20.0, 2000.0)
ENERGISE_BY_RANGE = (2026, 2050)


@dataclass(frozen=True, kw_only=True)
class Brief:
    """The question put to the map.

    Parameters
    ----------
    load_mw : float
        Grid load of the campus at full build [MW], 20 to 2,000.
    energise_by : int
        Calendar year in which the load must be served, 2026 to 2050.
    redundancy : {"N-1", "N"}
        "N-1": the load stays served after the worst single outage; "N": with everything in service.
    """

    load_mw: float = 300.0
    energise_by: int = 2029
    redundancy: Redundancy = "N-1"

    def __post_init__(self) -> None:
        low, high = LOAD_MW_RANGE
        if isinstance(self.load_mw, bool) or not isinstance(self.load_mw, int | float):
            raise _refused("load_mw", self.load_mw, "a number of megawatts")
        if not math.isfinite(self.load_mw) or not low <= self.load_mw <= high:
            raise _refused("load_mw", self.load_mw, f"{low:g} to {high:g} MW")
        first, last = ENERGISE_BY_RANGE
        if isinstance(self.energise_by, bool) or not isinstance(self.energise_by, int):
            raise _refused("energise_by", self.energise_by, "a calendar year")
        if not first <= self.energise_by <= last:
            raise _refused("energise_by", self.energise_by, f"a year from {first} to {last}")
        if self.redundancy not in get_args(Redundancy):
            raise _refused("redundancy", self.redundancy, '"N-1" or "N"')
        object.__setattr__(self, "load_mw", float(self.load_mw))

    def to_dict(self) -> dict[str, Any]:
        """The brief as plain JSON values."""
        return asdict(self)


def _refused(field: str, found: object, allowed: str) -> InputError:
    return InputError("the brief cannot be used", where=field, found=repr(found), allowed=allowed)
