"""Scripts, style sheets, fonts and images that a map needs: from fetched artefacts and installed packages, no CDN."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache, partial
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path, PurePosixPath

from starlette.requests import Request
from starlette.responses import Response

from geo.tiles.store import ByteStore
from geo.web.answers import Kept, immutable
from geo.web.arguments import AbsentError
from geo.web.shelf import shelf
from geo.web.urls import FROM_PAGE, asset_url
from geo.workspace import Workspace

PATH = "/assets/v1/{digest}/{name:path}"
KEPT_BYTES = 16 << 20
TYPES = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".gif": "image/gif",
    ".woff2": "font/woff2",
    ".woff": "font/woff",
    ".ttf": "font/ttf",
}
TEXTS = (".js", ".css", ".svg")
LINKS = {
    "leaflet": ("leaflet", "leaflet.js"),
    "leaflet_css": ("leaflet", "leaflet.css"),
    "jquery": ("jquery", "jquery.min.js"),
    "jquery3.7.1": ("jquery", "jquery.min.js"),
    "bootstrap": ("bootstrap", "bootstrap.bundle.min.js"),
    "bootstrap_css": ("bootstrap", "bootstrap.min.css"),
    "awesome_markers": ("leaflet-awesome-markers", "leaflet.awesome-markers.js"),
    "awesome_markers_css": ("leaflet-awesome-markers", "leaflet.awesome-markers.css"),
    "awesome_markers_font_css": ("font-awesome", "all.min.css"),
    "leaflet_draw_js": ("leaflet-draw-minimap", "leaflet.draw.js"),
    "leaflet_draw_css": ("leaflet-draw-minimap", "leaflet.draw.css"),
    "Control_MiniMap_js": ("leaflet-draw-minimap", "Control.MiniMap.js"),
    "Control_MiniMap_css": ("leaflet-draw-minimap", "Control.MiniMap.css"),
    "Control.Fullscreen.js": ("leaflet-fullscreen", "Control.FullScreen.js"),
    "Control.FullScreen.css": ("leaflet-fullscreen", "Control.FullScreen.css"),
    "leaflet_measure_js": ("leaflet-measure", "leaflet-measure.min.js"),
    "leaflet_measure_css": ("leaflet-measure", "leaflet-measure.css"),
    "markerclusterjs": ("leaflet-markercluster", "leaflet.markercluster.js"),
    "markerclustercss": ("leaflet-markercluster", "MarkerCluster.css"),
    "markerclusterdefaultcss": ("leaflet-markercluster", "MarkerCluster.Default.css"),
    "vectorGrid": ("leaflet-vectorgrid", "Leaflet.VectorGrid.bundled.min.js"),
}
"""Artefact and file behind each link name of folium 0.20 and its plugins (`default_js`, `default_css`)."""
ICON_IMAGES = ("leaflet", "marker-icon.png")


@dataclass(frozen=True)
class Installed:
    """One file of an installed package, named by its bytes."""

    path: Path
    digest: str

    @classmethod
    @lru_cache(maxsize=8)
    def bootstrap_css(cls) -> Installed | None:
        """Bootstrap's style sheet as streamlit-folium carries it, or None."""
        found = find_spec("streamlit_folium")
        folder = Path(found.origin).parent if found and found.origin else None
        path = folder / "frontend" / "build" / "bootstrap.min.css" if folder else None
        if path is None or not path.is_file():
            return None
        return cls(path, sha256(path.read_bytes()).hexdigest()[:16])


def asset_urls(workspace: Workspace, start: str = FROM_PAGE) -> dict[str, str]:
    """Address of every asset that is here, by folium's link name; what is not here is left out (the CDN stands in)."""
    present = {
        key for key, _ in LINKS.values() if key in workspace.artefacts.pinned and workspace.artefacts.present(key)
    }
    found = {name: _url(workspace, *link, start) for name, link in LINKS.items() if link[0] in present}
    own = Installed.bootstrap_css()
    if own is not None and "bootstrap_css" not in found:
        found["bootstrap_css"] = asset_url(own.digest, own.path.name, start=start)
    return found


def icon_folder_url(workspace: Workspace, start: str = FROM_PAGE) -> str | None:
    """Address of the folder of Leaflet's default icons (`L.Icon.Default.imagePath`), or None."""
    if not workspace.artefacts.present(ICON_IMAGES[0]):
        return None
    return _url(workspace, *ICON_IMAGES, start).removesuffix(ICON_IMAGES[1])


def _url(workspace: Workspace, key: str, name: str, start: str) -> str:
    pin = workspace.artefacts.pinned[key]
    return asset_url(pin.fingerprint, pin.member(name).path, start=start)


class Assets:
    """The asset route: exact members of known artefacts, nothing else; style sheets find their images beside them.

    Parameters
    ----------
    workspace : Workspace
    """

    def __init__(self, workspace: Workspace) -> None:
        self._artefacts, self._shelf = workspace.artefacts, shelf(workspace)
        self._kept: ByteStore[Kept] = ByteStore(KEPT_BYTES, lambda kept: kept.nbytes)
        keys = dict.fromkeys(key for key, _ in LINKS.values() if key in self._artefacts.pinned)
        pins = [self._artefacts.pinned[key] for key in keys]
        self._members = {(pin.fingerprint, member.path): pin.key for pin in pins for member in pin.members}

    def answer(self, request: Request) -> Response:
        """One file."""
        key = (request.path_params["digest"], request.path_params["name"])
        kept = self._kept.find(key)
        if kept is not None:
            return immutable(request, kept)
        suffix = PurePosixPath(key[1]).suffix
        path = self._path(*key) if suffix in TYPES else None
        if path is None:
            raise AbsentError("no such asset", found=repr(key[1][:60]))
        make = partial(_read, path, suffix)
        return immutable(request, self._kept.get(key, lambda: self._shelf.answer(request, make)))

    def _path(self, digest: str, name: str) -> Path | None:
        own = Installed.bootstrap_css()
        if own is not None and (digest, name) == (own.digest, own.path.name):
            return own.path
        artefact = self._members.get((digest, name))
        return self._artefacts.path(artefact, name) if artefact else None


def _read(path: Path, suffix: str) -> Kept:
    return Kept.of(path.read_bytes(), TYPES[suffix], pack=suffix in TEXTS)
