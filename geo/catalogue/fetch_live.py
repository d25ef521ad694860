"""Live services: asked by the same rules as pinned addresses, their answers checked for what can be checked.

Nobody knows beforehand which bytes a live service will give. So an answer is bounded in size and time, a document that
says that something failed is refused, a paged answer must add up to the count that the server gave first, and the sums
and the day of retrieval are kept beside the files.
"""

from __future__ import annotations

import hashlib
import json
import time
from http.client import HTTPResponse
from pathlib import Path
from typing import Any, TextIO

from geo.catalogue.fetch_job import Job, MissingError
from geo.catalogue.fetch_open import answered
from geo.catalogue.fetch_url import GRACE_S, SLOWEST_BYTES_PER_S, mirror_file
from geo.catalogue.question import Question
from geo.catalogue.store import CHUNK
from geo.errors import FetchError

FAILED = ("error", "remark")
"""Keys by which ArcGIS servers and Overpass say, under HTTP 200, that a question failed."""


def fetch_live(job: Job) -> str:
    """Put the answers of a live service into the job's folder; returns "mirror" or "network"."""
    ways = {_ask(job, asked, every.may_miss) for every in job.pin.questions for asked in every.single()}
    if ways <= {""}:
        raise FetchError("nothing of it is there", where=job.pin.key, found=job.pin.questions[0].url)
    return "network" if "network" in ways else "mirror"


def _ask(job: Job, question: Question, may_miss: bool) -> str:
    """Where the answer came from; empty where there is none and need be none."""
    job.check_stop()
    target = job.folder / question.path
    target.parent.mkdir(parents=True, exist_ok=True)
    local = mirror_file(job.mirror, question.url) if job.mirror and not question.query else None
    if local and local.is_file():
        target.write_bytes(local.read_bytes())
        return "mirror"
    try:
        if question.answer == "arcgis":
            _pages(job, question, target)
        else:
            _copy(job, question, question.address(), target)
    except MissingError:
        target.unlink(missing_ok=True)
        if may_miss:
            return ""
        raise
    if question.answer == "json":
        _document(target.read_bytes(), question.address())
    if question.columns:
        _has_columns(target, question)
    return "network"


def _copy(job: Job, question: Question, url: str, target: Path) -> None:
    with answered(job, url, question.wait_s) as stream, target.open("wb") as file:
        paced = _Paced(stream, job, question, url)
        while chunk := paced.read(CHUNK):
            file.write(chunk)
        if not file.tell():
            raise FetchError("an empty answer", where=url)


def _pages(job: Job, question: Question, target: Path) -> None:
    """Write the features of every page as one GeoJSON file, as many as the server counted before."""
    count = _counted(job, question)
    written, before = 0, ""
    with target.open("w", encoding="utf-8") as file:
        file.write('{"type": "FeatureCollection", "features": [')
        while written < count:
            content = _whole(job, question, resultOffset=str(written), resultRecordCount=str(question.page))
            digest = hashlib.sha256(content).hexdigest()
            features = _document(content, question.url).get("features")
            if not features or digest == before:
                raise FetchError(
                    "the pages do not add up",
                    where=question.url,
                    found=f"{written} features, then {'the same page again' if digest == before else 'none'}",
                    allowed=f"{count}",
                    mend="try again later; the service may have changed",
                )
            _add(file, features, first=written == 0)
            written, before = written + len(features), digest
            _bounded(file.tell(), question, question.url)
        file.write("\n]}")


def _add(file: TextIO, features: list[Any], *, first: bool) -> None:
    lines = (json.dumps(feature, ensure_ascii=False, separators=(",", ":")) for feature in features)
    file.write(("\n" if first else ",\n") + ",\n".join(lines))


def _counted(job: Job, question: Question) -> int:
    told = _document(_whole(job, question, returnCountOnly="true", f="json"), question.url)
    count = told.get("count")
    if not isinstance(count, int) or count < 1:
        raise FetchError("the service counts no features", where=question.url, found=repr(told)[:80])
    return count


def _whole(job: Job, question: Question, **more: str) -> bytes:
    url = question.address(**more)
    with answered(job, url, question.wait_s) as stream:
        paced = _Paced(stream, job, question, url)
        content = b"".join(iter(lambda: paced.read(CHUNK), b""))
    if not content:
        raise FetchError("an empty answer", where=url)
    return content


def _document(content: bytes, where: str) -> dict[str, Any]:
    """A JSON object; FetchError for anything else, and for one that says that the question failed."""
    try:
        document = json.loads(content)
    except ValueError as error:
        raise FetchError("not JSON", where=where, found=repr(content[:80])) from error
    if not isinstance(document, dict):
        raise FetchError("not a JSON object", where=where, found=type(document).__name__)
    for key in FAILED:
        if document.get(key):
            raise FetchError("the service says that it failed", where=where, found=str(document[key])[:300])
    return document


def _has_columns(target: Path, question: Question) -> None:
    """FetchError where a column that a reader will look for is missing from the answer."""
    with target.open(encoding="utf-8", errors="replace") as file:
        head = file.readline()
        if question.answer == "arcgis":
            head = ",".join(json.loads(file.readline().rstrip().rstrip(",")).get("properties") or ())
    found = {name.strip().strip('"\ufeff').lower() for name in head.split(",")}
    missing = [name for name in question.columns if name.lower() not in found]
    if missing:
        raise FetchError(
            "the answer lacks columns that are read",
            where=question.url,
            found=", ".join(sorted(found))[:300],
            allowed=", ".join(question.columns),
            mend="the service may have changed; the data that stand in stay in use",
        )


def _bounded(size: int, question: Question, where: str) -> None:
    if size > question.limit_bytes:
        raise FetchError("larger than allowed", where=where, found="more", allowed=f"{question.limit_mb:g} MB")


class _Paced:
    """An answer that gives up on a stop, on a source that trickles, and on one byte too many."""

    def __init__(self, stream: HTTPResponse, job: Job, question: Question, url: str) -> None:
        self._stream, self._job, self._question, self._url = stream, job, question, url
        self._started, self._size = time.monotonic(), 0

    def read(self, size: int) -> bytes:
        self._job.check_stop()
        took = time.monotonic() - self._started
        if took > GRACE_S + self._size / SLOWEST_BYTES_PER_S:
            raise TimeoutError(f"slower than {SLOWEST_BYTES_PER_S} bytes a second")
        chunk = self._stream.read1(size)
        self._size += len(chunk)
        self._job.advance(self._size)
        _bounded(self._size, self._question, self._url)
        return chunk
