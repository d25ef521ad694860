"""Fact tables: typed as their schema says, and every fault named by row and column."""

from pathlib import Path

import pytest

from geo.catalogue.tables import read_table
from geo.errors import DataError

SCHEMA = """title = "t"
description = "d"
licence = "l"
attribution = "a"
[columns]
id = {type = "str", required = true}
kv = {type = "float", min = 1, max = 1000}
n = {type = "int"}
on = {type = "bool"}
kind = {choices = ["a", "b"]}
"""


def table(folder: Path, rows: str, schema: str = SCHEMA) -> Path:
    (folder / "t.schema.toml").write_text(schema)
    (folder / "t.csv").write_text("id,kv,n,on,kind\n" + rows)
    return folder


def test_cells_have_the_types_of_the_schema(tmp_path: Path) -> None:
    read = read_table(table(tmp_path, "x,66.5,3,true,a\ny,,,,\n"), "t")
    assert read["kv"].tolist()[0] == 66.5
    assert read["kv"].isna().tolist() == [False, True]
    assert read["n"].tolist()[0] == 3
    assert read["on"].tolist()[0] is True


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (",1,1,true,a\n", "row 2, column id"),
        ("x,1,1,true,a\ny,abc,1,true,a\n", "row 3, column kv"),
        ("x,1001,1,true,a\n", "outside"),
        ("x,1,1,yes,a\n", "column on"),
        ("x,1,1,true,c\n", "column kind"),
    ],
)
def test_a_fault_is_named_by_row_and_column(tmp_path: Path, rows: str, words: str) -> None:
    with pytest.raises(DataError, match=words):
        read_table(table(tmp_path, rows), "t")


def test_columns_that_the_schema_does_not_know_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="columns and schema differ"):
        read_table(table(tmp_path, "", SCHEMA.replace("kind =", "sort =")), "t")


def test_a_table_without_schema_or_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no such fact table"):
        read_table(tmp_path, "t")
    (tmp_path / "t.csv").write_text("id\n")
    with pytest.raises(DataError, match="no schema"):
        read_table(tmp_path, "t")
