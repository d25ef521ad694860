"""Why a place stands where it stands among ranked sites, and what would have to be true for it to stand elsewhere.

All is said under the scenario's rule, against the sites that nothing bars. A place that is barred, or that is no site,
is told the rank that it would have.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from geo.catalogue.preset import Scenario
from geo.decision.aggregation import Rule, fill_unknown, rule_of
from geo.decision.counterfactual import needed_value
from geo.decision.criterion import Criterion
from geo.decision.stability import stability_intervals
from geo.siting import Assessment, Ranking, filling, weight_shares
from geo.space.ellipsoid import arc_km, to_ecef

Floats = NDArray[np.float64]
AIMS: Final = (1, 5, 10)
"""Ranks that a place is told how to reach: the next better of these."""
SAME_PLACE_KM: Final = 0.05
CAUSES: Final = 3
UNSEEN: Final = 0.005
"""Points below which nothing is named."""
Plain = dict[str, Any]


def reasons(found: Assessment, row: int, sites: Ranking) -> Plain:
    """Rank, account, limiting criterion, what would lift it, stability of its weights, and the nearest better site.

    Parameters
    ----------
    found : assessment of the place, at `row`
    sites : ranked sites under the same scenario
    """
    stand = Stand.of(found, row, sites)
    rank = stand.rank
    return {
        "rank_among_sites": rank,
        "sites": len(stand.names),
        "would_be": bool(found.excluded_by[row]),
        "waterfall": waterfall(found, row),
        "limiting": limiting(found, row),
        "counterfactuals": stand.counterfactuals(),
        "weight_stability": stand.weight_stability(),
        "nearest_better": stand.nearest_better(),
    }


def waterfall(found: Assessment, row: int) -> list[Plain]:
    """Criteria with weight, the largest contribution first: points given, and points withheld."""
    shares, criteria = weight_shares(found.fields.data, found.scenario), found.fields.data.catalogue.criteria
    weighed = sorted((key for key in found.values if shares[key] > 0), key=lambda k: -found.contributions[k][row])
    return [
        {
            "key": key,
            "title": criteria[key].title,
            "points": round(float(found.contributions[key][row]), 4),
            "withheld": round(float(found.withheld[key][row]), 4),
            "known": bool(np.isfinite(found.values[key][row])),
        }
        for key in weighed
    ]


def limiting(found: Assessment, row: int) -> Plain | None:
    """The criterion that withholds most; None where none withholds anything."""
    key = max(found.withheld, key=lambda each: found.withheld[each][row])
    points = float(found.withheld[key][row])
    if points < UNSEEN:
        return None
    title = found.fields.data.catalogue.criteria[key].title
    return {"key": key, "title": title, "withheld": round(points, 4)}


@dataclass(frozen=True)
class Stand:
    """A place (the first row) and the other sites that nothing bars, on the criteria with weight."""

    found: Assessment
    row: int
    keys: tuple[str, ...]
    weights: Floats
    table: Floats
    names: list[str]
    lon: Floats
    lat: Floats
    gives: Floats

    @classmethod
    def of(cls, found: Assessment, row: int, sites: Ranking) -> Stand:
        """The place against the sites, itself left out where it is one."""
        shares = weight_shares(found.fields.data, found.scenario)
        keys = tuple(key for key, share in shares.items() if share > 0)
        others, own = sites.assessment, (found.fields.lon[row], found.fields.lat[row])
        place = np.flatnonzero(np.isfinite(others.score[sites.order]))
        rows = sites.order[place]
        lon, lat = others.fields.lon[rows], others.fields.lat[rows]
        apart = km_between(own, lon, lat) > SAME_PLACE_KM
        rows, place, lon, lat = rows[apart], place[apart], lon[apart], lat[apart]
        both = [(found, np.array([row])), (others, rows)]
        table = np.vstack([np.column_stack([each.values[key][at] for key in keys]) for each, at in both])
        gives = np.vstack([np.column_stack([each.contributions[key][at] for key in keys]) for each, at in both])
        named = sites.table["name"] if "name" in sites.table else sites.table.index + 1
        names = [str(named[at]) for at in place]
        weights = np.array([shares[key] for key in keys])
        return cls(found, row, keys, weights, fill_unknown(table, filling(found.scenario)), names, lon, lat, gives)

    @property
    def scenario(self) -> Scenario:
        """What it is judged by."""
        return self.found.scenario

    @cached_property
    def rule(self) -> Rule:
        """The scenario's rule."""
        return rule_of(self.scenario.rule, self.scenario.attitude)

    @cached_property
    def scores(self) -> Floats:
        """Score 0..1 of the place, then of the others."""
        return self.rule.score(self.table, self.weights)

    @property
    def rank(self) -> int:
        """Rank of the place among the others; those level with it stand behind it."""
        return 1 + int(np.sum(self.scores[1:] > self.scores[0] + 1e-12))

    @property
    def aim(self) -> int | None:
        """The next better rank worth naming; None for the first."""
        return next((aim for aim in reversed(AIMS) if aim < self.rank), None)

    def rank_with(self, at: int, value: float) -> int:
        """Rank of the place if one criterion, by its place among the keys, had another value in [0, 1]."""
        trial = self.table[:1].copy()
        trial[0, at] = value
        return 1 + int(np.sum(self.scores[1:] > self.rule.score(trial, self.weights)[0] + 1e-12))

    def criterion(self, key: str) -> Criterion:
        """A criterion by key."""
        return self.found.fields.data.catalogue.criteria[key]

    def counterfactuals(self) -> list[Plain]:
        """For each criterion alone what it takes to reach the next aim, the smallest step in value first."""
        aim = self.aim
        if aim is None:
            return []
        told = []
        for at, key in enumerate(self.keys):
            needed = needed_value(self.rule.score, self.table, self.weights, 0, at, aim)
            criterion = self.criterion(key)
            raw = criterion.value_function.inverse(min(needed, 1.0)) if np.isfinite(needed) else np.nan
            if np.isfinite(raw):
                now = float(self.found.raw[key][self.row])
                told.append((needed - self.table[0, at], counterfactual(criterion, now, float(raw), aim)))
        return [each for _, each in sorted(told, key=lambda pair: pair[0])]

    def weight_stability(self) -> list[Plain]:
        """Share of each weight within which the place keeps its rank; empty under rules but the weighted sum."""
        if self.scenario.rule != "weighted_sum" or not self.names:
            return []
        spans = stability_intervals(self.table, self.weights, 0)
        return [
            {"key": key, "title": self.criterion(key).title, "share": round(float(share), 6), "from": a, "to": b}
            for key, share, (a, b) in zip(self.keys, self.weights, spans.round(6).tolist(), strict=True)
        ]

    def nearest_better(self) -> Plain | None:
        """The nearest site that scores higher, and the criteria that make it so."""
        better = np.flatnonzero(self.scores[1:] > self.scores[0] + 1e-12)
        if not better.size:
            return None
        place = (self.found.fields.lon[self.row], self.found.fields.lat[self.row])
        km = km_between(place, self.lon[better], self.lat[better])
        other = int(better[np.argmin(km)])
        gain = self.gives[1 + other] - self.gives[0]
        causes = [at for at in np.argsort(-gain, kind="stable")[:CAUSES] if gain[at] >= UNSEEN]
        return {
            "name": self.names[other],
            "km": round(float(km.min()), 1),
            "lon": float(self.lon[other]),
            "lat": float(self.lat[other]),
            "score": round(float(100 * self.scores[1 + other]), 4),
            "better_by": round(float(100 * (self.scores[1 + other] - self.scores[0])), 4),
            "because": [
                {
                    "key": self.keys[at],
                    "title": self.criterion(self.keys[at]).title,
                    "points": round(float(gain[at]), 4),
                }
                for at in causes
            ],
        }


