"""Toyland with a raster layer, its fields built, and a decoder of tiles."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from affine import Affine
from PIL import Image

from geo.catalogue.catalogue import Catalogue
from geo.catalogue.layer import FieldSpec, Layer, Reader, Style
from geo.space.raster import RasterSource, Sample
from geo.workspace import Workspace
from tests.toy import toy_catalogue, toy_layers

WEST_CLASS, EAST_CLASS = 3, 7
SPLIT_LON = 10.3


def cover(_access: Any, _region: Any) -> RasterSource:
    """Class 3 west of 10.3 degrees, class 7 east of it, no data south of 0.1."""
    classes = np.full((60, 60), WEST_CLASS, np.uint8)
    classes[:, 35:] = EAST_CLASS
    classes[45:] = 255
    return RasterSource(classes, Affine(0.01, 0.0, 9.95, 0.0, -0.01, 0.55), nodata=255)


def cover_layer() -> Layer:
    """A raster layer of two classes."""
    field = FieldSpec(key="kind", title="Cover", measure=Sample("nearest"), unit="class", scale=1.0, cap=20.0)
    return Layer(
        key="cover",
        title="Cover",
        theme="toy",
        description="toy",
        readers=(Reader(tier="bundled", sources=(), read=cover),),
        style=Style(kind="raster", by="kind", colours={"3 wood": "#005500", "7 field": "#ffee00"}),
        fields=(field,),
    )


@pytest.fixture
def painted(tmp_path: Path) -> Workspace:
    """Toyland with its cover; every field of a load of 200 MW is built."""
    root = tmp_path / "data"
    toy_catalogue(root)
    catalogue = Catalogue([*toy_layers(), cover_layer()], root)
    workspace = Workspace(catalogue, tmp_path / "cache")
    data = workspace.region("toy")
    wanted = data.wanted(catalogue.fields, catalogue.scenario("toy").brief)
    workspace.build_all(data, wanted, lambda _: None)
    return workspace


@pytest.fixture
def opened() -> Callable[[bytes], np.ndarray[Any, Any]]:
    """Red, green, blue and opacity of every pixel of a PNG, (rows, columns, 4)."""
    return lambda png: np.asarray(Image.open(io.BytesIO(png)).convert("RGBA"))
