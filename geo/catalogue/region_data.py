"""What is known of one region at one state of the cache: features, land, field variants, fingerprints."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from threading import RLock
from typing import Any, TypeVar

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from geo.catalogue.access import Access
from geo.catalogue.catalogue import Catalogue
from geo.catalogue.layer import Features, FieldSpec, Look, Reader
from geo.catalogue.region import Region
from geo.decision.brief import Brief
from geo.space.crossing import Crossing
from geo.space.grid import Grid
from geo.space.land_cells import LandCells
from geo.space.landmask import LandMask
from geo.space.raster import RasterSource
from geo.space.vector import clip_to_box

FORMAT_VERSION = 2
T = TypeVar("T")
Floats = NDArray[np.float64]
Marks = NDArray[np.uint64]


def _made(_name: str, make: Callable[[], T]) -> T:
    return make()


@dataclass(frozen=True)
class Keepers:
    """Each gives what is kept under a name, or makes and keeps it; as they stand here they keep nothing.

    Attributes
    ----------
    land : land masks
    marks : land cells of a grid
    places : numbers at a fixed set of places
    """

    land: Callable[[str, Callable[[], LandMask]], LandMask] = _made
    marks: Callable[[str, Callable[[], Marks]], Marks] = _made
    places: Callable[[str, Callable[[], Floats]], Floats] = _made


class RegionData:
    """A region seen through the best readers present. Reads lazily, keeps what it read, never writes.

    Parameters
    ----------
    catalogue : Catalogue
    region : Region
    access : Access
        One state of the cache; after a fetch make a new RegionData.
    cell_m : float, optional
        Cell size [m] other than the region's own.
    keep : Keepers, optional
        Of what is dear to make.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        region: Region,
        access: Access,
        cell_m: float | None = None,
        keep: Keepers = Keepers(),
    ) -> None:
        self.catalogue, self.region, self.access, self.keep = catalogue, region, access, keep
        self.look = Look(access, region)
        self.grid: Grid = region.grid(cell_m)
        self._features: dict[str, Features | None] = {}
        self._readers: dict[str, Reader | None] = {}
        self._digests: dict[str, str] = {}
        self._field_digests: dict[tuple[str, str], str] = {}
        self._facts: dict[str, Any] | None = None
        self._locks = {key: RLock() for key in catalogue.layers}
        self._land_lock = RLock()

    def reader(self, layer: str) -> Reader | None:
        """The reader in use for a layer, or None where none can read this region."""
        if layer not in self._readers:
            self._readers[layer] = self.catalogue.layers[layer].reader(self.access, self.region)
        return self._readers[layer]

    def features(self, layer: str) -> Features | None:
        """Features in WGS 84, clipped to the region and its margin; a raster as it is; None if unreadable."""
        with self._locks[layer]:
            if layer not in self._features:
                reader = self.reader(layer)
                found = reader.read(self.access, self.region) if reader else None
                if isinstance(found, gpd.GeoDataFrame):
                    found = clip_to_box(found, self.region.bbox, self.region.margin_km)
                self._features[layer] = found
            return self._features[layer]

    @property
    def land(self) -> LandMask:
        """Land and land masses, from the best source present; made once, whoever asks first."""
        with self._land_lock:
            return self._land

    @cached_property
    def _land(self) -> LandMask:
        layer = self.catalogue.land_layer
        assert layer.land is not None
        make = layer.land
        name = f"{self.region.key}-{self.layer_digest(layer.key)}"
        return self.keep.land(name, lambda: make(self.access, self.region))

    @property
    def land_cells(self) -> LandCells:
        """Land cells of the grid, in the order in which fields are stored; made once, whoever asks first."""
        with self._land_lock:
            return self._land_cells

    @cached_property
    def _land_cells(self) -> LandCells:
        name = f"{self.region.key}-{self.land_digest}"
        return LandCells(self.keep.marks(name, lambda: self.land.on(self.grid).cells.marks), self.grid.shape)

    @property
    def facts(self) -> dict[str, Any]:
        """Region-wide facts that criteria and constraints look up."""
        if self._facts is None:
            named = {name: make for layer in self.catalogue.layers.values() for name, make in layer.facts.items()}
            self._facts = {name: make(self.look) for name, make in named.items()}
        return self._facts

    def variants(self, field: str) -> tuple[str, ...]:
        """Every variant of a field family; ("",) for a single field."""
        spec = self.catalogue.fields[field]
        return spec.variants(self.look) if spec.variants else ("",)

    def variant(self, field: str, brief: Brief) -> str | None:
        """The variant of a field that a brief needs; None where it has no use for the field."""
        spec = self.catalogue.fields[field]
        return spec.select(brief, self.look) if spec.select else ""

    def wanted(self, names: Iterable[str], brief: Brief) -> list[tuple[str, str]]:
        """Those of the named fields that a brief has use for, with their variants."""
        found = [(name, self.variant(name, brief)) for name in names]
        return [(name, variant) for name, variant in found if variant is not None]

    def prepared(self, field: str, variant: str) -> Features | Crossing | None:
        """What a field's measure is applied to."""
        spec = self.catalogue.fields[field]
        features = self.features(self.catalogue.layer_of(field).key)
        if spec.prepare is None or features is None or isinstance(features, RasterSource):
            return features
        return spec.prepare(features, variant, self.look)

    def layer_digest(self, layer: str) -> str:
        """Fingerprint of a layer's data in this region; "none" where nothing can be read."""
        if layer not in self._digests:
            reader = self.reader(layer)
            self._digests[layer] = (
                self.catalogue.layers[layer].digest(reader, self.access, self.region) if reader else "none"
            )
        return self._digests[layer]

    @cached_property
    def land_digest(self) -> str:
        """Fingerprint (16 hex digits) of the land cells of the grid."""
        where = self.region.model_dump_json(include={"bbox", "crs"})
        parts = (FORMAT_VERSION, self.layer_digest(self.catalogue.land_layer.key), where, self.grid.cell_m)
        return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]

    def field_digest(self, field: str, variant: str) -> str:
        """Cache key (20 hex digits) of a field: data, land, region, grid, measure, variant and versions."""
        if (field, variant) not in self._field_digests:
            self._field_digests[(field, variant)] = self._field_digest(field, variant)
        return self._field_digests[(field, variant)]

    def _field_digest(self, field: str, variant: str) -> str:
        spec: FieldSpec = self.catalogue.fields[field]
        layer = self.catalogue.layer_of(field).key
        parts = (
            FORMAT_VERSION,
            self.layer_digest(layer),
            self.layer_digest(self.catalogue.land_layer.key),
            self.region.model_dump_json(include={"bbox", "crs", "margin_km"}),
            self.grid.cell_m,
            field,
            variant,
            repr(spec.measure),
            (spec.unit, spec.scale, spec.cap, spec.offset, spec.version),
        )
        return hashlib.sha256(repr(parts).encode()).hexdigest()[:20]

    @cached_property
    def fingerprint(self) -> str:
        """Fingerprint (16 hex digits) of all data behind the region."""
        digests = [f"{key}={self.layer_digest(key)}" for key in self.catalogue.layers]
        text = f"{FORMAT_VERSION};{self.region.model_dump_json()};{self.grid.cell_m};" + ";".join(digests)
        return hashlib.sha256(text.encode()).hexdigest()[:16]
