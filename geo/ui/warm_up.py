"""What the first visitor would wait for, done while the browser is still loading the page."""

from __future__ import annotations

import gc
from threading import Thread

from geo.errors import SitingError
from geo.ui.outlook import outlook
from geo.ui.scenario_state import first_region
from geo.web.grounds import ground_script
from geo.workspace import Workspace


def warm_up(workspace: Workspace) -> None:
    """Load the page, prepare the map of the first region and measure its sites, in a thread that nobody waits for."""
    Thread(target=_prepare, args=(workspace,), name="sitewatt-warm-up", daemon=True).start()


def _prepare(workspace: Workspace) -> None:
    import geo.ui.app  # noqa: F401  the drawing libraries behind it: the server need not wait for them

    try:
        scenario = workspace.catalogue.scenario(first_region(workspace.catalogue))
        ground_script(workspace, workspace.region(scenario.region))
        outlook(workspace, scenario)
    except SitingError:
        return  # the page meets the same fault and tells it
    gc.freeze()
