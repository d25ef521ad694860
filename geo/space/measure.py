"""What all measures have in common."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from geo.space.grid import Grid
from geo.space.landmask import LandMask, land_on

F32 = npt.NDArray[np.float32]


class Measure:
    """Something that can be computed of features for every cell of a grid, and at places."""

    def on_land(self, features: Any, grid: Grid, land: LandMask | None) -> F32:
        """Return numbers (land cells,), in the order in which fields are stored; NaN means unknown."""
        raise NotImplementedError

    def on_grid(self, features: Any, grid: Grid, land: LandMask | None) -> F32:
        """Return numbers (rows, columns) for cell centres on land, NaN elsewhere and where unknown."""
        return land_on(land, grid).plane(self.on_land(features, grid, land))
