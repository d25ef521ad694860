"""The layer route: a vector layer as GeoJSON, made once for each class of zooms, packed and kept."""

from __future__ import annotations

from functools import lru_cache

import geopandas as gpd
from starlette.requests import Request
from starlette.responses import Response

from geo.catalogue.region_data import RegionData
from geo.errors import InputError
from geo.tiles.store import ByteStore
from geo.web import arguments, features
from geo.web.answers import Kept, immutable
from geo.web.arguments import AbsentError
from geo.web.urls import LAST_ZOOM, zoom_class
from geo.web.work import Workers
from geo.workspace import Workspace

PATH = "/layers/v1/{region}/{layer}/{digest}.geojson"
KEPT_BYTES = 32 << 20
QUEUE = 256


class Layers:
    """Vector layers of one workspace.

    Parameters
    ----------
    workspace : Workspace
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._kept: ByteStore[Kept] = ByteStore(KEPT_BYTES, lambda kept: kept.nbytes)
        self._workers = Workers("layers", 1, QUEUE)
        self._digest = lru_cache(maxsize=512)(self._read_digest)

    async def answer(self, request: Request) -> Response:
        """One layer: from the store, or read and drawn in a thread."""
        named = request.path_params
        zoom = arguments.whole(arguments.query(request, "z", str(LAST_ZOOM)), "z")
        if zoom > LAST_ZOOM:
            raise InputError("no such zoom", where="z", found=str(zoom), allowed=f"0 to {LAST_ZOOM}")
        key = (named["region"], named["layer"], named["digest"], zoom_class(zoom))
        kept = self._kept.find(key)
        if kept is None:
            kept = await self._workers.run(lambda: self._made(*key))
        return immutable(request, kept)

    def _made(self, region: str, layer: str, digest: str, zoom: int) -> Kept:
        data = arguments.region(self._workspace, region)
        if layer not in data.catalogue.layers:
            raise AbsentError("unknown layer", found=repr(layer[:40]), allowed=", ".join(data.catalogue.layers))
        if digest != self._digest(data.fingerprint, region, layer):
            data = self._former(region, layer, digest)
        return self._kept.get((region, layer, digest, zoom), lambda: _packed(data, layer, zoom))

    def _former(self, region: str, layer: str, digest: str) -> RegionData:
        """The state before a refresh that had this digest, for pages drawn from it."""
        for data in self._workspace.states(region):
            if data.layer_digest(layer) == digest:
                return data
        raise AbsentError("no such state of the layer", found=repr(digest[:40]), mend="reload the page")

    def _read_digest(self, _fingerprint: str, region: str, layer: str) -> str:
        return self._workspace.region(region).layer_digest(layer)


def _packed(data: RegionData, layer: str, zoom: int) -> Kept:
    style = data.catalogue.layers[layer].style
    found = data.features(layer) if style.kind != "raster" else None
    if not isinstance(found, gpd.GeoDataFrame):
        raise AbsentError("the layer has no vector features here", found=layer, mend="ask for its tiles")
    body = features.to_geojson(found, style, zoom)
    return Kept.of(body, "application/geo+json", pack=True)
