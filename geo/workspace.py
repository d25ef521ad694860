"""The working place: one catalogue, one cache folder, and the region states and surfaces made from them."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from pathlib import Path
from typing import Any, TypeVar

from geo.build.cache import CachedPlanes, FieldCache, LandCache
from geo.build.fields import Progress, build_fields, missing_fields
from geo.catalogue.access import Access
from geo.catalogue.catalogue import Catalogue
from geo.catalogue.preset import Scenario
from geo.catalogue.region_data import RegionData
from geo.catalogue.source import Source
from geo.catalogue.sources import load_sources
from geo.catalogue.store import Artefacts
from geo.decision.brief import Brief
from geo.siting import Suitability, suitability
from geo.surface import Values, needed_fields, values_of

T = TypeVar("T")
KEPT_VALUES = 3
KEPT_SURFACES = 8


class SurfaceStore:
    """A bounded store of things that are dear to make: each is made once, however many ask for it at the same time."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()
        self._making: dict[Hashable, threading.Lock] = {}
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """The kept thing, or a newly made one; the oldest unused is dropped."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]  # type: ignore[no-any-return]
            making = self._making.setdefault(key, threading.Lock())
        with making:
            with self._lock:
                if key in self._kept:
                    return self._kept[key]  # type: ignore[no-any-return]
            try:
                made = make()
            finally:
                with self._lock:
                    self._making.pop(key, None)
            with self._lock:
                self._kept[key] = made
                while len(self._kept) > self._size:
                    self._kept.popitem(last=False)
        return made

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._kept.clear()


class Workspace:
    """Regions as they stand in one cache folder. `refresh()` after a fetch; readers keep what they hold.

    Parameters
    ----------
    catalogue : Catalogue
    cache : Path
        Versioned cache folder.
    """

    def __init__(self, catalogue: Catalogue, cache: Path) -> None:
        self.catalogue, self.cache = catalogue, cache
        self.artefacts = Artefacts.of(catalogue.data_root, cache)
        self.fields = FieldCache(cache)
        self.land = LandCache(cache)
        self._values = SurfaceStore(KEPT_VALUES)
        self._surfaces = SurfaceStore(KEPT_SURFACES)
        self._lock = threading.RLock()
        self._regions: dict[tuple[str, float | None], tuple[RegionData, CachedPlanes]] = {}
        self._sources: dict[str, Source] | None = None

    @property
    def sources(self) -> dict[str, Source]:
        """Every source that tables and artefacts cite, by key."""
        if self._sources is None:
            self._sources = load_sources(self.catalogue.data_root)
        return self._sources

    def region(self, key: str, cell_m: float | None = None) -> RegionData:
        """A region at the present state of the cache."""
        return self._state(key, cell_m)[0]

    def planes(self, data: RegionData) -> CachedPlanes:
        """Stored fields of a region state."""
        for held, planes in list(self._regions.values()):
            if held is data:
                return planes
        return CachedPlanes(data, self.fields)

    def _state(self, key: str, cell_m: float | None) -> tuple[RegionData, CachedPlanes]:
        with self._lock:
            if (key, cell_m) not in self._regions:
                region = self.catalogue.region(key)
                data = RegionData(
                    self.catalogue, region, Access(self.catalogue.data_root, self.artefacts), cell_m, self.land.get
                )
                self._regions[(key, cell_m)] = (data, CachedPlanes(data, self.fields))
            return self._regions[(key, cell_m)]

    def refresh(self) -> None:
        """Look at the cache anew; states handed out before stay as they were."""
        with self._lock:
            self._regions.clear()

    def missing(self, data: RegionData, brief: Brief) -> list[tuple[str, str]]:
        """Fields that a brief needs and the cache lacks."""
        return missing_fields(data, self.fields, needed_fields(data, brief))

    def build(self, data: RegionData, brief: Brief, progress: Callable[[Progress], None] = lambda _: None) -> int:
        """Build what a brief needs; returns how many fields were built."""
        return build_fields(data, self.fields, needed_fields(data, brief), progress)

    def build_all(
        self, data: RegionData, wanted: Iterable[tuple[str, str]], progress: Callable[[Progress], None]
    ) -> int:
        """Build given fields."""
        return build_fields(data, self.fields, wanted, progress)

    def values(self, data: RegionData, brief: Brief) -> Values:
        """Value codes of a region and brief, kept for a few briefs."""
        return self._values.get((data.fingerprint, brief), lambda: values_of(data, self.planes(data), brief))

    def suitability(self, data: RegionData, scenario: Scenario) -> Suitability:
        """Scores of a region under a scenario, kept for a few scenarios."""
        key = (data.fingerprint, scenario.token())
        return self._surfaces.get(key, lambda: self._scored(data, scenario))

    def _scored(self, data: RegionData, scenario: Scenario) -> Suitability:
        return suitability(data, self.planes(data), scenario, self.values(data, scenario.brief))
