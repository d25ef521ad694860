"""Who says so: the sources that fact tables and artefacts cite by key."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from geo.errors import DataError

Tier = Literal["bundled", "package", "upstream"]


def _as_text(value: object) -> object:
    """TOML reads an unquoted date as a date; we keep dates as ISO text."""
    return value.isoformat() if isinstance(value, date) else value


Day = Annotated[str, BeforeValidator(_as_text)]


class Frozen(BaseModel):
    """Immutable record in which an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


T = TypeVar("T", bound=Frozen)


class Source(Frozen):
    """A publication that a number of ours comes from.

    `tier` says how its data reach us: written into our tables (bundled), inside a published package (package),
    or downloaded from the publisher (upstream).
    """

    key: str
    title: str
    publisher: str
    licence: str
    retrieved: Day
    url: str = ""
    package: str = ""
    sha256: str = ""
    attribution: str = ""
    tier: Tier = "bundled"
    non_commercial: bool = False
    note: str = ""


def read_toml(path: Path) -> dict[str, Any]:
    """Parse a TOML file; DataError names the file and the line."""
    try:
        with path.open("rb") as file:
            return tomllib.load(file)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DataError("not valid TOML", where=str(path), found=str(error)) from error
    except OSError as error:
        raise DataError("cannot be read", where=str(path), found=str(error)) from error


def build(kind: type[T], path: Path, key: str, table: object) -> T:
    """One `[key]` table as a checked record; DataError names file, table and every wrong field."""
    where = f"{path.name} [{key}]"
    if not isinstance(table, dict):
        raise DataError("not a table", where=where, found=repr(table), allowed="[key] with fields below it")
    try:
        return kind.model_validate({"key": key, **table})
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, item['loc'])) or 'table'}: {item['msg']}" for item in error.errors())
        raise DataError("wrong fields", where=where, found=wrong, allowed=", ".join(kind.model_fields)) from error
