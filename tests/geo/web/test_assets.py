"""Assets: right types, style sheets that find their images, nothing else from the disk."""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import folium
import folium.plugins
import pytest

from geo.catalogue.artefact import Artefact, Member
from geo.catalogue.store import MARKER, artefact_folder, write_json
from geo.web.assets import LINKS, TYPES, asset_urls, icon_folder_url
from geo.workspace import Workspace

FILES = {
    "pkg/leaflet.js": b"/* js */" * 200,
    "pkg/leaflet.css": b".a{background:url(images/layers.png)}",
    "pkg/images/layers.png": b"\x89PNG",
    "pkg/images/marker-icon.png": b"\x89PNG2",
    "pkg/notes.txt": b"private",
}


@pytest.fixture
def shop(toy: Workspace) -> Workspace:
    """Toyland with a fetched `leaflet` of our own."""
    members = tuple(
        Member(path=path, sha256=hashlib.sha256(body).hexdigest(), size_bytes=len(body)) for path, body in FILES.items()
    )
    pin = Artefact(
        key="leaflet", title="Leaflet", publisher="us", licence="none", retrieved="2026-11-22", tier="package",
        members=members, kind="url", url="https://example.org/",
    )  # fmt: skip
    folder = artefact_folder(toy.cache, pin)
    for path, body in FILES.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(body)
    write_json(folder / MARKER, {"fingerprint": pin.fingerprint, "came_from": "mirror"})
    toy.artefacts.pinned["leaflet"] = pin
    return toy


def test_what_is_fetched_has_an_address_and_what_is_not_is_left_to_the_cdn(shop: Workspace) -> None:
    found = asset_urls(shop)
    assert set(found) == {"leaflet", "leaflet_css", "bootstrap_css"}
    assert asset_urls(shop, "../../")["leaflet"].startswith("../../assets/v1/")


def test_types_bytes_and_caching_are_right(shop: Workspace, client_of: Callable[..., Any]) -> None:
    client, found = client_of(shop), asset_urls(shop)
    script = client.get("/" + found["leaflet"])
    assert (script.status, script.body) == (200, FILES["pkg/leaflet.js"])
    assert script.headers["content-type"].startswith("text/javascript")
    assert "immutable" in script.headers["cache-control"]
    assert client.get("/" + found["leaflet_css"]).headers["content-type"].startswith("text/css")
    boot = client.get("/" + found["bootstrap_css"])
    assert b"Bootstrap" in boot.body[:300]
    assert client.get("/" + found["leaflet"], [("If-None-Match", script.headers["etag"])]).status == 304


def test_a_script_is_sent_packed_to_who_takes_it(shop: Workspace, client_of: Callable[..., Any]) -> None:
    answer = client_of(shop).get("/" + asset_urls(shop)["leaflet"], [("Accept-Encoding", "br, gzip")])
    assert answer.headers["content-encoding"] == "gzip"
    assert len(answer.body) < len(FILES["pkg/leaflet.js"]) / 5


def test_an_image_of_a_style_sheet_lies_beside_it(shop: Workspace, client_of: Callable[..., Any]) -> None:
    client, sheet = client_of(shop), "/" + asset_urls(shop)["leaflet_css"]
    image = re.search(rb"url\((.*?)\)", client.get(sheet).body)
    assert image is not None
    found = client.get(posixpath.join(posixpath.dirname(sheet), image.group(1).decode()))
    assert (found.status, found.headers["content-type"]) == (200, "image/png")
    icons = icon_folder_url(shop)
    assert icons is not None
    assert client.get(f"/{icons}marker-icon.png").body == FILES["pkg/images/marker-icon.png"]


@pytest.mark.parametrize(
    "name",
    ["pkg/notes.txt", "pkg/../pkg/leaflet.js", "../fetched.json", "/etc/passwd", "pkg/leaflet.js/", "PKG/LEAFLET.JS",
     "", "pkg/%00leaflet.js", "..%2f..%2ffetched.json", "pkg\\leaflet.js"],
)  # fmt: skip
def test_only_members_are_served(shop: Workspace, client_of: Callable[..., Any], name: str) -> None:
    folder = asset_urls(shop)["leaflet"].removesuffix("pkg/leaflet.js")
    assert client_of(shop).get(f"/{folder}{name}").status == 404


def test_an_artefact_that_went_away_is_a_404(shop: Workspace, client_of: Callable[..., Any]) -> None:
    url = "/" + asset_urls(shop)["leaflet"]
    Path(shop.artefacts.folder("leaflet"), MARKER).unlink()
    assert client_of(shop).get(url).status == 404


def test_every_link_of_ours_is_a_member_of_a_pinned_artefact_and_of_a_known_type(bundled: Workspace) -> None:
    for key, name in LINKS.values():
        member = bundled.artefacts.pinned[key].member(name)
        assert Path(member.path).suffix in TYPES


def test_link_names_are_those_of_the_installed_folium() -> None:
    elements = [folium.Map, folium.plugins.Draw, folium.plugins.Fullscreen, folium.plugins.MiniMap,
                folium.plugins.MarkerCluster, folium.plugins.MeasureControl, folium.plugins.VectorGridProtobuf,
                folium.plugins.TimestampedGeoJson]  # fmt: skip
    known = {name for element in elements for name, _ in (*element.default_js, *element.default_css)}
    assert set(LINKS) <= known


def test_fetched_assets_are_all_served(fetched: Workspace, client_of: Callable[..., Any]) -> None:
    client = client_of(fetched)
    found = asset_urls(fetched)
    assert {"leaflet", "leaflet_css", "jquery", "bootstrap_css", "awesome_markers_font_css"} <= set(found)
    for name, url in found.items():
        answer = client.get("/" + url)
        assert answer.status == 200, name
        assert answer.headers["content-type"].split(";")[0] in ("text/javascript", "text/css"), name
        for image in re.findall(rb"url\(['\"]?(?!data:)([^)'\"#?]+)", answer.body) if url.endswith(".css") else []:
            inside = posixpath.normpath(posixpath.join(posixpath.dirname("/" + url), image.decode()))
            answered = client.get(inside)
            assert answered.status == 200 or image.endswith((b".ttf", b".eot", b".svg", b".woff")), (name, image)
