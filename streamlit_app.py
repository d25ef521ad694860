"""The web root: one ASGI application for the page, map tiles, layers and assets, on one port.

`streamlit run streamlit_app.py` or `uvicorn streamlit_app:app`. Streamlit runs this same file as the page's script.
"""

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from geo.web.shared import shared
from layers import catalogue

if get_script_run_ctx(suppress_warning=True) is not None:
    from geo.ui.app import page

    page(shared(catalogue()))
else:
    from geo.ui.serving import base_path, lifespan
    from geo.web.hosts import middleware
    from geo.web.routes import routes

    workspace = shared(catalogue())
    app = st.App(__file__, routes=routes(workspace, base_path()), lifespan=lifespan(workspace), middleware=middleware())
