"""Unit costs of a connection, read from `data/facts/connection_costs.csv` for one region and voltage class."""

from __future__ import annotations

import pandas as pd

from geo.catalogue.layer import Look
from geo.errors import DataError
from geo.models.grid_connection import BOUNDS, Range, UnitCosts
from layers._voltage import classes

CURRENCIES = {"au": "AUD", "jp": "JPY"}


def unit_costs(look: Look) -> dict[float, UnitCosts]:
    """Unit costs by voltage class [kV], in the base year's prices."""
    table = look.access.table("connection_costs")
    rows = table[table["region"].isin([look.region.key, "any"])]
    return {each.voltage_kv: _of_class(rows, each.voltage_kv, look.region.key) for each in classes(look)}


def _of_class(rows: pd.DataFrame, voltage_kv: float, region: str) -> UnitCosts:
    def only(item: str) -> float:
        return _figure(rows, item).central

    return UnitCosts(
        voltage_kv=voltage_kv,
        line_km=_priced(rows, "line_km", voltage_kv),
        bay=_priced(rows, "bay", voltage_kv),
        transformer_mva=_priced(rows, "transformer_mva"),
        single_share=_figure(rows, "single_share"),
        route_factor=_figure(rows, "route_factor"),
        short=_figure(rows, "short_3mi"),
        medium=_figure(rows, "short_10mi"),
        installed={"N": only("installed_n"), "N-1": only("installed_n1")},
        power_factor=only("power_factor"),
        discount_rate=only("discount_rate"),
        life_years=only("life"),
        currency=CURRENCIES[region],
        usd=only("usd"),
    )


GROUNDS = ("open", "forest", "wetland", "urban", "hill", "mountain")


def terrain_factors(look: Look) -> dict[str, Range]:
    """Factor on the line by ground: open, forest, wetland, urban, hill, mountain."""
    table = look.access.table("connection_costs")
    rows = table[table["region"].isin([look.region.key, "any"])]
    return {ground: _figure(rows, f"terrain_{ground}") for ground in GROUNDS}


def _priced(rows: pd.DataFrame, item: str, voltage_kv: float | None = None) -> Range:
    """A cost led from its price year to the base year."""
    row = _row(rows, item, voltage_kv)
    years = rows[rows["item"] == "escalation"].set_index("price_year")
    if row["price_year"] not in years.index:
        raise DataError("no escalation leads from this price year", where="connection_costs", found=str(row["id"]))
    return _range(row).times(_range(years.loc[row["price_year"]]))


def _figure(rows: pd.DataFrame, item: str) -> Range:
    return _range(_row(rows, item, None))


def _row(rows: pd.DataFrame, item: str, voltage_kv: float | None) -> pd.Series:
    found = rows[rows["item"] == item]
    if voltage_kv is not None:
        found = found[found["voltage_kv"] == voltage_kv]
    if len(found) != 1:
        where = f"connection_costs, {item}" + (f" at {voltage_kv:g} kV" if voltage_kv else "")
        raise DataError("there must be exactly one figure", where=where, found=str(len(found)))
    return found.iloc[0]


def _range(row: pd.Series) -> Range:
    return Range(*(float(row[bound]) for bound in BOUNDS))


def dollars(look: Look) -> float:
    """US dollars for one unit of the region's currency."""
    table = look.access.table("connection_costs")
    return _figure(table[table["region"] == look.region.key], "usd").central


def escalation(look: Look) -> dict[int, float]:
    """Central factor that leads from each price year of the region's figures to the base year, which has factor 1."""
    table = look.access.table("connection_costs")
    rows = table[(table["item"] == "escalation") & (table["region"] == look.region.key)]
    return {int(year): float(factor) for year, factor in rows[["price_year", "central"]].to_numpy(dtype=float)}
