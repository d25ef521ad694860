"""What the first click on a map would wait for, read while the visitor looks at it."""

from __future__ import annotations

import time
from threading import Thread
from weakref import WeakSet

from geo.catalogue.region_data import RegionData
from geo.errors import SitingError
from geo.ui.outlook import Outlook

PAUSE_S = 2.5
"""Time [s] for which no map may have changed before anything is read behind it: reading would hold up its tiles."""


class ReadAhead:
    """One thread at a time that reads, and when a map was drawn last, for whomever."""

    def __init__(self) -> None:
        self._read: WeakSet[RegionData] = WeakSet()
        self._drawn = 0.0

    def drawn(self, seen: Outlook) -> None:
        """A map has been drawn: read what the reasons of any place of its region need, once, when all is quiet."""
        self._drawn = time.monotonic()
        if not seen.measured or seen.data in self._read:
            return
        self._read.add(seen.data)
        Thread(target=self._later, args=(seen,), name="sitewatt-read-ahead", daemon=True).start()

    def quiet_in(self) -> float:
        """Time [s] until nothing has been drawn for the pause; 0 or less where that is so."""
        return self._drawn + PAUSE_S - time.monotonic()

    def _rest(self) -> None:
        while (left := self.quiet_in()) > 0:
            time.sleep(left)

    def _later(self, seen: Outlook) -> None:
        """In steps, a layer each: a map that changes meanwhile has not to share the processors with them all."""
        self._rest()
        place = seen.sites.geometry.iloc[0]
        lon, lat = float(place.x), float(place.y)
        try:
            for _ in seen.prepare(lon, lat):
                self._rest()
            seen.explain(lon, lat)
        except SitingError:
            return  # the card meets the same fault and tells it


READ_AHEAD = ReadAhead()
"""The one of this process."""
