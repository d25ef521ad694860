"""The layer routes: a vector layer as GeoJSON, whole for each class of zooms or square by square, packed and kept."""

from __future__ import annotations

from functools import lru_cache

import geopandas as gpd
from starlette.requests import Request
from starlette.responses import Response

from geo.catalogue.region_data import RegionData
from geo.errors import InputError
from geo.tiles.address import Address
from geo.tiles.store import ByteStore
from geo.web import arguments, feature_tiles, features
from geo.web.answers import Kept, immutable
from geo.web.arguments import AbsentError
from geo.web.shelf import shelf
from geo.web.urls import LAST_ZOOM, SQUARES, zoom_class
from geo.web.work import Workers
from geo.workspace import Workspace

PATH = "/layers/v1/{region}/{layer}/{digest}.geojson"
SQUARE_PATH = "/layers/v1/{region}/{layer}/{digest}/{z}/{x}/{y}.geojson"
KEPT_BYTES = 32 << 20
QUEUE = 256


class Layers:
    """Vector layers of one workspace.

    Parameters
    ----------
    workspace : Workspace
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace, self._shelf = workspace, shelf(workspace)
        self._kept: ByteStore[Kept] = ByteStore(KEPT_BYTES, lambda kept: kept.nbytes)
        self._workers = Workers("layers", 1, QUEUE)
        self._digest = lru_cache(maxsize=512)(self._read_digest)

    async def answer(self, request: Request) -> Response:
        """One layer: from the store, or read and drawn in a thread."""
        zoom = arguments.whole(arguments.query(request, "z", str(LAST_ZOOM)), "z")
        if zoom > LAST_ZOOM:
            raise InputError("no such zoom", where="z", found=str(zoom), allowed=f"0 to {LAST_ZOOM}")
        return await self._told(request, zoom_class(zoom))

    async def square(self, request: Request) -> Response:
        """What of a layer lies in one square."""
        z, x, y = (arguments.whole(request.path_params[name], name) for name in "zxy")
        if z not in [zoom for _, zoom in SQUARES]:
            allowed = " or ".join(str(zoom) for _, zoom in SQUARES)
            raise InputError("no such zoom of squares", where="z", found=str(z), allowed=allowed)
        return await self._told(request, Address(z, x, y))

    async def _told(self, request: Request, part: int | Address) -> Response:
        key = (*(request.path_params[name] for name in ("region", "layer", "digest")), part)
        kept = self._kept.find(key)
        if kept is None:
            kept = await self._workers.run(lambda: self._made(request, *key))
        return immutable(request, kept)

    def _made(self, request: Request, region: str, layer: str, digest: str, part: int | Address) -> Kept:
        data = arguments.region(self._workspace, region)
        if layer not in data.catalogue.layers:
            raise AbsentError("unknown layer", found=repr(layer[:40]), allowed=", ".join(data.catalogue.layers))
        if digest != self._digest(data.fingerprint, region, layer):
            data = self._former(region, layer, digest)
        return self._kept.get(
            (region, layer, digest, part), lambda: self._shelf.answer(request, lambda: packed(data, layer, part))
        )

    def _former(self, region: str, layer: str, digest: str) -> RegionData:
        """The state before a refresh that had this digest, for pages drawn from it."""
        for data in self._workspace.states(region):
            if data.layer_digest(layer) == digest:
                return data
        raise AbsentError("no such state of the layer", found=repr(digest[:40]), mend="reload the page")

    def _read_digest(self, _fingerprint: str, region: str, layer: str) -> str:
        return self._workspace.region(region).layer_digest(layer)


def packed(data: RegionData, layer: str, part: int | Address) -> Kept:
    """The vector features of a layer in the detail of a class of zoom, or those of one square."""
    style = data.catalogue.layers[layer].style
    found = data.features(layer) if style.kind != "raster" else None
    if not isinstance(found, gpd.GeoDataFrame):
        raise AbsentError("the layer has no vector features here", found=layer, mend="ask for its tiles")
    if isinstance(part, int):
        body = features.to_geojson(found, style, part)
    elif feature_tiles.is_squared(style):
        body = feature_tiles.square(found, style, part)
    else:
        raise AbsentError("the layer does not come in squares", found=layer, mend="ask for the whole of it")
    return Kept.of(body, "application/geo+json", pack=True)
