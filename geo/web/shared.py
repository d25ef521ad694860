"""The one process-wide workspace: Streamlit runs the page script apart from the routes, imported modules are shared."""

from __future__ import annotations

from pathlib import Path

from geo.catalogue.catalogue import Catalogue
from geo.catalogue.paths import cache_root
from geo.workspace import SurfaceStore, Workspace

_WORKSPACES = SurfaceStore(4)


def shared(catalogue: Catalogue, cache: Path | None = None) -> Workspace:
    """The workspace of a catalogue and cache folder (by default the machine's own): one for the page and all routes."""
    root = cache if cache is not None else cache_root()
    return _WORKSPACES.get((catalogue, root), lambda: Workspace(catalogue, root))
