"""POST /api/v1/rank: sites that somebody sends are ranked and sent back as GeoJSON. Nothing of them is kept.

A stranger's body is refused as early as can be: by its origin and type before it is read, by its size while it is read,
by its form before a single place is measured.
"""

from __future__ import annotations

import asyncio
import gzip
import json
from typing import Any
from urllib.parse import urlsplit

import geopandas as gpd
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from geo.catalogue.preset import Scenario
from geo.catalogue.region import Region
from geo.catalogue.region_data import RegionData
from geo.errors import InputError
from geo.exchange.results import to_geojson
from geo.exchange.sites import parse_sites, sites_of_collection
from geo.report import place_fields, rank_sites
from geo.tiles.ground import NotBuiltError
from geo.web import arguments
from geo.web.answers import NEVER, SAFE, refusal, takes_gzip
from geo.web.hosts import host_name
from geo.web.work import BusyError, Workers
from geo.workspace import Workspace

PATH = "/api/v1/rank"
TYPES = ("application/json", "application/geo+json")
MOST_BYTES = 5_000_000
MOST_SITES = 10_000
QUEUE = 3
MOST_READ_AT_ONCE = 8
PATIENCE_S = 30.0
"""How long a body may take to arrive."""


class Posted:
    """Rankings of sent sites, without the user's own evidence: one at a time, a few may wait.

    Parameters
    ----------
    workspace : Workspace
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._workers = Workers("posted sites", 1, QUEUE)
        self._reading = 0

    async def answer(self, request: Request) -> Response:
        """The ranking of the sites in the body under a scenario (by default the balanced preset)."""
        refused = _refused(request)
        if refused is not None:
            return refused
        data = arguments.region(self._workspace.for_others, arguments.query(request, "region"))
        scenario = arguments.scenario(self._workspace.catalogue, arguments.query(request, "s"), data.region.key)
        top = arguments.query(request, "top")
        most = min(max(arguments.whole(top, "top"), 1), MOST_SITES) if top else None
        body = await self._read(request)
        if isinstance(body, Response):
            return body
        content = await self._workers.run(lambda: self._ranked(data, scenario, body, most))
        headers = {**SAFE, "Cache-Control": NEVER, "Vary": "Accept-Encoding"}
        if takes_gzip(request.headers.get("accept-encoding", "")):
            packed = await asyncio.to_thread(gzip.compress, content, 1)
            return Response(packed, headers={**headers, "Content-Encoding": "gzip"}, media_type=TYPES[1])
        return Response(content, headers=headers, media_type=TYPES[1])

    async def _read(self, request: Request) -> bytes | Response:
        """The body, or a refusal as soon as it is too long or too slow."""
        if self._reading >= MOST_READ_AT_ONCE:
            raise BusyError("too many requests at once", mend="ask again")
        self._reading += 1
        try:
            async with asyncio.timeout(PATIENCE_S):
                parts, size = [], 0
                async for part in request.stream():
                    size += len(part)
                    if size > MOST_BYTES:
                        return _too_large()
                    parts.append(part)
                return b"".join(parts)
        except TimeoutError:
            return refusal(408, f"the body did not arrive within {PATIENCE_S:g} s")
        except ClientDisconnect:
            return refusal(400, "the body ended early")
        finally:
            self._reading -= 1

    def _ranked(self, data: RegionData, scenario: Scenario, body: bytes, top: int | None) -> bytes:
        sites = sites_in(body, data.region)
        own, workspace = self._workspace, self._workspace.for_others
        missing = own.missing(own.region(data.region.key), scenario)
        if missing:
            names = ", ".join(f"{field} {variant}".strip() for field, variant in missing)
            raise NotBuiltError("fields are still being built", found=names, mend="ask again")
        workspace.build(data, scenario)
        fields = place_fields(data, sites, keep=False)
        return to_geojson(rank_sites(workspace, data, scenario, sites, fields), top)


def sites_in(body: bytes, region: Region) -> gpd.GeoDataFrame:
    """Sites of a body: a FeatureCollection, or a list of points {"lon": ..., "lat": ..., anything else}."""
    name = "body"
    if body.lstrip()[:1] != b"[":
        return parse_sites(body, f"{name}.geojson", region, most=MOST_SITES)
    try:
        listed = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise InputError("the body is not valid JSON", where=name, found=str(error)[:200]) from error
    if len(listed) > MOST_SITES:
        raise InputError("too many sites", where=name, found=f"{len(listed):,}", allowed=f"{MOST_SITES:,}")
    features = [_feature(point, f"{name}, point {number}") for number, point in enumerate(listed, start=1)]
    return sites_of_collection({"type": "FeatureCollection", "features": features}, name, region, most=MOST_SITES)


def _feature(point: Any, where: str) -> dict[str, Any]:
    if not isinstance(point, dict) or not all(_is_number(point.get(axis)) for axis in ("lon", "lat")):
        raise InputError(
            "not a point", where=where, found=str(point)[:80], allowed='{"lon": 150.9, "lat": -33.8, "name": "..."}'
        )
    own = {key: value for key, value in point.items() if key not in ("lon", "lat")}
    return {"geometry": {"type": "Point", "coordinates": [point["lon"], point["lat"]]}, "properties": own}


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _refused(request: Request) -> Response | None:
    """Why a request is turned away before its body is read, or None."""
    if request.method != "POST":
        return refusal(405, "only POST is allowed here")
    if not _own_origin(request):
        return refusal(403, "pages of other origins may not post here")
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in TYPES:
        return refusal(415, f"the body must be {' or '.join(TYPES)}")
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        return refusal(415, "a packed body is not taken")
    length = request.headers.get("content-length", "")
    if length.isdecimal() and int(length[:12]) > MOST_BYTES:
        return _too_large()
    return None


def _own_origin(request: Request) -> bool:
    """Whether a browser says that our own page sent it; what is no browser says nothing."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = request.headers.get("origin")
    if origin is None:
        return True
    try:
        there = urlsplit(origin)
    except ValueError:
        return False
    here = request.headers.get("host", "")
    return there.scheme in ("http", "https") and there.netloc.lower() == here.lower() and bool(host_name(here))


def _too_large() -> Response:
    return refusal(413, f"the body is larger than {MOST_BYTES:,} bytes")
