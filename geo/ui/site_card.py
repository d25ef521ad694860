"""One place with its reasons, as HTML. Every text goes through `geo.maps.text.html`."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from geo.decision.criterion import GATE_UNIT
from geo.maps.text import html, link
from geo.reasons import quantity

EVIDENCE = {
    "measured": "measured or counted",
    "modelled": "modelled",
    "assumed": "assumed",
    "unverified": "unverified",
    "unknown": "unknown",
}
MANY = 10_000
"""From here on whole numbers are written with commas; a year is not."""


def headline(found: Mapping[str, Any], site: Mapping[str, Any] | None) -> str:
    """Name, coordinates, score, rank and percentiles of a place.

    Parameters
    ----------
    found : answer of `geo.report.explain_point`
    site : row of the ranking if the place is a ranked site
    """
    lon, lat = float(found["lon"]), float(found["lat"])
    name = str(site["name"]) if site else "Chosen point"
    at = f"{abs(lat):.3f}° {'N' if lat >= 0 else 'S'}, {abs(lon):.3f}° {'E' if lon >= 0 else 'W'}"
    where = f"<div class='sw-soft'>{_about(site)}{html(at)}</div>"
    return f"<div class='sw-card'><h4>{html(name)}</h4>{where}{_figures(found, site)}</div>"


def bars(found: Mapping[str, Any], limits: Mapping[str, str]) -> str:
    """What bars the place; empty where nothing does.

    Parameters
    ----------
    limits : limit of each constraint in words, by key
    """
    keys = list(zip(found["excluded_by"], found["excluded_by_titles"], strict=True))
    if not keys:
        return ""
    rows = "".join(f"<li>{html(title)}{_limit(limits.get(key, ''))}</li>" for key, title in keys)
    return f"<div class='sw-card sw-alert'><b>Building is barred here</b><ul>{rows}</ul></div>"


def unknowns(found: Mapping[str, Any], policy: str) -> str:
    """What is not known of the place and how that counts; empty where all is known."""
    missing = [row["title"] for row in found["criteria"].values() if row["value"] is None and row["weight"]]
    if not missing:
        return ""
    share = f"{100 * float(found['unknown_weight_share']):.0f} % of the weight"
    return (
        f"<div class='sw-card sw-note'><b>Not known here</b> ({share}; unknown values {html(policy)}): "
        f"{html(', '.join(missing))}</div>"
    )


def gates(found: Mapping[str, Any]) -> str:
    """Verdict of every gate, each with its own colour and word."""
    rows = found["criteria"]
    told = "".join(
        f"<div class='sw-gate sw-{html(word)}'><b>{html(word.upper())}</b> {html(rows[key]['title'])}"
        f"{_why(found, rows[key]['source']['layer'])}</div>"
        for key, word in found["gates"].items()
    )
    return f"<div class='sw-card'>{told}</div>" if told else ""


def _why(found: Mapping[str, Any], layer: str) -> str:
    """Reason of a verdict and the fact behind it, where the gate's layer tells them."""
    for told in found.get("details", {}).get(layer, {}).values():
        if "gate" in told and "reason" in told:
            fact = told.get("fact") or {}
            cited = ", ".join(str(fact[key]) for key in ("name", "date") if fact.get(key))
            return f"<div class='sw-soft'>{html(told['reason'])}{html(f' ({cited})') if cited else ''}</div>"
    return ""


def details(found: Mapping[str, Any], titles: Mapping[str, str]) -> str:
    """What layers tell of the place beyond their criteria, folded away; `titles` of layers by key."""
    parts = []
    for layer, told in found.get("details", {}).items():
        inner = "".join(
            f"<div class='sw-group'><b>{html(_words(name))}</b></div>{_plain(value)}" for name, value in told.items()
        )
        parts.append(f"<details><summary>{html(titles.get(layer, layer))}</summary>{inner}</details>")
    return f"<div class='sw-card'>{''.join(parts)}</div>" if parts else ""


def _plain(value: Any) -> str:
    """Nested plain values as a list; a range as "low to high"."""
    if isinstance(value, Mapping) and {"low", "high"} <= set(value) <= {"low", "central", "high"}:
        ends = f"{_plain(value['low'])} to {_plain(value['high'])}"
        return f"{ends}, central {_plain(value['central'])}" if "central" in value else ends
    if isinstance(value, Mapping):
        rows = [f"<li>{html(_words(str(key)))}: {_plain(item)}</li>" for key, item in value.items() if _told(item)]
        return f"<ul>{''.join(rows)}</ul>"
    if isinstance(value, list):
        return f"<ul>{''.join(f'<li>{_plain(item)}</li>' for item in value)}</ul>"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return html(f"{value:,.{2 if abs(value) >= 1 else 3}f}".rstrip("0").rstrip("."))
    return html(f"{value:,}" if isinstance(value, int) and value >= MANY else str(value))


def _words(name: str) -> str:
    return name.replace("_", " ")


def criteria(found: Mapping[str, Any]) -> str:
    """Every criterion by group: raw value, value, contribution as a bar, nearest feature, evidence and source."""
    rows = [row for row in found["criteria"].values() if row["unit"] != GATE_UNIT]
    order = list(dict.fromkeys(row["group"] for row in rows))
    rows.sort(key=lambda row: (order.index(row["group"]), -row["weight"]))
    most = max((row["weight"] for row in rows), default=0.0) or 1.0
    parts = []
    for group, members in groupby(rows, key=lambda row: str(row["group"])):
        listed = list(members)
        points = sum(row["contribution"] for row in listed)
        most_points = points + sum(row["withheld"] for row in listed)
        head = f"<div class='sw-group'><b>{html(group)}</b><span>{points:.1f} of {most_points:.0f} points</span></div>"
        weighed = "".join(_criterion(row, most) for row in listed if row["weight"])
        parts.append(head + weighed + _unweighed([row for row in listed if not row["weight"]], most))
    return f"<div class='sw-card'>{''.join(parts)}</div>"


