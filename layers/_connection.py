"""Unit costs of a connection, read from `data/facts/connection_costs.csv` for one region and voltage class."""

from __future__ import annotations

from typing import Any

from geo.catalogue.layer import Look
from geo.errors import DataError
from geo.models.grid_connection import BOUNDS, Range, UnitCosts
from layers._voltage import classes

Row = dict[Any, Any]
Figures = dict[str, list[Row]]
CURRENCIES = {"au": "AUD", "jp": "JPY"}


def unit_costs(look: Look) -> dict[float, UnitCosts]:
    """Unit costs by voltage class [kV], in the base year's prices."""
    figures = _figures(look, "any")
    return {each.voltage_kv: _of_class(figures, each.voltage_kv, look.region.key) for each in classes(look)}


def _figures(look: Look, *more: str) -> Figures:
    """Rows of the region, and of what is named beside it, by item."""
    table = look.access.table("connection_costs")
    found: Figures = {}
    for row in table[table["region"].isin([look.region.key, *more])].to_dict("records"):
        found.setdefault(row["item"], []).append(row)
    return found


def _of_class(figures: Figures, voltage_kv: float, region: str) -> UnitCosts:
    def only(item: str) -> float:
        return _figure(figures, item).central

    return UnitCosts(
        voltage_kv=voltage_kv,
        line_km=_priced(figures, "line_km", voltage_kv),
        bay=_priced(figures, "bay", voltage_kv),
        transformer_mva=_priced(figures, "transformer_mva"),
        single_share=_figure(figures, "single_share"),
        route_factor=_figure(figures, "route_factor"),
        short=_figure(figures, "short_3mi"),
        medium=_figure(figures, "short_10mi"),
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
    figures = _figures(look, "any")
    return {ground: _figure(figures, f"terrain_{ground}") for ground in GROUNDS}


def _priced(figures: Figures, item: str, voltage_kv: float | None = None) -> Range:
    """A cost led from its price year to the base year."""
    row = _row(figures, item, voltage_kv)
    leads = [each for each in figures.get("escalation", []) if each["price_year"] == row["price_year"]]
    if not leads:
        raise DataError("no escalation leads from this price year", where="connection_costs", found=str(row["id"]))
    return _range(row).times(_range(leads[0]))


def _figure(figures: Figures, item: str) -> Range:
    return _range(_row(figures, item, None))


def _row(figures: Figures, item: str, voltage_kv: float | None) -> Row:
    found = [row for row in figures.get(item, []) if voltage_kv is None or row["voltage_kv"] == voltage_kv]
    if len(found) != 1:
        where = f"connection_costs, {item}" + (f" at {voltage_kv:g} kV" if voltage_kv else "")
        raise DataError("there must be exactly one figure", where=where, found=str(len(found)))
    return found[0]


def _range(row: Row) -> Range:
    return Range(*(float(row[bound]) for bound in BOUNDS))


def dollars(look: Look) -> float:
    """US dollars for one unit of the region's currency."""
    return _figure(_figures(look), "usd").central


def escalation(look: Look) -> dict[int, float]:
    """Central factor that leads from each price year of the region's figures to the base year, which has factor 1."""
    return {int(row["price_year"]): float(row["central"]) for row in _figures(look).get("escalation", [])}
