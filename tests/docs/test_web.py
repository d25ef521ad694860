"""What the page about the web says of addresses, zooms and headers."""

import re
from pathlib import Path
from typing import get_args

from geo.tiles import address
from geo.tiles.overlays import Plain
from geo.ui.jobs import OFFLINE
from geo.web import answers, assets, grounds, hosts, layers, tiles, urls

PAGE = (Path(__file__).parents[2] / "docs" / "web.md").read_text(encoding="utf-8")


def test_the_addresses_are_those_that_the_routes_answer() -> None:
    for path in (tiles.PATH, layers.PATH, grounds.PATH, assets.PATH.replace(":path", "")):
        assert f"`{path}" in PAGE, path
    assert f"`/{urls.health_url()}`" in PAGE
    assert "`/api/v1/score?" in PAGE
    for overlay in get_args(Plain):
        assert f"`{overlay}`" in PAGE


def test_sizes_and_zooms_are_those_of_the_code() -> None:
    whole = [first for first in urls.ZOOM_CLASSES if first < urls.SQUARES[0][0]]
    assert "from zoom {}, {} and {}".format(*whole) in PAGE
    assert f"from zoom {urls.SQUARES[1][0]} every feature is drawn, at zoom {urls.SQUARES[0][0]} to" in PAGE
    assert f"up to zoom {urls.SHARPEST_ZOOM}" in PAGE
    assert f"zoom 0 to {address.LAST_ZOOM}" in PAGE
    assert f"{urls.TILE_SIZES[0]} or {urls.TILE_SIZES[1]}" in PAGE


def test_headers_and_settings_are_those_of_the_code() -> None:
    flat = re.sub(r"\s+", " ", PAGE)
    assert answers.FOREVER in flat
    assert answers.SAFE["Content-Security-Policy"] in flat
    assert hosts.SETTING in PAGE
    assert OFFLINE in PAGE
