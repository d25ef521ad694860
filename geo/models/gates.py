"""Gate sheets: does a site meet a government's requirements, line by line.

Each line is PASS, CONDITIONAL, FAIL or UNKNOWN, with the number and the source that decided it. What is not known is
asked of the map, and the map alone makes a line CONDITIONAL at best: it never passes or fails one.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from geo.errors import DataError, InputError
from geo.space.ellipsoid import arc_km, to_ecef

Verdict = Literal["PASS", "CONDITIONAL", "FAIL", "UNKNOWN"]
VERDICTS: tuple[Verdict, ...] = ("FAIL", "UNKNOWN", "CONDITIONAL", "PASS")
"""From worst to best."""

TOKYO, OSAKA = (139.767, 35.681), (135.496, 34.702)
"""Tokyo and Osaka stations, longitude and latitude: the middle of the existing clusters (assumption)."""


@dataclass(frozen=True)
class Known:
    """A fact about a site or its developer, with where it comes from."""

    value: float | bool
    source: str = ""


@dataclass(frozen=True)
class GateLine:
    """One decided line of a gate sheet."""

    id: str
    section: str
    title: str
    requirement: str
    verdict: Verdict
    number: str
    decided_by: str
    decided_source: str
    basis: str
    source: str
    date: str


Facts = Mapping[str, Known | float | bool | None]


def gate_sheet(
    rows: Iterable[Mapping[str, Any]], region: str, facts: Facts, load_mw: float, energise_by: int
) -> list[GateLine]:
    """Decide every line of a region's gate sheet.

    Parameters
    ----------
    rows : rows of `gates.csv`
    region : region key; a region without a sheet gives an empty list
    facts : what is known, by key: raw values of criteria, and what a developer states. None and NaN are unknown.
    load_mw, energise_by : the brief
    """
    brief = {"load_mw": load_mw, "energise_by": float(energise_by)}
    return [_decided(row, facts, brief) for row in rows if row["region"] == region]


def overall(lines: Iterable[GateLine]) -> Verdict:
    """The worst verdict of a sheet; UNKNOWN where it is empty."""
    found = {line.verdict for line in lines}
    return next((verdict for verdict in VERDICTS if verdict in found), "UNKNOWN")


def place_facts(lon: float, lat: float) -> dict[str, Known]:
    """Facts of a Japanese gate sheet that follow from the place alone."""
    here = to_ecef(np.array([lon]), np.array([lat]))[0]
    middles = to_ecef(np.array([TOKYO[0], OSAKA[0]]), np.array([TOKYO[1], OSAKA[1]]))
    nearest = float(arc_km(np.linalg.norm(middles - here, axis=1)).min())
    return {"km_to_tokyo_or_osaka": Known(round(nearest, 1), "distance from the stations of Tokyo and Osaka")}


def _decided(row: Mapping[str, Any], facts: Facts, brief: Mapping[str, float]) -> GateLine:
    """The line by its own number, else by what the map says, else unknown."""
    known = _known(facts, row["fact"])
    if known is not None:
        return _line(row, _by_number(row, known.value, brief), row["fact"], known, str(row["unit"]))
    site = _known(facts, row["site_fact"])
    if site is not None:
        verdict: Verdict = "CONDITIONAL" if _site_allows(row, site.value, brief) else "UNKNOWN"
        return _line(row, verdict, row["site_fact"], site, str(row["site_unit"]))
    return _line(row, "UNKNOWN", "", None, "")


def _known(facts: Facts, key: Any) -> Known | None:
    given = facts.get(str(key)) if key else None
    if given is None:
        return None
    known = given if isinstance(given, Known) else Known(given)
    if not isinstance(known.value, bool | int | float | np.bool_ | np.number) or math.isinf(known.value):
        allowed = "a finite number, true, false, or nothing where it is unknown"
        raise InputError(
            "a fact of a gate sheet cannot be used", where=str(key), found=repr(known.value), allowed=allowed
        )
    return None if math.isnan(known.value) else known


def _by_number(row: Mapping[str, Any], value: float | bool, brief: Mapping[str, float]) -> Verdict:
    rule = row["rule"]
    if rule in ("is_true", "is_false"):
        if bool(value) is (rule == "is_true"):
            return "PASS"
        return "CONDITIONAL" if row["conditional_at"] == "true" else "FAIL"
    if rule not in ("at_least", "at_most"):
        raise DataError("unknown rule of a gate line", where=str(row["id"]), found=str(rule))
    if _holds(rule, float(value), _threshold(row["pass_at"], str(row["scale"]), brief)):
        return "PASS"
    if row["conditional_at"] == "":
        return "FAIL"
    limit = _threshold(float(row["conditional_at"]), str(row["scale"]), brief)
    return "CONDITIONAL" if _holds(rule, float(value), limit) else "FAIL"


def _site_allows(row: Mapping[str, Any], value: float | bool, brief: Mapping[str, float]) -> bool:
    if row["site_rule"] == "is_true":
        return bool(value)
    return _holds(row["site_rule"], float(value), _threshold(row["site_at"], str(row["site_scale"]), brief))


def _holds(rule: str, value: float, limit: float) -> bool:
    return value >= limit if rule == "at_least" else value <= limit


def _threshold(at: float, scale: str, brief: Mapping[str, float]) -> float:
    """Threshold: as it is, times the load, or years after the brief's year."""
    if scale == "load_mw":
        return float(at) * brief["load_mw"]
    return float(at) + (brief["energise_by"] if scale == "energise_by" else 0.0)


def _line(row: Mapping[str, Any], verdict: Verdict, by: str, known: Known | None, unit: str) -> GateLine:
    return GateLine(
        id=str(row["id"]),
        section=str(row["section"]),
        title=str(row["title"]),
        requirement=str(row["requirement"]),
        verdict=verdict,
        number="" if known is None else _words(known.value, unit),
        decided_by=by,
        decided_source="" if known is None else known.source,
        basis=str(row["basis"]),
        source=str(row["source"]),
        date=str(row["date"]),
    )


def _words(value: float | bool, unit: str) -> str:
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    shown = f"{value:.0f}" if unit == "year" else f"{value:,.10g}" if abs(value) < 1000 else f"{value:,.0f}"
    return f"{shown} {unit}".strip()
