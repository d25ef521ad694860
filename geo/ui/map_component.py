"""streamlit-folium's component, without what it imports."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import streamlit.components.v1 as components


@lru_cache(maxsize=1)
def component() -> Callable[..., Any]:
    """streamlit-folium's component, of which only the files for the browser are used. It can be declared once the app
    runs."""
    found = find_spec("streamlit_folium")
    assert found is not None
    assert found.origin is not None
    return components.declare_component("st_folium", path=Path(found.origin).parent / "frontend" / "build")
