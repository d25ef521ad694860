"""Groups of places that one event may take out together, read from fields."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from geo.decision.brief import Brief
from geo.space.ellipsoid import to_ecef

Floats = NDArray[np.float64]
Groups = list[tuple[str, ...]]


def by_code(data: Any, field: str, lon: Floats, lat: Floats, names: Sequence[str]) -> Groups:
    """The name behind a field's code at each place; none where the code is unknown."""
    spec = data.catalogue.fields[field]
    features = data.prepared(field, "")
    if features is None:
        return [() for _ in lon]
    codes = np.asarray(spec.measure.at_points(features, lon, lat, data.land), dtype=np.float64)
    return [(names[int(code)],) if np.isfinite(code) and 0 <= code < len(names) else () for code in codes]


def nearest_only(data: Any, field: str, lon: Floats, lat: Floats, brief: Brief) -> Groups:
    """The nearest feature of a distance field at each place, by name and place of its own."""
    spec, variant = data.catalogue.fields[field], data.variant(field, brief)
    features = data.prepared(field, variant)
    if not isinstance(features, gpd.GeoDataFrame) or features.empty:
        return [() for _ in lon]
    rows, _ = spec.measure.nearest(features, lon, lat, data.land)
    names = _told_apart(features.reset_index(drop=True))
    return [(names[int(row)],) if row >= 0 else () for row in rows]


def within(data: Any, field: str, lon: Floats, lat: Floats, reach_km: float) -> Groups:
    """Every feature of a distance field within reach of each place: points by the chord, others by the nearest."""
    features = data.prepared(field, "")
    if not isinstance(features, gpd.GeoDataFrame) or features.empty:
        return [() for _ in lon]
    features = features.reset_index(drop=True)
    names = _told_apart(features)
    if set(features.geom_type) == {"Point"}:
        there = to_ecef(features.geometry.x.to_numpy(), features.geometry.y.to_numpy())
        apart = np.linalg.norm(to_ecef(lon, lat)[:, None] - there[None], axis=2)
        return [tuple(names[n] for n in np.flatnonzero(row <= reach_km)) for row in apart]
    rows, distance = data.catalogue.fields[field].measure.nearest(features, lon, lat, data.land)
    return [(names[int(row)],) if row >= 0 and km <= reach_km else () for row, km in zip(rows, distance, strict=True)]


def _told_apart(features: gpd.GeoDataFrame) -> list[str]:
    """Names; those that occur twice get their row."""
    names = [str(name) for name in features["name"]]
    return [name if names.count(name) == 1 else f"{name} ({row})" for row, name in enumerate(names)]
