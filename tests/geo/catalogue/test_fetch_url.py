"""Pinned URLs: verified, from the mirror first, and never for long."""

from __future__ import annotations

import json
import socket
import time
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from geo.catalogue import fetch_open, fetch_url
from geo.catalogue.fetch import fetch
from geo.catalogue.fetch_url import mirror_file
from geo.errors import FetchError
from tests.geo.catalogue.fetch_kit import Site, leftovers, pin_of, sha256, stalls_after, store_of, trickles

TEXT = b"id,lon,lat\neraring,151.52,-33.06\n"


def test_a_pinned_file_arrives_byte_for_byte_and_says_where_it_came_from(site: Site, tmp_path: Path) -> None:
    site.pages["/a%20b.csv"] = TEXT
    store = store_of(tmp_path, pin_of("table", {"a b.csv": TEXT}, url=site.url))
    report = fetch(store)
    assert (report.fetched, report.ok) == ([], True), "not a default artefact"
    report = fetch(store, ["table"])
    assert report.fetched == ["table"]
    path = store.path("table")
    assert path is not None
    assert path.read_bytes() == TEXT
    assert json.loads((path.parent / "fetched.json").read_text())["came_from"] == "network"
    assert store.status()[0].came_from == "network"
    assert leftovers(tmp_path) == []


def test_a_wrong_sha256_stops_the_source_and_shows_both_sums(site: Site, tmp_path: Path) -> None:
    other = TEXT.replace(b"151", b"115")
    site.pages["/a.csv"] = other
    store = store_of(tmp_path, pin_of("table", {"a.csv": TEXT}, url=site.url))
    report = fetch(store, ["table"])
    assert sha256(TEXT) in report.failed["table"]
    assert sha256(other) in report.failed["table"]
    assert store.path("table") is None
    assert store.fingerprint("table") is None
    assert leftovers(tmp_path) == []


def test_an_endless_answer_is_cut_off_at_the_pinned_size(site: Site, tmp_path: Path) -> None:
    def endless(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        while not site.release.is_set():
            handler.wfile.write(b"x" * 65536)

    site.pages["/a.csv"] = endless
    store = store_of(tmp_path, pin_of("table", {"a.csv": TEXT}, url=site.url))
    assert "not of the pinned size" in fetch(store, ["table"]).failed["table"]


def test_a_cut_connection_is_a_failure_that_names_both_sizes(site: Site, tmp_path: Path) -> None:
    def cut(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(TEXT)))
        handler.end_headers()
        handler.wfile.write(TEXT[:10])

    site.pages["/a.csv"] = cut
    store = store_of(tmp_path, pin_of("table", {"a.csv": TEXT}, url=site.url))
    message = fetch(store, ["table"]).failed["table"]
    assert "10 bytes" in message
    assert f"{len(TEXT)} bytes" in message


def test_a_missing_page_is_named_with_its_status(site: Site, tmp_path: Path) -> None:
    store = store_of(tmp_path, pin_of("table", {"a.csv": TEXT}, url=site.url))
    assert "HTTP 404" in fetch(store, ["table"]).failed["table"]


