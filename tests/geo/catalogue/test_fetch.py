"""The whole fetch: once, twice, at the same time, killed, stopped, on a broken cache."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from geo.catalogue.events import Event
from geo.catalogue.fetch import fetch
from geo.catalogue.fetch_child import run_child
from geo.catalogue.store import MARKER, Artefacts
from geo.errors import InputError
from tests.geo.catalogue.fetch_kit import Site, leftovers, pin_of, sha256, stalls_after, store_of, write_pins

TEXT = b"id,kv\n" + b"bayswater,330\n" * 5000


def test_the_default_set_is_what_is_marked_as_default(site: Site, tmp_path: Path) -> None:
    site.pages["/a"] = site.pages["/b"] = TEXT
    wanted = pin_of("wanted", {"a": TEXT}, url=site.url, default=True)
    other = pin_of("other", {"b": TEXT}, url=site.url)
    store = store_of(tmp_path, wanted, other)
    assert store.missing() == ["wanted"]
    assert fetch(store).fetched == ["wanted"]
    assert store.missing() == []


def test_an_unknown_key_is_bad_input_that_names_what_is_known(tmp_path: Path) -> None:
    store = store_of(tmp_path, pin_of("known", {"a": TEXT}, url="https://example.org/"))
    with pytest.raises(InputError, match="known"):
        fetch(store, ["unknown"])


def test_a_second_run_asks_nobody(site: Site, tmp_path: Path) -> None:
    site.pages["/a"] = TEXT
    store = store_of(tmp_path, pin_of("table", {"a": TEXT}, url=site.url))
    assert fetch(store, ["table"]).fetched == ["table"]
    assert fetch(store, ["table", "table"]).skipped == ["table"]
    assert site.asked["/a"] == 1


@pytest.mark.parametrize("harm", ["cut", "gone", "unmarked"])
def test_a_harmed_artefact_is_absent_and_fetched_again(site: Site, tmp_path: Path, harm: str) -> None:
    site.pages["/a"] = TEXT
    store = store_of(tmp_path, pin_of("table", {"a": TEXT}, url=site.url))
    fetch(store, ["table"])
    path = store.path("table")
    assert path is not None
    if harm == "cut":
        path.write_bytes(TEXT[:-1])
    else:
        (path if harm == "gone" else path.parent / MARKER).unlink()
    assert store.path("table") is None
    assert fetch(store, ["table"]).fetched == ["table"]
    assert path.read_bytes() == TEXT


def test_changed_bytes_of_the_same_size_are_found_by_the_thorough_check(site: Site, tmp_path: Path) -> None:
    site.pages["/a"] = TEXT
    store = store_of(tmp_path, pin_of("table", {"a": TEXT}, url=site.url))
    fetch(store, ["table"])
    assert store.damaged("table") == []
    (store.folder("table") / "a").write_bytes(TEXT[::-1])
    assert store.damaged("table") == ["a"]


def test_a_new_pin_gets_a_new_folder_and_leaves_the_old_one_to_its_readers(site: Site, tmp_path: Path) -> None:
    site.pages["/a"] = TEXT
    old = store_of(tmp_path, pin_of("table", {"a": TEXT}, url=site.url))
    fetch(old, ["table"])
    site.pages["/a"] = TEXT + b"eraring,500\n"
    new = store_of(tmp_path, pin_of("table", {"a": TEXT + b"eraring,500\n"}, url=site.url))
    assert new.path("table") is None
    fetch(new, ["table"])
    assert old.fingerprint("table") != new.fingerprint("table")
    before, after = old.path("table"), new.path("table")
    assert before is not None
    assert after is not None
    assert before.read_bytes() + b"eraring,500\n" == after.read_bytes()


def test_all_members_appear_together_or_not_at_all(site: Site, tmp_path: Path) -> None:
    site.pages["/a.shp"] = TEXT
    pin = pin_of("shape", {"a.shp": TEXT, "a.dbf": TEXT}, url=site.url)
    store = store_of(tmp_path, pin)
    assert "HTTP 404" in fetch(store, ["shape"]).failed["shape"]
    assert store.path("shape", "a.shp") is None
    site.pages["/a.dbf"] = TEXT
    assert fetch(store, ["shape"]).ok
    assert store.path("shape", "a.dbf") is not None


def test_a_failure_is_remembered_for_the_data_page_until_it_is_mended(site: Site, tmp_path: Path) -> None:
    store = store_of(tmp_path, pin_of("table", {"a": TEXT}, url=site.url))
    fetch(store, ["table"])
    row = store.status()[0]
    assert (row.present, "HTTP 404" in row.error) == (False, True)
    site.pages["/a"] = TEXT
    fetch(store, ["table"])
    row = store.status()[0]
    assert (row.present, row.error, row.size_bytes) == (True, "", len(TEXT))


def test_events_count_up_to_all_and_end_with_finished(site: Site, tmp_path: Path) -> None:
    site.pages["/a"] = site.pages["/b"] = TEXT
    names = {"one": "a", "two": "b", "three": "missing"}
    store = store_of(tmp_path, *(pin_of(key, {name: TEXT}, url=site.url) for key, name in names.items()))
    events: list[Event] = []
    fetch(store, list(names), listen=events.append)
    ends = [event for event in events if event.kind in ("done", "failed", "skipped")]
    assert [event.ended for event in ends] == [1, 2, 3]
    assert events[-1] == Event("finished", ended=3, count=3, message="three")
    moved = [event.done_bytes for event in events if event.kind == "progress" and event.key == "one"]
    assert moved == sorted(moved)
    assert moved[-1] == len(TEXT)


def test_a_stop_ends_a_running_download_and_leaves_nothing_half_written(site: Site, tmp_path: Path) -> None:
    site.pages["/a"] = stalls_after(site, TEXT, 20_000)
    stop = threading.Event()
    store = store_of(tmp_path, pin_of("table", {"a": TEXT}, url=site.url))
    threading.Timer(0.2, stop.set).start()
    threading.Timer(0.4, site.release.set).start()
    assert "stopped" in fetch(store, ["table"], stop=stop).failed["table"]
    assert store.path("table") is None
    assert leftovers(tmp_path) == []
    assert store.status()[0].error == "", "being stopped is no fault of the source"


def test_a_cache_that_cannot_be_written_is_named_in_one_line(site: Site, tmp_path: Path) -> None:
    site.pages["/a"] = TEXT
    (tmp_path / "cache").write_text("a file where the folder should be")
    store = store_of(tmp_path / "cache", pin_of("table", {"a": TEXT}, url=site.url))
    message = fetch(store, ["table"]).failed["table"]
    assert "cache" in message
    assert "SITEWATT_CACHE" in message


def test_two_processes_at_once_download_each_file_once(site: Site, tmp_path: Path) -> None:
    pins = [pin_of(f"table{n}", {f"{n}": TEXT}, url=site.url, default=True) for n in range(3)]
    for n in range(3):
        site.pages[f"/{n}"] = stalls_after(site, TEXT, 1000)
    data, cache = write_pins(tmp_path / "data", *pins), tmp_path / "cache"
    children = [run_child(data=data, cache=cache) for _ in range(2)]
    wait_until(lambda: sum(site.asked.values()) == 3)
    time.sleep(0.3)
    site.release.set()
    ends = [{event.kind for event in child if event.kind in ("done", "skipped", "failed")} for child in children]
    assert sorted(ends, key=sorted) == [{"done"}, {"skipped"}]
    assert site.asked == {"/0": 1, "/1": 1, "/2": 1}


def test_two_threads_of_one_process_download_each_file_once(site: Site, tmp_path: Path) -> None:
    site.pages["/a"] = stalls_after(site, TEXT, 1000)
    store = store_of(tmp_path, pin_of("table", {"a": TEXT}, url=site.url))
    threads = [threading.Thread(target=fetch, args=(store, ["table"])) for _ in range(2)]
    for thread in threads:
        thread.start()
    wait_until(lambda: site.asked["/a"] == 1)
    time.sleep(0.2)
    site.release.set()
    for thread in threads:
        thread.join()
    assert site.asked["/a"] == 1
    assert store.present("table")


def test_a_run_killed_in_the_middle_is_mended_by_the_next(site: Site, tmp_path: Path) -> None:
    site.pages["/small"], site.pages["/large"] = TEXT, stalls_after(site, TEXT, 30_000)
    small = pin_of("small", {"small": TEXT}, url=site.url, default=True)
    large = pin_of("large", {"large": TEXT}, url=site.url, default=True)
    data, cache = write_pins(tmp_path / "data", small, large), tmp_path / "cache"
    store = Artefacts.of(data, cache)
    child = run_child(data=data, cache=cache)
    wait_until(lambda: store.present("small") and site.asked["/large"] == 1)
    child.stop()
    list(child)
    assert not store.present("large")
    assert leftovers(cache) != [], "the kill left its scratch folder"
    site.pages["/large"] = TEXT
    report = fetch(store)
    assert (report.fetched, report.skipped) == (["large"], ["small"])
    assert site.asked["/small"] == 1
    assert leftovers(cache) == []
    path = store.path("large")
    assert path is not None
    assert sha256(path.read_bytes()) == sha256(TEXT)


def wait_until(ready: object, seconds: float = 15.0) -> None:
    assert callable(ready)
    end = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.02)
