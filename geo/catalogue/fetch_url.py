"""Pinned URLs: from the mirror when there is one, else from the network."""

from __future__ import annotations

import http.client
import time
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import unquote, urlsplit

from geo.catalogue.artefact import LOOPBACK, Member, safe_parts
from geo.catalogue.fetch_job import Job, UnreachableError
from geo.catalogue.unpack import store_stream
from geo.errors import FetchError

TIMEOUT_S = 5.0
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
    host = urlsplit(url).hostname or ""
    if job.offline:
        raise UnreachableError("not fetched: the network is not to be used", where=url, mend="run without --offline")
    if host in job.outages:
        raise UnreachableError("not tried: its host did not answer a moment ago", where=url, found=host)
    try:
        with _open(url) as stream:
            store_stream(_Watched(stream, job, member, url), member, job.folder, url)
    except urllib.error.HTTPError as error:
        raise FetchError("the server refused", where=url, found=f"HTTP {error.code} {error.reason}") from error
    except (OSError, http.client.HTTPException) as error:
        if isinstance(error, urllib.error.URLError | TimeoutError):
            job.outages.add(host)
        raise _unreachable(url, str(error) or type(error).__name__) from error


def _unreachable(url: str, found: str) -> UnreachableError:
    return UnreachableError(
        "cannot be reached", where=url, found=found, mend="check the connection, or set SITEWATT_MIRROR"
    )


def _open(url: str) -> http.client.HTTPResponse:
    opener = urllib.request.build_opener(_NoDowngrade)
    request = urllib.request.Request(url, headers={"User-Agent": "sitewatt", "Accept-Encoding": "identity"})
    response: http.client.HTTPResponse = opener.open(request, timeout=TIMEOUT_S)
    return response


class _NoDowngrade(urllib.request.HTTPRedirectHandler):
    """Follows redirects to https only (http stays allowed on the machine itself)."""

    def redirect_request(self, req, fp, code, msg, headers, newurl):  # type: ignore[no-untyped-def]
        parts = urlsplit(newurl)
        if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
            raise urllib.error.HTTPError(newurl, code, "redirect to something that is not https", headers, fp)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


class _Watched:
    """A response that reports progress, and gives up on a stop or on a source that trickles."""

    def __init__(self, stream: http.client.HTTPResponse, job: Job, member: Member, url: str) -> None:
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
