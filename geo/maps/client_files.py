"""Our files for the browser."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

PARTS = ("text", "vectors", "rasters", "control", "marks", "doors")
"""The client's files in the order in which they are joined."""


@lru_cache(maxsize=16)
def client(name: str) -> str:
    """One of our files for the browser."""
    return files("geo.maps").joinpath("client", name).read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def client_script() -> str:
    """The whole client as one closed script that runs once per page."""
    inner = "\n".join(client(f"{part}.js") for part in PARTS)
    doors = "window.Sitewatt = { start: start, show: show, keep: keep };"
    return f'(function () {{\n"use strict";\nif (window.Sitewatt) {{ return; }}\n{inner}\n{doors}\n}})();'
