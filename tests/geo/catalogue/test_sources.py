"""Sources are merged from all files, and two files may not disagree on one."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo.catalogue.sources import load_sources
from geo.errors import DataError
from tests.geo.catalogue.fetch_kit import pin_of, sha256, write_pins

URL = "https://example.org/o/r/"
TABLE = """[ga-lines]
title = "Lines"
publisher = "GA"
url = "https://example.org/o/r/a.csv"
licence = "CC BY 4.0"
retrieved = 2026-11-22
"""


def write(folder: Path, **files: str) -> Path:
    (folder / "sources.d").mkdir()
    for name, text in files.items():
        (folder / "sources.d" / f"{name}.toml").write_text(text, encoding="utf-8")
    return write_pins(folder, pin_of("ga-lines", {"a.csv": b"1"}, url=URL, non_commercial=True, attribution="GA"))


def test_a_table_source_and_an_artefact_of_one_key_are_one_source(tmp_path: Path) -> None:
    source = load_sources(write(tmp_path, grid=TABLE))["ga-lines"]
    assert (source.title, source.licence, source.retrieved) == ("Lines", "CC BY 4.0", "2026-11-22")
    assert (source.tier, source.non_commercial, source.attribution) == ("upstream", True, "GA")


def test_an_artefact_is_a_source_by_itself(tmp_path: Path) -> None:
    source = load_sources(write(tmp_path))["ga-lines"]
    assert (source.url, source.sha256) == (URL + "a.csv", sha256(b"1"))


def test_a_source_told_twice_alike_is_accepted(tmp_path: Path) -> None:
    assert list(load_sources(write(tmp_path, grid=TABLE, power=TABLE))) == ["ga-lines"]


def test_a_source_told_twice_with_another_address_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"power\.toml"):
        load_sources(write(tmp_path, grid=TABLE, power=TABLE.replace("a.csv", "b.csv")))


def test_a_source_that_contradicts_its_artefact_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="sha256"):
        load_sources(write(tmp_path, grid=TABLE + f'sha256 = "{"0" * 64}"\n'))


@pytest.mark.parametrize(
    ("text", "word"),
    [
        (TABLE.replace("licence", "license"), "license"),
        (TABLE.replace('publisher = "GA"\n', ""), "publisher"),
        ('title = "no table"\n', "not a table"),
    ],
)
def test_a_wrong_or_missing_field_is_named(tmp_path: Path, text: str, word: str) -> None:
    with pytest.raises(DataError, match=word):
        load_sources(write(tmp_path, grid=text))
