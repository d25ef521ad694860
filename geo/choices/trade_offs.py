"""The Pareto front of sites over chosen objectives, in raw units: what is better in one thing is worse in another.

An unknown value is neither good nor bad: such a site is compared with none, stands apart, and what is unknown is named.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from geo.catalogue.catalogue import Catalogue
from geo.choices.site_list import SiteList, joint_metadata
from geo.decision.criterion import Criterion
from geo.decision.pareto import ParetoFront, Sense, pareto_front
from geo.errors import InputError
from geo.exchange.results import COORDINATE_DECIMALS, json_value
from geo.places import Floats
from geo.workspace import Workspace

FRONT, BEATEN, UNKNOWN, BARRED = "front", "beaten", "unknown", "barred"
NOTE = (
    "On the front: no other known site is at least as good in all objectives and better in one. A site with an unknown "
    "objective is compared with none. Weights play no part."
)


@dataclass(frozen=True)
class TradeOffs:
    """Sites by what they trade.

    Attributes
    ----------
    objectives : criteria, in the order of the columns of `raw`
    raw : (sites, objectives), NaN where unknown
    standing : "front", "beaten", "unknown" or "barred" of every site
    beaten_by : row of a site that is nowhere worse, -1 where none is
    """

    listed: SiteList
    objectives: tuple[Criterion, ...]
    senses: tuple[Sense, ...]
    raw: Floats
    standing: tuple[str, ...]
    beaten_by: tuple[int, ...]


def sense_of(criterion: Criterion) -> Sense | None:
    """Whether less or more of the raw value is better; None where neither holds throughout."""
    direction = getattr(criterion.value_function, "direction", 0)
    return "max" if direction > 0 else "min" if direction < 0 else None


def offered(catalogue: Catalogue) -> dict[str, Criterion]:
    """Criteria that can be objectives: no verdicts, and better in one direction."""
    return {key: c for key, c in catalogue.criteria.items() if not c.is_gate and sense_of(c) is not None}


def first_objectives(catalogue: Catalogue) -> tuple[str, ...]:
    """Keys of the objectives that a front starts with."""
    return tuple(key for key, criterion in offered(catalogue).items() if criterion.objective)


def trade_offs(listed: SiteList, objectives: Sequence[str] = ()) -> TradeOffs:
    """The front of a list of sites; barred sites take no part."""
    catalogue = listed.states[0].catalogue
    known, keys = offered(catalogue), tuple(dict.fromkeys(objectives)) or first_objectives(catalogue)
    for key in keys:
        if key not in known:
            allowed = ", ".join(known)
            raise InputError("no such objective", where="objectives", found=key, allowed=allowed)
    if len(keys) < 2:
        raise InputError(
            "a front needs two objectives or more", where="objectives", found=", ".join(keys), allowed="2 or more"
        )
    chosen = tuple(known[key] for key in keys)
    senses = tuple(sense for criterion in chosen if (sense := sense_of(criterion)) is not None)
    raw = np.column_stack([listed.raw(key) for key in keys])
    open_ = np.flatnonzero(np.isfinite(listed.score))
    front = pareto_front(raw[open_], senses) if open_.size else ParetoFront(*(np.zeros(0, np.int64) for _ in "abc"))  # type: ignore[arg-type]
    standing, beaten = [BARRED] * len(raw), [-1] * len(raw)
    for at, row in enumerate(open_.tolist()):
        standing[row] = FRONT if front.front[at] else UNKNOWN if front.unknown[at] else BEATEN
        by = int(front.dominated_by[at])
        beaten[row] = int(open_[by]) if by >= 0 else -1
    return TradeOffs(listed, chosen, senses, raw, tuple(standing), tuple(beaten))


def rows_of(found: TradeOffs) -> list[dict[str, Any]]:
    """Plain values of every site: the front first, by score, then the beaten, the unknown and the barred."""
    order = {word: place for place, word in enumerate((FRONT, BEATEN, UNKNOWN, BARRED))}
    listed = found.listed
    rows = sorted(listed.order, key=lambda row: order[found.standing[row]])
    return [_row(found, row) for row in rows]


def _row(found: TradeOffs, row: int) -> dict[str, Any]:
    listed = found.listed
    point = listed.sites.geometry.iloc[row]
    values = {criterion.key: float(found.raw[row, n]) for n, criterion in enumerate(found.objectives)}
    by = found.beaten_by[row]
    plain: dict[str, Any] = json_value(
        {
            "name": listed.names[row],
            "region": str(listed.sites["region"].iloc[row]),
            "lon": round(float(point.x), COORDINATE_DECIMALS),
            "lat": round(float(point.y), COORDINATE_DECIMALS),
            "standing": found.standing[row],
            "beaten_by": listed.names[by] if by >= 0 else None,
            "unknown": [key for key, value in values.items() if not np.isfinite(value)],
            "excluded_by": listed.excluded_by[row],
            "score": round(float(listed.score[row]), 4),
            **{f"raw_{key}": round(value, 4) for key, value in values.items()},
        }
    )
    return plain


def collection(workspace: Workspace, found: TradeOffs) -> dict[str, Any]:
    """The front as a FeatureCollection."""
    about = joint_metadata(workspace, found.listed)
    about["title"] = about["title"].replace("ranking", "Pareto front")
    about["objectives"] = [
        {"key": c.key, "title": c.title, "unit": c.unit, "better": "more" if sense == "max" else "less"}
        for c, sense in zip(found.objectives, found.senses, strict=True)
    ]
    about["counts"] = {word: found.standing.count(word) for word in (FRONT, BEATEN, UNKNOWN, BARRED)}
    about["note"] = NOTE
    features = [
        {"type": "Feature", "geometry": {"type": "Point", "coordinates": [r["lon"], r["lat"]]}, "properties": r}
        for r in rows_of(found)
    ]
    content: dict[str, Any] = json_value({"type": "FeatureCollection", "metadata": about, "features": features})
    return content
