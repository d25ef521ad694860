"""The price area of a place in plain values, and the renewable supply in it: running, and to come by year."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.catalogue.access import Access
from geo.catalogue.layer import Look
from geo.catalogue.region import Region
from geo.catalogue.region_data import RegionData
from geo.decision.brief import Brief
from geo.models.energy import EXISTING, RENEWABLE, Station, price_usd_mwh, supply
from geo.space.areas import AreaValue
from layers._connection import dollars
from layers._price_areas import areas_of, rows_of

AREAS, STATIONS, COMING = "energy_areas", "power_stations", "coming_renewables"
STAGES = {"operating": EXISTING, "construction": "construction", "announced": "announced"}
"""Stages of a station by its status; retired and mothballed ones are no supply."""
PLAIN = (
    "name", "frequency_hz", "price_local_mwh", "currency", "price_period", "price_note", "carbon_kg_mwh",
    "carbon_basis", "floor_price_share", "floor_note", "reserve_margin_percent", "reserve_note",
    "import_limit_mw", "interconnectors",
)  # fmt: skip
NOTE = (
    "Listed stations of 30 MW and more (solar and wind of 50), years as the sources had them. Much of what runs is "
    "sold already, and nobody publishes how much: an upper bound of what can be contracted. An award is no financial "
    "close."
)
LARGEST = 5


def area(data: RegionData, lon: float, lat: float, _brief: Brief) -> dict[str, Any]:
    """Price, carbon, floor-price hours, frequency and links of the price area that holds a place."""
    row = _area_at(data, lon, lat)
    if row is None:
        return {"unknown": "the place belongs to no market and no listed system"}
    told = {key: None if pd.isna(row[key]) or row[key] == "" else row[key] for key in PLAIN}
    price = price_usd_mwh(told["price_local_mwh"], dollars(data.look))
    return {
        **told,
        "figures": {
            "price_usd_mwh": None if price is None else round(price, 1),
            "carbon_kg_mwh": told["carbon_kg_mwh"],
        },
        "fact": {"id": str(row["id"]), "source": str(row["source"]), "date": str(row["date"])},
    }


def renewables(data: RegionData, lon: float, lat: float, brief: Brief) -> dict[str, Any]:
    """Renewable capacity in the price area of a place: running by fuel, to come by stage and by year [MW]."""
    row = _area_at(data, lon, lat)
    if row is None:
        return {"unknown": "the place belongs to no market and no listed system"}
    stations = _stations(data.access, data.region).get(str(row["id"]), [])
    found = supply(stations)
    coming = sorted(
        (s for s in stations if s.stage != EXISTING and s.fuel in RENEWABLE), key=lambda station: -station.capacity_mw
    )
    tables = (f"{STATIONS}_{data.region.key}", COMING)
    return {
        "area": str(row["name"]),
        "existing_mw": found.existing,
        "coming_mw": found.coming,
        "coming_mw_by_end_of_year": {str(year): mw for year, mw in found.by_year.items()},
        "coming_mw_without_year": found.undated_mw,
        "largest_coming": [
            {"name": s.name, "fuel": s.fuel, "stage": s.stage, "mw": s.capacity_mw, "year": s.year}
            for s in coming[:LARGEST]
        ],
        "note": NOTE,
        "figures": {
            "existing_mw": round(sum(found.existing.values()), 1),
            f"mw_by_{brief.energise_by}": found.by(brief.energise_by),
        },
        "fact": {"id": str(row["id"]), "source": " ; ".join(tables), "date": _newest(data, tables)},
    }


def _area_at(data: RegionData, lon: float, lat: float) -> pd.Series | None:
    areas = _areas(data)
    code = data.catalogue.fields[f"{AREAS}.area"].measure.at_points(areas, [lon], [lat], data.land)[0]
    return None if np.isnan(code) else areas[areas["code"] == code].iloc[0]


def _areas(data: RegionData) -> gpd.GeoDataFrame:
    areas = data.features(AREAS)
    assert isinstance(areas, gpd.GeoDataFrame)
    return areas


@lru_cache(maxsize=4)
def _stations(access: Access, region: Region) -> dict[str, list[Station]]:
    """Stations and projects of every area, by its key: by the bundled borders, so that all tiers of data agree."""
    areas, plants = areas_of(access, region), access.points(f"{STATIONS}_{region.key}")
    plants = plants[plants["status"].isin(STAGES)]
    codes = AreaValue("code").at_points(areas, plants.geometry.x, plants.geometry.y)
    keys = dict(zip(areas["code"], areas["id"].astype(str), strict=True))
    found: dict[str, list[Station]] = {}
    for code, (_, plant) in zip(codes, plants.iterrows(), strict=True):
        if not np.isnan(code):
            stage = STAGES[str(plant["status"])]
            found.setdefault(keys[code], []).append(_station(plant, stage, "start_year"))
    coming = access.table(COMING)
    for _, project in coming[coming["region"] == region.key].iterrows():
        found.setdefault(str(project["area"]), []).append(_station(project, str(project["status"]), "year_by"))
    return found


@dataclass(frozen=True)
class Supplies:
    """Renewable supply of every area of a region, worked out when a brief asks for it."""

    look: Look

    def by(self, year: int) -> tuple[float, ...]:
        """Capacity that runs or is to run by the end of a year, by the code of the area [MW]."""
        access, region = self.look.access, self.look.region
        stations = _stations(access, region)
        return tuple(supply(stations.get(str(key), ())).by(year) for key in rows_of(access, region)["id"])


def _station(row: pd.Series, stage: str, year: str) -> Station:
    when = None if pd.isna(row[year]) else int(row[year])
    return Station(str(row["name"]), str(row["fuel"]), stage, float(row["capacity_mw"]), when)


def _newest(data: RegionData, tables: tuple[str, ...]) -> str:
    dates = pd.concat([data.access.table(name)["date"] for name in tables])
    return str(max(date for date in dates if date != "unverified"))
