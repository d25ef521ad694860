"""Rank acceptability, central weights and winning probabilities as HTML: numbers on a shade, never a shade alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from geo.maps.text import html

RANKS = 10
DARK = 0.66
"""Shade from which the number on it is white instead of black: the contrast is 4.5 to 1 and more on both sides."""
SHADE = (22, 50, 79)
Told = Mapping[str, Any]


def acceptability(sites: Sequence[Told], shares: Mapping[str, Sequence[float]]) -> str:
    """How often each site has which rank, in percent, the ranks beyond the tenth together.

    Parameters
    ----------
    sites : rows with `key`, `name`, `rank`
    shares : share of the draws by rank from 1 on, by key
    """
    rows = []
    for site in sites:
        known = list(shares[site["key"]])
        first = known[:RANKS]
        rows.append((site, [*first, *([max(0.0, 1.0 - sum(first))] if len(known) > RANKS else [])]))
    count = max(len(cells) for _, cells in rows)
    heads = [str(place + 1) if place < RANKS else "later" for place in range(count)]
    said = "How often each of the best sites has which rank, % of the draws"
    return _heat(said, heads, rows, max(max(cells[:RANKS]) for _, cells in rows) or 1.0)


def pairwise(sites: Sequence[Told], wins: Mapping[str, Mapping[str, float]]) -> str:
    """How often the site of the row ranks ahead of the site of the column, in percent.

    Parameters
    ----------
    wins : probability by key of the row's site, then of the column's
    """
    rows = [(site, [wins[site["key"]].get(other["key"]) for other in sites]) for site in sites]
    heads = [str(site["rank"]) for site in sites]
    return _heat("How often the site on the left ranks ahead of the one with this number, % of the draws", heads, rows)


def central_weights(
    site: Told, central: Mapping[str, float] | None, shares: Mapping[str, float], titles: Mapping[str, str], times: str
) -> str:
    """Mean of the weights that put a site first beside the scenario's, and how sure it is first under them.

    Parameters
    ----------
    site : row with `name`, `expected_rank`, `confidence_factor`
    times : in how many of the draws it is first, in words
    central, shares : share of the weight by criterion: central (None where the site is never first), and the scenario's
    """
    name = html(site["name"])
    rank = site.get("expected_rank")
    expected = f"<p>Expected rank of <b>{name}</b>: {rank:.1f}.</p>" if rank is not None else ""
    if central is None:
        none = f"<p>First in {html(times)}: no weights put it first, so it has no central weights.</p>"
        return f"<div class='sw-card sw-reasons'>{expected}{none}</div>"
    sure = site.get("confidence_factor")
    factor = (
        f"<p>First in {html(times)}. Confidence factor {sure:.0%}: how often it is first under its own central weights "
        "while the uncertain inputs vary.</p>"
        if sure is not None
        else ""
    )
    most = max([*central.values(), *shares.values()]) or 1.0
    keys = sorted(shares, key=lambda key: -central.get(key, 0.0))
    rows = "".join(_weight(titles[key], central.get(key, 0.0), shares[key], most) for key in keys)
    head = (
        "<p class='sw-soft'>Bar: central weight, the mean of the weights that put it first. Mark: the scenario's.</p>"
    )
    said = html(f"Central weights of {site['name']} beside the scenario's")
    return (
        f"<div class='sw-card sw-reasons'>{expected}{factor}{head}</div>"
        f"<figure class='sw-card sw-fall' aria-label='{said}'>{rows}</figure>"
    )


def _weight(title: str, central: float, share: float, most: float) -> str:
    bar = f"<i style='left:0;width:{100 * central / most:.2f}%'></i>"
    mark = f"<i class='sw-tick' style='left:{min(100 * share / most, 99.2):.2f}%'></i>"
    numbers = f"<b>{central:.0%}<span class='sw-soft'> of {share:.0%}</span></b>".replace(" of ", " / ")
    return (
        f"<div class='sw-step sw-weights'><span>{html(title)}</span><i class='sw-track'>{bar}{mark}</i>{numbers}</div>"
    )


def _heat(
    said: str, heads: Sequence[str], rows: Sequence[tuple[Told, Sequence[float | None]]], full: float = 1.0
) -> str:
    """A table of shares, `full` that of the full shade; on a narrow screen a site's name stands above its cells."""
    top = "".join(f"<th scope='col' role='columnheader'>{html(head)}</th>" for head in heads)
    body = "".join(
        f"<tr role='row'><th scope='row' role='rowheader'>{html(site['rank'])} {html(site['name'])}</th>"
        f"{''.join(_cell(share, full if place < RANKS else None) for place, share in enumerate(cells))}</tr>"
        for site, cells in rows
    )
    corner = "<th scope='col' role='columnheader'>Site</th>"
    return (
        f"<div class='sw-tablebox'><table class='sw-heat' role='table'><caption>{html(said)}</caption>"
        f"<thead role='rowgroup'><tr role='row'>{corner}{top}</tr></thead>"
        f"<tbody role='rowgroup'>{body}</tbody></table></div>"
    )


def _cell(share: float | None, full: float | None) -> str:
    """A number on its shade; without a shade where none is full."""
    if share is None:
        return "<td role='cell' class='sw-self'>-</td>"
    if full is None:
        return f"<td role='cell' class='sw-self'>{percent(share)}</td>"
    depth = min(max(share / full, 0.0), 1.0)
    shade = f"rgba({','.join(map(str, SHADE))},{depth:.2f})"
    ink = "#fff" if depth >= DARK else "#000"
    return f"<td role='cell' style='background:{shade};color:{ink}'>{percent(share)}</td>"


def percent(share: float) -> str:
    """A share in whole percent; less than half a percent that is not nothing says so."""
    return "0" if share <= 0 else "<1".replace("<", "&lt;") if share < 0.005 else f"{100 * share:.0f}"
