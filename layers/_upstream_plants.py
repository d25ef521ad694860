"""Operating power stations of the publishers' pinned files that are too small for our own tables.

The tables hold the large ones, read from the same files and others, with mistakes looked at one by one; the least
capacities are those of the compilers in ``tools/``. What reaches them and is not in a table was left out on purpose, so
only smaller stations are added here.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.catalogue.access import Access
from geo.errors import DataError
from layers._ga_live import beyond
from layers._kml import placemarks
from layers._live import document

LEAST_MW = 1.0
"""Smaller ones are left out: roofs and emergency sets."""
BELOW_MW_AU = {"solar": 50.0, "wind": 50.0}
BELOW_MW_AU_OTHERS = 30.0
BELOW_MW_JP = {"hydro": 50.0, "pumped_hydro": 50.0, "bioenergy": 50.0, "geothermal": 50.0, "solar": 20.0, "wind": 20.0}
BELOW_MW_JP_OTHERS = 100.0
WEST_DEGREES = 129.0
"""The border of Western Australia; the National Electricity Market lies east of it."""
AU_FILES = ("open-electricity-stations", "ga-power-stations-2017", "wri-australia-2018")
JP_FILES = (
    "gem-hydro-2024-05", "gem-bioenergy-2024-09", "gem-geothermal-2025-03", "gem-oil-gas-2024-08", "wri-japan-2018",
)  # fmt: skip
COLUMNS = ["name", "fuel", "capacity_mw", "lon", "lat", "source", "date"]
UNFIRM = frozenset({"solar", "wind"})
KINDS = {"gas": "thermal", "oil": "thermal", "hydro": "water", "pumped_hydro": "water"}
"""Fuels that sources take for one another."""
GA_FUELS = {
    "Natural Gas": "gas", "Gas": "gas", "Coal Seam Methane": "gas", "Compressed Natural Gas": "gas",
    "Distillate": "oil", "Diesel": "oil", "Fuel Oil": "oil", "Water": "hydro", "Biomass": "bioenergy",
    "Biogas": "bioenergy", "Wind": "wind", "Solar": "solar", "Coal": "coal",
}  # fmt: skip
OPEN_ELECTRICITY_FUELS = {
    "wind": "wind", "solar_utility": "solar", "battery_discharging": "battery", "distillate": "oil",
    "gas_ocgt": "gas", "gas_ccgt": "gas", "gas_steam": "gas", "gas_recip": "gas", "gas_wcmg": "gas", "hydro": "hydro",
    "bioenergy_biomass": "bioenergy", "bioenergy_biogas": "bioenergy", "coal_black": "coal", "coal_brown": "coal",
}  # fmt: skip
WRI_FUELS = {
    "Solar": "solar", "Wind": "wind", "Hydro": "hydro", "Gas": "gas", "Oil": "oil", "Coal": "coal",
    "Biomass": "bioenergy", "Waste": "bioenergy", "Geothermal": "geothermal",
}  # fmt: skip


def with_small_australian(facts: gpd.GeoDataFrame, access: Access) -> gpd.GeoDataFrame:
    """The bundled table and the small stations of Open Electricity, Geoscience Australia and WRI, in this order."""
    stations, register, wri = (access.path(key) for key in AU_FILES)
    return _with_small(
        facts, [_open_electricity(stations), _ga_2017(register), _wri_australia(wri)], BELOW_MW_AU, BELOW_MW_AU_OTHERS
    )


def with_small_japanese(facts: gpd.GeoDataFrame, access: Access) -> gpd.GeoDataFrame:
    """The bundled table and the small stations of Global Energy Monitor's trackers and of WRI, in this order."""
    hydro, bioenergy, geothermal, gas, wri = (access.path(key) for key in JP_FILES)
    files = [
        _tracker(
            hydro, "gem-hydro-2024-05", "country", "project_name", "capacity_(mw)", "hydro", "utf-16",
            pumped="technology_type",
        ),
        _tracker(bioenergy, "gem-bioenergy-2024-09", "country/area", "project-name", "capacity-(mw)", "bioenergy"),
        _tracker(
            geothermal, "gem-geothermal-2025-03", "country/area", "project-name", "unit-capacity-(mw)", "geothermal"
        ),
        _tracker(gas, "gem-oil-gas-2024-08", "country", "project", "capacity", "gas", liquid="fuel_type"),
        _wri_japan(wri),
    ]  # fmt: skip
    return _with_small(facts, files, BELOW_MW_JP, BELOW_MW_JP_OTHERS)


def _open_electricity(file: Path) -> pd.DataFrame:
    """Stations of the NEM and the WEM; one of the NEM that is drawn west of the border is misplaced and left out."""
    rows = []
    for entry in document(file):
        place, name = entry["location"], entry["network_name"] or entry["name"]
        for unit in entry["facilities"] if place["lat"] else ():
            fuel = OPEN_ELECTRICITY_FUELS.get(unit["fueltech_id"] or "")
            works = unit["status_id"] == "operating" and unit["dispatch_type"] == "GENERATOR"
            misplaced = unit["network_id"] == "NEM" and float(place["lng"]) < WEST_DEGREES
            if fuel and works and not misplaced:
                rows.append((name, fuel, unit["capacity_registered"] or 0.0, place["lng"], place["lat"]))
    return _told(rows, "open-electricity-stations", "2024")


