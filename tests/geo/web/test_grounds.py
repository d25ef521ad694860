"""The ground of a map as a script of its own: kept by its content, inert whatever the data say."""

from __future__ import annotations

from typing import Any

from geo.web import urls
from geo.web.grounds import ground_script
from geo.workspace import Workspace
from tests.geo.web.conftest import HOSTILE


def address(town: Workspace) -> str:
    return urls.ground_url("toy", ground_script(town, town.region("toy")).key, start="/")


def test_the_ground_is_a_script_that_browsers_keep_for_good(client: Any, town: Workspace) -> None:
    answer = client.get(address(town))
    assert answer.status == 200
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    text = answer.body.decode()
    assert f'Sitewatt.keep("{ground_script(town, town.region("toy")).key}", ' in text
    assert "../../layers/v1/toy/wires/" in text


def test_another_key_or_region_is_not_there(client: Any, town: Workspace) -> None:
    assert client.get(urls.ground_url("toy", "0123456789abcdef", start="/")).status == 404
    assert client.get(address(town).replace("/toy/", "/nowhere/")).status == 404
    assert client.get(urls.ground_url("toy", HOSTILE, start="/")).status == 404


def test_the_key_changes_with_the_ground_alone(town: Workspace) -> None:
    data = town.region("toy")
    assert ground_script(town, data).key == ground_script(Workspace(town.catalogue, town.cache), data).key