def test_a_redirect_to_something_that_is_not_https_is_refused(site: Site, tmp_path: Path) -> None:
    def away(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(302)
        handler.send_header("Location", "http://example.invalid/a.csv")
        handler.end_headers()

    site.pages["/a.csv"] = away
    store = store_of(tmp_path, pin_of("table", {"a.csv": TEXT}, url=site.url))
    assert "not https" in fetch(store, ["table"]).failed["table"]


def test_a_host_that_does_not_answer_is_asked_once_and_the_others_go_on(site: Site, tmp_path: Path) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        dead = f"http://localhost:{closed.getsockname()[1]}/"
        site.pages["/good.csv"] = TEXT
        pins = [pin_of(f"dead{n}", {f"{n}.csv": TEXT}, url=dead) for n in range(6)]
        store = store_of(tmp_path, *pins, pin_of("good", {"good.csv": TEXT}, url=site.url))
        started = time.monotonic()
        report = fetch(store, list(store.pinned))
    assert time.monotonic() - started < 3
    assert report.fetched == ["good"]
    assert len(report.failed) == 6
    assert sum("not tried" in message for message in report.failed.values()) >= 3


def test_a_host_that_accepts_and_stays_silent_costs_only_the_timeout(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetch_open, "TIMEOUT_S", 0.3)
    site.pages["/a.csv"] = stalls_after(site, TEXT, 5)
    store = store_of(tmp_path, pin_of("table", {"a.csv": TEXT}, url=site.url))
    started = time.monotonic()
    assert "cannot be reached" in fetch(store, ["table"]).failed["table"]
    assert time.monotonic() - started < 3


def test_a_host_that_trickles_is_given_up(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch_url, "GRACE_S", 0.3)
    site.pages["/a.csv"] = trickles(b"x" * 200, 0.05)
    store = store_of(tmp_path, pin_of("table", {"a.csv": b"x" * 200}, url=site.url))
    started = time.monotonic()
    assert "slower than" in fetch(store, ["table"]).failed["table"]
    assert time.monotonic() - started < 3


def test_the_mirror_is_asked_before_the_network(site: Site, tmp_path: Path) -> None:
    mirrored = tmp_path / "mirror" / "127.0.0.1" / "a b.csv"
    mirrored.parent.mkdir(parents=True)
    mirrored.write_bytes(TEXT)
    store = store_of(tmp_path / "cache", pin_of("table", {"a b.csv": TEXT}, url=site.url))
    assert fetch(store, ["table"], mirror=tmp_path / "mirror", offline=True).ok
    assert store.status()[0].came_from == "mirror"
    assert not site.asked


def test_a_mirror_file_with_other_bytes_stops_the_source(site: Site, tmp_path: Path) -> None:
    mirrored = tmp_path / "mirror" / "127.0.0.1" / "a.csv"
    mirrored.parent.mkdir(parents=True)
    mirrored.write_bytes(TEXT[::-1])
    site.pages["/a.csv"] = TEXT
    store = store_of(tmp_path / "cache", pin_of("table", {"a.csv": TEXT}, url=site.url))
    message = fetch(store, ["table"], mirror=tmp_path / "mirror").failed["table"]
    assert sha256(TEXT) in message
    assert sha256(TEXT[::-1]) in message
    assert not site.asked


def test_what_the_mirror_lacks_comes_from_the_network(site: Site, tmp_path: Path) -> None:
    (tmp_path / "mirror").mkdir()
    site.pages["/a.csv"] = TEXT
    store = store_of(tmp_path / "cache", pin_of("table", {"a.csv": TEXT}, url=site.url))
    assert fetch(store, ["table"], mirror=tmp_path / "mirror").fetched == ["table"]


def test_offline_never_asks_the_network(site: Site, tmp_path: Path) -> None:
    site.pages["/a.csv"] = TEXT
    store = store_of(tmp_path, pin_of("table", {"a.csv": TEXT}, url=site.url))
    assert "--offline" in fetch(store, ["table"], offline=True).failed["table"]
    assert not site.asked


def test_a_mirror_path_is_percent_decoded_and_keeps_its_host() -> None:
    found = mirror_file(Path("/m"), "https://raw.example.org/o/r/July%202024%20COPY.xlsx")
    assert found == Path("/m/raw.example.org/o/r/July 2024 COPY.xlsx")


@pytest.mark.parametrize(
    "url",
    [
        "https://h.example/a/../b.csv",
        "https://h.example/a/%2e%2e/b.csv",
        "https://h.example/a%2F..%2F..%2Fetc/passwd",
        "https://h.example/a/..%5Cb.csv",
        "https://h.example/a%00b.csv",
        "https://../a.csv",
        "https://h.example/",
    ],
)
def test_a_path_that_leaves_the_mirror_is_refused(url: str) -> None:
    with pytest.raises(FetchError, match="mirror"):
        mirror_file(Path("/m"), url)