def _ga_2017(file: Path) -> pd.DataFrame:
    """Major Power Stations of 2017: operational ones."""
    rows = [
        (row["NAME"], GA_FUELS[row["PRIMARYFUELTYPE"]], row["GENERATIONMW"].replace(",", ""), row["lon"], row["lat"])
        for row in placemarks(file)
        if row["OPERATIONALSTATUS"] == "Operational" and row.get("PRIMARYFUELTYPE") in GA_FUELS
        and row.get("GENERATIONMW")
    ]  # fmt: skip
    return _told(rows, "ga-power-stations-2017", "2017")


def _wri_australia(file: Path) -> pd.DataFrame:
    rows = _csv(file, ["name", "primary_fuel", "capacity_mw", "longitude", "latitude"])
    rows["primary_fuel"] = rows["primary_fuel"].map(WRI_FUELS)
    return _told(rows.to_numpy().tolist(), "wri-australia-2018", "2018")


def _wri_japan(file: Path) -> pd.DataFrame:
    """Solar and wind of WRI's file of Japan; a station that is being built says so in its name."""
    rows = _csv(file, ["Name", "Fuel", "Capacity (MW)", "Longitude", "Latitude"])
    rows = rows[rows["Fuel"].isin(["Solar", "Wind"]) & ~rows["Name"].str.contains("Under Construction", na=False)]
    rows["Fuel"] = rows["Fuel"].map(WRI_FUELS)
    return _told(rows.to_numpy().tolist(), "wri-japan-2018", "2018")


def _tracker(
    file: Path,
    source: str,
    country: str,
    name: str,
    capacity: str,
    fuel: str,
    encoding: str = "utf-8-sig",
    *,
    pumped: str = "",
    liquid: str = "",
) -> pd.DataFrame:
    """Operating Japanese units of a tracker; `pumped` and `liquid` are columns that tell a fuel apart."""
    kinds = [column for column in (pumped, liquid) if column]
    rows = _csv(file, [country, name, capacity, "status", "lng", "lat", *kinds], encoding)
    rows = rows[(rows[country] == "Japan") & (rows["status"] == "operating")]
    rows["fuel"] = fuel
    if pumped:
        rows.loc[rows[pumped] == "pumped storage", "fuel"] = "pumped_hydro"
    if liquid:
        rows.loc[rows[liquid].str.startswith("fossil liquids", na=False), "fuel"] = "oil"
    date = source.rsplit("-", 2)[1] + "-" + source.rsplit("-", 1)[1]
    return _told(rows[[name, "fuel", capacity, "lng", "lat"]].to_numpy().tolist(), source, date)


def _csv(file: Path, columns: Sequence[str], encoding: str = "utf-8-sig") -> pd.DataFrame:
    """Columns of a CSV file as text; DataError names those that are missing."""
    table = pd.read_csv(file, dtype=str, encoding=encoding)
    missing = [column for column in columns if column not in table.columns]
    if missing:
        found = ", ".join(map(str, table.columns))
        raise DataError("columns are missing", where=file.name, found=found[:200], allowed=", ".join(missing))
    return table[list(columns)].copy()


def _told(rows: Sequence[Sequence[object]], source: str, date: str) -> pd.DataFrame:
    """Stations of one source: units of one name and fuel added up at their mean point."""
    units = pd.DataFrame(list(rows), columns=COLUMNS[:5])
    for column in COLUMNS[2:5]:
        units[column] = pd.to_numeric(units[column], errors="coerce")
    units = units.dropna()
    how = {"capacity_mw": "sum", "lon": "mean", "lat": "mean"}
    stations: pd.DataFrame = units.groupby(["name", "fuel"], as_index=False, sort=True).agg(how)
    return stations.assign(source=source, date=date)


def _with_small(
    facts: gpd.GeoDataFrame, files: Sequence[pd.DataFrame], below_mw: dict[str, float], below_mw_others: float
) -> gpd.GeoDataFrame:
    """Add, file by file, what is small and more than 2 km from every station of its kind that is already there."""
    whole = facts
    for told in files:
        least = told["fuel"].map(below_mw).fillna(below_mw_others)
        small = told[(told["capacity_mw"] >= LEAST_MW) & (told["capacity_mw"] < least)].reset_index(drop=True)
        points = gpd.GeoDataFrame(small, geometry=gpd.points_from_xy(small["lon"], small["lat"]), crs="EPSG:4326")
        added = points[_new(points, whole)]
        prefix = added["source"] + "-"
        added = added.assign(id=prefix + added.index.astype(str), status="operating", firm=~added["fuel"].isin(UNFIRM))
        whole = gpd.GeoDataFrame(pd.concat([whole, added], ignore_index=True), geometry="geometry", crs="EPSG:4326")
    return whole


def _new(points: gpd.GeoDataFrame, known: gpd.GeoDataFrame) -> NDArray[np.bool_]:
    """Whether no known station of a point's kind has its name or is within 2 km."""
    new = np.ones(len(points), dtype=np.bool_)
    kinds, known_kinds = (frame["fuel"].replace(KINDS).to_numpy() for frame in (points, known))
    for kind in set(kinds):
        mine, same = kinds == kind, known[known_kinds == kind]
        if len(same):
            new[mine] = beyond(points[mine], same)[1] & ~points.loc[mine, "name"].isin(same["name"]).to_numpy()
    return new
