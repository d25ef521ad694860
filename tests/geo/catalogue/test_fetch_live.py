"""Live services through the same fetch: paged, bounded, dated, checked for what can be checked. Loopback only."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from geo.catalogue import fetch_open
from geo.catalogue.artefact import load_artefacts
from geo.catalogue.fetch import fetch
from geo.errors import DataError
from tests.geo.catalogue.fetch_kit import Site, arcgis, leftovers, live_pin, pin_of, store_of, write_pins

PLACES = [
    {"type": "Feature", "properties": {"n": n}, "geometry": {"type": "Point", "coordinates": [n, 0]}} for n in range(5)
]


def paged(site: Site, **other: Any) -> dict[str, Any]:
    asked = {"path": "places.geojson", "url": f"{site.url}0/query", "answer": "arcgis", "page": 2}
    return {**asked, "query": {"where": "1=1", "f": "geojson"}, **other}


def test_a_file_is_kept_with_its_sum_and_the_day_of_retrieval(site: Site, tmp_path: Path) -> None:
    site.pages["/tracks.csv"] = b"SID,LAT\n"
    store = store_of(tmp_path, live_pin("tracks", {"path": "tracks.csv", "url": f"{site.url}tracks.csv"}))
    assert store.status()[0].retrieved == ""
    assert fetch(store, ["tracks"]).fetched == ["tracks"]
    path = store.path("tracks")
    assert path is not None
    assert path.read_bytes() == b"SID,LAT\n"
    row = store.status()[0]
    assert (row.came_from, row.size_bytes) == ("network", 8)
    assert row.retrieved == datetime.now(UTC).date().isoformat()
    assert store.damaged("tracks") == []
    path.write_bytes(b"SID,LON\n")
    assert store.damaged("tracks") == ["tracks.csv"]


def test_every_page_of_a_server_is_asked_for_and_joined(site: Site, tmp_path: Path) -> None:
    site.pages["/0/query"] = arcgis(PLACES)
    store = store_of(tmp_path, live_pin("places", paged(site)))
    assert fetch(store, ["places"]).ok
    path = store.path("places")
    assert path is not None
    joined = json.loads(path.read_text(encoding="utf-8"))
    assert joined == {"type": "FeatureCollection", "features": PLACES}
    pages = [asked for asked in site.asked if "resultOffset" in asked]
    assert [asked.split("resultOffset=")[1].split("&")[0] for asked in pages] == ["0", "2", "4"]


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (arcgis(PLACES, count=6), "then none"),
        (arcgis(PLACES, stuck=True), "the same page again"),
        (arcgis([]), "counts no features"),
        (b'{"error": {"code": 400, "message": "Invalid URL"}}', "Invalid URL"),
        (b"<html>busy</html>", "not JSON"),
        (b"[1]", "not a JSON object"),
        (b"", "an empty answer"),
    ],
)
def test_an_answer_that_does_not_add_up_is_refused_in_words(site: Site, tmp_path: Path, told: Any, said: str) -> None:
    site.pages["/0/query"] = told
    store = store_of(tmp_path, live_pin("places", paged(site)))
    assert said in fetch(store, ["places"]).failed["places"]
    assert store.path("places") is None
    assert leftovers(tmp_path) == []


def test_an_answer_without_a_column_that_is_read_is_refused(site: Site, tmp_path: Path) -> None:
    site.pages["/0/query"], site.pages["/t.csv"] = arcgis(PLACES), b"SID,LAT\nKyts,1\n"
    table = {"path": "t.csv", "url": f"{site.url}t.csv"}
    wanted = {
        "lines": paged(site, columns=["N"]),
        "names": paged(site, columns=["name"]),
        "tracks": {**table, "columns": ["sid"]},
        "winds": {**table, "columns": ["SID", "WMO_WIND"]},
    }
    store = store_of(tmp_path, *(live_pin(key, question) for key, question in wanted.items()))
    report = fetch(store, list(wanted))
    assert sorted(report.fetched) == ["lines", "tracks"]
    assert "WMO_WIND" in report.failed["winds"]
    assert "found n" in report.failed["names"]


def test_a_document_that_says_it_failed_is_refused(site: Site, tmp_path: Path) -> None:
    site.pages["/api"] = b'{"elements": [], "remark": "runtime error: Query timed out"}'
    store = store_of(tmp_path, live_pin("osm", {"path": "osm.json", "url": f"{site.url}api", "answer": "json"}))
    assert "Query timed out" in fetch(store, ["osm"]).failed["osm"]


def test_a_tile_of_the_open_sea_may_be_missing_but_not_every_tile(site: Site, tmp_path: Path) -> None:
    tiles = {"path": "{each}.tif", "url": f"{site.url}{{each}}.tif", "each": ["n1", "n2"], "may_miss": True}
    store = store_of(tmp_path, live_pin("tiles", tiles))
    assert "nothing of it is there" in fetch(store, ["tiles"]).failed["tiles"]
    site.pages["/n2.tif"] = b"tile"
    assert fetch(store, ["tiles"]).ok
    assert [path.name for path in store.paths("tiles")] == ["n2.tif"]


def test_a_missing_file_that_may_not_miss_stops_the_source(site: Site, tmp_path: Path) -> None:
    site.pages["/n1.tif"] = b"tile"
    tiles = {"path": "{each}.tif", "url": f"{site.url}{{each}}.tif", "each": ["n1", "n2"]}
    assert "HTTP 404" in fetch(store_of(tmp_path, live_pin("tiles", tiles)), ["tiles"]).failed["tiles"]


def test_an_answer_larger_than_allowed_is_cut_off(site: Site, tmp_path: Path) -> None:
    site.pages["/big"] = b"x" * 200_000
    store = store_of(tmp_path, live_pin("big", {"path": "big", "url": f"{site.url}big", "limit_mb": 0.1}))
    assert "0.1 MB" in fetch(store, ["big"]).failed["big"]
    assert leftovers(tmp_path) == []


def test_a_service_that_accepts_and_stays_silent_costs_its_wait_and_its_host_is_not_asked_again(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("geo.catalogue.fetch.AT_ONCE", 1)
    site.pages["/slow"] = site.pages["/more"] = lambda _: site.release.wait(20)
    pins = [live_pin(name, {"path": "a", "url": f"{site.url}{name}", "wait_s": 0.3}) for name in ("slow", "more")]
    store, started = store_of(tmp_path, *pins), time.monotonic()
    failed = fetch(store, ["slow", "more"]).failed
    assert set(failed) == {"slow", "more"}
    assert time.monotonic() - started < 5
    assert "cannot be reached" in failed["slow"]


def test_reaching_a_host_is_given_less_time_than_its_answer() -> None:
    assert fetch_open.TIMEOUT_S <= 5


def test_asking_again_replaces_the_answer_and_changes_its_fingerprint(site: Site, tmp_path: Path) -> None:
    site.pages["/a"] = b"old"
    store = store_of(tmp_path, live_pin("table", {"path": "a", "url": f"{site.url}a"}))
    fetch(store, ["table"])
    before = store.fingerprint("table")
    site.pages["/a"] = b"newer"
    assert fetch(store, ["table"]).skipped == ["table"]
    assert store.fingerprint("table") == before
    assert fetch(store, ["table"], again=True).fetched == ["table"]
    assert store.fingerprint("table") != before
    path = store.path("table")
    assert path is not None
    assert path.read_bytes() == b"newer"


def test_a_failed_second_asking_leaves_the_first_answer(site: Site, tmp_path: Path) -> None:
    site.pages["/a"] = b"old"
    store = store_of(tmp_path, live_pin("table", {"path": "a", "url": f"{site.url}a"}))
    fetch(store, ["table"])
    del site.pages["/a"]
    assert not fetch(store, ["table"], again=True).ok
    path = store.path("table")
    assert path is not None
    assert path.read_bytes() == b"old"


def test_asking_again_leaves_pinned_files_alone(site: Site, tmp_path: Path) -> None:
    site.pages["/a"] = b"pinned"
    store = store_of(tmp_path, pin_of("table", {"a": b"pinned"}, url=site.url))
    fetch(store, ["table"])
    assert fetch(store, ["table"], again=True).skipped == ["table"]


def test_a_mirror_serves_an_address_without_a_query(tmp_path: Path) -> None:
    (tmp_path / "mirror" / "example.org").mkdir(parents=True)
    (tmp_path / "mirror" / "example.org" / "a.csv").write_bytes(b"x\n")
    store = store_of(tmp_path / "cache", live_pin("table", {"path": "a.csv", "url": "https://example.org/a.csv"}))
    assert fetch(store, ["table"], mirror=tmp_path / "mirror", offline=True).ok
    assert store.status()[0].came_from == "mirror"


def test_offline_a_live_service_is_named_and_not_asked(site: Site, tmp_path: Path) -> None:
    store = store_of(tmp_path, live_pin("table", {"path": "a", "url": f"{site.url}a"}))
    assert "not to be used" in fetch(store, ["table"], offline=True).failed["table"]
    assert not site.asked


@pytest.mark.parametrize(
    "harm",
    [
        {"url": "http://example.org/a"},
        {"path": "../a"},
        {"path": "/a"},
        {"each": ["1"]},
        {"path": "{each}"},
        {"may_miss": True},
        {"limit_mb": 0},
        {"page": 0},
        {"colour": "red"},
    ],
)
def test_a_question_that_cannot_be_asked_is_an_error_of_the_catalogue(harm: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        live_pin("table", {"path": "a", "url": "https://example.org/a", **harm})


def test_a_live_service_has_questions_and_everything_else_members() -> None:
    with pytest.raises(ValidationError, match="questions"):
        live_pin("table")
    with pytest.raises(ValidationError, match="members"):
        pin_of("table", {}, url="https://example.org/")


def test_one_key_in_both_files_is_an_error(tmp_path: Path) -> None:
    data = write_pins(tmp_path, pin_of("table", {"a": b"x"}, url="https://example.org/"))
    (data / "live.toml").write_text("[table]\n", encoding="utf-8")
    with pytest.raises(DataError, match="described twice"):
        load_artefacts(data)
