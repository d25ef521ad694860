"""The scorecard as HTML: countries side by side, every item with its value, evidence, date and sources."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from geo.maps.text import html, link
from geo.models.scorecard import UNVERIFIED, Item, Use, headings

EVIDENCE = {
    "measured": "stated in its source",
    "modelled": "modelled",
    "assumed": "stated scenario",
    "unverified": "unverified",
    "unknown": "unknown",
}
BINDS = {"training": "binds training, not inference", "inference": "binds inference, not training"}
USES: dict[Use, str] = {
    "shown": "shown only",
    "gates": "gates",
    "weighs": "weighs",
    "gates and weighs": "gates and weighs",
}


def scorecard(countries: Mapping[str, Sequence[Item]], uses: Mapping[str, Use]) -> str:
    """Items by heading, one column a country.

    Parameters
    ----------
    countries : items by title of the country
    uses : what the scenario does with a setting, by key
    """
    order = headings(item for items in countries.values() for item in items)
    return "".join(_section(heading, countries, uses) for heading in order)


def _section(heading: str, countries: Mapping[str, Sequence[Item]], uses: Mapping[str, Use]) -> str:
    """One heading; on a telephone it is closed at first, and its line says how much is in it."""
    columns, counts = [], []
    for country, items in countries.items():
        mine = [item for item in items if item.heading == heading]
        counts.append(f"{country} {len(mine)}")
        inner = "".join(_item(item, uses) for item in mine) or "<div class='sw-soft'>No fact was found.</div>"
        columns.append(f"<div class='sw-country'><div class='sw-soft'>{html(country)}</div>{inner}</div>")
    head = f"<summary class='sw-heading'><b>{html(heading)}</b> <span>{html(', '.join(counts))}</span></summary>"
    return f"<details class='sw-section'>{head}<div class='sw-countries'>{''.join(columns)}</div></details>"


def _item(item: Item, uses: Mapping[str, Use]) -> str:
    title = "" if item.title == item.heading else f"{html(item.title)}: "
    state = f"<span class='sw-chip'>{html(item.state)}</span> " if item.state else ""
    unit = f" <span class='sw-unit'>{html(item.unit)}</span>" if item.unit else ""
    dated = "no date" if item.date == UNVERIFIED else item.date
    return (
        f"<div class='sw-item sw-{html(item.direction or 'number')}'>{state}{title}<b>{html(item.value)}</b>{unit}"
        f"<div class='sw-fact'>{html(item.fact)}</div>{_series(item)}{_marks(item, uses)}"
        f"<div class='sw-cite'>{html(dated)} · {cited(item.source)}</div></div>"
    )


def _marks(item: Item, uses: Mapping[str, Use]) -> str:
    """Direction, whom it binds, evidence, terms, and what the scenario does with it."""
    chips = [(item.direction, "") if item.direction else None, (BINDS[item.binds], "") if item.binds in BINDS else None]
    chips.append((EVIDENCE[item.evidence], " sw-unread" if item.evidence == "unverified" else ""))
    chips.append((item.terms, "") if item.terms else None)
    if item.setting:
        use = uses.get(item.setting, "shown")
        chips.append((USES[use], "" if use == "shown" else " sw-used"))
    return (
        "<div>"
        + "".join(f"<span class='sw-chip{shape}'>{html(text)}</span> " for text, shape in filter(None, chips))
        + "</div>"
    )


def _series(item: Item) -> str:
    """First and last value in words, the values of all years folded away."""
    if not item.trend:
        return ""
    years = ", ".join(f"{year}: {value:.3g}" for year, value in item.series)
    folded = f"<details><summary>{html(item.trend)}</summary><div class='sw-soft'>{html(years)}</div></details>"
    return f"<div class='sw-card'>{folded}</div>"


def cited(source: str) -> str:
    """Sources separated by " ; ": plain http(s) addresses as links that show their host, all else as text."""
    return "; ".join(_cited(part.strip()) for part in source.split(" ; ") if part.strip())


def _cited(part: str) -> str:
    address = link(part)
    if address is None:
        return html(part)
    host = address.split("/")[2].removeprefix("www.")
    return f"<a href='{html(address)}' target='_blank' rel='noopener noreferrer'>{html(host)}</a>"


def told(rows: Sequence[Mapping[str, Any]]) -> str:
    """Rows of plain values as a table; a column `source` becomes links, an empty column is left out."""
    names = [name for name in (rows[0] if rows else {}) if any(_shown(row.get(name)) for row in rows)]
    heads = "".join(f"<th>{html(name.replace('_', ' '))}</th>" for name in names)
    lines = "".join(f"<tr>{''.join(_cell(name, row.get(name)) for name in names)}</tr>" for row in rows)
    table = f"<table class='sw-table'><thead><tr>{heads}</tr></thead><tbody>{lines}</tbody></table>"
    return f"<div class='sw-tablebox'>{table}</div>" if rows else ""


def _cell(name: str, value: Any) -> str:
    text = cited(str(value)) if name == "source" else html(f"{value:,.1f}" if isinstance(value, float) else value)
    return f"<td data-label='{html(name.replace('_', ' '))}'>{text if _shown(value) else ''}</td>"


def _shown(value: Any) -> bool:
    return value is not None and value == value and value != ""
