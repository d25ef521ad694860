"""Volcanoes: which ones count, when they last erupted, and the distances that rules in Japan use.

References
----------
Columns and codes of the Holocene list: Smithsonian Institution, Global Volcanism Program, Volcanoes of the World (the
edition of about 2013).
15 km about the centre of a volcano is unfit for a waste repository: METI (2017), Nationwide map of scientific features.
160 km is the reach within which volcanoes are assessed for a nuclear plant: Nuclear Regulation Authority of Japan
(2013), Assessment guide for volcanic effects to nuclear power plants. Both distances are second-hand: unverified.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

CLOSE_KM, FAR_KM = 15.0, 160.0
LAST_ERUPTION: Mapping[str, str] = MappingProxyType(
    {
        "D1": "since 1964",
        "D2": "1900-1963",
        "D3": "1800-1899",
        "D4": "1700-1799",
        "D5": "1500-1699",
        "D6": "1-1499",
        "D7": "before year 1",
        "U": "undated, probably Holocene",
    }
)
NOT_HOLOCENE = frozenset({"Pleistocene", "Pleistocene-Fumarol"})


def is_holocene(status: str) -> bool:
    """Whether the list counts a volcano as active in the last 10,000 years or so, doubtful ones included."""
    return status not in NOT_HOLOCENE


def last_eruption(code: str) -> str:
    """Period of the last known eruption; empty where the list does not know it."""
    return LAST_ERUPTION.get(code.rstrip("?"), "")
