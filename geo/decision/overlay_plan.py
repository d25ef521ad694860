"""What the map kernels are given: the weights in the forms they need, masks in, rasters out."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from geo.decision.codes import Bytes, Scores

Singles = npt.NDArray[np.float32]
Indices = npt.NDArray[np.int64]
Knots = npt.NDArray[np.void]
Heights = npt.NDArray[np.int32]
Counts = npt.NDArray[np.uint32]
Words = npt.NDArray[np.uint16]

GAP_SCALE: Final = 65_000
"""The whole weight in gap units."""
LOG_OF_ZERO: Final = -1e30
"""Stands for minus infinity: times any weight it is beyond the logarithm of every other value, and exp of it is 0."""
HEIGHT: Final = 1 << 22
"""The top of OWA's curve: times 250 it leaves one bit of 31 free, and a step is 0.0025 hundredths of a point."""
KNOT: Final = np.dtype([("height", np.int32), ("slope", np.float32)])
GROUP: Final = 4
"""Criteria that are read together."""


class Plan(NamedTuple):
    """What a rule needs beside the cells.

    Attributes
    ----------
    rule : int
        One of the constants of `overlay_kernels`.
    used : int64 array
        Criteria with weight.
    rows : int64 array
        The same, filled up to whole groups with the last one, which then weighs nothing.
    units : float32 array, shape of `rows`
        Weighted sum: score units of one code step.
    weights : float32 array
        Their shares, sum 1.
    loss_units : uint16 array
        The shares as parts of the largest one, 65535.
    gap_units : uint16 array, shape of `rows`
        The shares in parts of `GAP_SCALE`, none below 1, so that they add up without overflow.
    fill : int
        Code that stands in for an unknown value.
    strict : bool
        Whether one unknown value bars the score.
    parts : uint32 array
        OWA: the shares in parts of `count << shift`, exactly that in sum.
    shift : int
        OWA: a weight of `1 << shift` parts is one criterion's at equal weights.
    curve : array of `KNOT`, shape (count + 1,)
        OWA: running sums of the order weights in parts of `HEIGHT`; rise to the next by part of weight, 0 at the last.
    network : int64 array, shape (pairs, 2)
        OWA: compare-exchange pairs.
    logs : float32 array, shape (criteria with weight, 251)
        Geometric mean: share times the logarithm of the value of each code.
    """

    rule: int
    used: Indices
    rows: Indices
    units: Singles
    weights: Singles
    loss_units: Words
    gap_units: Words
    fill: int
    strict: bool
    parts: Counts
    shift: int
    curve: Knots
    network: Indices
    logs: Singles


class Rasters(NamedTuple):
    """Masks in, rasters out; an array of size 0 stands for "not given" or "not wanted"."""

    excluded: Bytes
    serviced: Bytes
    score: Scores
    limiting: Bytes
    share: Bytes
