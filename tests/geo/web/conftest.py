"""Toyland behind its routes, and a client that speaks ASGI to them without a socket."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import geopandas as gpd
import numpy as np
import pytest
import shapely
from affine import Affine
from starlette.applications import Starlette

from geo.catalogue.catalogue import Catalogue
from geo.catalogue.layer import FieldSpec, Layer, Reader, Style
from geo.space.raster import RasterSource, Sample
from geo.web.hosts import middleware
from geo.web.routes import routes
from geo.workspace import Workspace
from tests.toy import toy_catalogue, toy_layers

HOSTILE = "</script><img src=x onerror=alert(1)> {{7*7}} ${1} `"


@dataclass(frozen=True)
class Answer:
    """What a route answered."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


class Client:
    """GET and its kin on an ASGI application."""

    def __init__(self, app: Any) -> None:
        self._app = app

    def get(
        self, path: str, headers: Iterable[tuple[str, str]] = (), *, method: str = "GET", host: str = "localhost:8501"
    ) -> Answer:
        """One request; the path may carry a query and percent signs."""
        return asyncio.run(self._asked(path, headers, method, host))

    def post(self, path: str, parts: Iterable[bytes], headers: Iterable[tuple[str, str]] = ()) -> Answer:
        """One POST whose body comes in parts; an endless one is read only as far as the answer needs."""
        return asyncio.run(self._asked(path, headers, "POST", "localhost:8501", iter(parts)))

    async def _asked(
        self,
        path: str,
        headers: Iterable[tuple[str, str]],
        method: str,
        host: str,
        parts: Iterator[bytes] | None = None,
    ) -> Answer:
        plain, _, query = path.partition("?")
        sent: list[dict[str, Any]] = []
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": unquote(plain),
            "raw_path": plain.encode("utf-8", "replace"),
            "query_string": query.encode("utf-8", "replace"),
            "root_path": "",
            "headers": [(b"host", host.encode())] + [(k.lower().encode(), v.encode()) for k, v in headers],
            "client": ("127.0.0.1", 50000),
            "server": ("localhost", 8501),
            "state": {},
        }

        async def receive() -> dict[str, Any]:
            part = None if parts is None else next(parts, None)
            return {"type": "http.request", "body": part or b"", "more_body": part is not None}

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        await self._app(scope, receive, send)
        told = {key.decode().lower(): value.decode() for key, value in sent[0]["headers"]}
        return Answer(sent[0]["status"], told, b"".join(part.get("body", b"") for part in sent[1:]))


def _wires(_access: Any, _region: Any) -> gpd.GeoDataFrame:
    """400 wires: one of 500, 200 of 220, the rest of 66 kV; the first has a hostile name."""
    kv = np.array([500.0] + [220.0] * 200 + [66.0] * 199)
    lines = [
        shapely.LineString([(10.15, 0.001 * n), (10.3, 0.001 * n + 0.00004), (10.45, 0.001 * n)]) for n in range(400)
    ]
    table = {"name": [HOSTILE, *(f"wire {n}" for n in range(1, 400))], "voltage_kv": kv, "secret": "not told"}
    table |= {"circuits": [np.nan] * 400, "length_km": [33.333333] * 400}
    return gpd.GeoDataFrame(table, geometry=lines, crs="EPSG:4326")


def _zones(_access: Any, _region: Any) -> gpd.GeoDataFrame:
    """A zone known as a point with a radius, one as a clockwise polygon."""
    ring = shapely.Polygon([(10.2, 0.1), (10.2, 0.2), (10.3, 0.2), (10.3, 0.1)])
    table = {"name": ["round", "square"], "kind": ["state", "state"], "radius_km": [30.0, np.nan]}
    return gpd.GeoDataFrame(table, geometry=[shapely.Point(10.25, 0.25), ring], crs="EPSG:4326")


def _cover(_access: Any, _region: Any) -> RasterSource:
    return RasterSource(np.full((60, 60), 3, np.uint8), Affine(0.01, 0.0, 9.95, 0.0, -0.01, 0.55), nodata=255)


def _layer(key: str, read: Any, style: Style, fields: tuple[FieldSpec, ...] = ()) -> Layer:
    reader = Reader(tier="bundled", sources=(), read=read)
    return Layer(key=key, title=key, theme="toy", description="toy", readers=(reader,), style=style, fields=fields)


def shown_layers() -> list[Layer]:
    """Layers that only the map shows."""
    label = ("name", "voltage_kv", "circuits", "length_km")
    wires = Style(kind="line", by="voltage_kv", colours={"500": "#b2182b"}, label=label, zoom_rank="voltage_kv")
    zones = Style(kind="area", by="kind", colours={"state": "#1b7837"})
    cover = Style(kind="raster", by="kind", colours={"3 wood": "#005500", "7 field": "#ffee00"})
    kind = FieldSpec(key="kind", title="Cover", measure=Sample("nearest"), unit="class", scale=1.0, cap=20.0)
    return [_layer("wires", _wires, wires), _layer("zones", _zones, zones), _layer("cover", _cover, cover, (kind,))]


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Toyland with layers to show; every field that a load of 300 MW needs is built."""
    root = tmp_path_factory.mktemp("town")
    toy_catalogue(root / "data")
    catalogue = Catalogue([*toy_layers(), *shown_layers()], root / "data")
    workspace = Workspace(catalogue, root / "cache")
    data, brief = workspace.region("toy"), catalogue.scenario("toy").brief
    workspace.build_all(data, data.wanted(catalogue.fields, brief), lambda _: None)
    return workspace


@pytest.fixture(scope="session")
def client_of() -> Callable[..., Client]:
    """A client of the routes over a workspace."""

    def made(workspace: Workspace, base_path: str = "") -> Client:
        return Client(Starlette(routes=routes(workspace, base_path), middleware=middleware()))

    return made


@pytest.fixture(scope="session")
def client(town: Workspace, client_of: Callable[..., Client]) -> Client:
    """A client of Toyland."""
    return client_of(town)


@pytest.fixture(scope="session")
def token(town: Workspace) -> str:
    """The balanced scenario of Toyland."""
    return town.catalogue.scenario("toy").token()


@pytest.fixture
def no_cache(tmp_path: Path) -> Path:
    """A folder for a cache of one's own."""
    return tmp_path / "cache"
