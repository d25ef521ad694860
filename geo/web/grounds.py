"""The ground route: what a region's map holds whatever is weighed, as a script that the browser keeps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

from starlette.requests import Request
from starlette.responses import Response

from geo.catalogue.layer import Layer
from geo.catalogue.region_data import RegionData
from geo.maps.ground_script import GroundScript
from geo.maps.layer_views import ground_view
from geo.maps.site_marks import places_of
from geo.maps.view import Place
from geo.report import SITES_LAYER, candidate_sites
from geo.tiles.overlays import raster_fields
from geo.web import arguments
from geo.web.answers import Kept, immutable
from geo.web.arguments import AbsentError
from geo.web.feature_tiles import is_squared
from geo.web.shelf import shelf
from geo.web.urls import FROM_COMPONENT, SQUARES, ZOOM_CLASSES, layer_url, square_url, tile_url
from geo.workspace import Workspace

PATH = "/layers/v1/{region}/ground/{key}.js"
TILE_SIZE = 512
KEPT_STATES = 8


class Grounds:
    """Grounds of one workspace, each at the present state of its data.

    Parameters
    ----------
    workspace : Workspace
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace, self._shelf = workspace, shelf(workspace)

    def answer(self, request: Request) -> Response:
        """One ground."""
        region, key = request.path_params["region"], request.path_params["key"]
        arguments.region(self._workspace, region)
        return immutable(request, self._shelf.answer(request, lambda: self._found(region, key)))

    def _found(self, region: str, key: str) -> Kept:
        for data in self._workspace.states(region):
            made, kept = _made(self._workspace, data)
            if key == made.key:
                return kept
        raise AbsentError("no such state of the map", found=repr(key[:40]), mend="reload")


def ground_script(workspace: Workspace, data: RegionData) -> GroundScript:
    """The ground of a region state, as the route serves it to the map's component."""
    return _made(workspace, data)[0]


@lru_cache(maxsize=KEPT_STATES)
def _made(workspace: Workspace, data: RegionData) -> tuple[GroundScript, Kept]:
    name = f"ground {data.region.key} {data.fingerprint}"
    made = GroundScript.from_json(shelf(workspace).get(name, lambda: _written(workspace, data).to_json()))
    return made, Kept.of(made.text.encode(), "text/javascript", pack=True)


def _written(workspace: Workspace, data: RegionData) -> GroundScript:
    view = ground_view(data, workspace.sources, addresses(data), marked=SITES_LAYER)
    return GroundScript.of(replace(view, places=places(data)))


def places(data: RegionData) -> tuple[Place, ...]:
    """Names and coordinates of the candidate sites; none where a catalogue has no such layer."""
    if SITES_LAYER not in data.catalogue.layers:
        return ()
    return places_of(candidate_sites(data))


def addresses(data: RegionData) -> Callable[[Layer], tuple[tuple[int, str], ...]]:
    """Where our routes serve each layer, as the map's component writes it."""
    region = data.region.key

    def of(layer: Layer) -> tuple[tuple[int, str], ...]:
        if layer.style.kind == "raster":
            field = f"{layer.key}.{layer.style.by}"
            if field not in raster_fields(data.catalogue):
                return ()
            url = tile_url(region, f"field.{field}", data.fingerprint, size=TILE_SIZE, start=FROM_COMPONENT)
            return ((0, url),)
        digest, squared = data.layer_digest(layer.key), is_squared(layer.style)
        zooms = [zoom for zoom in ZOOM_CLASSES if not squared or zoom < SQUARES[0][0]]
        whole = [(zoom, layer_url(region, layer.key, digest, zoom, start=FROM_COMPONENT)) for zoom in zooms]
        squares = [(first, square_url(region, layer.key, digest, z, start=FROM_COMPONENT)) for first, z in SQUARES]
        return tuple([*whole, *squares] if squared else whole if layer.style.zoom_rank else whole[-1:])

    return of
