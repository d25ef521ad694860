"""The tile route: an address in, a PNG out. The scenario stands in the address; the server holds none."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from functools import lru_cache

from starlette.requests import Request
from starlette.responses import Response

from geo.build.memory import TILE_BYTES, at_hand, keep_freed_memory
from geo.catalogue.preset import Scenario
from geo.catalogue.region_data import RegionData
from geo.errors import InputError, SitingError
from geo.tiles.address import Address
from geo.tiles.ground import CODES_BYTES
from geo.tiles.overlays import Shown, overlay
from geo.tiles.renderer import Renderer
from geo.tiles.store import ByteStore
from geo.web import arguments, compiled
from geo.web.answers import Kept, immutable
from geo.web.arguments import AbsentError
from geo.web.asked import ASKED
from geo.web.shelf import address, shelf
from geo.web.work import Workers
from geo.workspace import Workspace

PATH = "/tiles/v1/{region}/{overlay}/{fingerprint}/{z}/{x}/{y}.png"
KEPT_BYTES = 64 << 20
QUEUE = 512
FIRST_MAP_S = 2.5
"""Longest pause [s] before what draws is loaded, where the tiles of the first map need no drawing."""
NEXT_REGION_S = 3.0
"""Pause [s] before each further region is warmed: who asks for the first one is served meanwhile."""


class Tiles:
    """Tiles of one workspace, the finished ones kept by their address.

    Parameters
    ----------
    workspace : Workspace
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._renderer, self._shelf = Renderer(), shelf(workspace)
        self._kept: ByteStore[Kept] = ByteStore(KEPT_BYTES, lambda kept: kept.nbytes)
        self._workers = Workers("tiles", max(2, os.cpu_count() or 2), QUEUE)
        self._workers.begin(self.warm)
        self._scenario = lru_cache(maxsize=512)(self._read_scenario)
        self._overlay = lru_cache(maxsize=256)(self._read_overlay)

    def warm(self) -> None:
        """Load what draws, and draw the middle of every region that is built, so that the first user waits less. The
        first map goes before, where its tiles are at hand."""
        if not self._shelf.began_empty:
            ASKED.first(FIRST_MAP_S)
        keep_freed_memory(TILE_BYTES)
        compiled.ready()
        for turn, (key, region) in enumerate(self._workspace.catalogue.regions.items()):
            time.sleep(NEXT_REGION_S if turn else 0.0)
            for zoom in (region.zoom, region.zoom + 1, region.zoom + 2):
                with suppress(SitingError):
                    self._sketch(key, Address.at(*region.centre, zoom))
        at_hand(CODES_BYTES)

    def _sketch(self, key: str, square: Address) -> None:
        data, scenario = self._workspace.region(key), self._workspace.catalogue.scenario(key)
        self._renderer.tile(data, self._workspace.planes(data), Shown("suitability"), scenario, square)

    async def answer(self, request: Request) -> Response:
        """One tile: from the store, or drawn in a thread."""
        key = address(request)
        kept = self._kept.find(key)
        with ASKED.request(request.query_params.get("s", "")):
            if kept is None:
                kept = await self._workers.run(lambda: self._drawn(request))
                self._kept.keep(key, kept)
            return immutable(request, kept)

    def _state(self, region: str, fingerprint: str) -> RegionData:
        """The region's present state, or a former one that a page was drawn from."""
        for data in self._workspace.states(region):
            if data.fingerprint == fingerprint:
                return data
        raise AbsentError("no such state of the data", found=repr(fingerprint[:40]), mend="reload the page")

    def _drawn(self, request: Request) -> Kept:
        named = request.path_params
        arguments.region(self._workspace, named["region"])
        shown = self._overlay(named["overlay"])
        data = self._state(named["region"], named["fingerprint"])
        size = arguments.whole(arguments.query(request, "size", "256"), "size")
        z, x, y = (arguments.whole(named[name], name) for name in "zxy")
        square = Address(z, x, y, size)
        token = arguments.query(request, "s")
        scenario = self._scenario(token) if token else None
        if scenario is not None and scenario.region != data.region.key:
            raise InputError("the scenario is of another region", where="s", found=scenario.region)
        planes = self._workspace.planes(data)
        return self._shelf.answer(
            request, lambda: Kept.of(self._renderer.tile(data, planes, shown, scenario, square), "image/png")
        )

    def _read_scenario(self, token: str) -> Scenario:
        return self._workspace.catalogue.check(Scenario.from_token(token))

    def _read_overlay(self, name: str) -> Shown:
        try:
            return overlay(self._workspace.catalogue, name)
        except InputError as error:
            raise AbsentError(error.what, found=error.found, allowed=error.allowed) from error
