"""From a tile's address to its picture: cells, codes, overlay, palette, PNG. Holds no scenario, only bounded caches."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from geo.catalogue.preset import Scenario
from geo.catalogue.region_data import RegionData
from geo.certainty import prior_of
from geo.decision.brief import Brief
from geo.decision.codes import NO_CRITERION, NO_SCORE, SCORE_STEPS, VALUE_STEPS, Bytes
from geo.decision.criterion import Criterion, verdicts
from geo.decision.overlay import Overlay, overlay, unknown_shares
from geo.decision.uncertainty import uncertainty_map
from geo.errors import InputError
from geo.lookup import UNKNOWN_VALUE, Planes
from geo.siting import weight_shares
from geo.space.coding import UNKNOWN_CODE
from geo.tiles import kernels, png
from geo.tiles.address import Address
from geo.tiles.cells import Cells, cells_under
from geo.tiles.gap_finder import gaps_under
from geo.tiles.ground import Ground, Indices, Memory
from geo.tiles.overlays import Kind, Shown
from geo.tiles.palette import BARRED, CLEAR, FIRST, GATE_COLOURS, UNKNOWN, Palette, palette
from geo.tiles.store import ByteStore

CELLS_BYTES = 48 << 20
GROUNDS = 64


class Scored(NamedTuple):
    """Overlay of the criteria that have weight, and the places of these among all criteria."""

    overlay: Overlay
    used: list[int]


class Renderer:
    """Draws tiles of any region state and scenario."""

    def __init__(self) -> None:
        self._memory = Memory()
        self._cells: ByteStore[Cells] = ByteStore(CELLS_BYTES, lambda cells: cells.nbytes)
        self._grounds: ByteStore[Ground] = ByteStore(GROUNDS, lambda _: 1)
        self._palette = lru_cache(maxsize=256)(palette)

    def tile(
        self, data: RegionData, planes: Planes, shown: Shown, scenario: Scenario | None, address: Address
    ) -> bytes:
        """PNG of one tile; wholly transparent outside the region.

        Parameters
        ----------
        scenario : Scenario, optional
            Needed by all but the overlays "field. ...".

        Raises
        ------
        NotBuiltError
            A field that the overlay needs is still being built.
        InputError
            The overlay needs a scenario, or its load is more than any voltage class carries.
        """
        if scenario is None and shown.kind != "field":
            raise InputError("this overlay needs a scenario", where="s", found="nothing")
        ground = self._ground(data, planes, scenario.brief if scenario else Brief())
        cells = self._under(ground, address)
        if cells is None:
            return png.clear(address.size)
        chosen = self._palette(data.catalogue, shown)
        ink = INKS[shown.kind](ground, shown, scenario, chosen, cells)
        lines = png.scanlines(address.size)
        kernels.paint(ink, cells.number, cells.pixels.top, cells.pixels.left, lines)
        return png.encode(lines, chosen.entries)

    def _under(self, ground: Ground, address: Address) -> Cells | None:
        data = ground.data
        key = (data.region.key, data.land_digest, address)
        found = self._cells.find(key)
        if found is not None:
            return found
        if not all(address.pixels(data.region.bbox).shape):
            return None
        ground.has_land()
        made = cells_under(address, data.grid, data.region.bbox, data.land_cells)
        if made is not None:
            self._cells.keep(key, made)
        return made

    def _ground(self, data: RegionData, planes: Planes, brief: Brief) -> Ground:
        key = (data.fingerprint, data.grid.cell_m, brief)
        return self._grounds.get(key, lambda: Ground(data, planes, brief, self._memory))


def _with_weight(ground: Ground, scenario: Scenario) -> tuple[list[Criterion], list[float], list[int]]:
    """The criteria with weight as the rule wants them coded, their weights and their places in the catalogue."""
    shares = weight_shares(ground.data, scenario)
    criteria = list(ground.data.catalogue.criteria.values())
    used = [number for number, criterion in enumerate(criteria) if shares[criterion.key] > 0]
    coded = [criteria[number].coded_for(scenario.rule) for number in used]
    return coded, [shares[criteria[number].key] for number in used], used


def _scored(ground: Ground, scenario: Scenario, cells: Cells, limiting: bool = False) -> Scored:
    criteria, shares, used = _with_weight(ground, scenario)
    done = overlay(
        ground.values(criteria, cells),
        shares,
        rule=scenario.rule,
        attitude=scenario.attitude,
        unknown=scenario.unknowns,
        limiting=limiting,
    )
    return Scored(done, used)


class Split(NamedTuple):
    """Land cells of a tile by what may be built: entries that mark barred ground, and where nothing bars."""

    ink: Bytes
    free: Indices
    cells: Cells


def _split(ground: Ground, scenario: Scenario, cells: Cells) -> Split:
    """Nothing is computed for barred ground but that it is barred."""
    limits = ground.data.catalogue.limits(scenario)
    free = np.flatnonzero(ground.barred(limits, cells) == 0)
    return Split(np.full(cells.cells.size, BARRED, np.uint8), free, cells.only(free, tuple(limits.items())))


def _suitability(ground: Ground, _: Shown, scenario: Scenario | None, colours: Palette, cells: Cells) -> Bytes:
    assert scenario is not None
    ink, free, part = _split(ground, scenario, cells)
    ink[free] = _score_table(colours)[_scored(ground, scenario, part).overlay.score]
    return ink


def _spread(ground: Ground, shown: Shown, scenario: Scenario | None, colours: Palette, cells: Cells) -> Bytes:
    """Standard deviation of the score, or the score less that, in closed form: no draw is made."""
    assert scenario is not None
    if scenario.rule != "weighted_sum":
        raise InputError(
            "this overlay is exact for the weighted sum only", where="s", found=scenario.rule, allowed="weighted_sum"
        )
    ink, free, part = _split(ground, scenario, cells)
    keys, prior = prior_of(ground.data, scenario)
    criteria = [ground.data.catalogue.criteria[key] for key in keys]
    found = uncertainty_map(ground.values(criteria, part), prior, unknown=scenario.unknowns)
    codes = found.sd
    if shown.kind == "cautious":
        least = np.where(found.mean > found.sd, found.mean - found.sd, 0).astype(np.uint16)
        codes = np.where(found.mean == NO_SCORE, np.uint16(NO_SCORE), least)
    ink[free] = _score_table(colours)[codes]
    return ink


def _limiting(ground: Ground, _: Shown, scenario: Scenario | None, colours: Palette, cells: Cells) -> Bytes:
    assert scenario is not None
    ink, free, part = _split(ground, scenario, cells)
    done, used = _scored(ground, scenario, part, limiting=True)
    assert done.limiting is not None
    table = np.full(NO_CRITERION + 1, CLEAR, np.uint8)
    table[: len(used)] = colours.entry(np.array(used, dtype=np.float64))
    ink[free] = np.where(done.score == NO_SCORE, np.uint8(UNKNOWN), table[done.limiting])
    return ink


def _buildable(ground: Ground, shown: Shown, scenario: Scenario | None, _: Palette, cells: Cells) -> Bytes:
    assert scenario is not None
    ink, free, part = _split(ground, scenario, cells)
    served = ground.served(part) if shown.kind == "serviced" else np.ones(free.size, np.uint8)
    ink[free] = np.where(served == 0, np.uint8(FIRST + 1), np.uint8(FIRST))
    return ink


def _unknown(ground: Ground, _: Shown, scenario: Scenario | None, colours: Palette, cells: Cells) -> Bytes:
    assert scenario is not None
    table = colours.entry(np.arange(101, dtype=np.float64))
    criteria, weights, _used = _with_weight(ground, scenario)
    gaps = gaps_under(ground, criteria, cells)
    return np.asarray(table[unknown_shares(gaps.rows, weights, gaps.row_of)])


def _criterion(ground: Ground, shown: Shown, _: Scenario | None, colours: Palette, cells: Cells) -> Bytes:
    criterion = ground.data.catalogue.criteria[shown.key]
    values = np.minimum(np.arange(256, dtype=np.float64) / VALUE_STEPS, 1.0)
    values[UNKNOWN_VALUE] = np.nan
    table = colours.entry(values)
    return np.asarray(table[ground.values([criterion], cells)[0]])


def _gate(ground: Ground, shown: Shown, _: Scenario | None, colours: Palette, cells: Cells) -> Bytes:
    """Verdicts of a gate, whatever bars the ground: pass, fail and unknown each with its own colour."""
    gate = ground.data.catalogue.gates[shown.key]
    values = np.arange(256, dtype=np.float64) / VALUE_STEPS
    values[UNKNOWN_VALUE] = np.nan
    order = list(GATE_COLOURS)
    table = colours.entry(np.array([order.index(word) for word in verdicts(values)], dtype=np.float64))
    return np.asarray(table[ground.values([gate], cells)[0]])


def _field(ground: Ground, shown: Shown, _: Scenario | None, colours: Palette, cells: Cells) -> Bytes:
    table = _field_table(ground.data, shown.key, colours)
    return ground.picture(shown.key, cells, table)


@lru_cache(maxsize=8)
def _score_table(colours: Palette) -> Bytes:
    """Palette entry of every score code."""
    points = np.full(NO_SCORE + 1, np.nan)
    points[: SCORE_STEPS + 1] = np.arange(SCORE_STEPS + 1) / (SCORE_STEPS / 100.0)
    return colours.entry(points)


@lru_cache(maxsize=32)
def _field_table(data: RegionData, field: str, colours: Palette) -> Bytes:
    """Palette entry of every code of a field."""
    return colours.entry(data.catalogue.fields[field].decode(np.arange(UNKNOWN_CODE + 1, dtype=np.uint16)))


INKS: dict[Kind, Callable[[Ground, Shown, Scenario | None, Palette, Cells], Bytes]] = {
    "suitability": _suitability,
    "uncertainty": _spread,
    "cautious": _spread,
    "limiting": _limiting,
    "unknown": _unknown,
    "buildable": _buildable,
    "serviced": _buildable,
    "gate": _gate,
    "criterion": _criterion,
    "field": _field,
}
