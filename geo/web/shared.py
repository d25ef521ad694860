"""The one process-wide workspace: Streamlit runs the page script apart from the routes, imported modules are shared."""

from __future__ import annotations

from pathlib import Path

from geo.catalogue.catalogue import Catalogue
from geo.catalogue.paths import cache_root, ledger_beside
from geo.exchange.ledger import reader
from geo.workspace import SurfaceStore, Workspace

_WORKSPACES = SurfaceStore(4)


def shared(catalogue: Catalogue, cache: Path | None = None) -> Workspace:
    """The workspace of a catalogue and cache folder (by default the machine's own): one for the page and all routes.

    The user's own evidence is read from the machine's ledger, or from beside the given cache.
    """
    root = cache if cache is not None else cache_root()
    ledger = reader(ledger_beside(root), catalogue.regions)
    return _WORKSPACES.get((catalogue, root), lambda: Workspace(catalogue, root, ledger))
