"""Answers kept for the next start: found again whole, or made anew."""

from __future__ import annotations

import os

import pytest
from starlette.requests import Request

from geo.errors import DataError
from geo.web import shelf as rules
from geo.web.answers import Kept
from geo.web.shelf import Shelf, state_of


def nothing_to_make() -> bytes:
    raise AssertionError("the answer is kept")


def test_an_answer_is_made_once_and_found_by_the_next_process(tmp_path):
    first = Shelf(tmp_path / "state")
    assert first.get("tile 1", lambda: b"png") == b"png"
    later = Shelf(tmp_path / "state")
    assert first.began_empty
    assert not later.began_empty
    assert later.get("tile 1", nothing_to_make) == b"png"
    assert later.get("tile 2", lambda: b"other") == b"other"


def test_a_damaged_answer_is_made_anew(tmp_path):
    Shelf(tmp_path / "state").keep("tile", b"whole")
    (file,) = (tmp_path / "state").iterdir()
    file.write_bytes(file.read_bytes()[:-1])
    again = Shelf(tmp_path / "state")
    assert again.find("tile") is None
    assert again.get("tile", lambda: b"whole") == b"whole"
    assert Shelf(tmp_path / "state").find("tile") == b"whole"


def test_one_process_adds_a_few_answers_and_none_that_is_large(tmp_path, monkeypatch):
    monkeypatch.setattr(rules, "MOST_NEW", 2)
    monkeypatch.setattr(rules, "MOST_BYTES", 3)
    kept = Shelf(tmp_path / "state")
    for key, body in (("long", b"long"), ("a", b"a"), ("b", b"b"), ("c", b"c")):
        assert kept.get(key, lambda body=body: body) == body
    assert {key for key in ("long", "a", "b", "c") if Shelf(tmp_path / "state").find(key)} == {"a", "b"}


def test_the_longest_unused_answers_go_when_there_are_too_many(tmp_path, monkeypatch):
    monkeypatch.setattr(rules, "MOST_FILES", 4)
    kept = Shelf(tmp_path / "state")
    for age, key in enumerate("abcd"):
        kept.keep(key, key.encode())
        for path in (tmp_path / "state").iterdir():
            if path.read_bytes().endswith(key.encode()):
                os.utime(path, (1000 + age, 1000 + age))
    kept.keep("e", b"e")
    assert {key for key in "abcde" if Shelf(tmp_path / "state").find(key)} == {"d", "e"}


def test_states_of_long_ago_are_removed(tmp_path):
    for number in range(4):
        Shelf(tmp_path / f"state{number}").keep("a", b"a")
        os.utime(tmp_path / f"state{number}", (1000 + number, 1000 + number))
    assert {path.name for path in tmp_path.iterdir()} == {"state2", "state3"}


def test_a_folder_that_cannot_be_written_keeps_nothing_and_hinders_nobody(tmp_path):
    (tmp_path / "taken").write_text("a file stands where the folder should be")
    kept = Shelf(tmp_path / "taken" / "state")
    assert kept.get("a", lambda: b"a") == b"a"
    assert kept.get("a", lambda: b"made again") == b"made again"


def test_the_state_follows_every_file(tmp_path):
    (tmp_path / "inner").mkdir()
    file = tmp_path / "inner" / "facts.csv"
    file.write_text("1")
    first = state_of((tmp_path,))
    assert state_of((tmp_path,)) == first
    file.write_text("12")
    assert state_of((tmp_path,)) != first


@pytest.mark.parametrize("pack", [False, True])
def test_an_answer_comes_back_from_the_disk_as_it_was(pack):
    kept = Kept.of(b"line\n" * 400, "application/geo+json", pack=pack)
    assert Kept.from_bytes(kept.to_bytes()) == kept


def asked(path: str, query: bytes = b"") -> Request:
    return Request({"type": "http", "method": "GET", "path": path, "query_string": query, "headers": []})


def test_an_answer_lies_under_its_whole_address(tmp_path):
    kept, made = Shelf(tmp_path / "state"), Kept.of(b"png", "image/png")
    assert kept.kept_for(asked("/tiles/1.png", b"s=a")) is None
    assert kept.answer(asked("/tiles/1.png", b"s=a"), lambda: made) == made
    later = Shelf(tmp_path / "state")
    assert later.kept_for(asked("/tiles/1.png", b"s=a")) == made
    assert later.answer(asked("/tiles/1.png", b"s=a"), nothing_to_make) == made
    assert later.kept_for(asked("/tiles/1.png", b"s=b")) is None
    assert later.kept_for(asked("/tiles/2.png", b"s=a")) is None


def test_this_machines_shelf_lies_in_its_cache_and_is_none_without_data(tmp_path, monkeypatch):
    monkeypatch.setenv("SITEWATT_CACHE", str(tmp_path))
    found = rules.machine_shelf()
    found.keep("a", b"a")
    assert [path.parent.parent for path in tmp_path.rglob("answers/*/*")] == [tmp_path / "v1" / "answers"]

    def missing() -> None:
        raise DataError("the data folder is missing")

    monkeypatch.setattr(rules, "data_root", missing)
    assert rules.machine_shelf() is None
