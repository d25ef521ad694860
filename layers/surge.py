"""Tsunami and storm surge: how high the sea would have to stand at the shore to reach a place."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.catalogue.access import Access
from geo.catalogue.layer import FieldSpec, Layer, Reader, Style
from geo.catalogue.region import Region
from geo.decision.constraint import Constraint
from geo.decision.criterion import Criterion, Inputs
from geo.decision.value_functions import Piecewise
from geo.models.surge import reaching_wave_m
from geo.space.coast import CoastDistance
from geo.space.grid import Grid
from geo.space.jit import bands, spread
from geo.space.landmask import LandMask
from geo.space.measure import Measure
from geo.space.raster import RasterSource, Sample
from layers._altitude import altitude

ORDER = 115
COAST_CAP_KM = 40.0
PART = 1 << 16
REACH_COLOURS = {"0": "#a50026", "5": "#f46d43", "10": "#fee08b", "20": "#a6d96a", "40": "#1a9850"}


def _read(access: Access, region: Region) -> RasterSource:
    """Lowest mean height [m] of a 9 km cell and its eight neighbours; sea is 0.

    A waterfront below a mountain has a high mean: only ground that is high all round is sure to be high.
    """
    from scipy import ndimage

    heights = altitude(access, region)
    lowest = ndimage.minimum_filter(np.nan_to_num(heights.array, nan=0.0), size=3)
    return RasterSource(lowest.astype(np.float32), heights.transform)


@dataclass(frozen=True)
class ReachingWave(Measure):
    """Wave height at the shore [m] that would reach a place, from its distance to the sea and its low ground."""

    coast_cap_km: float = COAST_CAP_KM

    def on_land(self, features: RasterSource, grid: Grid, land: LandMask | None) -> NDArray[np.float32]:
        """Wave height of every land cell [m]."""
        wave_m = CoastDistance(self.coast_cap_km).on_land(features, grid, land)
        height_m = Sample("bilinear").on_land(features, grid, land)

        def run(part: slice) -> None:
            wave_m[part] = reaching_wave_m(wave_m[part], height_m[part])

        spread(run, bands(wave_m.size, PART))
        return wave_m

    def at_points(
        self, features: RasterSource, lon: NDArray[np.float64], lat: NDArray[np.float64], land: LandMask | None = None
    ) -> NDArray[np.float64]:
        """Wave height at places [m]."""
        coast_km = CoastDistance(self.coast_cap_km).at_points(features, lon, lat, land)
        height_m = Sample("bilinear").at_points(features, lon, lat, land)
        return reaching_wave_m(coast_km, height_m).astype(np.float64)


def _reached(inputs: Inputs, limit: float) -> NDArray[np.bool_]:
    return np.asarray(inputs["surge.reach_m"] < limit)


LAYER = Layer(
    key="surge",
    title="Tsunami and storm surge (screening)",
    theme="hazard",
    description=(
        "Wave height at the nearest shore that would just reach a place: distance to the sea (1 km mask) with "
        "friction, plus what the lowest 9 km mean height around leaves above 28 m."
    ),
    readers=(Reader(tier="package", sources=("pvlib", "global-land-mask"), needs=("pvlib",), read=_read),),
    style=Style(kind="raster", by="reach_m", colours=REACH_COLOURS, unit="m"),
    fields=(
        FieldSpec(
            key="reach_m",
            title="Wave height at the shore that reaches the place",
            measure=ReachingWave(),
            unit="m",
            scale=0.1,
            cap=5000.0,
        ),
    ),
    criteria=(
        Criterion(
            key="surge_reach",
            title="Sea level at the shore that would reach the place",
            unit="m",
            group="Climate and hazards",
            fields=("surge.reach_m",),
            value_function=Piecewise(((3.0, 0.0), (5.0, 0.2), (10.0, 0.6), (20.0, 0.9), (40.0, 1.0))),
            weight=0.0,
            evidence="modelled",
            decimals=1,
            rationale=(
                "Reclaimed waterfronts flood first, plateaus inland last. Screening level: distance beyond 1 km with "
                "friction over flat ground (n = 0.03), and height only where all ground around is high; no bays, "
                "rivers, dikes or parcels, and nothing on how often such a wave comes."
            ),
            references=(
                "Hills and Mader (1997), Annals of the New York Academy of Sciences 822, 381-394: unverified",
                "roughness, height credit and value function: assumption",
            ),
        ),
    ),
    constraints=(
        Constraint(
            key="surge_zone",
            title="Within reach of the sea",
            fields=("surge.reach_m",),
            excludes=_reached,
            on=False,
            coarse=True,
            limit=5.0,
            unit="m",
            limits_allowed=(2.0, 30.0),
            rationale=(
                "Ground that a wave of 5 m at the shore would reach: about 1.6 km from the sea, of which 1 km is doubt "
                "about the coast. The data is coarse, so this is off unless you ask for it; official inundation maps "
                "decide."
            ),
        ),
    ),
    gap=(
        "Official tsunami, surge and flood maps are not fetched, nor fine terrain. Harbours behind breakwaters count "
        "as land in the mask (central Yokohama seems 6 km inland), and a low plain beside a tidal river looks safer "
        "than it is."
    ),
)
