"""Opening an address: five seconds to reach it, https only, and every way of failing in one clear error."""

from __future__ import annotations

import http.client
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from geo.catalogue.fetch_job import Job, MissingError, UnreachableError
from geo.catalogue.question import LOOPBACK
from geo.errors import FetchError

TIMEOUT_S = 5.0
NOT_FOUND = 404


@contextmanager
def answered(job: Job, url: str, wait_s: float | None = None) -> Iterator[http.client.HTTPResponse]:
    """The answer of an address, to be read inside; errors of the line while reading are told like those of opening.

    Parameters
    ----------
    job : Job
        Says whether the network may be used, and which hosts did not answer a moment ago.
    url : str
    wait_s : float, optional
        How long the server may be silent once it has been reached [s]; as long as reaching it by default.

    Raises
    ------
    UnreachableError
        Nobody answers, or nobody is to be asked.
    MissingError
        The server says that there is no such thing (404).
    FetchError
        The server refuses.
    """
    host = urlsplit(url).hostname or ""
    if job.offline:
        raise UnreachableError("not fetched: the network is not to be used", where=url, mend="run without --offline")
    if host in job.outages:
        raise UnreachableError("not tried: its host did not answer a moment ago", where=url, found=host)
    try:
        with _open(url, TIMEOUT_S if wait_s is None else wait_s) as stream:
            yield stream
    except urllib.error.HTTPError as error:
        kind = MissingError if error.code == NOT_FOUND else FetchError
        raise kind("the server refused", where=url, found=f"HTTP {error.code} {error.reason}") from error
    except (OSError, http.client.HTTPException) as error:
        if isinstance(error, urllib.error.URLError | TimeoutError):
            job.outages.add(host)
        raise UnreachableError(
            "cannot be reached",
            where=url,
            found=str(error) or type(error).__name__,
            mend="check the connection, or set SITEWATT_MIRROR",
        ) from error


def _open(url: str, wait_s: float) -> http.client.HTTPResponse:
    opener = urllib.request.build_opener(_NoDowngrade, _Http, _Https)
    request = urllib.request.Request(url, headers={"User-Agent": "sitewatt", "Accept-Encoding": "identity"})
    response: http.client.HTTPResponse = opener.open(request, timeout=wait_s)
    return response


class _Patient(http.client.HTTPConnection):
    """Five seconds to be reached; after that the server may be silent for as long as the request allows."""

    def connect(self) -> None:
        wait_s, self.timeout = self.timeout, TIMEOUT_S
        super().connect()
        self.sock.settimeout(wait_s)


class _PatientTls(http.client.HTTPSConnection):
    """The same over TLS."""

    def connect(self) -> None:
        wait_s, self.timeout = self.timeout, TIMEOUT_S
        super().connect()
        self.sock.settimeout(wait_s)


class _Http(urllib.request.HTTPHandler):
    def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(_Patient, req)


class _Https(urllib.request.HTTPSHandler):
    def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(_PatientTls, req)


class _NoDowngrade(urllib.request.HTTPRedirectHandler):
    """Follows redirects to https only (http stays allowed on the machine itself)."""

    def redirect_request(self, req, fp, code, msg, headers, newurl):  # type: ignore[no-untyped-def]
        parts = urlsplit(newurl)
        if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
            raise urllib.error.HTTPError(newurl, code, "redirect to something that is not https", headers, fp)
        return super().redirect_request(req, fp, code, msg, headers, newurl)
