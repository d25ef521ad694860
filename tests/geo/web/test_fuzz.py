"""Anything at all sent to every route: an answer in one line, never a traceback, never unbounded memory."""

from __future__ import annotations

import base64
import json
import zlib
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.workspace import Workspace

TEXT = st.text(max_size=60)
PART = st.one_of(TEXT, st.integers(-(10**30), 10**30).map(str), st.floats().map(str), st.just(".."), st.just("%2e%2e"))
KNOWN = st.sampled_from(["toy", "suitability", "limiting", "field.cover.kind", "criterion.near", "wires", "near", "9"])
PLACE = st.one_of(KNOWN, PART)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
FIELDS = (
    "region",
    "preset",
    "load_mw",
    "energise_by",
    "redundancy",
    "weights",
    "constraints",
    "unknowns",
    "rule",
    "version",
)
FORGED = st.dictionaries(st.sampled_from(FIELDS) | st.text(max_size=5), VALUES, max_size=6)
FEW = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
FINE = {200, 304, 400, 404, 405, 503}


def pack(content: Any) -> str:
    return base64.urlsafe_b64encode(zlib.compress(json.dumps(content).encode())).decode().rstrip("=")


def check(answer: Any) -> None:
    assert answer.status in FINE, answer
    if answer.status >= 400:
        assert set(json.loads(answer.body)) == {"error"}
        assert len(answer.body) < 4000
        assert b"Traceback" not in answer.body


@FEW
@given(st.lists(PLACE, min_size=1, max_size=8), st.sampled_from(["tiles", "layers", "assets", "api"]), TEXT)
def test_any_address_is_answered(client: Any, parts: list[str], room: str, query: str) -> None:
    check(client.get(f"/{room}/v1/" + "/".join(quote(part) for part in parts) + "?" + quote(query, safe="=&")))


@FEW
@given(overlay=PLACE, z=PART, x=PART, y=PART, size=PART, token=st.one_of(TEXT, FORGED.map(pack)))
def test_any_tile_is_answered(
    client: Any, town: Workspace, overlay: str, z: str, x: str, y: str, size: str, token: str
) -> None:
    state = town.region("toy").fingerprint
    path = "/".join(quote(part, safe="") for part in ("toy", overlay, state, z, x, y))
    check(client.get(f"/tiles/v1/{path}.png?s={quote(token)}&size={quote(size)}"))


@FEW
@given(z=st.integers(0, 18), data=st.data(), change=FORGED)
def test_any_forged_scenario_is_drawn_or_refused(client: Any, town: Workspace, z: int, data: Any, change: Any) -> None:
    x, y = data.draw(st.integers(0, 2**z - 1)), data.draw(st.integers(0, 2**z - 1))
    forged = town.catalogue.scenario("toy").model_dump() | change
    path = f"toy/suitability/{town.region('toy').fingerprint}/{z}/{x}/{y}.png"
    check(client.get(f"/tiles/v1/{path}?s={pack(forged)}"))


@FEW
@given(lon=PART, lat=PART, token=st.one_of(TEXT, FORGED.map(pack)))
def test_any_point_is_scored_or_refused(client: Any, lon: str, lat: str, token: str) -> None:
    check(client.get(f"/api/v1/score?region=toy&lon={quote(lon)}&lat={quote(lat)}&s={quote(token)}"))


@pytest.mark.parametrize(
    "text",
    [b"[" * 16000, b'{"weights":{' + b",".join(b'"k%d":-1' % n for n in range(1500)) + b"}}", b"9" * 16000,
     b'"' + b"\\u0000" * 2700 + b'"', b"{}" + b" " * 10_000_000, b"\xff" * 16000],
    ids=["nested", "many faults", "long number", "nulls", "bomb", "no text"],
)  # fmt: skip
def test_a_token_that_unpacks_to_something_monstrous_is_refused(client: Any, town: Workspace, text: bytes) -> None:
    token = base64.urlsafe_b64encode(zlib.compress(text, 9)).decode().rstrip("=")[:4096]
    path = f"toy/suitability/{town.region('toy').fingerprint}/9/270/255.png"
    answer = client.get(f"/tiles/v1/{path}?s={token}")
    check(answer)
    assert answer.status == 400
