"""A pinned third-party file: what it is, where it comes from and which bytes it must have."""

from __future__ import annotations

import hashlib
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Annotated, Literal
from urllib.parse import quote, urlsplit

from pydantic import AfterValidator, Field, model_validator

from geo.catalogue.source import Day, Frozen, Source, Tier, build, read_toml
from geo.errors import DataError, InputError

LOOPBACK = ("127.0.0.1", "localhost", "::1")

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


def safe_parts(name: str) -> tuple[str, ...]:
    """Parts of a relative POSIX path; ValueError for an absolute path, `.`, `..`, backslash or control character."""
    parts = tuple(name.split("/"))
    if any(part in ("", ".", "..") or ":" in part for part in parts) or "\\" in name or not name.isprintable():
        raise ValueError(f"not a plain relative path: {name!r}")
    return parts


def _plain_path(name: str) -> str:
    safe_parts(name)
    return name


def _https(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK):
        return url
    raise ValueError(f"not an https address: {url!r}")


class Member(Frozen):
    """One file of an artefact; `path` is its place in the archive, or below the artefact's URL."""

    path: Annotated[str, AfterValidator(_plain_path)]
    sha256: Sha256
    size_bytes: int = Field(ge=0)


class Artefact(Frozen):
    """A pinned wheel, npm tarball or set of files below one URL.

    kind "wheel" and "npm" name `package`, `version`, `filename`, `sha256` and `size_bytes` of the archive and no
    address: which registry serves it is the user's own setting. kind "url" names the address that its members lie below
    (ending in "/"). `default` artefacts come with the first fetch; `optional` ones may stay away for good.
    """

    key: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9.-]*$")]
    title: str
    publisher: str
    licence: str
    retrieved: Day
    tier: Tier
    members: tuple[Member, ...] = Field(min_length=1)
    attribution: str = ""
    non_commercial: bool = False
    default: bool = False
    optional: bool = False
    note: str = ""
    kind: Literal["wheel", "npm", "url"]
    package: str = ""
    version: str = ""
    filename: str = ""
    sha256: str = ""
    size_bytes: int = Field(default=0, ge=0)
    url: str = ""

    @model_validator(mode="after")
    def _complete(self) -> Artefact:
        if self.kind == "url":
            _https(self.url)
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
        """16 hex digits that change whenever a byte of any member changes."""
        lines = sorted(f"{member.path}:{member.sha256}" for member in self.members)
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]

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
        found = [m for m in self.members if name in (m.path, PurePosixPath(m.path).name)]
        if len(found) == 1:
            return found[0]
        known = ", ".join(m.path for m in self.members)
        raise DataError("no such single member", where=f"artefact {self.key}", found=name, allowed=known)

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
            url=self.address(only) if only else self.url,
            package=f"{self.package}=={self.version}" if self.package else "",
            sha256=only.sha256 if only else self.sha256,
            attribution=self.attribution,
            tier=self.tier,
            non_commercial=self.non_commercial,
            note=self.note,
        )


def load_artefacts(data_root: Path) -> dict[str, Artefact]:
    """Artefacts by key, in the order of `artefacts.toml`."""
    path = data_root / "artefacts.toml"
    return {key: build(Artefact, path, key, table) for key, table in read_toml(path).items()}


def choose(artefacts: dict[str, Artefact], keys: list[str] | None) -> list[Artefact]:
    """The named artefacts, or the default set; InputError for an unknown key."""
    if keys is None:
        return [artefact for artefact in artefacts.values() if artefact.default]
    unknown = [key for key in keys if key not in artefacts]
    if unknown:
        raise InputError("unknown artefact", found=", ".join(unknown), allowed=", ".join(artefacts))
    return [artefacts[key] for key in dict.fromkeys(keys)]
