"""What the first click on a map would wait for, read while the visitor looks at it."""

from __future__ import annotations

from threading import Timer
from weakref import WeakSet

from geo.catalogue.region_data import RegionData
from geo.errors import SitingError
from geo.ui.outlook import Outlook

PAUSE_S = 2.0
"""Time [s] that a first map has for its tiles before anything is read behind it."""
_READ: WeakSet[RegionData] = WeakSet()


def read_ahead(seen: Outlook) -> None:
    """Read what the reasons of any place of a region need, once, in a thread that nobody waits for."""
    if not seen.measured or seen.data in _READ:
        return
    _READ.add(seen.data)
    later = Timer(PAUSE_S, _explain_the_first, args=(seen,))
    later.name, later.daemon = "sitewatt-read-ahead", True
    later.start()


def _explain_the_first(seen: Outlook) -> None:
    place = seen.sites.geometry.iloc[0]
    try:
        seen.explain(float(place.x), float(place.y))
    except SitingError:
        return  # the card meets the same fault and tells it
