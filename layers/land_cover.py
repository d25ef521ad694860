"""Land cover: what covers the ground, at about 5.5 km."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from geo.catalogue.layer import FieldSpec, Layer, Reader, Style
from geo.decision.constraint import Constraint
from geo.decision.criterion import Inputs
from geo.space.raster import Sample
from layers._ground import FOREST, URBAN, WETLAND, read_cover

ORDER = 95
CLASSES = {
    "0 water": "#9ecae1",
    "1 evergreen needleleaf forest": "#05450a",
    "2 evergreen broadleaf forest": "#086a10",
    "3 deciduous needleleaf forest": "#54a708",
    "4 deciduous broadleaf forest": "#78d203",
    "5 mixed forest": "#009900",
    "6 closed shrubland": "#c6b044",
    "7 open shrubland": "#dcd159",
    "8 woody savanna": "#dade48",
    "9 savanna": "#fbff13",
    "10 grassland": "#b6ff05",
    "11 wetland": "#27ff87",
    "12 cropland": "#c24f44",
    "13 urban": "#a5a5a5",
    "14 cropland mosaic": "#ff6d4c",
    "15 snow and ice": "#f9ffff",
    "16 barren": "#f7e7c1",
}


def _is(inputs: Inputs, classes: tuple[int, ...]) -> NDArray[np.bool_]:
    return np.isin(inputs["land_cover.igbp"], classes)


def _bar(key: str, title: str, classes: tuple[int, ...], rationale: str) -> Constraint:
    return Constraint(
        key=key,
        title=title,
        fields=("land_cover.igbp",),
        excludes=lambda inputs, _limit: _is(inputs, classes),
        on=False,
        coarse=True,
        rationale=rationale + " The cells are about 5.5 km wide, so this is off unless you ask for it.",
    )


LAYER = Layer(
    key="land_cover",
    title="Land cover",
    theme="land",
    description="MODIS IGBP classes of 2019 at 0.05 degrees (about 5.5 km).",
    readers=(Reader(tier="package", sources=("mcd12c1",), needs=("mcd12c1",), read=read_cover),),
    style=Style(kind="raster", by="igbp", colours=CLASSES),
    fields=(
        FieldSpec(key="igbp", title="Land cover class", measure=Sample("nearest"), unit="class", scale=1.0, cap=17.0),
    ),
    constraints=(
        _bar("forest", "Forest", FOREST, "Clearing forest is slow to permit and costly."),
        _bar("wetland", "Wetland", WETLAND, "Wetlands flood and are often protected."),
        _bar("urban", "Built-up land", URBAN, "Large sites are rare in built-up land."),
    ),
    gap="5.5 km cells: a class says what dominates the neighbourhood, not what a parcel is.",
)
