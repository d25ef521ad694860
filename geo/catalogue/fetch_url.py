"""Pinned URLs: from the mirror when there is one, else from the network."""

from __future__ import annotations

import time
from http.client import HTTPResponse
from pathlib import Path
from urllib.parse import unquote, urlsplit

from geo.catalogue.artefact import Member
from geo.catalogue.fetch_job import Job
from geo.catalogue.fetch_open import answered
from geo.catalogue.question import safe_parts
from geo.catalogue.unpack import store_stream
from geo.errors import FetchError

SLOWEST_BYTES_PER_S = 20_000
"""A source slower than this (after 20 s of grace) counts as unreachable."""
GRACE_S = 20.0


def fetch_url(job: Job) -> str:
    """Put every member of a "url" artefact into the job's folder; returns "mirror" or "network"."""
    ways = {_fetch_member(job, member) for member in job.pin.members}
    return "network" if "network" in ways else "mirror"


def mirror_file(mirror: Path, url: str) -> Path:
    """Where a mirror keeps a URL: `<host>/<path>`, percent-decoded; FetchError for a path that leaves the folder."""
    parts = urlsplit(url)
    try:
        below = safe_parts(unquote(parts.path).lstrip("/"))
        host = safe_parts(parts.hostname or "")
    except ValueError as error:
        raise FetchError("not an address that a mirror can hold", where=url, found=str(error)) from error
    return mirror.joinpath(*host, *below)


def _fetch_member(job: Job, member: Member) -> str:
    job.check_stop()
    url = job.pin.address(member)
    local = mirror_file(job.mirror, url) if job.mirror else None
    if local and local.is_file():
        with local.open("rb") as stream:
            store_stream(stream, member, job.folder, str(local))
        return "mirror"
    _download(job, member, url)
    return "network"


def _download(job: Job, member: Member, url: str) -> None:
    with answered(job, url) as stream:
        store_stream(_Watched(stream, job, member, url), member, job.folder, url)


class _Watched:
    """A response that reports progress, and gives up on a stop or on a source that trickles."""

    def __init__(self, stream: HTTPResponse, job: Job, member: Member, url: str) -> None:
        self._stream, self._job, self._url = stream, job, url
        place = job.pin.members.index(member)
        self._done = sum(before.size_bytes for before in job.pin.members[:place])
        self._deadline = time.monotonic() + GRACE_S + member.size_bytes / SLOWEST_BYTES_PER_S

    def read(self, size: int) -> bytes:
        self._job.check_stop()
        if time.monotonic() > self._deadline:
            raise TimeoutError(f"slower than {SLOWEST_BYTES_PER_S} bytes a second")
        chunk = self._stream.read1(size)
        self._done += len(chunk)
        self._job.advance(self._done)
        return chunk
