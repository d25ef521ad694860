"""What has to be said of a ranking so that no number is silent: ties, what is known nowhere, and what bars how much."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from geo.catalogue.preset import Scenario
from geo.catalogue.region_data import RegionData
from geo.lookup import Planes
from geo.siting import Assessment, weight_shares
from geo.surface import barred_cells

TIE_POINTS: Final = 1e-9
Plain = dict[str, Any]


def remarks(found: Assessment) -> list[str]:
    """Sentences about a ranking of the assessed sites, most important first; empty where there is nothing to say."""
    if not len(found.score):
        return ["There is no site to rank."]
    said = []
    if not np.isfinite(found.score).any():
        said.append(nothing_left("site", bars_of_sites(found), len(found.score)))
    return said + _unknown_everywhere(found) + _ties(found.score)


def bars_of_sites(found: Assessment) -> list[Plain]:
    """What bars how many sites, and how many it bars alone, the greatest first."""
    lists = found.excluded_by
    keys = dict.fromkeys(key for keys in lists for key in keys)
    counts = [(key, sum(key in keys for keys in lists), sum(keys == [key] for keys in lists)) for key in keys]
    return _told(found.fields.data, counts)


def bars_of_cells(data: RegionData, planes: Planes, scenario: Scenario, scored: int | None = None) -> list[Plain]:
    """What bars how many land cells, and how many it bars alone, the greatest first.

    With the number of cells that are `scored`, what is left over is too much unknown.
    """
    count = data.land_cells.count
    together = np.zeros(count, np.uint8)
    masks = {}
    for key, limit in data.catalogue.limits(scenario).items():
        mask = barred_cells(data, planes, scenario, {key: limit})
        together += mask
        masks[key] = np.packbits(mask)
    lone: NDArray[np.bool_] = together == 1
    counts = []
    for key, packed in masks.items():
        mask = np.unpackbits(packed, count=count).astype(bool)
        counts.append((key, int(mask.sum()), int((mask & lone).sum())))
    if scored is not None:
        blank = int(np.sum(together == 0)) - scored
        counts.append(("unknown", blank, blank))
    return _told(data, [each for each in counts if each[1]])


def nothing_left(what: str, bars: list[Plain], count: int) -> str:
    """One sentence on constraints that leave nothing: which removed how many, and how many it removed alone."""
    told = "; ".join(f"{bar['title']}: {bar['count']:,} ({bar['alone']:,} alone)" for bar in bars)
    return f"Nothing is left: all {count:,} {what}s are barred. {told}. Switch one off or move its limit."


def _told(data: RegionData, counts: list[tuple[str, int, int]]) -> list[Plain]:
    constraints = data.catalogue.constraints
    rows = [
        {
            "key": key,
            "title": constraints[key].title if key in constraints else "Too much is unknown",
            "count": count,
            "alone": alone,
        }
        for key, count, alone in counts
    ]
    return sorted(rows, key=lambda row: (-int(str(row["count"])), str(row["key"])))


def _unknown_everywhere(found: Assessment) -> list[str]:
    """Criteria with weight that are known at no site: they tell no site from another."""
    shares, criteria = weight_shares(found.fields.data, found.scenario), found.fields.data.catalogue.criteria
    blank = [key for key, share in shares.items() if share > 0 and np.isnan(found.values[key]).all()]
    if not blank:
        return []
    weight = sum(shares[key] for key in blank)
    if weight >= 1.0 - 1e-9:
        return ["Of no criterion with weight is anything known at any site, so nothing can be ranked."]
    named = ", ".join(criteria[key].title for key in blank)
    return [f"Known at no site: {named} ({weight:.0%} of the weight). It tells no site from another."]


def _ties(score: NDArray[np.float64]) -> list[str]:
    """Sites that score alike, by the ranks they hold."""
    ranked = -np.sort(-score[np.isfinite(score)])
    if ranked.size < 2:
        return []
    level = np.diff(ranked) > -TIE_POINTS
    starts = np.flatnonzero(level & ~np.concatenate([[False], level[:-1]]))
    spans = [(int(at) + 1, int(at) + 2 + _run(level[at + 1 :])) for at in starts]
    if not spans:
        return []
    named = ", ".join(f"{first} to {last}" for first, last in spans[:5])
    more = f" and {len(spans) - 5} more" if len(spans) > 5 else ""
    return [f"Sites tie at ranks {named}{more}: within a tie they keep the order in which they were given."]


def _run(level: NDArray[np.bool_]) -> int:
    """How long a run of ties goes on."""
    ends = np.flatnonzero(~level)
    return int(ends[0]) if ends.size else int(level.size)
