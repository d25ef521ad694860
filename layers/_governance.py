"""Indices by country and year as items of the scorecard."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from geo.catalogue.layer import Look
from geo.models.scorecard import UNVERIFIED, Item

HEADING = "Governance"


def latest(look: Look, table: str) -> dict[str, float]:
    """Latest value of every index of a table, by its key."""
    return {str(key): float(rows["value"].iloc[-1]) for key, rows in _by_index(look, table)}


def items(
    look: Look, table: str, terms: str, setting: Callable[[str], str] = lambda _index: "", optional: bool = False
) -> list[Item]:
    """One item an index: the latest value, with the values of all years.

    Parameters
    ----------
    terms : licence of the table
    setting : key of the criterion and constraint of an index
    optional : whether the terms forbid commercial use
    """
    return [_item(rows, terms, setting(str(key)), optional) for key, rows in _by_index(look, table)]


def _by_index(look: Look, table: str) -> Any:
    facts = look.access.table(table)
    here = facts[facts["region"] == look.region.key].sort_values("year")
    return here.groupby("index", sort=False)


def _item(rows: pd.DataFrame, terms: str, setting: str, optional: bool) -> Item:
    last = rows.iloc[-1]
    return Item(
        id=str(last["id"]),
        heading=HEADING,
        region=str(last["region"]),
        title=str(last["title"]),
        value=f"{last['value']:.4g}",
        unit=f"of {last['greatest']:g}" if last["least"] == 0 else f"{last['least']:g} to {last['greatest']:g}",
        fact=f"Value of {last['year']}; the scale runs from {last['least']:g} to {last['greatest']:g}",
        evidence="unverified" if last["date"] == UNVERIFIED else "modelled",
        source=str(last["source"]),
        date=str(last["date"]),
        terms=terms,
        optional=optional,
        setting=setting,
        series=tuple((int(year), float(value)) for year, value in rows[["year", "value"]].to_numpy(float)),
    )
