"""The measures by name: what a field may compute of features, over cells and at places.

Every measure is a frozen value with `on_land(features, grid, land) -> float32 (land cells,)`, in the order in which
fields are stored, and `at_points(features, lon, lat, land) -> float64 (n,)`; NaN means unknown. Those that look for one
feature also have `nearest(features, lon, lat, land) -> (position in the table, km)`.
"""

from __future__ import annotations

from geo.space.crossing import CrossingDistance
from geo.space.distance import Distance
from geo.space.grouped import GroupedDistance, GroupOf
from geo.space.raster import Sample
from geo.space.sums import Coverage, Density, DistinctCount

__all__ = [
    "Coverage",
    "CrossingDistance",
    "Density",
    "Distance",
    "DistinctCount",
    "GroupOf",
    "GroupedDistance",
    "Sample",
]
