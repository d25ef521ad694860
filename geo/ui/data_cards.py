"""Layers of the Data page as cards, and the search that narrows its tables."""

from __future__ import annotations

from collections.abc import Hashable, Mapping

import pandas as pd

from geo.maps.text import html

ROWS = {
    "Source": "Source",
    "Licence": "Licence",
    "Vintage": "Vintage",
    "Coverage": "Coverage",
    "Unverified rows": "Unverified",
    "When it is missing": "Without it",
    "Gap": "Gap",
    "Used for": "Used for",
}
"""What a card tells under its title, tier and content, in this order, and the short heading of each."""


def matching(table: pd.DataFrame, words: str) -> pd.DataFrame:
    """Rows that hold every word in one of their cells, whatever the case."""
    asked = words.casefold().split()
    if not asked or table.empty:
        return table
    text = table.astype(str).agg(" ".join, axis=1).str.casefold()
    return table[[all(word in cells for word in asked) for cells in text]]


def said_of_tiers(found: pd.DataFrame, of: int) -> str:
    """How many layers are shown, and from which tiers, in words."""
    counts = found["Tier in use"].value_counts(sort=False)
    tiers = ", ".join(f"{count} {tier}" for tier, count in counts.items())
    shown = f"{of} layers" if len(found) == of else f"{len(found)} of {of} layers match"
    return f"{shown}: {tiers}." if tiers else f"{shown}."


def cards(layers: pd.DataFrame) -> str:
    """One card for each row of the table of layers."""
    return f"<div class='sw-layers'>{''.join(_card(row) for row in layers.to_dict('records'))}</div>"


def _card(row: Mapping[Hashable, object]) -> str:
    lines = "".join(
        f"<dt>{html(short)}</dt><dd>{html(_value(name, row[name]))}</dd>"
        for name, short in ROWS.items()
        if row[name] not in ("", 0)
    )
    head = f"<h5>{html(row['Layer'])}</h5><span class='sw-chip'>{html(row['Tier in use'])}</span>"
    return f"<article class='sw-layer'>{head}<p>{html(row['What it holds'])}</p><dl>{lines}</dl></article>"


def _value(name: str, value: object) -> str:
    return f"{value} rows rest on no page that was read" if name == "Unverified rows" else str(value)
