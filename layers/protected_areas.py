"""Protected areas: parks and reserves, where a campus is not built."""

from __future__ import annotations

import re

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.catalogue.access import Access
from geo.catalogue.layer import FieldSpec, Layer, Look, Reader, Style
from geo.catalogue.region import Region
from geo.decision.constraint import Constraint
from geo.decision.criterion import Inputs
from geo.space.areas import AreaValue
from layers._live import features, members

ORDER = 110.5
STRICT = frozenset({"Ia", "Ib", "II", "III", "IV"})
"""IUCN categories whose aim leaves no room for industry; V and VI allow use."""
PARKS = {"11": "national park", "12": "quasi-national park", "13": "prefectural natural park"}
LAYER_CODE = re.compile(r"(\d{2})\.shp$", re.IGNORECASE)


def _read_capad(access: Access, _region: Region) -> gpd.GeoDataFrame:
    """Reserves of CAPAD; a name leaves out the type of reserve, so both are told."""
    raw = features(access.path("capad"))
    strict = raw["iucn"].astype(str).isin(STRICT)
    columns = {
        "name": raw["name"].astype(str).str.strip() + " " + raw["type"].astype(str).str.strip(),
        "kind": np.where(strict, "strict", "managed use"),
        "iucn": raw["iucn"].astype(str),
        "barred": strict.to_numpy(dtype=float),
        "source": "capad",
        "date": "on fetch",
    }
    return gpd.GeoDataFrame(columns, geometry=raw.geometry.to_numpy(), crs="EPSG:4326")


def _read_parks(access: Access, _region: Region) -> gpd.GeoDataFrame:
    """Natural parks of every prefecture; several shapes are not valid as they come, text is Shift JIS."""
    parts = [_of_zip(path, name) for path in access.paths("ksj-natural-parks-2015") for name in members(path, ".shp")]
    return gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), crs="EPSG:4326")


def _of_zip(path: object, name: str) -> gpd.GeoDataFrame:
    raw = gpd.read_file(f"/vsizip/{path}/{name}", engine="pyogrio", encoding="cp932")
    raw = (raw if raw.crs else raw.set_crs(4326)).to_crs(4326)
    code = LAYER_CODE.search(name)
    kind = PARKS.get(code[1] if code else "", "natural park")
    names = raw["OBJ_NAME"].astype(str) if "OBJ_NAME" in raw.columns else pd.Series(kind, index=raw.index)
    columns = {
        "name": names,
        "kind": kind,
        "iucn": "",
        "barred": float(kind == "national park"),
        "source": "ksj-natural-parks-2015",
        "date": "2015",
    }
    return gpd.GeoDataFrame(columns, geometry=shapely.make_valid(raw.geometry.to_numpy()), crs="EPSG:4326")


def _strictest(found: gpd.GeoDataFrame, _variant: str, _look: Look) -> gpd.GeoDataFrame:
    """The strictest reserve first, since they overlap and the first one that holds a place speaks for it."""
    return found.sort_values("barred", ascending=False, kind="stable")


def _within(inputs: Inputs, _limit: float) -> NDArray[np.bool_]:
    return np.asarray(inputs["protected_areas.barred"] > 0.5)


LAYER = Layer(
    key="protected_areas",
    title="Protected areas",
    theme="land",
    description="Reserves of the Australian database (CAPAD) and natural parks of Japan (2015), with what they bar.",
    readers=(
        Reader(tier="upstream", sources=("capad",), needs=("capad",), read=_read_capad, regions=("au",)),
        Reader(
            tier="upstream",
            sources=("ksj-natural-parks-2015",),
            needs=("ksj-natural-parks-2015",),
            read=_read_parks,
            regions=("jp",),
        ),
    ),
    style=Style(
        kind="area",
        by="kind",
        colours={
            "strict": "#006d2c",
            "national park": "#006d2c",
            "quasi-national park": "#41ab5d",
            "prefectural natural park": "#a1d99b",
            "managed use": "#c7e9c0",
        },
        label=("name", "kind", "iucn", "source", "date"),
    ),
    fields=(
        FieldSpec(
            key="barred",
            title="In a strict reserve or national park",
            measure=AreaValue("barred", outside=0.0),
            unit="flag",
            scale=1.0,
            cap=1.0,
            prepare=_strictest,
        ),
    ),
    constraints=(
        Constraint(
            key="protected_area",
            title="Strict reserve or national park",
            fields=("protected_areas.barred",),
            excludes=_within,
            on=True,
            rationale=(
                "Australia: IUCN categories Ia to IV. Japan: national parks, ordinary zones included (building there "
                "needs notice or leave). Bars nothing until the areas are fetched: unknown is not protected."
            ),
            references=("IUCN protected area categories (Dudley 2008)", "which categories bar: assumption"),
        ),
    ),
    gap=(
        "Only by `sitewatt fetch protected_areas`. Okayama, wildlife areas, heritage and native title are not in it; "
        "Indigenous protected areas and managed reserves are shown and do not bar."
    ),
)
