"""A gate sheet as HTML: verdict, number, what decided it, the requirement and its source, by section."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from geo.maps.text import html
from geo.ui.scorecard_card import cited

SHAPES = {"PASS": "pass", "CONDITIONAL": "conditional", "FAIL": "fail", "UNKNOWN": "unknown"}


def summary(sheet: Mapping[str, Any]) -> str:
    """The worst verdict and how many lines have each; empty without lines."""
    if not sheet["lines"]:
        return ""
    counts = ", ".join(f"{number} {verdict.lower()}" for verdict, number in sheet["counts"].items() if number)
    shape = SHAPES[sheet["overall"]]
    return f"<div class='sw-gate sw-{shape}'><b>{html(sheet['overall'])}</b> as a whole: {html(counts)}</div>"


def lines(sheet: Mapping[str, Any]) -> str:
    """Every line by section."""
    parts = []
    for section, members in groupby(sheet["lines"], key=lambda line: str(line["section"])):
        parts.append(f"<h5 class='sw-heading'>{html(section)}</h5>" + "".join(_line(line) for line in members))
    return "".join(parts)


def short(sheet: Mapping[str, Any]) -> str:
    """The summary with the lines folded away, for the panel of a place."""
    if not sheet["lines"]:
        return ""
    rows = "".join(
        f"<div class='sw-gate sw-{SHAPES[line['verdict']]}'><b>{html(line['verdict'])}</b> {html(line['title'])}"
        f"<div class='sw-soft'>{_decided(line)}</div></div>"
        for line in sheet["lines"]
    )
    folded = f"<details><summary>Gate sheet, line by line</summary>{rows}</details>"
    return f"<div class='sw-card'>{summary(sheet)}{folded}</div>"


def _line(line: Mapping[str, Any]) -> str:
    return (
        f"<div class='sw-gate sw-{SHAPES[line['verdict']]}'><b>{html(line['verdict'])}</b> {html(line['title'])}"
        f"<div class='sw-fact'>{html(line['requirement'])}</div><div class='sw-soft'>{_decided(line)}</div>"
        f"<div class='sw-soft'>{html(line['basis'])}</div>"
        f"<div class='sw-cite'>{html(line['date'])} · {cited(line['source'])}</div></div>"
    )


def _decided(line: Mapping[str, Any]) -> str:
    """The number and the source that decided a line."""
    if not line["decided_by"]:
        return "Not known: state it, or ask the developer"
    source = line["decided_source"] or str(line["decided_by"]).replace("_", " ")
    return f"<b>{html(line['number'])}</b> · {cited(source)}"
