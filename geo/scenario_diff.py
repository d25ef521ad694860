"""What moves between two scenarios of one region, and why: settings, ranks, scores, and each criterion's part in it.

A contribution is what `geo.decision.account` says under the scenario's rule. Its change is split exactly into what the
weights (with them the rule) did and what the values did, each change at the mean of the other before and after, so that
the parts add up to the change of the unbarred score.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np

from geo.catalogue.preset import Scenario
from geo.catalogue.region_data import RegionData
from geo.decision.account import account
from geo.decision.aggregation import fill_unknown
from geo.errors import InputError
from geo.exchange.results import json_value
from geo.places import Floats, PlaceFields
from geo.siting import Assessment, assess, filling, weight_shares

CAUSES = 3
"""Criteria that are named as the reason for a move."""
UNSEEN = 0.005
"""Points below which a change is not named."""


@dataclass(frozen=True)
class Parts:
    """Change of one criterion's contribution at every site, in points: by its weight, and by its value."""

    by_weight: Floats
    by_value: Floats


def compare(data: RegionData, first: Scenario, second: Scenario, sites: gpd.GeoDataFrame) -> dict[str, Any]:
    """Settings that differ, and every site's move, the largest first, as plain values."""
    for scenario in (first, second):
        if scenario.region != data.region.key:
            raise InputError(
                "two scenarios of different regions", where="diff", found=scenario.region, allowed=data.region.key
            )
    fields = PlaceFields(data, sites.geometry.x.to_numpy(), sites.geometry.y.to_numpy())
    before, after = assess(fields, first), assess(fields, second)
    ranks = ranks_of(before.score), ranks_of(after.score)
    parts = contribution_parts(before, after)
    rows = [_site(row, sites, before, after, ranks, parts) for row in range(len(sites))]
    rows.sort(key=lambda site: (-_size(site), str(site["site"])))
    answer: dict[str, Any] = json_value(
        {
            "region": data.region.key,
            "data_fingerprint": data.fingerprint,
            "settings": settings_changed(first, second, data),
            "moved": sum(ranks[0][row] != ranks[1][row] for row in range(len(sites))),
            "sites": rows,
        }
    )
    return answer


def ranks_of(score: Floats) -> list[int | None]:
    """Rank of every score, 1 the best, ties in the order of the sites; None where barred."""
    order = [row for row in np.argsort(-np.nan_to_num(score, nan=-1.0), kind="stable") if np.isfinite(score[row])]
    ranks: list[int | None] = [None] * len(score)
    for rank, row in enumerate(order, start=1):
        ranks[int(row)] = rank
    return ranks


def contribution_parts(before: Assessment, after: Assessment) -> dict[str, Parts]:
    """Change of every contribution, split into weight (with it the rule) and value, each at the mean of the other.

    Criteria that weigh nothing in both are left out.
    """
    data = before.fields.data
    old, new = weight_shares(data, before.scenario), weight_shares(data, after.scenario)
    was, now = _table(before), _table(after)
    one, moved_values = _judged(before, was), _judged(before, now)
    moved_weights, other = _judged(after, was), _judged(after, now)
    by_weight = (moved_weights - one + other - moved_values) / 2.0
    by_value = (moved_values - one + other - moved_weights) / 2.0
    found = {key: Parts(by_weight[:, at], by_value[:, at]) for at, key in enumerate(before.values)}
    return {key: parts for key, parts in found.items() if old[key] > 0 or new[key] > 0}


def _table(found: Assessment) -> Floats:
    """Values (points, criteria) of an assessment, unknown ones filled in as its scenario says."""
    return fill_unknown(np.column_stack(list(found.values.values())), filling(found.scenario))


def _judged(found: Assessment, table: Floats) -> Floats:
    """Contributions that values have under the weights and the rule of an assessment's scenario."""
    shares, scenario = weight_shares(found.fields.data, found.scenario), found.scenario
    return account(scenario.rule, table, [shares[key] for key in found.values], scenario.attitude).gives


def settings_changed(first: Scenario, second: Scenario, data: RegionData) -> dict[str, list[Any]]:
    """Settings that differ, as [first, second]; weights as shares, constraints as limits in force."""
    names = ("load_mw", "energise_by", "redundancy", "hubs", "unknowns", "rule", "attitude")
    found = {n: [getattr(first, n), getattr(second, n)] for n in names if getattr(first, n) != getattr(second, n)}
    old, new = weight_shares(data, first), weight_shares(data, second)
    for key in old:
        if abs(old[key] - new[key]) > 1e-9:
            found[f"weight {key}"] = [round(old[key], 6), round(new[key], 6)]
    bars, later = data.catalogue.limits(first), data.catalogue.limits(second)
    for key in sorted({*bars, *later}):
        if (key in bars) != (key in later) or bars.get(key) != later.get(key):
            found[f"constraint {key}"] = [bars.get(key, "off"), later.get(key, "off")]
    return found


def _site(
    row: int,
    sites: gpd.GeoDataFrame,
    before: Assessment,
    after: Assessment,
    ranks: tuple[list[int | None], list[int | None]],
    parts: dict[str, Parts],
) -> dict[str, Any]:
    name = next((str(sites[column].iloc[row]) for column in ("name", "site_id", "id") if column in sites), f"{row + 1}")
    old, new = ranks[0][row], ranks[1][row]
    changes = {key: (float(part.by_weight[row]), float(part.by_value[row])) for key, part in parts.items()}
    largest = sorted(changes, key=lambda key: -abs(sum(changes[key])))
    causes = [key for key in largest if abs(sum(changes[key])) >= UNSEEN][:CAUSES]
    return {
        "site": name,
        "rank": [old, new],
        "rank_change": None if old is None or new is None else old - new,
        "score": [round(float(before.score[row]), 4), round(float(after.score[row]), 4)],
        "unbarred_score_change": round(float(after.unbarred_score[row] - before.unbarred_score[row]), 4),
        "barred_by": [before.excluded_by[row], after.excluded_by[row]],
        "causes": causes,
        "facts": {key: fact for key in causes if (fact := _fact(key, row, before, after)) is not None},
        "contributions": {
            key: {"by_weight": round(w, 4), "by_value": round(v, 4), "change": round(w + v, 4)}
            for key, (w, v) in changes.items()
        },
    }


def _fact(key: str, row: int, before: Assessment, after: Assessment) -> dict[str, Any] | None:
    """What is another fact now behind a criterion at a site: raw values and the feature they rest on; None if none."""
    was, now = float(before.raw[key][row]), float(after.raw[key][row])
    if was == now or (np.isnan(was) and np.isnan(now)):
        return None
    names = [_nearest(found, key, row) for found in (before, after)]
    return {
        "raw": [round(was, 4), round(now, 4)],
        "unit": before.fields.data.catalogue.criteria[key].unit,
        "nearest": names,
    }


def _nearest(found: Assessment, key: str, row: int) -> str | None:
    near = found.nearest(key)
    return (
        None if near is None or near.index[row] < 0 else str(near.features.iloc[int(near.index[row])].get("name", ""))
    )


def _size(site: dict[str, Any]) -> float:
    """How far a site moved: falling in or out counts most, then ranks, then points."""
    old, new = site["rank"]
    if (old is None) != (new is None):
        return 1e6
    ranks = 0 if old is None else abs(old - new)
    return float(ranks + abs(site["unbarred_score_change"]) / 1000.0)
