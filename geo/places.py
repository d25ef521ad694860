"""Exact values at points: every field in its vector form, what bars a point, and what is nearest."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from geo.catalogue.preset import Scenario
from geo.catalogue.region_data import RegionData
from geo.decision.brief import Brief
from geo.decision.criterion import Criterion, Inputs
from geo.space.crossing import Crossing

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]
KEPT_FROM = 20
"""Fewest places whose measured fields are worth keeping."""
KEPT_BRIEFS = 4
"""Briefs whose raw values a set of places keeps: a moved weight asks for the same again."""


@dataclass(frozen=True)
class Nearest:
    """Nearest feature of a distance field at each point: row of `features`, -1 for none within reach."""

    features: gpd.GeoDataFrame
    index: Indices
    distance_km: Floats


class PlaceFields:
    """Fields at fixed points of a region, measured once and kept: neither weights nor load touch them.

    Parameters
    ----------
    data : RegionData
    lon, lat : float arrays (points,) [degrees, WGS 84]
    keep : bool
        False leaves nothing on disk: for places that come once, from anybody.
    """

    def __init__(self, data: RegionData, lon: Floats, lat: Floats, *, keep: bool = True) -> None:
        self.data, self._keep = data, keep
        self.lon, self.lat = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
        self._fields: dict[tuple[str, str], Floats] = {}
        self._nearest: dict[tuple[str, str], Nearest | None] = {}
        self._raw: dict[Brief, dict[str, Floats]] = {}

    def field(self, name: str, brief: Brief) -> Floats:
        """A field at the points in its unit; NaN where unknown, saturated at the field's cap."""
        variant = self.data.variant(name, brief)
        if variant is None:
            return np.full(self.lon.shape, np.nan)
        key = (name, variant)
        if key not in self._fields:
            self._fields[key] = self._kept(*key)
        return self._fields[key]

    def _kept(self, name: str, variant: str) -> Floats:
        """The field as measured before at the same places, where that was kept; single places are not."""
        if not self._keep or self.lon.size < KEPT_FROM:
            return self._measured(name, variant)
        label = f"{self._label}/{name}-{variant}-{self.data.field_digest(name, variant)}"
        return self.data.keep.places(label, lambda: self._measured(name, variant))

    @cached_property
    def _label(self) -> str:
        """Short name of this set of places."""
        digest = hashlib.sha256(self.lon.tobytes() + self.lat.tobytes()).hexdigest()[:16]
        return f"{self.data.region.key}-{digest}"

    def _measured(self, name: str, variant: str) -> Floats:
        spec = self.data.catalogue.fields[name]
        features = self.data.prepared(name, variant)
        if features is None:
            return np.full(self.lon.shape, np.nan)
        raw = spec.measure.at_points(features, self.lon, self.lat, self.data.land)
        return np.asarray(np.clip(raw, spec.offset, spec.cap), dtype=np.float64)

    def nearest(self, name: str, brief: Brief) -> Nearest | None:
        """Nearest feature of a distance field at the points; None for fields that have none."""
        variant = self.data.variant(name, brief)
        if variant is None:
            return None
        key = (name, variant)
        if key not in self._nearest:
            self._nearest[key] = self._found(*key)
        return self._nearest[key]

    def behind(self, criterion: Criterion, brief: Brief) -> Nearest | None:
        """Nearest feature that explains a criterion's value; of several fields the one that gives the least."""
        if criterion.nearest is None or not criterion.least:
            return self.nearest(criterion.nearest, brief) if criterion.nearest else None
        ways = {name: found for name in criterion.fields if (found := self.nearest(name, brief)) is not None}
        if not ways:
            return None
        raw = [criterion.raw_of(name, self.inputs((name,), brief)) for name in ways]
        best, each = np.argmin(np.nan_to_num(np.array(raw), nan=np.inf), axis=0), np.arange(self.lon.size)
        index = np.array([found.index for found in ways.values()])[best, each]
        distance_km = np.array([found.distance_km for found in ways.values()])[best, each]
        return Nearest(next(iter(ways.values())).features, index, distance_km)

    def _found(self, name: str, variant: str) -> Nearest | None:
        spec = self.data.catalogue.fields[name]
        features = self.data.prepared(name, variant)
        reached = features.features if isinstance(features, Crossing) else features
        if not hasattr(spec.measure, "nearest") or not isinstance(reached, gpd.GeoDataFrame):
            return None
        index, distance_km = spec.measure.nearest(features, self.lon, self.lat, self.data.land)
        return Nearest(reached.reset_index(drop=True), np.asarray(index, dtype=np.int64), np.asarray(distance_km))

    def inputs(self, names: tuple[str, ...], brief: Brief) -> Inputs:
        """Named fields at the points, as criteria and constraints read them."""
        return Inputs({name: self.field(name, brief) for name in names}, brief, self.data.facts)

    def raw(self, brief: Brief) -> dict[str, Floats]:
        """Raw value of every criterion in its unit, by key. Read only: those of the last briefs are kept."""
        if brief not in self._raw:
            while len(self._raw) >= KEPT_BRIEFS:
                self._raw.pop(next(iter(self._raw)), None)
            self._raw[brief] = {c.key: self._raw_of(c, brief) for c in self.data.catalogue.criteria.values()}
        return self._raw[brief]

    def _raw_of(self, criterion: Criterion, brief: Brief) -> Floats:
        found = np.array(criterion.raw(self.inputs(criterion.fields_for(brief), brief)), dtype=np.float64)
        found.flags.writeable = False
        return found

    def values(self, raw: dict[str, Floats]) -> dict[str, Floats]:
        """Value of every criterion in [0, 1], by key; NaN where unknown."""
        criteria = self.data.catalogue.criteria
        return {
            key: np.asarray(criteria[key].value_function(numbers), dtype=np.float64) for key, numbers in raw.items()
        }

    def excluded_by(self, scenario: Scenario) -> list[list[str]]:
        """Keys of the constraints that bar each point."""
        barred: list[list[str]] = [[] for _ in self.lon]
        for key, limit in self.data.catalogue.limits(scenario).items():
            constraint = self.data.catalogue.constraints[key]
            with np.errstate(invalid="ignore"):
                hit: Any = constraint.bars(self.inputs(constraint.fields, scenario.brief), limit)
            for row in np.flatnonzero(hit):
                barred[int(row)].append(key)
        return barred
