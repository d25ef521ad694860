"""A layer: where its features come from, which fields are built from them, what they say about a place."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TypeAlias

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from geo.catalogue.access import Access
from geo.catalogue.region import Region
from geo.decision.brief import Brief
from geo.decision.constraint import Constraint
from geo.decision.criterion import Criterion, Inputs
from geo.decision.lever import Lever
from geo.models.gates import Known
from geo.models.scorecard import Item
from geo.space.coding import UNKNOWN_CODE, encode_field
from geo.space.crossing import Crossing
from geo.space.landmask import LandMask
from geo.space.raster import RasterSource

Tier = Literal["bundled", "package", "upstream"]
Features: TypeAlias = "gpd.GeoDataFrame | RasterSource"
Explain: TypeAlias = Callable[..., dict[str, Any]]
"""What a layer tells of a place: called with the region's data (`RegionData`), lon, lat [degrees] and the brief, it
gives plain JSON values. The first argument is not named in the type, for it knows the layers.

Two keys have a fixed meaning, so that a watchlist can follow any layer: `figures` (name -> number or word) are what
matters there, and `fact` (at least id, source, date) is the row that they rest on.
"""


Levers: TypeAlias = Callable[..., Sequence[Lever]]
"""What might come to stand near a place: called like `Explain`."""
GateFacts: TypeAlias = Callable[[Any, float, float], Mapping[str, Known]]
"""Facts of a gate sheet that follow from a place: called with the region's data, lon and lat [degrees]."""


@dataclass(frozen=True, kw_only=True)
class Reader:
    """One way to get a layer's features.

    Parameters
    ----------
    tier : {"bundled", "package", "upstream"}
    sources : keys of the sources it reads, for licence and vintage
    needs : artefact keys that must have been fetched
    tables : fact tables it reads; "{region}" stands for the region key
    read : features of a region, in WGS 84, or a raster in degrees
    version : raised when the reading changes, so that caches notice
    own_evidence : whether the user's own evidence changes what is made of the features
    """

    tier: Tier
    sources: tuple[str, ...]
    read: Callable[[Access, Region], Features]
    needs: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()
    version: int = 1
    regions: tuple[str, ...] | None = None
    own_evidence: bool = False


@dataclass(frozen=True)
class Look:
    """What choosing a field variant or reading a region-wide fact may look at."""

    access: Access
    region: Region


@dataclass(frozen=True, kw_only=True)
class FieldSpec:
    """An expensive raster that depends on nothing the user can move.

    Stored as uint16 `round(value / scale)`; 65535 is unknown. Values saturate at `cap` [unit].
    A family (one raster per voltage class, say) lists its `variants`; `select` picks the one a brief needs, or None
    where the brief has no use for the field. A region without the field lists no variant.
    """

    key: str
    title: str
    measure: Any
    unit: str
    scale: float
    cap: float
    offset: float = 0.0
    prepare: Callable[[gpd.GeoDataFrame, str, Look], gpd.GeoDataFrame | Crossing] | None = None
    variants: Callable[[Look], tuple[str, ...]] | None = None
    select: Callable[[Brief, Look], str | None] | None = None
    version: int = 1

    def encode(self, values: NDArray[np.floating[Any]]) -> NDArray[np.uint16]:
        """Physical units (n,) to stored codes; NaN becomes the unknown code."""
        return encode_field(values, self.offset, self.cap, self.scale)

    def decode(self, codes: NDArray[np.uint16]) -> NDArray[np.float32]:
        """Stored codes to physical units; the unknown code becomes NaN."""
        values = codes.astype(np.float32) * np.float32(self.scale) + np.float32(self.offset)
        values[codes == UNKNOWN_CODE] = np.nan
        return values


@dataclass(frozen=True, kw_only=True)
class Style:
    """How a layer is drawn: geometry kind, colour, or colours by the value of a column."""

    kind: Literal["line", "point", "area", "raster", "none"]
    colour: str = "#555555"
    by: str = ""
    colours: Mapping[str, str] = field(default_factory=dict)
    unit: str = ""
    shown: bool = False
    label: tuple[str, ...] = ("name",)
    radius: float = 4.0
    width: float = 2.0
    zoom_rank: str = ""
    """Column by which features appear as one zooms in (for lines: the voltage)."""


@dataclass(frozen=True, kw_only=True)
class Service:
    """Which places count as serviced by the grid, for percentiles (at most one layer says it)."""

    title: str
    fields: tuple[str, ...]
    serves: Callable[[Inputs], NDArray[np.bool_]]


@dataclass(frozen=True, kw_only=True)
class FailureGroups:
    """What one event may take out at several sites at once, as a layer knows it.

    Parameters
    ----------
    kind : what fails
    basis : the source or assumption behind it, in words
    of : called with the region's data, lon, lat [degrees] and the brief; gives the names of each site's groups
    on : whether a portfolio keeps its sites apart by it unless told otherwise
    """

    title: str
    kind: Literal["grid", "cable", "hazard"]
    basis: str
    of: Callable[..., list[tuple[str, ...]]]
    on: bool = True


@dataclass(frozen=True, kw_only=True)
class Layer:
    """One layer of the map. `readers` stand in order of preference; the first whose needs are met is used."""

    key: str
    title: str
    theme: str
    description: str
    readers: tuple[Reader, ...]
    style: Style
    fields: tuple[FieldSpec, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, Callable[[Look], Any]] = field(default_factory=dict)
    explain: Mapping[str, Explain] = field(default_factory=dict)
    """What the layer can tell of one place beyond its criteria, by name: collected in reports under `details`."""
    levers: Mapping[str, Levers] = field(default_factory=dict)
    """What might come to stand near a place and move a criterion, by name: reasons tell the rank that it would give."""
    failure_groups: Mapping[str, FailureGroups] = field(default_factory=dict)
    """Groups of places that one event may take out together, by key: a portfolio has one site of each at most."""
    scorecard: Callable[[Look], Sequence[Item]] | None = None
    """Dated facts and numbers about the country and its states, for the page of law and security."""
    gate_sheet: Callable[[Look], Sequence[Mapping[str, Any]]] | None = None
    """Lines of a government's requirements, as `geo.models.gates.gate_sheet` reads them."""
    gate_facts: GateFacts | None = None
    """What the layer knows of a place for a gate sheet, by key."""
    service: Service | None = None
    land: Callable[[Access, Region], LandMask] | None = None
    hubs: Callable[[Path], Mapping[str, str]] | None = None
    """Hubs that a brief may name, title by key, read from the folder of the bundled data."""
    gap: str = ""
    """What this layer cannot know today, shown on the Data page."""

    def reader(self, access: Access, region: Region) -> Reader | None:
        """The best reader whose artefacts are present, or None."""
        for reader in self.readers:
            if reader.regions is not None and region.key not in reader.regions:
                continue
            if all(access.has(need) for need in reader.needs):
                return reader
        return None

    def digest(self, reader: Reader, access: Access, region: Region) -> str:
        """Fingerprint of what the reader would read for a region."""
        tables = tuple(table.format(region=region.key) for table in reader.tables)
        own = access.ledger.digest(region.key) if reader.own_evidence else ""
        read = f"{access.digest(tables, reader.needs)}v{reader.version}"
        return f"{read}-{own}" if own else read
