"""Why a place scores what it scores, as HTML: the waterfall of its points, and what would lift it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from geo.maps.text import html

SMALL = 0.05
"""Points below which a bar is not drawn."""
SHOWN = 6
KINDS = {
    "bar": "What would lift the bars, each change alone",
    "gate": "What the gates would need",
    "lever": "What might come to stand nearby",
}
Told = Mapping[str, Any]


def standing(told: Told) -> str:
    """Rank among the sites, what limits, what would lift the place, and the nearest better site."""
    parts = [_rank(told), _limiting(told["limiting"]), _better(told["nearest_better"])]
    return f"<div class='sw-card sw-reasons'>{''.join(part for part in parts if part)}{_lifts(told)}</div>"


def lifts(told: Told) -> str:
    """What would lift bars and gates, and what the layers' levers would do; empty where there is nothing to lift."""
    parts = []
    for kind, head in KINDS.items():
        rows = "".join(f"<li>{html(each['text'])}</li>" for each in told["lifts"] if each["kind"] == kind)
        parts.append(f"<p><b>{head}</b></p><ul>{rows}</ul>" if rows else "")
    return f"<div class='sw-card sw-reasons'>{''.join(parts)}</div>" if any(parts) else ""


def waterfall(told: Told) -> str:
    """Points of each criterion, one after the other, up to the score: a bar and a number a line."""
    reached, rows, small = 0.0, [], []
    for each in told["waterfall"]:
        if abs(each["points"]) < SMALL:
            small.append(str(each["title"]))
        else:
            rows.append(_step(each, reached))
        reached += each["points"]
    score = f"<b>{reached:.1f}</b>"
    rows.append(f"<div class='sw-step sw-sum'><span>Score</span>{_track(0.0, reached, 'sw-total')}{score}</div>")
    nothing = f"<div class='sw-soft'>No points from: {html(', '.join(small))}</div>" if small else ""
    said = html(f"Waterfall: {len(rows) - 1} criteria add up to {reached:.1f} of 100 points")
    return f"<figure class='sw-card sw-fall' aria-label='{said}'>{''.join(rows)}{nothing}</figure>"


def stability(told: Told) -> str:
    """How far each weight may move before the rank changes, folded away; empty where that is not known."""
    spans: Sequence[Told] = told["weight_stability"]
    if not spans:
        return ""
    rows = "".join(
        f"<div class='sw-top'><span>{html(each['title'])}</span>"
        f"<span>{each['share']:.0%} now, {each['from']:.0%} to {each['to']:.0%}</span></div>"
        for each in spans
    )
    head = "How far one weight may move before the rank changes"
    return f"<div class='sw-card'><details><summary>{head}</summary>{rows}</details></div>"


def _step(each: Told, reached: float) -> str:
    points = float(each["points"])
    kind = "sw-loss" if points < 0 else "" if each["known"] else "sw-guess"
    track = _track(min(reached, reached + points), abs(points), kind)
    return f"<div class='sw-step'><span>{html(each['title'])}</span>{track}<b>{points:+.1f}</b></div>"


def _track(left: float, width: float, kind: str) -> str:
    return (
        f"<i class='sw-track'><i class='{kind}' style='left:{max(left, 0):.2f}%;width:{max(width, 0.4):.2f}%'></i></i>"
    )


def _rank(told: Told) -> str:
    if not told["sites"]:
        return "<p>There is no other site to compare it with.</p>"
    verb = "It would be" if told["would_be"] else "It is"
    return (
        f"<p>{verb} <b>number {told['rank_among_sites']}</b> beside {told['sites']} other sites that nothing bars.</p>"
    )


def _limiting(limiting: Told | None) -> str:
    if limiting is None:
        return "<p>Nothing limits it: every criterion is at its best.</p>"
    return f"<p>Limited most by <b>{html(limiting['title'])}</b>: {limiting['withheld']:.1f} points withheld.</p>"


def _lifts(told: Told) -> str:
    lifts: Sequence[Told] = told["counterfactuals"]
    if not lifts:
        return "" if told["rank_among_sites"] == 1 else "<p>No single criterion would lift it to a better rank.</p>"
    rows = "".join(f"<li>{_lift(each)}</li>" for each in lifts[:SHOWN])
    return f"<p>It would reach rank <b>{lifts[0]['rank']}</b> with any one of:</p><ul>{rows}</ul>"


def _lift(each: Told) -> str:
    return html(str(each["text"]).replace(f" would reach rank {each['rank']}", ""))


def _better(near: Told | None) -> str:
    if near is None:
        return ""
    why = ", ".join(f"{each['title']} {each['points']:+.1f}" for each in near["because"])
    return (
        f"<p>Nearest better site: <b>{html(near['name'])}</b>, {near['km']:.0f} km away, "
        f"{near['better_by']:+.1f} points{f' ({html(why)})' if why else ''}.</p>"
    )
