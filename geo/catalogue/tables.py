"""Fact tables: CSV files of ours, each with a schema beside it, checked as they are read."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, ValidationError

from geo.errors import DataError


class Column(BaseModel):
    """One column of a fact table."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    type: Literal["str", "float", "int", "bool", "list"] = "str"
    unit: str = ""
    required: bool = False
    min: float | None = None
    max: float | None = None
    choices: tuple[Any, ...] = ()
    description: str = ""


class TableSchema(BaseModel):
    """What a fact table holds and under which licence."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    description: str
    licence: str
    attribution: str
    columns: dict[str, Column]


def read_schema(folder: Path, name: str) -> TableSchema:
    """The schema of a fact table; DataError if it is missing or malformed."""
    path = folder / f"{name}.schema.toml"
    try:
        return _schema(path, path.stat().st_mtime_ns)
    except FileNotFoundError as error:
        raise DataError("the fact table has no schema", where=str(path)) from error


@lru_cache(maxsize=128)
def _schema(path: Path, _mtime: int) -> TableSchema:
    try:
        return TableSchema(**tomllib.loads(path.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise DataError("the schema cannot be read", where=str(path), found=str(error)[:300]) from error


def read_table(folder: Path, name: str) -> pd.DataFrame:
    """A fact table with typed columns; DataError names file, row and column of the first fault."""
    path = folder / f"{name}.csv"
    if not path.is_file():
        raise DataError("no such fact table", where=str(path))
    return _read(folder, name, path.stat().st_mtime_ns)


@lru_cache(maxsize=64)
def _read(folder: Path, name: str, _mtime: int) -> pd.DataFrame:
    schema = read_schema(folder, name)
    path = folder / f"{name}.csv"
    text = pd.read_csv(path, dtype="string", keep_default_na=False, encoding="utf-8")
    if list(text.columns) != list(schema.columns):
        differing = sorted(set(text.columns) ^ set(schema.columns)) or ["order of the columns"]
        raise DataError("columns and schema differ", where=str(path), found=", ".join(differing))
    return pd.DataFrame({name: _typed(text[name], column, path) for name, column in schema.columns.items()})


def _typed(cells: pd.Series[str], column: Column, path: Path) -> pd.Series[Any]:
    texts = np.array(cells, dtype=object)
    empty = texts == ""
    if column.required and empty.any():
        raise _fault("an empty cell", path, cells, empty)
    if column.type in ("str", "list"):
        _check_choices(cells, column, path)
        return cells
    if column.type == "bool":
        wrong = ~np.isin(texts.astype(str), ("true", "false", ""))
        if wrong.any():
            raise _fault("not true or false", path, cells, wrong)
        return cells.map({"true": True, "false": False}).astype("boolean")
    texts[empty] = np.nan
    numbers = np.asarray(pd.to_numeric(texts, errors="coerce"), dtype=np.float64)
    wrong = np.isnan(numbers) & ~empty
    if wrong.any():
        raise _fault("not a number", path, cells, wrong)
    low, high = (-np.inf if column.min is None else column.min), (np.inf if column.max is None else column.max)
    outside = (numbers < low) | (numbers > high)
    if outside.any():
        raise _fault(f"outside {column.min} to {column.max}", path, cells, outside)
    return pd.Series(numbers, index=cells.index).astype("Int64" if column.type == "int" else "float64")


def _check_choices(cells: pd.Series[str], column: Column, path: Path) -> None:
    if not column.choices:
        return
    allowed = {str(choice) for choice in column.choices}
    unsound = {text for text in set(cells) if text and not all(part.strip() in allowed for part in text.split(";"))}
    if unsound:
        raise _fault(f"not one of {sorted(allowed)}", path, cells, cells.isin(unsound).to_numpy(dtype=bool))


def _fault(what: str, path: Path, cells: pd.Series[str], bad: NDArray[np.bool_]) -> DataError:
    row = int(bad.argmax())
    return DataError(what, where=f"{path.name}, row {row + 2}, column {cells.name}", found=repr(cells.iloc[row]))
