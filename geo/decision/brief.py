"""What is to be built: the load, the date, the redundancy and the users it serves."""

from __future__ import annotations

import math
import re
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

from geo.errors import InputError

Redundancy = Literal["N", "N-1"]

LOAD_MW_RANGE = (20.0, 2000.0)
ENERGISE_BY_RANGE = (2026, 2050)
MOST_HUBS = 12
"""Hubs that one brief may name: more are no choice any more."""
_HUB_KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")


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
    hubs : tuple of str
        Keys of the places whose users the campus serves, at most 12, in any order. None: all user cities of the
        region's own country, each by its people. Which keys there are, the catalogue knows.
    """

    load_mw: float = 300.0
    energise_by: int = 2029
    redundancy: Redundancy = "N-1"
    hubs: tuple[str, ...] = ()

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
        object.__setattr__(self, "hubs", _checked_hubs(self.hubs))

    def to_dict(self) -> dict[str, Any]:
        """The brief as plain JSON values."""
        return asdict(self)


def _checked_hubs(hubs: Any) -> tuple[str, ...]:
    """Keys of hubs, each once and sorted, so that equal choices are equal briefs."""
    if isinstance(hubs, str) or not isinstance(hubs, list | tuple):
        raise _refused("hubs", hubs, "a list of hub keys")
    for hub in hubs:
        if not isinstance(hub, str) or not _HUB_KEY.fullmatch(hub):
            raise _refused("hubs", hub, "a hub key such as tokyo")
    if len(set(hubs)) > MOST_HUBS:
        raise _refused("hubs", f"{len(set(hubs))} hubs", f"at most {MOST_HUBS}; none for the country's users")
    return tuple(sorted(set(hubs)))


def _refused(field: str, found: object, allowed: str) -> InputError:
    return InputError("the brief cannot be used", where=field, found=repr(found)[:80], allowed=allowed)
