"""Answers of the routes: kept bodies with their tags, refusals as one line of JSON, and the headers that all carry."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

FOREVER = "public, max-age=31536000, immutable"
NEVER = "no-store"
SAFE = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    "Referrer-Policy": "no-referrer",
}
WORTH_PACKING = 600
"""Bytes below which gzip gains nothing."""


@dataclass(frozen=True)
class Kept:
    """A finished body, plain and packed, with the tag that names its bytes.

    Attributes
    ----------
    body, packed : the bytes, and their gzip form where that is shorter (then `body` may be empty)
    """

    media_type: str
    body: bytes
    packed: bytes
    tag: str

    @classmethod
    def of(cls, body: bytes, media_type: str, *, pack: bool = False) -> Kept:
        """A body with its tag; packed once, here, when asked for and worth it."""
        tag = f'"{blake2b(body, digest_size=9).hexdigest()}"'
        if not pack or len(body) < WORTH_PACKING:
            return cls(media_type, body, b"", tag)
        return cls(media_type, b"", gzip.compress(body, 6, mtime=0), tag)

    def to_bytes(self) -> bytes:
        """The same for the disk: a line that tells what follows, then the body in its shorter form."""
        told = {"type": self.media_type, "tag": self.tag, "packed": bool(self.packed)}
        return json.dumps(told).encode() + b"\n" + (self.packed or self.body)

    @classmethod
    def from_bytes(cls, kept: bytes) -> Kept:
        """What `to_bytes` gave."""
        head, _, body = kept.partition(b"\n")
        told = json.loads(head)
        return cls(told["type"], *((b"", body) if told["packed"] else (body, b"")), told["tag"])

    @property
    def nbytes(self) -> int:
        """Bytes held."""
        return len(self.body) + len(self.packed) + 200


def immutable(request: Request, kept: Kept) -> Response:
    """A body that its address names for good: 304 where the browser has it."""
    headers = {**SAFE, "Cache-Control": FOREVER, "ETag": kept.tag}
    if kept.packed:
        headers["Vary"] = "Accept-Encoding"
    if kept.tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if not kept.packed:
        return Response(kept.body, media_type=kept.media_type, headers=headers)
    if takes_gzip(request.headers.get("accept-encoding", "")):
        return Response(kept.packed, media_type=kept.media_type, headers={**headers, "Content-Encoding": "gzip"})
    return Response(gzip.decompress(kept.packed), media_type=kept.media_type, headers=headers)


def takes_gzip(accepted: str) -> bool:
    """Whether an Accept-Encoding header admits gzip."""
    for part in accepted.lower().split(","):
        name, _, quality = part.partition(";")
        if name.strip() in ("gzip", "*"):
            return quality.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


def as_json(content: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """An answer that is never kept, as JSON without NaN."""
    body = json.dumps(content, ensure_ascii=False, allow_nan=False).encode()
    return Response(body, status, {**SAFE, "Cache-Control": NEVER, **(headers or {})}, "application/json")


def refusal(status: int, what: str, retry_s: int = 0) -> Response:
    """A refusal as {"error": what}; `retry_s` [s] says when to ask again."""
    return as_json({"error": what}, status, {"Retry-After": str(retry_s)} if retry_s else None)
