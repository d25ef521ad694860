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
    """What every rule needs beside the cells.

    Attributes
    ----------
    rows : int64 array
        Criteria with weight, filled up to whole groups with the last one, which then weighs nothing.
    fill : int
        Code that stands in for an unknown value.
    strict : bool
        Whether one unknown value bars the score.
    """

    rows: Indices
    fill: int
    strict: bool


class Order(NamedTuple):
    """What OWA needs.

    Attributes
    ----------
    parts : uint32 array
        The shares in parts of `count << shift`, exactly that in sum.
    shift : int
        A weight of `1 << shift` parts is one criterion's at equal weights.
    curve : array of `KNOT`, shape (count + 1,)
        Running sums of the order weights in parts of `HEIGHT`; rise to the next by part of weight, 0 at the last.
    network : int64 array, shape (pairs, 2)
        Compare-exchange pairs.
    """

    parts: Counts
    shift: int
    curve: Knots
    network: Indices


class Weighing(NamedTuple):
    """A rule is what it is given; the others' are None, and numba compiles nothing for them.

    Attributes
    ----------
    units : float32 array, shape of `Plan.rows`
        Weighted sum: score units of one code step.
    logs : float32 array, shape (criteria with weight, 251)
        Geometric mean: share times the logarithm of the value of each code.
    weights : float32 array
        TOPSIS: shares of the criteria with weight, sum 1.
    order : Order
        OWA.
    """

    units: Singles | None = None
    logs: Singles | None = None
    weights: Singles | None = None
    order: Order | None = None


class Rasters(NamedTuple):
    """Masks in, scores out; a mask of size 0 stands for "not given"."""

    excluded: Bytes
    serviced: Bytes
    score: Scores


class Beside(NamedTuple):
    """What is told beside the score, and what it takes; a raster of size 0 stands for "not wanted".

    Attributes
    ----------
    used : int64 array
        Criteria with weight.
    loss_units : uint16 array
        Their shares as parts of the largest one, 65535.
    gap_units : uint16 array, shape of `Plan.rows`
        The shares in parts of `GAP_SCALE`, none below 1, so that they add up without overflow.
    percent : float32
        Percent of one gap unit.
    """

    limiting: Bytes
    share: Bytes
    used: Indices
    loss_units: Words
    gap_units: Words
    percent: np.float32
