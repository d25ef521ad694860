"""The working place: one catalogue, one cache folder, and the region states and surfaces made from them."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from functools import cached_property, partial
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from geo.build.cache import CachedPlanes, FieldCache, LandCache, PlaceCache
from geo.build.fields import Progress, build_fields
from geo.catalogue.access import Access
from geo.catalogue.catalogue import Catalogue
from geo.catalogue.preset import Scenario
from geo.catalogue.region_data import Keepers, RegionData
from geo.catalogue.source import Source
from geo.catalogue.sources import load_sources
from geo.catalogue.store import Artefacts
from geo.decision.brief import Brief
from geo.decision.codes import Bytes
from geo.lookup import lookup
from geo.models.ledger import Ledger
from geo.siting import Suitability, suitability
from geo.surface import Values, barred_cells, needed_fields, served, values_of, weighted

T = TypeVar("T")
KEPT_VALUES = 2
KEPT_ROWS = 26
KEPT_MASKS = 14
KEPT_SURFACES = 4
KEPT_FORMER = 4


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
                with self._lock:
                    self._kept[key] = made
                    while len(self._kept) > self._size:
                        self._kept.popitem(last=False)
            finally:
                with self._lock:
                    self._making.pop(key, None)
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
    ledger : callable, optional
        Gives the user's own evidence as it stands now; a change of it makes new region states by itself.
    """

    def __init__(self, catalogue: Catalogue, cache: Path, ledger: Callable[[], Ledger] = Ledger) -> None:
        self.catalogue, self.cache = catalogue, cache
        self._ledger, self._seen = ledger, Ledger()
        self.artefacts = Artefacts.of(catalogue.data_root, cache)
        self.fields = FieldCache(cache)
        self.land = LandCache(cache)
        self.places = PlaceCache(cache)
        self._values = SurfaceStore(KEPT_VALUES)
        self._rows = SurfaceStore(KEPT_ROWS)
        self._masks = SurfaceStore(KEPT_MASKS)
        self._surfaces = SurfaceStore(KEPT_SURFACES)
        self._unmoved: set[tuple[str, str]] = set()
        self._lock = threading.RLock()
        self._regions: dict[tuple[str, float | None], tuple[RegionData, CachedPlanes]] = {}
        self._former: list[RegionData] = []
        self._sources: dict[str, Source] | None = None

    @property
    def sources(self) -> dict[str, Source]:
        """Every source that tables and artefacts cite, by key."""
        if self._sources is None:
            self._sources = load_sources(self.catalogue.data_root)
        return self._sources

    @property
    def ledger(self) -> Ledger:
        """The user's own evidence as it stands now."""
        return self._ledger()

    @cached_property
    def public(self) -> Workspace:
        """The same place without the user's own evidence."""
        return Workspace(self.catalogue, self.cache)

    @property
    def for_others(self) -> Workspace:
        """Where to make what is handed on: this place, or the public one where there is own evidence."""
        return self.public if self.ledger.rows else self

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
        ledger = self._ledger()
        with self._lock:
            if ledger != self._seen:
                self._regions.clear()
                self._seen = ledger
            if (key, cell_m) not in self._regions:
                self._regions[(key, cell_m)] = self._read(key, cell_m)
            return self._regions[(key, cell_m)]

    def _read(self, key: str, cell_m: float | None) -> tuple[RegionData, CachedPlanes]:
        access = Access(self.catalogue.data_root, self.artefacts, self._ledger())
        keep = Keepers(self.land.get, self.land.marks, self.places.get)
        data = RegionData(self.catalogue, self.catalogue.region(key), access, cell_m, keep)
        return data, CachedPlanes(data, self.fields)

    def refresh(self) -> None:
        """Look at the cache anew; states handed out before stay as they were."""
        with self._lock:
            former = [data for (_, cell_m), (data, _) in self._regions.items() if cell_m is None]
            self._former = [*former, *self._former][:KEPT_FORMER]
            self._regions.clear()

    def renew(self, prepare: Callable[[RegionData, RegionData], None]) -> None:
        """Look at the cache anew; a region whose data have changed gets its new state once `prepare(old, new)` is
        done, and shows the old one until then. The others stay as they are."""
        with self._lock:
            held = [(key, data) for (key, cell_m), (data, _) in self._regions.items() if cell_m is None]
        for key, old in held:
            new = self._read(key, None)
            if new[0].fingerprint == old.fingerprint:
                continue
            prepare(old, new[0])
            with self._lock:
                self._former = [old, *self._former][:KEPT_FORMER]
                self._regions[(key, None)] = new

    def states(self, key: str) -> list[RegionData]:
        """A region's present state, then the last former ones: pages drawn before a refresh still ask for those."""
        present = self.region(key)
        with self._lock:
            return [present, *(data for data in self._former if data.region.key == key)]

    def missing(self, data: RegionData, scenario: Scenario) -> list[tuple[str, str]]:
        """Fields that the map of a scenario needs and the cache lacks."""
        planes = self.planes(data)
        return [
            (field, variant)
            for field, variant in needed_fields(data, scenario)
            if data.reader(data.catalogue.layer_of(field).key) is not None and planes.plane(field, variant) is None
        ]

    def build(self, data: RegionData, scenario: Scenario, progress: Callable[[Progress], None] = lambda _: None) -> int:
        """Build what the map of a scenario needs; returns how many fields were built."""
        return build_fields(data, self.fields, needed_fields(data, scenario), progress)

    def build_all(
        self, data: RegionData, wanted: Iterable[tuple[str, str]], progress: Callable[[Progress], None]
    ) -> int:
        """Build given fields."""
        return build_fields(data, self.fields, wanted, progress)

    def values(self, data: RegionData, scenario: Scenario) -> Values:
        """Value codes of the criteria a scenario weighs; each is computed once per brief and kept."""
        log = scenario.rule == "weighted_geometric"
        key = (data.fingerprint, scenario.brief, weighted(scenario), log)
        return self._values.get(key, lambda: self._stacked(data, scenario))

    def _stacked(self, data: RegionData, scenario: Scenario) -> Values:
        brief, keys, planes = scenario.brief, weighted(scenario), self.planes(data)
        if len(keys) > KEPT_ROWS:  # the store would have dropped the first before the last is made
            codes = values_of(data, planes, brief, keys, scenario.rule)
        else:
            codes = np.empty((len(keys), data.land_cells.count), np.uint8)
            for row, key in enumerate(keys):
                criterion = data.catalogue.criteria[key].coded_for(scenario.rule)
                make = partial(values_of, data, planes, brief, (key,), scenario.rule)
                codes[row] = self._row(self._rows, data, brief, criterion.key, criterion.fields_for(brief), make)
        layer = data.catalogue.service_layer
        fields = layer.service.fields if layer is not None and layer.service is not None else ()
        service = self._row(self._masks, data, brief, "service", fields, lambda: served(data, planes, brief))
        return Values(keys, codes, service.reshape(-1), data.land_cells)

    def _row(
        self,
        kept: SurfaceStore,
        data: RegionData,
        brief: Brief,
        key: str,
        fields: Iterable[str],
        make: Callable[[], Bytes],
        parts: tuple[str, ...] = (),
    ) -> Bytes:
        """Codes made from fields; not kept while one of those is still to be built. Where no layer has the data for
        one, nothing is to come.

        Codes that were made without a look at the brief serve every brief that wants the same fields.

        Parameters
        ----------
        parts : keys of what is looked up on the way, where it is not `key` alone
        """
        planes = self.planes(data)
        wanted = tuple(data.wanted(fields, brief))
        layer_of = data.catalogue.layer_of
        if any(data.reader(layer_of(name).key) and planes.plane(name, variant) is None for name, variant in wanted):
            return make()
        if (data.fingerprint, key) in self._unmoved:
            return kept.get((data.fingerprint, wanted, key), make)
        made = kept.get((data.fingerprint, brief, key), make)
        if not any(lookup(data, brief).reads_brief(part) for part in parts or (key,)):
            self._unmoved.add((data.fingerprint, key))
            kept.get((data.fingerprint, wanted, key), lambda: made)
        return made

    def suitability(self, data: RegionData, scenario: Scenario) -> Suitability:
        """Scores of a region under a scenario, kept for a few scenarios."""
        key = (data.fingerprint, scenario.token())
        return self._surfaces.get(key, lambda: self._scored(data, scenario))

    def _scored(self, data: RegionData, scenario: Scenario) -> Suitability:
        known = self.values(data, scenario)
        return suitability(data, self.planes(data), scenario, known, self._barred_cells(data, scenario))

    def _barred_cells(self, data: RegionData, scenario: Scenario) -> Bytes:
        """Cells that the constraints bar, whatever is weighed; not kept while a field is still to be built."""
        limits, planes = data.catalogue.limits(scenario), self.planes(data)
        barred = np.zeros(data.land_cells.count, np.uint8)
        for part in self._by_brief(data, limits):
            fields = [name for key in part for name in data.catalogue.constraints[key].fields]
            make = partial(barred_cells, data, planes, scenario, part)
            key = f"barred {sorted(part.items())}"
            barred |= self._row(self._masks, data, scenario.brief, key, fields, make, tuple(part))
        return barred

    @staticmethod
    def _by_brief(data: RegionData, limits: dict[str, float]) -> list[dict[str, float]]:
        """Constraints apart by whether a field of theirs has variants that a brief chooses from."""
        chosen = {
            key for key in limits
            if any(data.catalogue.fields[name].select for name in data.catalogue.constraints[key].fields)
        }  # fmt: skip
        parts = [{k: v for k, v in limits.items() if (k in chosen) == moved} for moved in (False, True)]
        return [part for part in parts if part]
