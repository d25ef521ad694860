"""What has been fetched: where it lies, that it is whole, and what went wrong last time."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from geo.catalogue.artefact import Artefact, Member, choose, digest_of, load_artefacts, one_of
from geo.errors import DataError

MARKER = "fetched.json"
CHUNK = 1 << 20


@dataclass(frozen=True)
class Row:
    """One line of the Data page: an artefact and whether it is here.

    `came_from` is "installed", "mirror" or "network"; `retrieved` is the day of the fetch for a live service and that
    of the pin for the rest; `error` is what the last failed fetch said.
    """

    key: str
    title: str
    publisher: str
    licence: str
    attribution: str
    tier: str
    default: bool
    optional: bool
    non_commercial: bool
    present: bool
    size_bytes: int
    came_from: str
    retrieved: str
    error: str


class Artefacts:
    """The fetched artefacts of one cache folder. Looks at the disk each time; writes nothing.

    Parameters
    ----------
    pinned : mapping of key to Artefact
    cache : Path
        Versioned cache folder (`paths.cache_root()`).
    """

    def __init__(self, pinned: Mapping[str, Artefact], cache: Path) -> None:
        self.pinned = dict(pinned)
        self.cache = cache

    @classmethod
    def of(cls, data_root: Path, cache: Path) -> Artefacts:
        """Artefacts pinned in `data_root/artefacts.toml`, as fetched into `cache`."""
        return cls(load_artefacts(data_root), cache)

    def folder(self, key: str) -> Path:
        """Where the members of this version of the artefact lie, or will lie."""
        return artefact_folder(self.cache, self._pin(key))

    def present(self, key: str) -> bool:
        """Whether every member is here, from a verified fetch and of the right size."""
        return is_whole(self.folder(key), self._pin(key))

    def path(self, key: str, member: str | None = None) -> Path | None:
        """File of a member (by path or file name; the first by default), or None when it has not been fetched."""
        if not self.present(key):
            return None
        members = members_in(self.folder(key), self._pin(key))
        wanted = one_of(members, member, key) if member else members[0]
        return self.folder(key) / wanted.path

    def paths(self, key: str) -> tuple[Path, ...]:
        """Every file of an artefact, in the order of its members; none when it has not been fetched."""
        folder, pin = self.folder(key), self._pin(key)
        return tuple(folder / member.path for member in members_in(folder, pin)) if is_whole(folder, pin) else ()

    def fingerprint(self, key: str) -> str | None:
        """16 hex digits of the content, or None when it has not been fetched."""
        return digest_of(members_in(self.folder(key), self._pin(key))) if self.present(key) else None

    def retrieved(self, key: str) -> str:
        """Day on which a live service answered, or that of the pin (YYYY-MM-DD)."""
        pin = self._pin(key)
        return str(_read(self.folder(key) / MARKER).get("fetched", ""))[:10] if pin.kind == "live" else pin.retrieved

    def missing(self, keys: list[str] | None = None) -> list[str]:
        """Keys (of the default set by default) that have yet to be fetched."""
        return [pin.key for pin in choose(self.pinned, keys) if not self.present(pin.key)]

    def damaged(self, key: str) -> list[str]:
        """Members whose bytes no longer have the pinned sha256 (reads every byte)."""
        folder = self.folder(key)
        return [m.path for m in members_in(folder, self._pin(key)) if not _same(folder / m.path, m)]

    def status(self) -> list[Row]:
        """One row per pinned artefact, in the order of `artefacts.toml`."""
        return [self._row(pin) for pin in self.pinned.values()]

    def _pin(self, key: str) -> Artefact:
        if key not in self.pinned:
            raise DataError("unknown artefact", found=key, allowed=", ".join(self.pinned))
        return self.pinned[key]

    def _row(self, pin: Artefact) -> Row:
        folder = artefact_folder(self.cache, pin)
        present = is_whole(folder, pin)
        return Row(
            key=pin.key,
            title=pin.title,
            publisher=pin.publisher,
            licence=pin.licence,
            attribution=pin.attribution,
            tier=pin.tier,
            default=pin.default,
            optional=pin.optional,
            non_commercial=pin.non_commercial,
            present=present,
            size_bytes=sum(m.size_bytes for m in members_in(folder, pin)) if present else pin.download_bytes,
            came_from=str(_read(folder / MARKER).get("came_from", "")) if present else "",
            retrieved=self.retrieved(pin.key) if present else "",
            error="" if present else str(_read(failure_file(self.cache, pin)).get("error", "")),
        )


def artefact_folder(cache: Path, pin: Artefact) -> Path:
    """Folder of one version of an artefact: a new pin gets a new folder, so a reader never sees two mixed."""
    return cache / "artefacts" / pin.key / pin.fingerprint


def failure_file(cache: Path, pin: Artefact) -> Path:
    """Where a failed fetch leaves its message."""
    return cache / "artefacts" / pin.key / "failed.json"


def is_whole(folder: Path, pin: Artefact) -> bool:
    """Whether the folder holds every member at its pinned size and the marker of a verified fetch."""
    if _read(folder / MARKER).get("fingerprint") != pin.fingerprint:
        return False
    members = members_in(folder, pin)
    return bool(members) and all(_size(folder / member.path) == member.size_bytes for member in members)


def members_in(folder: Path, pin: Artefact) -> tuple[Member, ...]:
    """The files of an artefact: as pinned, or, of a live service, as its marker says that they came."""
    if pin.kind != "live":
        return pin.members
    told = _read(folder / MARKER).get("members")
    try:
        return tuple(Member.model_validate(member) for member in told or ())
    except (TypeError, ValidationError):
        return ()


def write_json(path: Path, content: Mapping[str, Any]) -> None:
    """Write a small file so that a reader sees the old one or the new one, never half."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    part.write_text(json.dumps(content), encoding="utf-8")
    os.replace(part, path)


def _read(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except OSError:
        return None


def _same(path: Path, member: Member) -> bool:
    if _size(path) != member.size_bytes:
        return False
    return sha256_of(path) == member.sha256


def sha256_of(path: Path) -> str:
    """Checksum of a file, as 64 hex digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
