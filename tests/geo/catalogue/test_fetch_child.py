"""A fetch in its own process: its progress can be read along, and it ends when told to or when nobody reads."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from geo.catalogue.events import Event, from_json, to_json
from geo.catalogue.fetch_child import FetchChild, main, run_child
from geo.catalogue.store import Artefacts
from geo.errors import FetchError
from tests.geo.catalogue.fetch_kit import Site, pin_of, stalls_after, write_pins

TEXT = b"x" * 100_000


def test_an_event_survives_the_way_through_a_line() -> None:
    event = Event("progress", "pvcz", "Irradiance\nand “wind”", 5, 10, 1, 2, "")
    assert "\n" not in to_json(event)
    assert from_json(to_json(event)) == event


@pytest.mark.parametrize("line", ["", "WARNING: something\n", "[1, 2]", '{"kind": "unheard"}', '{"colour": 1}', "null"])
def test_a_line_that_is_no_event_is_passed_over(line: str) -> None:
    assert from_json(line) is None


def test_a_child_tells_its_progress_and_leaves_the_file(site: Site, tmp_path: Path) -> None:
    site.pages["/a"] = TEXT
    data = write_pins(tmp_path / "data", pin_of("table", {"a": TEXT}, url=site.url))
    child = run_child(["table"], data=data, cache=tmp_path / "cache")
    kinds = [event.kind for event in child]
    assert (kinds[0], kinds[-2:]) == ("start", ["done", "finished"])
    assert "progress" in kinds
    assert not child.running
    assert Artefacts.of(data, tmp_path / "cache").present("table")


def test_a_failed_artefact_is_an_event_and_not_an_exception(site: Site, tmp_path: Path) -> None:
    data = write_pins(tmp_path / "data", pin_of("table", {"a": TEXT}, url=site.url))
    events = list(run_child(["table"], data=data, cache=tmp_path / "cache"))
    assert [event.kind for event in events][-2:] == ["failed", "finished"]
    assert "HTTP 404" in events[-2].message


def test_offline_reaches_the_child(site: Site, tmp_path: Path) -> None:
    site.pages["/a"] = TEXT
    data = write_pins(tmp_path / "data", pin_of("table", {"a": TEXT}, url=site.url))
    events = list(run_child(["table"], data=data, cache=tmp_path / "cache", offline=True))
    assert events[-1].message == "table"
    assert not site.asked


def test_an_unknown_key_is_told_in_words(tmp_path: Path) -> None:
    data = write_pins(tmp_path / "data", pin_of("table", {"a": TEXT}, url="https://example.org/"))
    events = list(run_child(["chair"], data=data, cache=tmp_path / "cache"))
    assert events[-1].kind == "finished"
    assert "chair" in events[-1].message


def test_a_stopped_child_is_gone_at_once_and_raises_nothing(site: Site, tmp_path: Path) -> None:
    site.pages["/a"] = stalls_after(site, TEXT, 10)
    data = write_pins(tmp_path / "data", pin_of("table", {"a": TEXT}, url=site.url))
    child = run_child(["table"], data=data, cache=tmp_path / "cache")
    events = iter(child)
    assert next(events).kind == "start"
    started = time.monotonic()
    child.stop()
    list(events)
    assert time.monotonic() - started < 3
    assert not child.running


def test_a_child_that_dies_without_a_word_is_an_error() -> None:
    silent = subprocess.Popen([sys.executable, "-c", "raise SystemExit(7)"], stdout=subprocess.PIPE, text=True)
    with pytest.raises(FetchError, match="7"):
        list(FetchChild(silent))


def test_a_child_whose_reader_left_ends_by_itself(site: Site, tmp_path: Path) -> None:
    names = [str(n) for n in range(40)]
    for name in names:
        site.pages[f"/{name}"] = TEXT
    data = write_pins(tmp_path / "data", *(pin_of(f"t{n}", {n: TEXT}, url=site.url) for n in names))
    child = run_child([f"t{n}" for n in names], data=data, cache=tmp_path / "cache")
    assert child._process.stdout is not None
    child._process.stdout.readline()
    child._process.stdout.close()
    assert child._process.wait(10) != 0
    assert sum(site.asked.values()) < len(names)


def test_the_exit_status_says_whether_everything_is_there(
    site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site.pages["/a"] = TEXT
    pins = (pin_of("here", {"a": TEXT}, url=site.url), pin_of("gone", {"b": TEXT}, url=site.url))
    options = ["--data", str(write_pins(tmp_path / "data", *pins)), "--cache", str(tmp_path / "cache")]
    assert main(["here", *options]) == 0
    assert main(["here", "gone", *options]) == 1
    assert main(["else", *options]) == 2
    lines = capsys.readouterr().out.splitlines()
    assert all(from_json(line) for line in lines)
