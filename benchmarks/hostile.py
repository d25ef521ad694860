"""Hostile addresses on every route of the running app: how each is answered, how fast, and what stays in memory.

The clock runs at the client, over one kept connection on this machine: answer, the way there and the way back.
"""

from __future__ import annotations

import base64
import http.client
import json
import time
import zlib
from collections.abc import Iterator
from urllib.parse import urlsplit

import numpy as np

from benchmarks.app import App
from geo.catalogue.catalogue import Catalogue
from geo.web.urls import SQUARES, layer_url, tile_url

REFUSED = (400, 404, 405)
ROUNDS = 20
NUMBERS = ("-1", "1e9", "99999999999999999999", "0x10", "%00", "..%2f..%2fetc%2fpasswd", "NaN", "1.5", "%F0%9F%92%A9")
Row = tuple[str, float, float, str]


def packed(text: bytes) -> str:
    """A token that unpacks to some text."""
    return base64.urlsafe_b64encode(zlib.compress(text, 9)).decode().rstrip("=")[:4096]


def tokens(known: Catalogue, region: str) -> list[str]:
    """Scenarios that nobody may get an answer for."""
    sound = known.scenario(region).model_dump()
    forged = [
        {"weights": {"nothing": 1.0}},
        {"weights": {}},
        {"load_mw": 1e308},
        {"load_mw": float("nan")},
        {"region": "xx"},
        {"version": 99},
        {"constraints": {"sea": False}},
        {"energise_by": -5},
    ]
    monstrous = [b"[" * 16000, b"9" * 16000, b'"' + b"\\u0000" * 2700 + b'"', b"{}" + b" " * 10_000_000, b"\xff" * 9000]
    texts = [json.dumps(sound | change).encode() for change in forged] + monstrous
    return [*(packed(text) for text in texts), "x" * 5000, "not-a-token", "%00", "eNqrVgIAAL4AXQ"]


def addresses(known: Catalogue, fingerprints: dict[str, str], layers: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Route and address of every attack."""
    region = next(iter(fingerprints))
    tile = tile_url(region, "suitability", fingerprints[region], known.scenario(region).token(), start="/")
    for bad in NUMBERS:
        for name in ("z", "x", "y"):
            yield "tiles", tile.format(**{"z": "6", "x": "56", "y": "38", name: bad})
        yield "tiles", tile.format(z=6, x=56, y=38) + f"&size={bad}"
        yield "layers", layer_url(region, bad, layers[region], start="/")
        yield "layers", layer_url(region, "land", layers[region], start="/").replace("?z=", f"?z={bad}")
        yield "squares", f"/layers/v1/{region}/transmission_lines/{layers[region]}/{SQUARES[0][1]}/{bad}/0.geojson"
        yield "ground", f"/layers/v1/{region}/ground/{bad}.js"
        yield "assets", f"/assets/v1/{bad}/leaflet.js"
        yield "assets", f"/assets/v1/0123456789abcdef/..%2f..%2f{bad}"
        yield "score", f"/api/v1/score?region={region}&lon={bad}&lat=-33"
        yield "other", f"/api/v1/{bad}"
    for wrong in ("0" * 16, "x" * 3000, "%2e%2e"):
        yield "tiles", tile.replace(fingerprints[region], wrong).format(z=6, x=56, y=38)
        yield "layers", layer_url(region, "land", wrong, start="/")
    for token in tokens(known, region):
        yield (
            "tiles",
            tile_url(region, "suitability", fingerprints[region], start="/").format(z=6, x=56, y=38) + f"&s={token}",
        )
        yield "score", f"/api/v1/score?region={region}&lon=150&lat=-33&s={token}"


def hostile_rows(app: App, known: Catalogue) -> list[Row]:
    """Milliseconds by route, addresses answered otherwise than with a refusal, and growth of memory."""
    line = http.client.HTTPConnection(urlsplit(app.address).netloc, timeout=60)
    fingerprints = {
        key: said["fingerprint"] for key, said in json.loads(asked(line, "/api/v1/health")[1])["regions"].items()
    }
    attacks = list(addresses(known, fingerprints, dict.fromkeys(fingerprints, "0" * 16)))
    for _, address in attacks:
        asked(line, address)
    before, taken, wrong = app.memory_mb()[0], {}, set()
    for _ in range(ROUNDS):
        for route, address in attacks:
            begun = time.perf_counter()
            status, body = asked(line, address)
            taken.setdefault(route, []).append((time.perf_counter() - begun) * 1000)
            if status not in REFUSED or b"Traceback" in body or len(body) > 4000:
                wrong.add(f"{status} {address[:120]}")
    for one in sorted(wrong):
        print(f"not refused: {one}")
    rows: list[Row] = []
    for route, times in taken.items():
        rows.append((f"hostile, {route}: refused in, p50", float(np.median(times)), np.nan, "ms"))
        rows.append((f"hostile, {route}: refused in, p95", float(np.percentile(times, 95)), 5.0, "ms"))
    rows.append(("hostile: addresses not refused", float(len(wrong)), 0.0, ""))
    rows.append((f"hostile: memory after {ROUNDS * len(attacks)} requests", app.memory_mb()[0] - before, np.nan, "MB"))
    return rows


def asked(line: http.client.HTTPConnection, address: str) -> tuple[int, bytes]:
    """Status and body of a GET."""
    line.request("GET", address)
    answer = line.getresponse()
    return answer.status, answer.read()
