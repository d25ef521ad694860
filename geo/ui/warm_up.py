"""What the first visitor would wait for, done while the browser is still loading the page."""

from __future__ import annotations

import gc
import time
from threading import Thread

from geo.errors import SitingError
from geo.ui.opening import OPENING, Load
from geo.web.late import Late

VISITOR_S = 1.5
"""Pause [s] before what a first map does not need: who has come by then is served first."""


def warm_up(load: Load, late: Late) -> None:
    """Load the application, prepare the map of the first region and measure its sites, in a thread that nobody waits
    for."""
    Thread(target=_prepare, args=(load, late), name="sitewatt-warm-up", daemon=True).start()


def _prepare(load: Load, late: Late) -> None:
    try:
        workspace = OPENING.through(load)
        late.ready()
        from geo.ui.outlook import outlook
        from geo.ui.scenario_state import first_region
        from geo.web.grounds import ground_script

        scenario = workspace.catalogue.scenario(first_region(workspace.catalogue))
        ground_script(workspace, workspace.region(scenario.region))
        time.sleep(VISITOR_S)
        outlook(workspace, scenario)
    except SitingError:
        return  # the page meets the same fault and tells it
    import geo.ui.tabs  # noqa: F401  the other tabs, which nobody has opened yet

    gc.freeze()
