"""Finished answers on disk: what the first pages asked for, so that the next start of the app has it at once.

An answer belongs to one state of the software and the bundled data, which names its folder; what was fetched is named
in its key. What an address of ours names for good lies under that address. Whatever is lost here is made again.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import lru_cache
from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING
from uuid import uuid4

from starlette.requests import Request

from geo.catalogue.paths import cache_root, data_root
from geo.errors import DataError
from geo.web.answers import Kept

if TYPE_CHECKING:
    from geo.workspace import Workspace

FOLDER = "answers"
MOST_NEW, MOST_FILES, MOST_BYTES = 96, 400, 1 << 20
"""Answers that one process adds, that are kept in all, and bytes of the largest."""
MOST_STATES = 2
LIBRARIES = ("streamlit", "folium", "streamlit_folium", "numba", "numpy", "PIL", "isal")
"""Libraries whose release shows in an answer."""
CODE = Path(__file__).resolve().parents[2]
TAG_BYTES = 16


class Shelf:
    """Answers by key in one folder. It grows by the first few of each process, and the longest unused go first.

    Parameters
    ----------
    folder : made when the first answer is kept

    Attributes
    ----------
    began_empty : whether nothing was kept by an earlier start
    """

    def __init__(self, folder: Path) -> None:
        self._folder, self._lock, self._new = folder, Lock(), 0
        self._names = {path.name for path in folder.glob("*") if not path.suffix}
        self.began_empty = not self._names

    def get(self, key: str, make: Callable[[], bytes]) -> bytes:
        """The kept answer, or a newly made one."""
        found = self.find(key)
        if found is None:
            found = make()
            self.keep(key, found)
        return found

    def answer(self, request: Request, make: Callable[[], Kept]) -> Kept:
        """The kept answer to a request, or a newly made one that its address names for good."""
        return Kept.from_bytes(self.get(address(request), lambda: make().to_bytes()))

    def kept_for(self, request: Request) -> Kept | None:
        """The kept answer to a request, or None."""
        found = self.find(address(request))
        return None if found is None else Kept.from_bytes(found)

    def find(self, key: str) -> bytes | None:
        """The kept answer, or None; a damaged one is removed."""
        name = _digest(key.encode())
        if name not in self._names:
            return None
        path = self._folder / name
        with suppress(OSError):  # somebody else may have removed it
            kept = path.read_bytes()
            tag, body = kept[:TAG_BYTES], kept[TAG_BYTES:]
            if tag == _tag(body):
                os.utime(path)
                return body
            path.unlink()
        self._names.discard(name)
        return None

    def keep(self, key: str, body: bytes) -> None:
        """Keep an answer, whole or not at all; a folder that takes nothing more costs nothing but the next start."""
        with self._lock:
            if self._new >= MOST_NEW or len(body) > MOST_BYTES:
                return
            self._new += 1
        name = _digest(key.encode())
        written = self._folder / f"{name}.{uuid4().hex}"
        try:
            if not self._folder.exists():
                self._folder.mkdir(parents=True, exist_ok=True)
                _forget(self._folder.parent, MOST_STATES, shutil.rmtree)
            written.write_bytes(_tag(body) + body)
            written.replace(self._folder / name)
            self._names.add(name)
            if len(self._names) > MOST_FILES:
                _forget(self._folder, MOST_FILES // 2, Path.unlink)
                self._names = {path.name for path in self._folder.glob("*") if not path.suffix}
        except OSError:
            with suppress(OSError):
                written.unlink()


def shelf(workspace: Workspace) -> Shelf:
    """The shelf in a workspace's cache folder, for the software and the bundled data as they are."""
    return shelf_in(workspace.cache, workspace.catalogue.data_root)


@lru_cache(maxsize=4)
def shelf_in(cache: Path, data_root: Path) -> Shelf:
    """The shelf in a cache folder, for the software and the bundled data of a folder as they are."""
    return Shelf(cache / FOLDER / state_of((CODE / "geo", CODE / "layers", data_root)))


def machine_shelf() -> Shelf | None:
    """The shelf in this machine's cache folder; None where the data folder is missing, which the page tells."""
    with suppress(DataError):
        return shelf_in(cache_root(), data_root())
    return None


def address(request: Request) -> str:
    """Path and query of a request as they came."""
    return f"{request.scope['path']}?{request.scope['query_string'].decode('latin-1')}"


def state_of(folders: tuple[Path, ...]) -> str:
    """Digest of names, sizes and times of change of all files in some folders and of the libraries that draw."""
    digest = blake2b(digest_size=TAG_BYTES)
    for folder in folders:
        for path, about in sorted(_files(str(folder))):
            digest.update(f"{path[len(str(folder)) :]} {about.st_size} {about.st_mtime_ns}\n".encode())
    for name in LIBRARIES:
        found = find_spec(name)
        origin = found.origin if found else None
        digest.update(f"{name} {origin and os.stat(origin).st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _files(folder: str) -> Iterator[tuple[str, os.stat_result]]:
    with os.scandir(folder) as found:
        for entry in found:
            if entry.is_dir():
                if not entry.name.startswith(("__pycache__", ".")):
                    yield from _files(entry.path)
            elif not entry.name.startswith("."):
                yield entry.path, entry.stat()


def _forget(folder: Path, most: int, remove: Callable[[Path], object]) -> None:
    """Remove what is in a folder but for the `most` that were used last."""
    by_use = sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    for path in by_use[most:]:
        remove(path)


def _digest(key: bytes) -> str:
    return blake2b(key, digest_size=TAG_BYTES).hexdigest()


def _tag(body: bytes) -> bytes:
    return blake2b(body, digest_size=TAG_BYTES).digest()
