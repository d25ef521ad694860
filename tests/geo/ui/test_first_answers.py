"""What a build leaves for the first map: under the addresses that a page writes, made by what the routes use."""

from __future__ import annotations

import gzip
import io
import json
import logging

import numpy as np
import pytest
from PIL import Image

from geo.errors import DataError
from geo.ui import first_answers as rules
from geo.ui import map_views
from geo.ui.first_answers import first_answers, keep_first_answers
from geo.ui.outlook import glance
from geo.web.answers import Kept
from geo.web.grounds import addresses
from geo.web.shelf import Shelf
from geo.workspace import Workspace


@pytest.fixture
def shelf(tmp_path, monkeypatch) -> Shelf:
    """An empty shelf in place of the workspace's."""
    found = Shelf(tmp_path / "state")
    monkeypatch.setattr(rules, "shelf", lambda _: found)
    return found


@pytest.fixture
def seen(bundled_jp: Workspace):
    return glance(bundled_jp, bundled_jp.catalogue.scenario("jp"))


def test_tiles_lie_under_the_address_that_the_page_writes(bundled_jp, seen, shelf):
    keep_first_answers(bundled_jp, "jp")
    url = map_views.overlay_view(seen, "suitability", 1.0).url.replace("../../", "/")
    found = Kept.from_bytes(shelf.find(url.format(z=4, x=14, y=6)))
    picture = Image.open(io.BytesIO(found.body))
    assert (found.media_type, picture.size) == ("image/png", (512, 512))
    assert np.asarray(picture.convert("RGBA"))[..., 3].any(), "Honshu lies in it"
    assert shelf.find(url.format(z=3, x=7, y=3)) is not None, "on a telephone"
    assert shelf.find(url.format(z=5, x=28, y=12)) is None


def test_shown_layers_lie_under_the_address_that_the_ground_writes(bundled_jp, seen, shelf):
    keep_first_answers(bundled_jp, "jp")
    of = addresses(seen.data)
    shown = [layer for layer in seen.data.catalogue.layers.values() if layer.style.shown and of(layer)]
    shown = [layer for layer in shown if layer.style.kind not in ("none", "raster")]
    assert {"land", "transmission_lines"} <= {layer.key for layer in shown}
    for layer in shown:
        url = of(layer)[0][1].replace("../../", "/")
        answer = Kept.from_bytes(shelf.find(url))
        assert answer.media_type == "application/geo+json", layer.key
    lines = next(address for address, _ in first_answers(seen) if "/transmission_lines/" in address)
    assert json.loads(gzip.decompress(Kept.from_bytes(shelf.find(lines)).packed))["features"]


def test_without_fields_there_are_layers_alone(bundled, tmp_path):
    bare = Workspace(bundled.catalogue, tmp_path / "cache")
    kept = [address for address, _ in first_answers(glance(bare, bare.catalogue.scenario("au")))]
    assert kept
    assert not [address for address in kept if address.startswith("/tiles/")]


def test_what_is_kept_is_not_made_again(bundled_jp, shelf, monkeypatch):
    keep_first_answers(bundled_jp, "jp")
    monkeypatch.setattr(rules, "packed", lambda *_: pytest.fail("it is kept"))
    monkeypatch.setattr(rules, "_drawn", lambda *_: pytest.fail("it is kept"))
    keep_first_answers(bundled_jp, "jp")


def test_what_cannot_be_made_is_left_to_the_page(bundled_jp, shelf, monkeypatch):
    def broken(*_: object) -> None:
        raise DataError("a damaged table")

    monkeypatch.setattr(rules, "ground_script", broken)
    keep_first_answers(bundled_jp, "jp")
    assert shelf.began_empty
    assert logging.root.manager.disable == logging.NOTSET