def _unweighed(rows: list[Mapping[str, Any]], most: float) -> str:
    """Criteria that take no part in the score, folded away."""
    if not rows:
        return ""
    inner = "".join(_criterion(row, most) for row in rows)
    return f"<details><summary>{len(rows)} more with no weight</summary>{inner}</details>"


def _about(site: Mapping[str, Any] | None) -> str:
    if not site:
        return ""
    words = [str(site[key]).replace("_", " ") for key in ("kind", "state", "status") if _told(site.get(key))]
    return html(" · ".join(words)) + "<br>" if words else ""


def reason(site: Mapping[str, Any], titles: Mapping[str, str]) -> str:
    """Why the place is a candidate, with its source; `titles` of sources by key."""
    if not _told(site.get("reason")):
        return ""
    source = str(site.get("source") or "")
    cited = "; ".join(_cited(titles.get(part, part)) for part in source.split(" ; ") if part)
    dated = f", {html(site['date'])}" if _told(site.get("date")) else ""
    return (
        f"<div class='sw-card sw-soft'>{html(site['reason'])} <span class='sw-cite'>Source: {cited}{dated}</span></div>"
    )


def _cited(part: str) -> str:
    address = link(part)
    if address is None:
        return html(part)
    return f"<a href='{html(address)}' target='_blank' rel='noopener noreferrer'>{html(address.split('/')[2])}</a>"


def _figures(found: Mapping[str, Any], site: Mapping[str, Any] | None) -> str:
    if found["score"] is None:
        return "<div class='sw-figures'><div><b>–</b><span>no score: barred</span></div></div>"
    figures = [(f"{found['score']:.1f}", "score of 100")]
    if site and site.get("rank"):
        figures.append((f"{site['rank']}", "rank of the sites"))
    often = site.get("p_top_5") if site else None
    if often is not None and often == often:
        figures.append((f"{often:.0%}", "among the best 5 in draws"))
    if found["percentile"] is not None and found["percentile"] == found["percentile"]:
        figures.append((f"{found['percentile']:.1f}", "percentile of serviced land"))
    cells = "".join(f"<div><b>{html(number)}</b><span>{html(words)}</span></div>" for number, words in figures)
    return f"<div class='sw-figures'>{cells}</div>{_among_all(found)}"


def _among_all(found: Mapping[str, Any]) -> str:
    share = found["percentile_all"]
    if share is None or share != share:
        return ""
    return f"<div class='sw-soft'>{share:.1f} % of all land that could be built on scores lower.</div>"


def _limit(words: str) -> str:
    return f" <span class='sw-soft'>(limit {html(words)})</span>" if words else ""


def _criterion(row: Mapping[str, Any], most: float) -> str:
    weight, points = float(row["weight"]), float(row["contribution"])
    known = row["value"] is not None
    raw = _raw(row) if known else "unknown"
    value = f"value {row['value']:.2f}" if known else "no value"
    score = f"{points:.1f} of {points + float(row['withheld']):.1f}" if weight else "no weight"
    evidence = EVIDENCE.get(row["evidence"], row["evidence"])
    return (
        f"<div class='sw-row'><div class='sw-top'><span>{html(row['title'])}</span><b>{html(raw)}</b></div>"
        f"{_bar(100 * weight / most, _filled(row), known)}"
        f"<div class='sw-soft sw-top'><span>{html(value)}, {html(evidence)}</span><span>{html(score)}</span></div>"
        f"{_nearest(row['nearest'])}<div class='sw-cite'>{_source(row['source'])}</div></div>"
    )


def _filled(row: Mapping[str, Any]) -> float:
    """How much of a criterion's points a place has [%]."""
    points = max(float(row["contribution"]), 0.0)
    most = points + float(row["withheld"])
    return 100.0 * points / most if most > 0 else 0.0


def _raw(row: Mapping[str, Any]) -> str:
    """The raw value with its unit."""
    return quantity(row["raw"], row["unit"], row["decimals"])


def _bar(width: float, filled: float, known: bool) -> str:
    """A track as wide as the weight [%], filled as far as the contribution reaches [%]; hatched where it is a guess."""
    guess = "" if known else "sw-guess"
    inner = f"<i class='{guess}' style='width:{filled:.1f}%'></i>"
    return f"<div class='sw-bar' style='width:{max(width, 1):.1f}%'>{inner}</div>"


def _nearest(nearest: Mapping[str, Any] | None) -> str:
    if nearest is None:
        return ""
    name = nearest["name"] or "unnamed"
    about = [f"{float(nearest['voltage_kv']):g} kV"] if _told(nearest.get("voltage_kv")) else []
    about += [str(nearest["operator"])] if _told(nearest.get("operator")) else []
    about += [f"{int(nearest['population']):,} people"] if _told(nearest.get("population")) else []
    tail = f" ({html(', '.join(about))})" if about else ""
    return f"<div class='sw-soft'>Nearest: <b>{html(name)}</b>{tail}, {nearest['distance_km']:.1f} km</div>"


def _source(source: Mapping[str, Any]) -> str:
    titles = [str(title) for title in source.get("titles", ())]
    shown = "; ".join(titles[:2]) + (f" and {len(titles) - 2} more" if len(titles) > 2 else "")
    if source["tier"] == "none":
        return "No data here yet"
    return html(f"{shown or 'Sitewatt fact table'} [{source['tier']}]")


def _told(value: object) -> bool:
    if isinstance(value, Mapping):
        return any(_told(item) for item in value.values())
    return value is not None and value == value and str(value) not in ("", "nan", "None", "<NA>")
