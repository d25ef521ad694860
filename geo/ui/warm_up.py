"""What the first visitor would wait for, done while the browser is still loading the page."""

from __future__ import annotations

import gc
from contextlib import suppress
from threading import Thread
from typing import TYPE_CHECKING

from geo.errors import SitingError
from geo.ui.opening import OPENING, Load
from geo.web.asked import ASKED
from geo.web.late import Late

if TYPE_CHECKING:
    from geo.catalogue.preset import Scenario
    from geo.workspace import Workspace

VISITOR_S = 2.5
"""Longest pause [s] before what a first map does not need: who has come by then is served first."""


def warm_up(load: Load, late: Late) -> None:
    """Load the application, prepare the map of the first region and measure its sites, in a thread that nobody waits
    for."""
    Thread(target=_prepare, args=(load, late), name="sitewatt-warm-up", daemon=True).start()


def _prepare(load: Load, late: Late) -> None:
    try:
        workspace = OPENING.through(lambda: prepared(load))
        late.ready()
        ASKED.first(VISITOR_S)
        from geo.ui.outlook import outlook

        outlook(workspace, first_scenario(workspace))
    except SitingError:
        return  # the page meets the same fault and tells it
    import geo.ui.tabs  # noqa: F401  the other tabs, which nobody has opened yet

    gc.freeze()


def prepared(load: Load) -> Workspace:
    """The workspace with all that the first map of a page needs, which comes out of one pair of hands: who looks for it
    at the same time would take twice as long."""
    workspace = load()
    from geo.ui.outlook import glance
    from geo.web.grounds import ground_script

    with suppress(SitingError):
        ground_script(workspace, glance(workspace, first_scenario(workspace)).data)
    return workspace


def first_scenario(workspace: Workspace) -> Scenario:
    """What the page opens with."""
    from geo.ui.scenario_state import first_region

    return workspace.catalogue.scenario(first_region(workspace.catalogue))
