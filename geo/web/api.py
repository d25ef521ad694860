"""The JSON routes: whether the service is up, and the score of a point with its reasons."""

from __future__ import annotations

import asyncio
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from geo.catalogue.preset import Scenario
from geo.catalogue.region_data import RegionData
from geo.errors import InputError
from geo.exchange.results import json_value, software_version
from geo.report import explain_point
from geo.tiles.ground import NotBuiltError
from geo.web import arguments
from geo.web.answers import as_json
from geo.web.work import Workers
from geo.workspace import Workspace

QUEUE = 16


class Api:
    """JSON answers of one workspace, without the user's own evidence: one score at a time, a few may wait.

    Parameters
    ----------
    workspace : Workspace
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._workers = Workers("scores", 1, QUEUE)

    async def health(self, _: Request) -> Response:
        """Version and state of every region."""
        return as_json(await asyncio.to_thread(self._state))

    def _state(self) -> dict[str, Any]:
        workspace = self._workspace
        regions = {key: workspace.region(key).fingerprint for key in workspace.catalogue.regions}
        return {
            "status": "ok",
            "version": software_version(),
            "regions": {key: {"fingerprint": fingerprint} for key, fingerprint in regions.items()},
        }

    async def score(self, request: Request) -> Response:
        """Score of a point under a scenario (by default the balanced preset), told as by `geo.report.explain_point`."""
        data = arguments.region(self._workspace.for_others, arguments.query(request, "region"))
        lon, lat = (arguments.degrees(arguments.query(request, name), name) for name in ("lon", "lat"))
        if not data.region.contains(lon, lat):
            west, south, east, north = data.region.bbox
            allowed = f"lon {west:g} to {east:g}, lat {south:g} to {north:g}"
            raise InputError("the point is outside the region", found=f"{lon:g} {lat:g}", allowed=allowed)
        scenario = arguments.scenario(self._workspace.catalogue, arguments.query(request, "s"), data.region.key)
        return as_json(json_value(await self._workers.run(lambda: self._explained(data, scenario, lon, lat))))

    def _explained(self, data: RegionData, scenario: Scenario, lon: float, lat: float) -> dict[str, Any]:
        own, workspace = self._workspace, self._workspace.for_others
        missing = own.missing(own.region(data.region.key), scenario)
        if missing:
            names = ", ".join(f"{field} {variant}".strip() for field, variant in missing)
            raise NotBuiltError("fields are still being built", found=names, mend="ask again")
        workspace.build(data, scenario)
        return explain_point(workspace, data, scenario, lon, lat)
