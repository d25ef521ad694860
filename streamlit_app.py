"""The web root: one ASGI application for the page, map tiles, layers and assets, on one port.

`streamlit run streamlit_app.py` or `uvicorn streamlit_app:app`. Streamlit runs this same file as the page's script.
What takes long to import is imported once, in `load`, after the server listens.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from geo.ui.opening import OPENING

if TYPE_CHECKING:
    from geo.workspace import Workspace


def load() -> Workspace:
    """Import the page and all that stands behind it; the workspace of this machine."""
    from geo.ui.late_modules import import_late

    import_late()
    import geo.ui.app  # noqa: F401
    from geo.web.shared import shared
    from layers import catalogue

    return shared(catalogue())


if get_script_run_ctx(suppress_warning=True) is not None:
    from geo.ui.first_sight import FIRST_SIGHT

    if not OPENING.done and FIRST_SIGHT.repeat():
        OPENING.through(load)
        FIRST_SIGHT.drawn()
        st.rerun()
    workspace = OPENING.through(load)

    from geo.ui.app import page
    from geo.ui.jobs import jobs

    with FIRST_SIGHT.kept(passing=jobs(workspace).running):
        page(workspace)
else:
    from geo.ui.serving import application_parts

    app = st.App(__file__, **application_parts(load))
