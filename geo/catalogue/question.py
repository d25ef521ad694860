"""A question to a live service: which address, how it pages, how large its answer may be, which file it becomes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal
from urllib.parse import urlencode, urlsplit

from pydantic import AfterValidator, Field, model_validator

from geo.catalogue.source import Frozen

LOOPBACK = ("127.0.0.1", "localhost", "::1")
EACH = "{each}"
MB = 1_000_000


def safe_parts(name: str) -> tuple[str, ...]:
    """Parts of a relative POSIX path; ValueError for an absolute path, `.`, `..`, backslash or control character."""
    parts = tuple(name.split("/"))
    if any(part in ("", ".", "..") or ":" in part for part in parts) or "\\" in name or not name.isprintable():
        raise ValueError(f"not a plain relative path: {name!r}")
    return parts


def checked_url(url: str) -> str:
    """The address, where it is https (or http on the machine itself); ValueError otherwise."""
    parts = urlsplit(url)
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK):
        return url
    raise ValueError(f"not an https address: {url!r}")


def plain_path(name: str) -> str:
    """The name, where it is a plain relative path; ValueError otherwise."""
    safe_parts(name)
    return name


class Question(Frozen):
    """What a live service is asked.

    Parameters
    ----------
    path : str
        File that the answer becomes.
    url : str
        Address without its query.
    query : mapping of str
    answer : {"file", "json", "arcgis"}
        "file": any bytes. "json": one JSON document, refused where it says that something failed. "arcgis": the
        features of a layer of an ArcGIS server, asked for page by page and kept as one GeoJSON file.
    each : tuple of str
        Words that stand for "{each}" in path, url and query, one question each (tiles, prefectures).
    may_miss : bool
        Whether one of `each` may not be there (404), as a tile of the open sea.
    page : int
        Features a page ("arcgis").
    limit_mb : float
        Largest answer [MB] that is kept.
    columns : tuple of str
        Columns that a CSV file or a feature must have, whatever their case; else the answer is refused.
    wait_s : float
        How long the service may think before its first byte [s]; reaching it is given five seconds.
    """

    path: Annotated[str, AfterValidator(plain_path)]
    url: Annotated[str, AfterValidator(checked_url)]
    query: dict[str, str] = Field(default_factory=dict)
    answer: Literal["file", "json", "arcgis"] = "file"
    each: tuple[str, ...] = ()
    may_miss: bool = False
    page: int = Field(default=500, ge=1, le=5000)
    limit_mb: float = Field(default=50.0, gt=0, le=2000)
    columns: tuple[str, ...] = ()
    wait_s: float = Field(default=30.0, gt=0, le=300)

    @model_validator(mode="after")
    def _each_has_its_file(self) -> Question:
        if bool(self.each) != (EACH in self.path):
            raise ValueError(f"{EACH} stands in the path when, and only when, there is a list of them")
        if self.may_miss and not self.each:
            raise ValueError("only one of several may be missing")
        return self

    @property
    def limit_bytes(self) -> int:
        """Largest answer that is kept [bytes]."""
        return int(self.limit_mb * MB)

    def single(self) -> Iterator[Question]:
        """The questions one by one, with every "{each}" filled in."""
        if not self.each:
            yield self
            return
        for word in self.each:
            asked = {name: text.replace(EACH, word) for name, text in self.query.items()}
            update = {"path": self.path.replace(EACH, word), "url": self.url.replace(EACH, word), "query": asked}
            yield Question.model_validate({**self.model_dump(exclude={"each", "may_miss"}), **update})

    def address(self, **more: str) -> str:
        """Address with its query and some more of it."""
        query = urlencode({**self.query, **more})
        return f"{self.url}?{query}" if query else self.url
