"""Where the best campuses may be: places of the whole map, each looked at again in windows of other cells."""

from __future__ import annotations

import math
from dataclasses import dataclass

from geo.catalogue.preset import Scenario
from geo.catalogue.region_data import RegionData
from geo.choices.campus_windows import (
    Box,
    Placed,
    apart,
    best_in,
    finer_cell_m,
    lattice_origin,
    ranks_of,
    scores_of,
    window,
)
from geo.decision.campus_finder import Campus, find_campuses
from geo.decision.codes import Scores
from geo.errors import InputError
from geo.models.land import CAMPUS_MW_PER_HA, campus_area_ha
from geo.space.grid import Grid
from geo.surface import barred_cells
from geo.workspace import Workspace

LIMITS = {
    "top": (1, 200),
    "spacing_km": (0, 1000),
    "mw_per_ha": (0.1, 100),
    "least_score": (0, 100),
    "refine_m": (0, 500),
}
SHORTLIST = 2
"""Places of the whole map that are looked at again, for each campus that is asked for."""
COMPARED_M = (500.0, 2000.0)
"""Cell sizes, beside the region's own, at which every campus gets a rank."""


@dataclass(frozen=True)
class Wish:
    """What is looked for: how many, how far apart, how dense, how good at least.

    Attributes
    ----------
    top : campuses
    spacing_km : least distance between two campuses
    mw_per_ha : grid load on a hectare
    least_score : least score of every cell, 0 to 100
    refine_m : cells of the window in which each campus is looked at again [m]; 0 leaves the cells of the map
    """

    top: int = 10
    spacing_km: float = 10.0
    mw_per_ha: float = CAMPUS_MW_PER_HA
    least_score: float = 0.0
    refine_m: float = 100.0

    def __post_init__(self) -> None:
        for name, (low, high) in LIMITS.items():
            value = getattr(self, name)
            if not low <= value <= high:
                raise InputError("no such wish", where=name, found=f"{value:g}", allowed=f"{low} to {high}")


def needed_cells(load_mw: float, mw_per_ha: float, cell_m: float) -> int:
    """Whole cells that a campus takes, at least one."""
    return max(1, math.ceil(campus_area_ha(load_mw, mw_per_ha) * 1e4 / cell_m**2 - 1e-9))


@dataclass(frozen=True)
class Shortlist:
    """Places found on the map, each with its campus in other cells.

    Attributes
    ----------
    found : campuses of the map, best first
    chosen : the same places in the finest cells looked at, each apart from all better ones; None where none fits there
    ranks : rank of every place by cell size [m]
    """

    found: list[Campus]
    chosen: list[Placed | None]
    ranks: dict[float, list[int | None]]
    cell_m: float

    @property
    def order(self) -> list[int]:
        """Places in order of what their chosen campus is worth."""
        ranks = ranks_of(self.chosen)
        return sorted((n for n, rank in enumerate(ranks) if rank is not None), key=lambda n: ranks[n] or 0)


def shortlist(workspace: Workspace, data: RegionData, scenario: Scenario, wish: Wish) -> Shortlist:
    """Places of the whole map and what other cells make of them; all windows are measured in one go."""
    own, whole = data.grid.cell_m, data.grid
    area = campus_area_ha(scenario.load_mw, wish.mw_per_ha)
    fine = finer_cell_m(area, wish.refine_m, own) if wish.refine_m else None
    found = search(workspace, data, scenario, wish, wish.top * (SHORTLIST if fine else 1))
    row0, col0 = lattice_origin(whole)
    boxes = [Box(row0 + c.row, col0 + c.col, c.footprint.height, c.footprint.width) for c in found]
    sizes = [size for size in (*COMPARED_M, *((fine,) if fine else ())) if size != own]
    windows = {}
    for size in dict.fromkeys(sizes):
        grid = data.region.grid(size)
        margin = own if size < own else size * (math.ceil(math.sqrt(cells_of(wish, scenario, size))) - 1)
        windows[size] = [part for box in boxes if (part := window(grid, box, own, margin)) is not None]
    scores = dict(zip(windows, _split(data, scenario, list(windows.values())), strict=True))
    ranks: dict[float, list[int | None]] = {own: [n + 1 for n in range(len(found))]}
    for size in (size for size in COMPARED_M if size != own):
        cells = cells_of(wish, scenario, size)
        pairs = zip(windows[size], scores[size], strict=True)
        ranks[size] = ranks_of([best_in(grid, codes, cells, wish.least_score) for grid, codes in pairs])
    if fine is None:
        return Shortlist(found, [Placed(whole, campus) for campus in found], ranks, own)
    pairs_ = list(zip(windows[fine], scores[fine], strict=True))
    chosen = apart(pairs_, cells_of(wish, scenario, fine), wish.least_score, wish.spacing_km * 1000.0)
    return Shortlist(found, chosen, ranks, fine)


def cells_of(wish: Wish, scenario: Scenario, cell_m: float) -> int:
    """Cells of a campus for the scenario's load."""
    return needed_cells(scenario.load_mw, wish.mw_per_ha, cell_m)


def _split(data: RegionData, scenario: Scenario, groups: list[list[Grid]]) -> list[list[Scores]]:
    """Scores of groups of windows, measured together."""
    scores = iter(scores_of(data, scenario, [grid for group in groups for grid in group]))
    return [[next(scores) for _ in group] for group in groups]


def search(workspace: Workspace, data: RegionData, scenario: Scenario, wish: Wish, top: int) -> list[Campus]:
    """The best campuses of the whole map in its own cells."""
    cell_m = data.grid.cell_m
    return find_campuses(
        workspace.suitability(data, scenario).raster(),
        cells_of(wish, scenario, cell_m),
        top,
        spacing_cells=wish.spacing_km * 1000.0 / cell_m,
        least_score=wish.least_score,
    )


def barred_alone(workspace: Workspace, data: RegionData, scenario: Scenario) -> dict[str, float]:
    """Share of the land that each constraint in force bars by itself, the largest first."""
    planes, limits = workspace.planes(data), data.catalogue.limits(scenario)
    shares = {}
    for key, limit in limits.items():
        alone: dict[str, bool | float] = dict.fromkeys(data.catalogue.constraints, False)
        only = scenario.model_copy(update={"constraints": alone | {key: limit}})
        shares[key] = float(barred_cells(data, planes, only).mean()) if data.land_cells.count else 0.0
    return dict(sorted(((key, share) for key, share in shares.items() if share > 0), key=lambda item: -item[1]))
