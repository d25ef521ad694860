"""`map`: one self-contained HTML file."""

from __future__ import annotations

from geo.cli.context import Call
from geo.errors import SitingError


def map_command(call: Call) -> int:
    """Write the map of a scenario as one file."""
    raise SitingError("maps are not written yet")
