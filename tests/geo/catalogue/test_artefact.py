"""A pin says everything that is needed to fetch and to cite a file, and nothing that could lead astray."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from geo.catalogue.artefact import load_artefacts
from geo.errors import DataError
from tests.geo.catalogue.fetch_kit import pin_of, write_pins

URL = "https://example.org/o/r/"


@pytest.mark.parametrize(
    "change",
    [
        {"url": "http://example.org/"},
        {"url": "https://example.org/file"},
        {"url": "file:///etc/"},
        {"colour": "red"},
        {"members": []},
        {"tier": "cloud"},
        {"kind": "wheel"},
        {"key": "../up"},
        {"members": [{"path": "a", "sha256": "0" * 63, "size_bytes": 1}]},
        {"members": [{"path": "a", "sha256": "0" * 64, "size_bytes": -1}]},
        {"members": [{"path": "a", "sha256": "0" * 64, "size_bytes": 1}] * 2},
    ],
)
def test_a_pin_that_is_incomplete_or_unsafe_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        pin_of(change.pop("key", "table"), {"a": b"1"}, **{"url": URL, **change})


@pytest.mark.parametrize("path", ["/etc/passwd", "../a", "a/../b", "a//b", "a\\b", "", "C:/a", "a\nb", "./a"])
def test_a_member_path_that_could_leave_its_folder_is_refused(path: str) -> None:
    with pytest.raises(ValidationError, match="plain relative path"):
        pin_of("table", {path: b"1"}, url=URL)


def test_a_pin_of_a_package_carries_no_address() -> None:
    archive = {"package": "p", "version": "1", "filename": "p.whl", "sha256": "0" * 64}
    with pytest.raises(ValidationError, match="no url"):
        pin_of("table", {"a": b"1"}, kind="wheel", url=URL, **archive)


def test_a_member_is_found_by_its_path_or_its_file_name() -> None:
    pin = pin_of("table", {"x/a.csv": b"1", "y/a.csv": b"2", "b.csv": b"3"}, url=URL)
    assert pin.member("x/a.csv").path == "x/a.csv"
    assert pin.member("b.csv").path == "b.csv"
    for name in ("a.csv", "c.csv"):
        with pytest.raises(DataError, match=r"x/a\.csv"):
            pin.member(name)


def test_the_address_of_a_member_is_percent_encoded() -> None:
    pin = pin_of("coal", {"July 2024 COPY.xlsx": b"1"}, url=URL)
    assert pin.address(pin.members[0]) == URL + "July%202024%20COPY.xlsx"
    assert pin.source().url == URL + "July%202024%20COPY.xlsx"


def test_the_fingerprint_follows_the_content_and_not_the_wording() -> None:
    pin = pin_of("table", {"a": b"1", "b": b"2"}, url=URL)
    assert pin_of("table", {"b": b"2", "a": b"1"}, url=URL, title="Another").fingerprint == pin.fingerprint
    assert pin_of("table", {"a": b"1", "b": b"3"}, url=URL).fingerprint != pin.fingerprint


def test_the_file_gives_the_pins_in_its_order(tmp_path: Path) -> None:
    pins = [pin_of(key, {"a": key.encode()}, url=URL) for key in ("zebra", "ant")]
    assert load_artefacts(write_pins(tmp_path, *pins)) == {"zebra": pins[0], "ant": pins[1]}


def test_a_wrong_field_in_the_file_is_named_with_its_table(tmp_path: Path) -> None:
    write_pins(tmp_path, pin_of("table", {"a": b"1"}, url=URL))
    path = tmp_path / "artefacts.toml"
    path.write_text(path.read_text().replace("publisher", "publicher"))
    with pytest.raises(DataError, match=r"artefacts\.toml \[table\].*publi[sc]her"):
        load_artefacts(tmp_path)


def test_a_file_that_is_no_toml_is_named_with_the_line(tmp_path: Path) -> None:
    (tmp_path / "artefacts.toml").write_text("[table\n")
    with pytest.raises(DataError, match="line 1"):
        load_artefacts(tmp_path)
