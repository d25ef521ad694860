"""A loopback server, hand-made wheels and hand-made pins: nothing here reaches the internet."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from geo.catalogue.artefact import Artefact
from geo.catalogue.store import Artefacts

ARCHIVE = ("package", "version", "filename", "sha256")
Answer = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Site:
    """A web server on loopback; `pages` maps a path to bytes or to a function that answers."""

    pages: dict[str, bytes | Answer] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    release: threading.Event = field(default_factory=threading.Event)
    url: str = ""


def answer_bytes(handler: BaseHTTPRequestHandler, content: bytes, length: int | None = None) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(content) if length is None else length))
    handler.end_headers()
    handler.wfile.write(content)
    handler.wfile.flush()


def handler_of(site: Site) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked[self.path] += 1
            page = site.pages.get(self.path, site.pages.get(urlsplit(self.path).path))
            try:
                if page is None:
                    self.send_error(404)
                elif isinstance(page, bytes):
                    answer_bytes(self, page)
                else:
                    page(self)
            except (BrokenPipeError, ConnectionResetError):
                return

        def log_message(self, *_: Any) -> None:
            return

    return Handler


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A running server; whatever waits on `release` is let go at the end."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    page = Site()
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler_of(page))
    server.daemon_threads = True
    page.url = f"http://127.0.0.1:{server.server_address[1]}/"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield page
    page.release.set()
    server.shutdown()
    server.server_close()
    thread.join()


def stalls_after(site: Site, content: bytes, sent: int) -> Answer:
    """Sends the first bytes of a file and the rest only when the site is released."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        answer_bytes(handler, content[:sent], len(content))
        site.release.wait(20)
        handler.wfile.write(content[sent:])

    return answer


def page_of(html: bytes) -> Answer:
    """A web page, as an index of packages has to be."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html")
        handler.send_header("Content-Length", str(len(html)))
        handler.end_headers()
        handler.wfile.write(html)

    return answer


def trickles(content: bytes, pause_s: float) -> Answer:
    """Sends one byte at a time."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        answer_bytes(handler, b"", len(content))
        for byte in content:
            handler.wfile.write(bytes([byte]))
            handler.wfile.flush()
            time.sleep(pause_s)

    return answer


def arcgis(features: list[dict[str, Any]], most: int = 2, *, count: int | None = None, stuck: bool = False) -> Answer:
    """A layer of an ArcGIS server: counts its features, and hands out at most `most` of them from an offset.

    `count` tells another number than there are; `stuck` ignores the offset, as some old servers do.
    """

    def answer(handler: BaseHTTPRequestHandler) -> None:
        query = dict(parse_qsl(urlsplit(handler.path).query))
        if query.get("returnCountOnly") == "true":
            told: dict[str, Any] = {"count": len(features) if count is None else count}
        else:
            start = 0 if stuck else int(query["resultOffset"])
            end = start + min(most, int(query["resultRecordCount"]))
            told = {"type": "FeatureCollection", "features": features[start:end]}
        answer_bytes(handler, json.dumps(told).encode())

    return answer


def live_pin(key: str, *questions: dict[str, Any], **other: Any) -> Artefact:
    """A live service that is asked these questions."""
    stated = {"title": key.title(), "publisher": "test", "licence": "none", "kind": "live", "tier": "upstream"}
    return Artefact.model_validate({"key": key, **stated, "questions": questions, **other})


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def pin_of(key: str, files: dict[str, bytes], **other: Any) -> Artefact:
    """A pin whose members are exactly these files; `other` overrides any field."""
    members = [{"path": name, "sha256": sha256(content), "size_bytes": len(content)} for name, content in files.items()]
    stated = {"title": key.title(), "publisher": "test", "licence": "none", "retrieved": "2026-11-22"}
    kind = {"kind": "url", "tier": "upstream"}
    return Artefact.model_validate({"key": key, **stated, **kind, "members": members, **other})


def store_of(cache: Path, *pins: Artefact) -> Artefacts:
    return Artefacts({pin.key: pin for pin in pins}, cache)


def write_pins(data: Path, *pins: Artefact) -> Path:
    """Write `artefacts.toml` for a child process; returns the data folder."""
    data.mkdir(exist_ok=True)
    lines: list[str] = []
    for pin in pins:
        lines.append(f"[{pin.key}]")
        for name in ("kind", "tier", "title", "publisher", "licence", "retrieved", "attribution", "url", *ARCHIVE):
            lines.append(f'{name} = "{getattr(pin, name)}"')
        lines.append(f"size_bytes = {pin.size_bytes}")
        lines += [f"{name} = {str(getattr(pin, name)).lower()}" for name in ("default", "non_commercial")]
        for member in pin.members:
            lines.append(f"[[{pin.key}.members]]")
            lines.append(f'path = "{member.path}"\nsha256 = "{member.sha256}"\nsize_bytes = {member.size_bytes}')
    (data / "artefacts.toml").write_text("\n".join(lines), encoding="utf-8")
    return data


def make_wheel(folder: Path, name: str, files: dict[str, bytes], version: str = "1.0") -> Path:
    """A small wheel that pip accepts."""
    folder.mkdir(parents=True, exist_ok=True)
    info = f"{name}-{version}.dist-info"
    content = dict(files)
    content[f"{info}/METADATA"] = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n".encode()
    content[f"{info}/WHEEL"] = b"Wheel-Version: 1.0\nGenerator: hand\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    lines = []
    for path, data in content.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
        lines.append(f"{path},sha256={digest},{len(data)}")
    content[f"{info}/RECORD"] = "\n".join([*lines, f"{info}/RECORD,,", ""]).encode()
    wheel = folder / f"{name}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in content.items():
            archive.writestr(path, data)
    return wheel


def wheel_pin(key: str, wheel: Path, files: dict[str, bytes], **other: Any) -> Artefact:
    """The pin of some members of a hand-made wheel."""
    name, version = wheel.name.split("-")[:2]
    archive = {"package": name, "version": version, "filename": wheel.name, "sha256": sha256(wheel.read_bytes())}
    return pin_of(
        key, files, **{"kind": "wheel", "tier": "package", "size_bytes": wheel.stat().st_size, **archive, **other}
    )


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of wheels that pip looks in, and in nothing else."""
    folder = tmp_path / "shelf"
    folder.mkdir()
    for name in ("PIP_EXTRA_INDEX_URL", "PIP_INDEX_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    monkeypatch.setenv("PIP_NO_CACHE_DIR", "1")
    return folder


def leftovers(cache: Path) -> list[Path]:
    """Scratch folders and half-written files below a cache."""
    return [path for path in cache.rglob("*") if path.name.startswith(".")]