def counterfactual(criterion: Criterion, now: float, raw: float, aim: int) -> Plain:
    """One sentence and its numbers: which raw value reaches a rank, the bound rounded to the safe side."""
    step = 10.0**-criterion.decimals
    falls = criterion.value_function.direction < 0
    bound = (np.floor(raw / step + 1e-9) if falls else np.ceil(raw / step - 1e-9)) * step
    known = bool(np.isfinite(now))
    today = amount(criterion, now) if known else "not known"
    word = "at most" if falls else "at least"
    if criterion.unit == "year":
        word = "no later than" if falls else "no sooner than"
    return {
        "key": criterion.key,
        "title": criterion.title,
        "rank": aim,
        "bound": "at most" if falls else "at least",
        "raw": round(float(bound), 6),
        "now": round(now, 6) if known else None,
        "unit": criterion.unit,
        "text": f"{criterion.title}: {word} {amount(criterion, float(bound))} (now {today}) would reach rank {aim}",
    }


def amount(criterion: Criterion, raw: float) -> str:
    """A raw value of a criterion with its unit."""
    return quantity(raw, criterion.unit, criterion.decimals)


def quantity(raw: float | None, unit: str, decimals: int) -> str:
    """A number with its unit, "unknown" for None; a year takes no separator and no unit."""
    if raw is None:
        return "unknown"
    return f"{raw:.0f}" if unit == "year" else f"{raw:,.{decimals}f} {unit}"


def km_between(place: tuple[float, float], lon: Floats, lat: Floats) -> Floats:
    """Distance of one place to others [km]."""
    return arc_km(np.linalg.norm(to_ecef(lon, lat) - to_ecef(*place), axis=-1))
