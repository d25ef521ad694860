"""Price areas: what energy costs and emits, by market region, isolated system or utility area."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
import shapely.geometry

from geo.catalogue.access import Access
from geo.catalogue.layer import FailureGroups, FieldSpec, Layer, Look, Reader, Style
from geo.catalogue.region import Region
from geo.decision.criterion import Criterion, FloatArray, Inputs
from geo.decision.value_functions import Linear, Piecewise
from geo.models.energy import by_code, price_usd_mwh
from geo.space.areas import AreaValue
from layers._connection import dollars
from layers._failures import by_code as groups_by_code
from layers._price_areas import Shape, areas_of, cut, rows_of
from layers._supply import Supplies, area, renewables

ORDER = 46
FIELD = "energy_areas.area"
SOURCE = "data/facts/energy_areas.csv"
SOURCES = ("nga-factors-2024", "aemo-iasr-2025-interconnectors", "jepx-spot-2021-2024")
NAME = re.compile(r'"zoneName":\s*"([^"]+)"')


def _read_zones(access: Access, region: Region) -> gpd.GeoDataFrame:
    """Zones with full borders; the bundled areas fill the coasts that the zones leave out."""
    coarse = areas_of(access, region)
    zones = _zones(access.path("experiment-impact-tracker"), set(coarse["zone_key"]))
    everywhere = shapely.union_all(list(zones.values()))
    shapes = [
        shapely.union(cut(zones[key], box), shapely.difference(coast, everywhere)) if key in zones else coast
        for key, box, coast in zip(coarse["zone_key"], coarse["clip_box"], coarse.geometry, strict=True)
    ]
    return coarse.set_geometry(gpd.GeoSeries(shapes, index=coarse.index, crs="EPSG:4326"))


def _zones(path: Path, keys: set[str]) -> dict[str, Shape]:
    """Polygons of the zones by key; the file holds one GeoJSON feature a line."""
    zones = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        found = NAME.search(line)
        if found and found[1] in keys:
            zones[found[1]] = shapely.make_valid(shapely.geometry.shape(json.loads(line)["geometry"]))
    return zones


def _prices(look: Look) -> tuple[float | None, ...]:
    """Wholesale price by code [US$/MWh]."""
    rate = dollars(look)
    return tuple(price_usd_mwh(_known(cell), rate) for cell in rows_of(look.access, look.region)["price_local_mwh"])


def _carbon(look: Look) -> tuple[float | None, ...]:
    """Carbon intensity by code [kg CO2-e/MWh]."""
    return tuple(_known(cell) for cell in rows_of(look.access, look.region)["carbon_kg_mwh"])


def _names(look: Look) -> tuple[str, ...]:
    """Names of the areas by code."""
    return tuple(str(name) for name in rows_of(look.access, look.region)["name"])


def _column(look: Look, name: str, factor: float = 1.0) -> tuple[float | None, ...]:
    known = (_known(cell) for cell in rows_of(look.access, look.region)[name])
    return tuple(None if figure is None else figure * factor for figure in known)


def _floor_hours(look: Look) -> tuple[float | None, ...]:
    """Share of periods at the floor or below zero by code [%]."""
    return _column(look, "floor_price_share", 100.0)


def _reserves(look: Look) -> tuple[float | None, ...]:
    """Reserve margin by code [%]."""
    return _column(look, "reserve_margin_percent")


def _imports(look: Look) -> tuple[float | None, ...]:
    """Sum of the limits of the links inward by code [MW]."""
    return _column(look, "import_limit_mw")


def _known(cell: Any) -> float | None:
    return None if pd.isna(cell) else float(cell)


def _price(inputs: Inputs) -> FloatArray:
    return by_code(inputs.facts["energy_areas.price"], inputs[FIELD])


def _intensity(inputs: Inputs) -> FloatArray:
    return by_code(inputs.facts["energy_areas.carbon"], inputs[FIELD])


def _floor(inputs: Inputs) -> FloatArray:
    return by_code(inputs.facts["energy_areas.floor"], inputs[FIELD])


def _reserve(inputs: Inputs) -> FloatArray:
    return by_code(inputs.facts["energy_areas.reserve"], inputs[FIELD])


def _import(inputs: Inputs) -> FloatArray:
    return by_code(inputs.facts["energy_areas.import"], inputs[FIELD])


def _green(inputs: Inputs) -> FloatArray:
    return by_code(inputs.facts["energy_areas.supply"].by(inputs.brief.energise_by), inputs[FIELD])


COMMON: dict[str, Any] = {"group": "Energy", "fields": (FIELD,), "weight": 0.0}

LAYER = Layer(
    key="energy_areas",
    title="Price areas",
    theme="energy",
    description=(
        "Regions of the National Electricity Market, systems of Western Australia and the Northern Territory, and the "
        "ten Japanese utility areas, with price, carbon, floor-price hours and links."
    ),
    readers=(
        Reader(
            tier="package",
            sources=("experiment-impact-tracker", *SOURCES),
            needs=("experiment-impact-tracker",),
            tables=("energy_areas", "outline_{region}", "coming_renewables"),
            read=_read_zones,
        ),
        Reader(
            tier="bundled",
            sources=SOURCES,
            tables=("energy_areas", "outline_{region}", "coming_renewables"),
            read=areas_of,
        ),
    ),
    columns={"carbon_kg_mwh": "kg CO2-e/MWh", "import_limit_mw": "MW", "frequency_hz": "Hz"},
    style=Style(
        kind="area",
        by="frequency_hz",
        colours={"50": "#80b1d3", "60": "#fdb462"},
        unit="Hz",
        label=(
            "name", "frequency_hz", "price_local_mwh", "currency", "price_period", "price_note", "carbon_kg_mwh",
            "carbon_basis", "floor_price_share", "floor_note", "reserve_margin_percent", "reserve_note",
            "import_limit_mw", "interconnectors", "source", "date",
        ),
    ),
    facts={
        "energy_areas.price": _prices,
        "energy_areas.carbon": _carbon,
        "energy_areas.floor": _floor_hours,
        "energy_areas.reserve": _reserves,
        "energy_areas.import": _imports,
        "energy_areas.supply": Supplies,
    },
    explain={"area": area, "renewable_supply": renewables},
    fields=(
        FieldSpec(
            key="area", title="Price area", measure=AreaValue("code"), unit="code", scale=1.0, cap=1000.0,
        ),
    ),
    criteria=(
        Criterion(
            key="energy_price",
            title="Wholesale energy price",
            unit="US$/MWh",
            derive=_price,
            value_function=Linear(worst=110.0, best=30.0),
            evidence="measured",
            decimals=0,
            rationale=(
                "Energy is the largest running cost of a campus. The mean wholesale price of the area, without network "
                "charges and certificates; a contract will differ, and prices move much between years. Unknown where "
                "no market price was found."
            ),
            references=(SOURCE, "value function: assumption, US$ 30 to 110 spans the areas of both countries"),
            **COMMON,
        ),
        Criterion(
            key="carbon_intensity",
            objective=True,
            title="Carbon intensity of the grid",
            unit="kg CO2-e/MWh",
            derive=_intensity,
            value_function=Linear(worst=800.0, best=50.0),
            evidence="unverified",
            decimals=0,
            rationale=(
                "What a megawatt hour from the area's grid emits. Australian figures are the official scope 2 factors; "
                "Japanese ones are derived from the generation mix and not confirmed by a page."
            ),
            references=(SOURCE, "National Greenhouse Accounts Factors 2024", "value function: assumption"),
            **COMMON,
        ),
        Criterion(
            key="floor_price_hours",
            title="Hours at the price floor",
            unit="%",
            derive=_floor,
            value_function=Linear(worst=0.0, best=30.0),
            evidence="measured",
            decimals=1,
            rationale=(
                "Share of periods at 0.01 yen (Japan, fiscal 2023) or below zero (Australia, single quarters): cheap "
                "energy for a load that can move, and a sign of supply that finds no buyer. Unknown where no share "
                "was found by area."
            ),
            references=(SOURCE, "value function: assumption, 30 % is the highest share found"),
            **COMMON,
        ),
        Criterion(
            key="reserve_margin",
            title="Reserve of the area",
            unit="%",
            derive=_reserve,
            value_function=Piecewise(((0.0, 0.0), (3.0, 0.2), (8.0, 0.7), (20.0, 1.0))),
            evidence="modelled",
            decimals=1,
            rationale=(
                "Forecast reserve over the demand of a hot summer, lowest month. Japan calls 3 % the least that is "
                "stable and 8 % enough. The Australian market states no margin by region: unknown there."
            ),
            references=(SOURCE, "value function: assumption around the 3 % and 8 % that METI uses"),
            **COMMON,
        ),
        Criterion(
            key="import_limit",
            title="Links into the area",
            unit="MW",
            derive=_import,
            value_function=Piecewise(((0.0, 0.0), (500.0, 0.3), (2000.0, 0.7), (8000.0, 1.0))),
            evidence="unverified",
            decimals=0,
            rationale=(
                "Sum of the limits of the interconnectors inward at peak, not all at once: what a neighbour can lend. "
                "An island system has none. Half of the Japanese links are leads that no page confirms."
            ),
            references=(SOURCE, "value function: assumption"),
            **COMMON,
        ),
        Criterion(
            key="renewable_supply",
            title="Renewable supply of the area by the year of the load",
            unit="MW",
            derive=_green,
            value_function=Piecewise(((0.0, 0.0), (1000.0, 0.3), (5000.0, 0.7), (15000.0, 1.0))),
            evidence="modelled",
            decimals=0,
            rationale=(
                "Listed renewable capacity in the price area that runs, and that a source says will run by the end of "
                "the year: an upper bound of what can be contracted, since nobody publishes what is sold."
            ),
            references=("power_stations_au, power_stations_jp, coming_renewables", "value function: assumption"),
            **COMMON,
        ),
    ),
    failure_groups={
        "price_area": FailureGroups(
            title="The same price area",
            kind="grid",
            basis="one area, one operator, shared interconnectors and prices: assumption, finer than the system",
            of=lambda data, lon, lat, brief: groups_by_code(data, FIELD, lon, lat, _names(data.look)),
        )
    },
    gap=(
        "No price was found for Western Australia, the Northern Territory and Okinawa, no reserve margin in Australia; "
        "shares of negative prices there are of 2021; borders of the western and northern systems are boxes of ours."
    ),
)  # fmt: skip
