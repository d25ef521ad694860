"""From a tile's address to its picture: cells, codes, overlay, palette, PNG. Holds no scenario, only bounded caches."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from geo.catalogue.preset import Scenario
from geo.catalogue.region_data import RegionData
from geo.decision.brief import Brief
from geo.decision.codes import NO_CRITERION, NO_SCORE, SCORE_STEPS, UNKNOWN, VALUE_STEPS, Bytes
from geo.decision.overlay import Overlay, overlay
from geo.errors import InputError
from geo.lookup import Planes
from geo.siting import weight_shares
from geo.space.coding import UNKNOWN_CODE
from geo.tiles import kernels, png
from geo.tiles.address import Address
from geo.tiles.cells import Cells, cells_under
from geo.tiles.ground import Ground, Memory
from geo.tiles.overlays import Kind, Shown
from geo.tiles.palette import BARRED, CLEAR, FIRST, Palette, palette
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
        cells = self._under(data, address)
        if cells is None:
            return png.clear(address.size)
        ground = self._ground(data, planes, scenario.brief if scenario else Brief())
        chosen = self._palette(data.catalogue, shown)
        ink = INKS[shown.kind](ground, shown, scenario, chosen, cells)
        lines = png.scanlines(address.size)
        kernels.paint(ink, cells.number, cells.pixels.top, cells.pixels.left, lines)
        return png.encode(lines, chosen.entries)

    def _under(self, data: RegionData, address: Address) -> Cells | None:
        key = (data.region.key, data.grid.cell_m, data.grid.shape, address)
        found = self._cells.find(key)
        if found is not None:
            return found
        made = cells_under(address, data.grid, data.region.bbox)
        if made is not None:
            self._cells.keep(key, made)
        return made

    def _ground(self, data: RegionData, planes: Planes, brief: Brief) -> Ground:
        key = (data.fingerprint, data.grid.cell_m, brief)
        return self._grounds.get(key, lambda: Ground(data, planes, brief, self._memory))


def _scored(ground: Ground, scenario: Scenario, cells: Cells, barred: Bytes | None, extra: str = "") -> Scored:
    shares = weight_shares(ground.data, scenario)
    criteria = list(ground.data.catalogue.criteria.values())
    used = [number for number, criterion in enumerate(criteria) if shares[criterion.key] > 0]
    done = overlay(
        ground.values([criteria[number] for number in used], cells),
        [shares[criteria[number].key] for number in used],
        barred,
        unknown=scenario.unknowns,
        limiting=extra == "limiting",
        unknown_share=extra == "unknown",
    )
    return Scored(done, used)


def _barred(ground: Ground, scenario: Scenario, cells: Cells) -> Bytes:
    return ground.barred(ground.data.catalogue.limits(scenario), cells)


def _suitability(ground: Ground, _: Shown, scenario: Scenario | None, colours: Palette, cells: Cells) -> Bytes:
    assert scenario is not None
    barred = _barred(ground, scenario, cells)
    score = _scored(ground, scenario, cells, barred).overlay.score
    ink = _score_table(colours)[score]
    kernels.mark(ink, score, barred, ground.sea(cells))
    return ink


def _limiting(ground: Ground, _: Shown, scenario: Scenario | None, colours: Palette, cells: Cells) -> Bytes:
    assert scenario is not None
    barred = _barred(ground, scenario, cells)
    done, used = _scored(ground, scenario, cells, barred, "limiting")
    assert done.limiting is not None
    table = np.full(NO_CRITERION + 1, CLEAR, np.uint8)
    table[: len(used)] = colours.entry(np.array(used, dtype=np.float64))
    ink = table[done.limiting]
    kernels.mark(ink, done.score, barred, ground.sea(cells))
    return ink


def _unknown(ground: Ground, _: Shown, scenario: Scenario | None, colours: Palette, cells: Cells) -> Bytes:
    assert scenario is not None
    share = _scored(ground, scenario, cells, None, "unknown").overlay.unknown_share
    assert share is not None
    return _on_land(ground, cells, colours.entry(np.arange(101, dtype=np.float64))[share])


def _buildable(ground: Ground, shown: Shown, scenario: Scenario | None, _: Palette, cells: Cells) -> Bytes:
    assert scenario is not None
    ink = np.full(cells.cells.size, FIRST, np.uint8)
    if shown.kind == "serviced":
        ink[ground.served(cells) == 0] = FIRST + 1
    ink[_barred(ground, scenario, cells) != 0] = BARRED
    return _on_land(ground, cells, ink)


def _criterion(ground: Ground, shown: Shown, _: Scenario | None, colours: Palette, cells: Cells) -> Bytes:
    codes = ground.values([ground.data.catalogue.criteria[shown.key]], cells)[0]
    values = np.arange(256, dtype=np.float64) / VALUE_STEPS
    values[UNKNOWN] = np.nan
    return _on_land(ground, cells, colours.entry(np.minimum(values, 1.0))[codes])


def _field(ground: Ground, shown: Shown, _: Scenario | None, colours: Palette, cells: Cells) -> Bytes:
    return _on_land(ground, cells, ground.picture(shown.key, cells, _field_table(ground.data, shown.key, colours)))


def _on_land(ground: Ground, cells: Cells, ink: Bytes) -> Bytes:
    ink[ground.sea(cells) != 0] = CLEAR
    return ink


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
    "limiting": _limiting,
    "unknown": _unknown,
    "buildable": _buildable,
    "serviced": _buildable,
    "criterion": _criterion,
    "field": _field,
}
